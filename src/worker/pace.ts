// How much of a command runs at a time: slices short enough that Stop answers at once, long enough to lose little.
//
// The fuel of a slice follows what the last ones took; between slices the event loop gets a turn through a
// MessageChannel, because timers are slowed down in hidden tabs and after five nested ones.
const TARGET_MS = 10;
const MOST_FUEL = 5_000_000;
const LEAST_FUEL = 50;

export class Pace {
  #fuel = 500;
  readonly #channel = new MessageChannel();
  #resolve: (() => void) | undefined;

  constructor() {
    this.#channel.port1.onmessage = () => this.#resolve?.();
  }

  /** Runs one slice and learns from the time it took. */
  slice<T>(work: (fuel: number) => T): T {
    const begin = performance.now();
    const result = work(this.#fuel);
    const took = performance.now() - begin;
    const factor = took === 0 ? 2 : Math.min(2, TARGET_MS / took);
    this.#fuel = Math.round(Math.max(LEAST_FUEL, Math.min(MOST_FUEL, this.#fuel * factor)));
    return result;
  }

  /** One turn of the event loop: messages that have arrived are handled before it ends. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#channel.port2.postMessage(null);
    });
  }
}
