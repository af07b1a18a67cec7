// The terminal: the one stream that waits for a person.
//
// It is line-buffered by whoever feeds it (the page edits a line before it sends it); echo is the page's affair too.
import { CountedStream } from './stream.ts';
import type { Task } from './process.ts';

export class Terminal extends CountedStream {
  override readonly isTerminal = true;
  readonly #output: (data: Uint8Array) => void;
  #input: Uint8Array[] = [];
  #ends = 0;
  /** Columns of the screen, for `ls`. */
  columns = 80;

  constructor(output: (data: Uint8Array) => void) {
    super();
    this.#output = output;
  }

  /** Input from the keyboard, a line at a time. */
  type(data: Uint8Array): void {
    if (data.length > 0) this.#input.push(data);
  }

  /** Ctrl-D at the start of a line: one reader sees the end of file. */
  endOfFile(): void {
    this.#ends += 1;
  }

  override *read(max: number): Task<Uint8Array> {
    while (this.#input.length === 0) {
      if (this.#ends > 0) {
        this.#ends -= 1;
        return new Uint8Array(0);
      }
      yield () => this.#input.length > 0 || this.#ends > 0;
    }
    const first = this.#input[0];
    const chunk = first.subarray(0, max);
    if (chunk.length === first.length) this.#input.shift();
    else this.#input[0] = first.subarray(chunk.length);
    return chunk;
  }

  unread(data: Uint8Array): void {
    if (data.length > 0) this.#input.unshift(data);
  }

  override *write(data: Uint8Array): Task<void> {
    if (data.length === 0) return;
    this.#output(data);
    yield 'tick';
  }
}
