// What a running command says, gathered into few messages: a build of thousands of lines must not become thousands of
// messages. Output pieces of the same stream that follow each other become one.
import type { ByteString } from '../engine/base/index.ts';
import type { WorldEvent } from '../engine/world/index.ts';
import { LIVE_EVENT_LIMIT, type OutputPiece, type ToClient } from './protocol.ts';
import { decodeTexts, Utf8Stream } from './text.ts';

const FLUSH_MS = 40;

export class Progress {
  #pieces: { stream: 'stdout' | 'stderr'; text: string }[] = [];
  #events: WorldEvent[] = [];
  #told = 0;
  #dropped = 0;
  #flushed = performance.now();
  readonly #decoders = { stdout: new Utf8Stream(), stderr: new Utf8Stream() };

  constructor(private readonly post: (message: ToClient) => void) {}

  output(stream: 'stdout' | 'stderr', text: ByteString): void {
    this.#append(stream, this.#decoders[stream].push(text));
  }

  event(event: WorldEvent): void {
    if (this.#told < LIVE_EVENT_LIMIT) this.#events.push(event);
    else this.#dropped++;
    this.#told++;
  }

  flushWhenDue(): void {
    if (performance.now() - this.#flushed >= FLUSH_MS) this.flush();
  }

  flush(): void {
    this.#flushed = performance.now();
    if (this.#pieces.length === 0 && this.#events.length === 0) return;
    const output: readonly OutputPiece[] = this.#pieces;
    this.post({ kind: 'progress', output, events: decodeTexts(this.#events), dropped: this.#dropped });
    this.#pieces = [];
    this.#events = [];
  }

  end(): void {
    this.#append('stdout', this.#decoders.stdout.flush());
    this.#append('stderr', this.#decoders.stderr.flush());
    this.flush();
  }

  #append(stream: 'stdout' | 'stderr', text: string): void {
    if (text === '') return;
    const last = this.#pieces.at(-1);
    if (last?.stream === stream) last.text += text;
    else this.#pieces.push({ stream, text });
  }
}
