// Input of tools: named files or standard input, as chunks, as a whole, or as lines.
import { fromBytes, type ByteString } from '../../engine/base/index.ts';
import type { Process, Stream, Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { quotedIfNeeded, toolName } from './options.ts';

/** Opens a file for reading; `-` is standard input. Throws PosixError (EISDIR for a directory). */
export function openInput(process: Process, path: ByteString): Stream {
  if (path === '-') {
    const stdin = process.descriptors.get(0);
    if (stdin === undefined) throw new PosixError('EBADF', '-');
    stdin.retain();
    return stdin;
  }
  const stream = process.open(path, { read: true });
  if (stream.handle?.stat().kind === 'directory') {
    stream.close();
    throw new PosixError('EISDIR', path);
  }
  return stream;
}

export function* readStream(stream: Stream): Task<ByteString> {
  const chunks: ByteString[] = [];
  for (;;) {
    const chunk = yield* stream.read(65536);
    if (chunk.length === 0) break;
    chunks.push(fromBytes(chunk));
  }
  return chunks.join('');
}

/** The whole text of an input, or undefined after telling `tool: path: reason`. */
export function* readInput(process: Process, path: ByteString): Task<ByteString | undefined> {
  try {
    const stream = openInput(process, path);
    try {
      return yield* readStream(stream);
    } finally {
      stream.close();
    }
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* tellFileError(process, path, error);
    return undefined;
  }
}

export function* tellFileError(process: Process, path: ByteString, error: PosixError): Task<void> {
  yield* process.printError(`${toolName(process)}: ${quotedIfNeeded(path)}: ${error.reason}\n`);
}

/** The lines of a text without their newlines; a last line without one counts too. */
export function linesOf(text: ByteString, separator = '\n'): ByteString[] {
  if (text === '') return [];
  const lines = text.split(separator);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** A stream read line by line: `next` gives undefined at the end; `ended` says whether the last had its newline. */
export class LineReader {
  #buffer = '';
  #at = 0;
  #done = false;
  constructor(
    private readonly stream: Stream,
    private readonly separator = '\n',
  ) {}

  *next(): Task<{ readonly text: ByteString; readonly terminated: boolean } | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf(this.separator, this.#at);
      if (end >= 0) {
        const text = this.#buffer.slice(this.#at, end);
        this.#at = end + 1;
        return { text, terminated: true };
      }
      if (this.#done) {
        if (this.#at >= this.#buffer.length) return undefined;
        const text = this.#buffer.slice(this.#at);
        this.#at = this.#buffer.length;
        return { text, terminated: false };
      }
      const chunk = yield* this.stream.read(65536);
      if (chunk.length === 0) this.#done = true;
      else {
        this.#buffer = this.#buffer.slice(this.#at) + fromBytes(chunk);
        this.#at = 0;
      }
    }
  }
}
