// All builtins by name.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Builtin } from '../shell.ts';
import { COMPGEN } from './compgen.ts';
import { CONTROL } from './control.ts';
import { OUTPUT } from './output.ts';
import { PLACES } from './places.ts';
import { READING } from './reading.ts';
import { SETTINGS } from './settings.ts';
import { VARIABLES } from './variables.ts';
import { WORDS } from './words.ts';

export const BUILTINS: ReadonlyMap<ByteString, Builtin> = new Map(
  [...CONTROL, ...VARIABLES, ...OUTPUT, ...READING, ...PLACES, ...SETTINGS, ...WORDS, COMPGEN].map(
    (builtin) => [builtin.name, builtin],
  ),
);
