// Where the lines of a read-eval-print loop come from: edited at the terminal, with the history of earlier sessions, or
// read from whatever else standard input is.
//
// Invariant: the history is read from its file when the loop begins and written back when it ends; only what was typed
// at a terminal is added to it. Source of the file's place and form: Nix's `ReadlineLikeInteracter`.
import { fromBytes, type ByteString } from '../../engine/base/index.ts';
import type { Completion, LineAnswer, Task } from '../../engine/os/index.ts';
import type { NixContext } from '../nix-context.ts';

const CHUNK = 4096;
/** How many lines the history holds. */
const HISTORY = 1000;

export interface LineOptions {
  complete(line: ByteString, cursor: number): Task<Completion>;
  isInterrupted(): boolean;
}

export class Lines {
  readonly #file: ByteString;
  readonly #history: ByteString[] = [];
  /** What was read from a pipe and not asked for yet; undefined behind its end. */
  #ahead: ByteString | undefined = '';

  constructor(readonly context: NixContext) {
    const { environment, files } = context.process;
    const data =
      environment.get('NIX_DATA_HOME') ??
      `${environment.get('XDG_DATA_HOME') ?? `${context.home}/.local/share`}/nix`;
    files.makeDirectories(data);
    this.#file = `${data}/repl-history`;
    if (files.exists(this.#file))
      this.#history.push(...files.readText(this.#file).split('\n').slice(0, -1).slice(-HISTORY));
  }

  /** The next line, without its end. */
  *next(prompt: ByteString, options: LineOptions): Task<LineAnswer> {
    const input = this.context.process.descriptors.get(0);
    if (input?.readLine === undefined) return yield* this.#fromPipe(prompt);
    const answer = yield* input.readLine({ prompt, history: this.#history, ...options });
    if (answer.kind === 'line' && answer.text !== '' && answer.text !== this.#history.at(-1))
      this.#history.push(answer.text);
    return answer;
  }

  *#fromPipe(prompt: ByteString): Task<LineAnswer> {
    const { descriptors, environment } = this.context.process;
    const input = descriptors.get(0);
    while (this.#ahead !== undefined && !this.#ahead.includes('\n')) {
      const chunk = input === undefined ? new Uint8Array(0) : yield* input.read(CHUNK);
      if (chunk.length > 0) this.#ahead += fromBytes(chunk);
      else if (this.#ahead === '') this.#ahead = undefined;
      else this.#ahead += '\n';
    }
    if (this.#ahead === undefined) return { kind: 'end' };
    const at = this.#ahead.indexOf('\n');
    const text = this.#ahead.slice(0, at);
    this.#ahead = this.#ahead.slice(at + 1);
    if (environment.get('_NIX_TEST_REPL_ECHO') === '1') yield* this.context.print(`${prompt}${text}`);
    return { kind: 'line', text };
  }

  /** Writes the history down. */
  save(): void {
    const { files } = this.context.process;
    const text = this.#history.slice(-HISTORY).map((line) => `${line}\n`);
    files.writeFile(this.#file, text.join(''), { mode: 0o600 });
  }
}
