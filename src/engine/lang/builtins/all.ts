// All builtins of the language, family by family.
import { CONSTANTS } from './constants.ts';
import { CONTEXT_BUILTINS } from './contexts.ts';
import { CONTROL_BUILTINS } from './control.ts';
import type { BuiltinDescriptor } from './descriptor.ts';
import { CLOSURE_BUILTIN } from './generic-closure.ts';
import { FILE_BUILTINS } from './files.ts';
import { HASH_BUILTINS } from './hashes.ts';
import { LIST_BUILTINS } from './lists.ts';
import { MISSING_BUILTINS } from './missing.ts';
import { REGEX_BUILTINS } from './regex.ts';
import { SERIALIZE_BUILTINS } from './serialize.ts';
import { SET_BUILTINS } from './sets.ts';
import { STRING_BUILTINS } from './strings.ts';
import { tomlBuiltin } from './toml.ts';
import { TYPE_BUILTINS } from './types.ts';

/** Every builtin; what a later descriptor of the same name says counts. */
export function allBuiltins(features: ReadonlySet<string> = new Set()): readonly BuiltinDescriptor[] {
  return [
    ...CONSTANTS,
    ...MISSING_BUILTINS,
    ...TYPE_BUILTINS,
    ...LIST_BUILTINS,
    ...SET_BUILTINS,
    ...STRING_BUILTINS,
    ...CONTROL_BUILTINS,
    CLOSURE_BUILTIN,
    ...CONTEXT_BUILTINS,
    ...FILE_BUILTINS,
    ...SERIALIZE_BUILTINS,
    ...REGEX_BUILTINS,
    ...HASH_BUILTINS,
    tomlBuiltin(features.has('parse-toml-timestamps')),
  ];
}
