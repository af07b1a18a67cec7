// What `set -x` prints.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { needsAnsi, quoteAnsi, quoteSingle } from './ansi-quote.ts';
import { expandDocument } from './expand.ts';
import type { Shell } from './shell.ts';

/** A word as the trace shows it: quoted only when it must be. */
export function traceWord(text: ByteString): ByteString {
  if (text === '') return "''";
  if (/[ \t\n'"\\|&;()<>!{}*[\]?^$`]|^[~#]|[=:]~/.test(text)) return quoteSingle(text);
  return needsAnsi(text) ? quoteAnsi(text) : text;
}

/** Prints a line of the trace behind PS4. */
export function* traceText(shell: Shell, text: ByteString): Task<void> {
  const options = shell.options;
  shell.options = new Set([...options].filter((name) => name !== 'xtrace'));
  const prefix = yield* expandDocument(shell, shell.plain('PS4') ?? '+ ', 'double');
  shell.options = options;
  const fd = Number(shell.plain('BASH_XTRACEFD') ?? 2);
  const stream = shell.process.descriptors.get(fd);
  if (stream === undefined) return;
  const line = `${prefix.slice(0, 1).repeat(1 + shell.traceDepth)}${prefix.slice(1)}${text}\n`;
  const bytes = new Uint8Array(line.length);
  for (let i = 0; i < line.length; i++) bytes[i] = line.charCodeAt(i);
  yield* stream.write(bytes);
}
