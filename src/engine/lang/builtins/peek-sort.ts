// Nix's way to sort: a merge sort that looks for runs which are in order already, starting in the middle ("peeksort",
// Munro and Wild 2018), and sorts short stretches by insertion. Stable, and for a comparator that makes no sense still a
// permutation.
//
// Invariant: the comparator is asked the same questions in the same order as in Nix 2.36, so that errors and the order
// under a bad comparator are the same. Source of the rule: the description in libutil's sort.hh.
import { wrongType } from '../eval/types.ts';
import type { Machine } from '../eval/machine.ts';
import { UNWIND, type List, type Result, type Slot, type Value } from '../value/value.ts';
import { Loop } from './loop.ts';

/** Stretches up to this long are sorted by insertion. */
const SHORT = 16;
const LINE = 'while evaluating the return value of the sorting function passed to builtins.sort';

/** Sort [begin, end), of which [begin, left) and [right, end) are in order. */
interface SortWork {
  readonly kind: 'sort';
  readonly begin: number;
  readonly end: number;
  readonly left: number;
  readonly right: number;
}

/** Merge [begin, middle) with [middle, end). */
interface MergeWork {
  readonly kind: 'merge';
  readonly begin: number;
  readonly middle: number;
  readonly end: number;
}

/** What the question that is open is for. */
type Phase = 'next' | 'insert' | 'middle' | 'suffix' | 'prefix' | 'merge';

const NO_WORK: SortWork = { kind: 'sort', begin: 0, end: 0, left: 0, right: 0 };

export class PeekSort extends Loop {
  readonly #pending: (SortWork | MergeWork)[];
  readonly #buffer: Slot[];
  #phase: Phase = 'next';
  #work: SortWork = NO_WORK;
  /** The two that are compared: does `a` come before `b`? */
  #a: Slot = null;
  #b: Slot = null;
  // the insertion: which item, and where it has come to
  #current = 0;
  #point = 0;
  // the run in the middle: [from, to), in order or strictly against it
  #middle = 0;
  #from = 0;
  #to = 0;
  #falling = false;
  // the merge: the heads of both sides, their ends, and where the next goes
  #left = 0;
  #right = 0;
  #leftEnd = 0;
  #rightEnd = 0;
  #out = 0;

  constructor(
    machine: Machine,
    readonly before: (a: Slot, b: Slot) => Result,
    readonly items: List,
  ) {
    super(machine);
    const { length } = items;
    this.#pending = [{ kind: 'sort', begin: 0, end: length, left: 0, right: length }];
    this.#buffer = length > SHORT ? new Array<Slot>(length) : [];
  }

  advance(): Result {
    while (this.#asks()) {
      const answer = this.before(this.#a, this.#b);
      if (answer === UNWIND) return this.machine.capture(this);
      const ended = this.accept(answer as Value);
      if (ended !== undefined) return ended;
    }
    return this.items;
  }

  accept(value: Value): Result | undefined {
    if (typeof value !== 'boolean') return this.machine.fail(wrongType('a Boolean', value).trace(0, LINE));
    const { items } = this;
    switch (this.#phase) {
      case 'insert':
        if (value) {
          const point = this.#point--;
          const item = items[point];
          items[point] = items[point - 1];
          items[point - 1] = item;
        } else this.#point = ++this.#current;
        break;
      case 'middle':
        this.#falling = value;
        this.#from = this.#middle - 1;
        this.#phase = 'suffix';
        break;
      case 'suffix':
        if (value === this.#falling) this.#from--;
        else this.#beginPrefix();
        break;
      case 'prefix':
        if (value === this.#falling) this.#to++;
        else this.#split();
        break;
      default:
        items[this.#out++] = this.#buffer[value ? this.#right++ : this.#left++];
    }
    return undefined;
  }

  /** Goes on to the next question; false when all is sorted. */
  #asks(): boolean {
    const { items } = this;
    for (;;)
      switch (this.#phase) {
        case 'next': {
          const work = this.#pending.pop();
          if (work === undefined) return false;
          if (work.kind === 'merge') this.#beginMerge(work);
          else this.#beginSort(work);
          break;
        }
        case 'insert':
          if (this.#current >= this.#work.end) this.#phase = 'next';
          else if (this.#point === this.#work.begin) this.#point = ++this.#current;
          else return this.#ask(items[this.#point], items[this.#point - 1]);
          break;
        case 'middle':
          return this.#ask(items[this.#middle], items[this.#middle - 1]);
        case 'suffix':
          if (this.#from > this.#work.left) return this.#ask(items[this.#from], items[this.#from - 1]);
          this.#beginPrefix();
          break;
        case 'prefix':
          if (this.#to < this.#work.right) return this.#ask(items[this.#to], items[this.#to - 1]);
          this.#split();
          break;
        case 'merge':
          if (this.#left < this.#leftEnd && this.#right < this.#rightEnd)
            return this.#ask(this.#buffer[this.#right], this.#buffer[this.#left]);
          while (this.#left < this.#leftEnd) items[this.#out++] = this.#buffer[this.#left++];
          while (this.#right < this.#rightEnd) items[this.#out++] = this.#buffer[this.#right++];
          this.#phase = 'next';
      }
  }

  #ask(a: Slot, b: Slot): true {
    this.#a = a;
    this.#b = b;
    return true;
  }

  #beginSort(work: SortWork): void {
    const { begin, end, left, right } = work;
    if (left === end || right === begin) return;
    this.#work = work;
    if (end - begin <= SHORT) {
      this.#current = this.#point = begin + 1;
      this.#phase = 'insert';
      return;
    }
    const middle = begin + Math.floor((end - begin) / 2);
    if (middle <= left) {
      this.#pending.push(
        { kind: 'merge', begin, middle: left, end },
        { kind: 'sort', begin: left, end, left: left + 1, right },
      );
    } else if (middle >= right) {
      this.#pending.push(
        { kind: 'merge', begin, middle: right, end },
        { kind: 'sort', begin, end: right, left, right: right - 1 },
      );
    } else {
      this.#middle = middle;
      this.#phase = 'middle';
    }
  }

  #beginPrefix(): void {
    this.#to = this.#middle;
    this.#phase = 'prefix';
  }

  /** The run in the middle is known: sorts what lies on both sides of it. */
  #split(): void {
    const { begin, end, left, right } = this.#work;
    const from = this.#from;
    const to = this.#to;
    if (this.#falling) this.#reverse(from, to);
    this.#phase = 'next';
    if (from === begin && to === end) return;
    if (this.#middle - from < to - this.#middle)
      this.#pending.push(
        { kind: 'merge', begin, middle: from, end },
        { kind: 'sort', begin: from, end, left: to, right },
        { kind: 'sort', begin, end: from, left, right: from - 1 },
      );
    else
      this.#pending.push(
        { kind: 'merge', begin, middle: to, end },
        { kind: 'sort', begin: to, end, left: to + 1, right },
        { kind: 'sort', begin, end: to, left, right: from },
      );
  }

  #reverse(from: number, to: number): void {
    const { items } = this;
    for (let i = from, j = to - 1; i < j; i++, j--) {
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
  }

  #beginMerge({ begin, middle, end }: MergeWork): void {
    for (let i = begin; i < end; i++) this.#buffer[i] = this.items[i];
    this.#left = this.#out = begin;
    this.#leftEnd = this.#right = middle;
    this.#rightEnd = end;
    this.#phase = 'merge';
  }
}
