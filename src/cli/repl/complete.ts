// Completion in the read-eval-print loop: names, attributes of what a path leads to, and files. Source of the rules:
// Nix's `NixRepl::completePrefix`.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { Attrs } from '../../engine/lang/index.ts';
import type { Completion, Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { RenderedError } from '../usage-error.ts';
import type { Repl } from './repl.ts';
import { Incomplete } from './scope.ts';

/** What could stand for the last word before the cursor. */
export function* completions(repl: Repl, line: ByteString, cursor: number): Task<Completion> {
  const word = /[^ \n\r\t(){}[\]]*$/.exec(line.slice(0, cursor))?.[0] ?? '';
  const start = cursor - word.length;
  if (word.includes('/')) return { start, candidates: files(repl, word) };
  const dot = word.lastIndexOf('.');
  if (dot < 0) {
    const candidates = repl.scope.names().filter((name) => name.startsWith(word));
    return { start, candidates: candidates.sort() };
  }
  const subject = word.slice(0, dot);
  const names = yield* attributes(repl, subject);
  const candidates = names.filter((name) => name.startsWith(word.slice(dot + 1)));
  return { start, candidates: candidates.map((name) => `${subject}.${name}`) };
}

function files(repl: Repl, word: ByteString): ByteString[] {
  const slash = word.lastIndexOf('/');
  const directory = word.slice(0, slash);
  try {
    return repl.context.process.files
      .readDir(directory === '' ? '/' : directory)
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('.') && name.startsWith(word.slice(slash + 1)))
      .map((name) => `${directory}/${name}`)
      .sort();
  } catch (error) {
    if (error instanceof PosixError) return [];
    throw error;
  }
}

/** The names of an expression's attributes; none when it has none, or fails. */
function* attributes(repl: Repl, text: ByteString): Task<readonly ByteString[]> {
  try {
    const value = yield* repl.evaluate(text);
    return value instanceof Attrs ? value.shape.names : [];
  } catch (error) {
    const isQuiet =
      error instanceof RenderedError || error instanceof Incomplete || error instanceof NotSimulated;
    if (isQuiet) return [];
    throw error;
  }
}
