// How much of a command runs at a time: slices short enough that Stop answers at once, long enough to lose little.
//
// The machine has no clock; this is the one it is driven by. Between slices the event loop gets a turn through a
// MessageChannel, because timers are slowed down in hidden tabs and after five nested ones.
const SLICE_MS = 10;

export class Pace {
  readonly #channel = new MessageChannel();
  #resolve: (() => void) | undefined;

  constructor() {
    this.#channel.port1.onmessage = () => this.#resolve?.();
  }

  /** Runs one slice: `work` is to stop as soon as `pause` answers true. */
  slice<T>(work: (pause: () => boolean) => T): T {
    const end = performance.now() + SLICE_MS;
    return work(() => performance.now() >= end);
  }

  /** One turn of the event loop: messages that have arrived are handled before it ends. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#channel.port2.postMessage(null);
    });
  }
}
