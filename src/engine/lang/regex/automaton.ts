// The automaton of a regular expression while it is built: states in a row, each with a way on and perhaps a second one.
//
// Invariant: states are made, copied and counted as libstdc++ does it, for its limit is visible: a pattern of more than
// 100,000 states is refused.
import { BadRegex } from './bad-regex.ts';
import type { ByteSet } from './bracket.ts';

const STATE_LIMIT = 100_000;
const NOWHERE = -1;

export const OP = {
  /** Passes over one byte of the set `arg`. */
  byte: 0,
  /** Tries `alt` (once more), then `next` if that led nowhere. */
  repeat: 1,
  /** Tries `alt` (what stands left of the bar) and `next`. */
  either: 2,
  /** The beginning and the end of group `arg`. */
  open: 3,
  close: 4,
  atBegin: 5,
  atEnd: 6,
  accept: 7,
  /** `repeat` of one `byte` state with the set `arg`, as one state; the matcher's own. */
  run: 8,
  dummy: 9,
} as const;

/** Some states with one beginning and one end. */
export interface Sequence {
  readonly start: number;
  readonly end: number;
}

export class Automaton {
  readonly op: number[] = [];
  readonly next: number[] = [];
  readonly alt: number[] = [];
  readonly arg: number[] = [];
  readonly sets: ByteSet[] = [];
  /** The sets of one byte. */
  readonly #bytes = new Map<number, number>();

  /** One new state. Throws BadRegex when there are too many. */
  state(op: number, arg = 0, alt = NOWHERE, next = NOWHERE): number {
    if (this.op.length >= STATE_LIMIT) throw new BadRegex(true);
    this.next.push(next);
    this.alt.push(alt);
    this.arg.push(arg);
    return this.op.push(op) - 1;
  }

  single(op: number, arg = 0): Sequence {
    const state = this.state(op, arg);
    return { start: state, end: state };
  }

  /** A state that passes over one byte of a set. */
  byteOf(set: ByteSet): Sequence {
    return this.single(OP.byte, this.sets.push(set) - 1);
  }

  /** A state that passes over this one byte. */
  byte(byte: number): Sequence {
    let index = this.#bytes.get(byte);
    if (index === undefined) {
      const set = new Uint8Array(256);
      set[byte] = 1;
      index = this.sets.push(set) - 1;
      this.#bytes.set(byte, index);
    }
    return this.single(OP.byte, index);
  }

  append(first: Sequence, second: Sequence): Sequence {
    this.next[first.end] = second.start;
    return { start: first.start, end: second.end };
  }

  clone({ start, end }: Sequence): Sequence {
    const copies = new Map<number, number>();
    const pending = [start];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      copies.set(at, this.state(this.op[at], this.arg[at], this.alt[at], this.next[at]));
      if (this.alt[at] !== NOWHERE && !copies.has(this.alt[at])) pending.push(this.alt[at]);
      if (at !== end && this.next[at] !== NOWHERE && !copies.has(this.next[at])) pending.push(this.next[at]);
    }
    const copy = (state: number) => copies.get(state) ?? NOWHERE;
    for (const state of copies.values()) {
      this.next[state] = copy(this.next[state]);
      this.alt[state] = copy(this.alt[state]);
    }
    return { start: copy(start), end: copy(end) };
  }

  /** Leads every way past the dummies. */
  skipDummies(): void {
    const { op, next } = this;
    const target = (state: number): number => {
      let last = state;
      while (last !== NOWHERE && op[last] === OP.dummy) last = next[last];
      // whoever comes this way again finds it short
      for (let at = state; at !== last;) {
        const following = next[at];
        next[at] = last;
        at = following;
      }
      return last;
    };
    for (let i = 0; i < op.length; i++) {
      next[i] = target(next[i]);
      this.alt[i] = target(this.alt[i]);
    }
  }
}
