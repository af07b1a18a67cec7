// The terminal: the one stream that waits for a person.
//
// It is line-buffered by whoever feeds it (the page edits a line before it sends it); echo is the page's affair too. A
// program that wants its lines edited, with a prompt, a history and completion, asks for them with `readLine`; whoever
// sits at the terminal sees what it asks for in `reading`. What was answered is then echoed here, so that the output
// tells the whole conversation.
import { fromBytes, toBytes, type ByteString } from '../base/index.ts';
import { CountedStream } from './stream.ts';
import type { Completion, LineAnswer, LineRequest, Task } from './process.ts';

const NEWLINE = 0x0a;

/** Somebody wants to know what could stand before the cursor. */
interface Question {
  readonly line: ByteString;
  readonly cursor: number;
  readonly answer: (completion: Completion) => void;
}

export class Terminal extends CountedStream {
  override readonly isTerminal = true;
  readonly #output: (data: Uint8Array) => void;
  #input: Uint8Array[] = [];
  #ends = 0;
  #questions: Question[] = [];
  #reading: LineRequest | undefined;
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

  /** The line that a program waits for, if it is one to be edited. */
  get reading(): LineRequest | undefined {
    return this.#reading;
  }

  /** Asks the program that waits for a line how it could go on; `answer` is called when it has found out. */
  complete(line: ByteString, cursor: number, answer: (completion: Completion) => void): void {
    this.#questions.push({ line, cursor, answer });
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

  *readLine(request: LineRequest): Task<LineAnswer> {
    const { prompt, isInterrupted } = request;
    this.#reading = request;
    try {
      for (;;) {
        const question = this.#questions.shift();
        if (question !== undefined) question.answer(yield* request.complete(question.line, question.cursor));
        else if (isInterrupted()) {
          yield* this.write(toBytes(`${prompt}^C`));
          return { kind: 'interrupted' };
        } else if (this.#hasLine) {
          const line = fromBytes(yield* this.#takeLine());
          yield* this.write(toBytes(`${prompt}${line}\n`));
          return { kind: 'line', text: line };
        } else if (this.#ends > 0) {
          this.#ends -= 1;
          yield* this.write(toBytes(prompt));
          return { kind: 'end' };
        } else yield () => this.#questions.length > 0 || this.#hasLine || this.#ends > 0 || isInterrupted();
      }
    } finally {
      this.#reading = undefined;
      for (const { answer } of this.#questions.splice(0)) answer({ start: 0, candidates: [] });
    }
  }

  get #hasLine(): boolean {
    return this.#input.some((piece) => piece.includes(NEWLINE)) || (this.#ends > 0 && this.#input.length > 0);
  }

  /** The next line, without its end; what stands before the end of input is one too. */
  *#takeLine(): Task<Uint8Array> {
    const bytes: number[] = [];
    while (this.#input.length > 0) {
      const piece = yield* this.read(Infinity);
      const at = piece.indexOf(NEWLINE);
      bytes.push(...(at < 0 ? piece : piece.subarray(0, at)));
      if (at < 0) continue;
      this.unread(piece.subarray(at + 1));
      break;
    }
    return Uint8Array.from(bytes);
  }
}
