// What is known of the places where a search can go two ways: nothing, that all of it failed, or that some of it matched.
//
// Invariant: `FAILED` stays true for as long as the text is the same; `MATCHED` belongs to one attempt and is taken back
// when that is over. Memory grows with the places that were really visited.
import { NotSimulated } from '../../base/index.ts';

export const UNKNOWN = 0;
export const FAILED = 1;
export const MATCHED = 2;

const PAGE_BITS = 16;
const PAGE = 1 << PAGE_BITS;
const MAX_PAGES = 4096;
const MAX_TALLIED = 2 ** 19;

const tooLarge = () =>
  new NotSimulated('so large a regular expression on so long a text', 'it would need too much memory');

export class Memo {
  readonly #pages: (Uint8Array | undefined)[] = [];
  readonly #places: number;
  /** Places on paths that have a tally (see `loops.ts`), which are rare. */
  readonly #tallied = new Map<number, number>();
  #matched: number[] = [];
  #count = 0;

  constructor(
    /** How many places there are for each byte of the text. */
    readonly width: number,
    readonly length: number,
  ) {
    this.#places = width * (length + 1);
  }

  get(branch: number, at: number, tally: number): number {
    const key = at * this.width + branch;
    if (tally !== 0) return this.#tallied.get(tally * this.#places + key) ?? UNKNOWN;
    const page = this.#pages[key >>> PAGE_BITS];
    return page === undefined ? UNKNOWN : page[key & (PAGE - 1)];
  }

  set(branch: number, at: number, tally: number, state: number): void {
    const key = at * this.width + branch;
    const full = tally * this.#places + key;
    if (state === MATCHED) this.#matched.push(full);
    this.#write(full, state);
  }

  #write(full: number, state: number): void {
    if (full >= this.#places) {
      if (this.#tallied.size >= MAX_TALLIED) throw tooLarge();
      this.#tallied.set(full, state);
      return;
    }
    const n = Math.floor(full / PAGE);
    let page = this.#pages[n];
    if (page === undefined) {
      if (++this.#count > MAX_PAGES) throw tooLarge();
      page = new Uint8Array(Math.min(PAGE, this.#places - n * PAGE));
      this.#pages[n] = page;
    }
    page[full % PAGE] = state;
  }

  /** Ends an attempt: what matched in it is unknown again. */
  forgetMatched(): void {
    for (const full of this.#matched) this.#write(full, UNKNOWN);
    this.#matched = [];
  }
}
