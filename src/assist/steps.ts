// What an evaluation did, step by step, while somebody watched: thunks forced, functions and builtins called, and the
// value each of them came to.
//
// Invariant: a step that never came to a value has none (it failed, or the evaluation was stopped). Only so many steps
// are kept, the first ones; the rest is counted.
import type { ByteString } from '../engine/base/index.ts';
import type { Expr, Observer, Pos, Slot, Thunk, Value } from '../engine/lang/index.ts';

export interface RecordedStep {
  readonly kind: 'force' | 'call' | 'builtin' | 'blackhole';
  /** How many steps it lies within. */
  readonly depth: number;
  /** What is forced; the name that is called, if it has one. */
  readonly expr?: Expr;
  readonly name?: ByteString;
  /** Where a call is made, or a thunk was asked for. */
  readonly site: Pos;
  value?: Slot;
}

const KEPT = 1000;
/** Thunks told by name. */
const FORCED = 50;

export class Steps implements Observer {
  steps: RecordedStep[] = [];
  /** Steps that were not kept. */
  more = 0;
  /** What was forced, in the order in which it began, with its expression. */
  forced: { readonly thunk: Thunk; readonly expr: Expr | undefined; readonly pos: Pos }[] = [];
  /** Thunks that came to their values. */
  memoised = 0;
  /** The steps that have not come to an end, outermost first, by their thunk or the number of their call. */
  #open: { readonly key: Thunk | number; readonly step: RecordedStep | undefined }[] = [];

  begin(): void {
    this.steps = [];
    this.forced = [];
    this.more = this.memoised = 0;
    this.#open = [];
  }

  force(thunk: Thunk, expr: Expr | undefined, pos: Pos): void {
    if (this.forced.length < FORCED) this.forced.push({ thunk, expr, pos });
    this.#enter(thunk, 'force', pos, expr === undefined ? {} : { expr });
  }

  memoise(thunk: Thunk, value: Value): void {
    this.memoised++;
    this.#leave(thunk, value);
  }

  blackhole(_thunk: Thunk, pos: Pos): void {
    this.#add('blackhole', pos, {});
  }

  call(name: ByteString | undefined, _pos: Pos, site: Pos, id: number): void {
    this.#enter(id, 'call', site, name === undefined ? {} : { name });
  }

  builtin(name: ByteString, site: Pos, id: number): void {
    this.#enter(id, 'builtin', site, { name });
  }

  returned(value: Value, id: number): void {
    this.#leave(id, value);
  }

  #add(
    kind: RecordedStep['kind'],
    site: Pos,
    what: { expr?: Expr; name?: ByteString },
  ): RecordedStep | undefined {
    if (this.steps.length >= KEPT) {
      this.more++;
      return undefined;
    }
    const step = { kind, depth: this.#open.length, site, ...what };
    this.steps.push(step);
    return step;
  }

  #enter(
    key: Thunk | number,
    kind: RecordedStep['kind'],
    site: Pos,
    what: { expr?: Expr; name?: ByteString },
  ): void {
    this.#open.push({ key, step: this.#add(kind, site, what) });
  }

  /** Ends a step, and with it those within it that an error ended. */
  #leave(key: Thunk | number, value: Value): void {
    const at = this.#open.findLastIndex((open) => open.key === key);
    if (at < 0) return;
    const { step } = this.#open[at];
    if (step !== undefined) step.value = value;
    this.#open.length = at;
  }
}
