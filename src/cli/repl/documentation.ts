// `:doc`: what is known of a value.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import type { Repl } from './repl.ts';

export function* documentation(_repl: Repl, _text: ByteString): Task<void> {
  throw new NotSimulated(':doc');
}
