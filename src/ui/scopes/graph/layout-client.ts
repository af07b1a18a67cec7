// Asks the layout worker for a layout; where no worker can start, computes it here.
import { layout, type LayoutInput, type LayoutResult } from '../../../view/index.ts';

export class LayoutClient {
  #worker: Worker | undefined;
  #next = 1;
  readonly #waiting = new Map<number, { input: LayoutInput; resolve: (result: LayoutResult) => void }>();

  constructor() {
    // A sandboxed frame has an opaque origin and may not start workers from files.
    if (globalThis.origin === 'null') return;
    try {
      this.#worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
      this.#worker.onmessage = (event: MessageEvent<{ id: number; result: LayoutResult }>) => {
        this.#waiting.get(event.data.id)?.resolve(event.data.result);
        this.#waiting.delete(event.data.id);
      };
      this.#worker.onerror = () => this.#giveUp();
    } catch {
      // Refused for another reason: layouts are computed here.
      this.#worker = undefined;
    }
  }

  layout(input: LayoutInput): Promise<LayoutResult> {
    if (this.#worker === undefined) return Promise.resolve(layout(input));
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, { input, resolve });
      this.#worker?.postMessage({ id, input });
    });
  }

  dispose(): void {
    this.#worker?.terminate();
  }

  #giveUp(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { input, resolve } of this.#waiting.values()) resolve(layout(input));
    this.#waiting.clear();
  }
}
