// What a tool writes and reads, as stdio does it: collected output, and input by lines.
//
// Invariant: output is handed on before its tool waits for input, so that a person or a pipe sees it in time; nothing
// is kept back when a tool ends.
import { fromBytes, toBytes, type ByteString } from '../../engine/base/index.ts';
import type { Stream, Task } from '../../engine/os/index.ts';

const FULL = 16384;
const CHUNK = 65536;

export class Output {
  #parts: ByteString[] = [];
  #size = 0;
  constructor(readonly stream: Stream) {}

  /** Collects; returns true when it is time to `flush`. */
  add(text: ByteString): boolean {
    this.#parts.push(text);
    this.#size += text.length;
    return this.#size >= FULL;
  }

  *write(text: ByteString): Task<void> {
    if (this.add(text)) yield* this.flush();
  }

  *flush(): Task<void> {
    if (this.#size === 0) return;
    const text = this.#parts.join('');
    this.#parts = [];
    this.#size = 0;
    yield* this.stream.write(toBytes(text));
  }
}

/** Reads a stream to its end in pieces. */
export class Input {
  #rest: ByteString = '';
  #at = 0;
  #ended = false;
  constructor(
    readonly stream: Stream,
    readonly out?: Output,
    /** Standard input belongs to the process: its end closes it, however it ends. */
    private readonly owned = true,
  ) {}

  /** The next bytes as they come; an empty text at the end. */
  *chunk(): Task<ByteString> {
    if (this.#at < this.#rest.length) {
      const text = this.#rest.slice(this.#at);
      this.#rest = '';
      this.#at = 0;
      return text;
    }
    if (this.#ended) return '';
    this.#rest = '';
    this.#at = 0;
    yield* this.#more();
    const text = this.#rest;
    this.#rest = '';
    return text;
  }

  /** The next line with its delimiter (the last may have none); undefined at the end. */
  *line(delimiter: ByteString = '\n'): Task<ByteString | undefined> {
    let from = this.#at;
    for (;;) {
      const end = this.#rest.indexOf(delimiter, from);
      if (end >= 0) {
        const line = this.#rest.slice(this.#at, end + 1);
        this.#at = end + 1;
        return line;
      }
      if (this.#ended) break;
      const seen = this.#rest.length - this.#at;
      this.#rest = this.#rest.slice(this.#at);
      this.#at = 0;
      from = seen;
      yield* this.#more();
    }
    if (this.#at >= this.#rest.length) return undefined;
    const line = this.#rest.slice(this.#at);
    this.#at = this.#rest.length;
    return line;
  }

  *rest(): Task<ByteString> {
    const parts: ByteString[] = [];
    for (let part = yield* this.chunk(); part !== ''; part = yield* this.chunk()) parts.push(part);
    return parts.join('');
  }

  close(): void {
    if (this.owned) this.stream.close();
  }

  *#more(): Task<void> {
    if (this.out !== undefined) yield* this.out.flush();
    yield 'tick';
    const data = yield* this.stream.read(CHUNK);
    if (data.length === 0) this.#ended = true;
    this.#rest += fromBytes(data);
  }
}

/** The lines of a text without their newlines; a last newline ends the last line. */
export function linesOf(text: ByteString, delimiter: ByteString = '\n'): ByteString[] {
  if (text === '') return [];
  const lines = text.split(delimiter);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}
