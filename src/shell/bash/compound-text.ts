// `declare "a=(1 2)"`: a compound value that comes as text, read and expanded once more as bash does.
import { parse } from 'unbash';
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { expandElements } from './array-value.ts';
import type { ArrayElement, Shell } from './shell.ts';

export function* compoundFromText(shell: Shell, text: ByteString): Task<ArrayElement[]> {
  const command = parse(`x=${text}`).commands[0]?.command;
  const assignment = command?.type === 'Command' ? command.prefix[0] : undefined;
  if (assignment?.type !== 'Assignment' || assignment.value.type !== 'ArrayValue')
    return [{ subscript: undefined, values: [text], append: false }];
  return yield* expandElements(shell, assignment.value);
}
