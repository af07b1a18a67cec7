// Attribute sets: a shape (the sorted names, shared by all sets made in one place) and the values in its order.
//
// Invariant: names are in byte order and unique; `values` and `positions` run parallel to them. A shape never changes;
// values change only from a thunk to what it evaluated to.
import { compareBytes, type ByteString } from '../../base/index.ts';
import { NO_POS, type Pos } from '../syntax/source.ts';
import type { Slot } from './value.ts';

const SMALL = 8;

export class Shape {
  #index: Map<ByteString, number> | undefined;
  #lookups = 0;

  constructor(readonly names: readonly ByteString[]) {}

  get size(): number {
    return this.names.length;
  }

  /** The place of a name, or -1. */
  find(name: ByteString): number {
    if (this.#index !== undefined) return this.#index.get(name) ?? -1;
    const { names } = this;
    if (names.length <= SMALL) {
      for (let i = 0; i < names.length; i++) if (names[i] === name) return i;
      return -1;
    }
    // a set that is asked often gets an index
    if (++this.#lookups > 3) {
      this.#index = new Map(names.map((n, i) => [n, i]));
      return this.#index.get(name) ?? -1;
    }
    let low = 0;
    let high = names.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = names[middle];
      if (at === name) return middle;
      if (at < name) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

export const EMPTY_SHAPE = new Shape([]);

/** Where each attribute was defined; undefined when nowhere. */
export type Positions = readonly Pos[] | undefined;

export class Attrs {
  constructor(
    readonly shape: Shape,
    readonly values: Slot[],
    readonly positions: Positions,
    /** Where the set itself was written. */
    readonly pos: Pos = NO_POS,
  ) {}

  get size(): number {
    return this.values.length;
  }

  get(name: ByteString): Slot | undefined {
    const i = this.shape.find(name);
    return i < 0 ? undefined : this.values[i];
  }

  has(name: ByteString): boolean {
    return this.shape.find(name) >= 0;
  }

  positionOf(name: ByteString): Pos {
    const i = this.shape.find(name);
    return i < 0 || this.positions === undefined ? NO_POS : this.positions[i];
  }
}

export const EMPTY_ATTRS = new Attrs(EMPTY_SHAPE, [], undefined);

/** A set of entries in any order; the names must be unique. */
export function makeAttrs(entries: readonly (readonly [ByteString, Slot, Pos?])[], pos: Pos = NO_POS): Attrs {
  const sorted = [...entries].sort((a, b) => compareBytes(a[0], b[0]));
  const located = sorted.some((e) => e[2] !== undefined && e[2] !== NO_POS);
  return new Attrs(
    new Shape(sorted.map((e) => e[0])),
    sorted.map((e) => e[1]),
    located ? sorted.map((e) => e[2] ?? NO_POS) : undefined,
    pos,
  );
}

/** How two shapes merge: the shape that results, and for each place the index in the right set, or ~index in the left. */
export interface MergePlan {
  readonly left: Shape;
  readonly right: Shape;
  readonly shape: Shape;
  readonly from: readonly number[];
}

export function planMerge(left: Shape, right: Shape): MergePlan {
  const a = left.names;
  const b = right.names;
  const names: ByteString[] = [];
  const from: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (j >= b.length || (i < a.length && a[i] < b[j])) {
      names.push(a[i]);
      from.push(~i++);
    } else {
      if (i < a.length && a[i] === b[j]) i++;
      names.push(b[j]);
      from.push(j++);
    }
  }
  const shape = names.length === a.length ? left : names.length === b.length ? right : new Shape(names);
  return { left, right, shape, from };
}

/** `left // right` by a plan made for their shapes. */
export function mergeAttrs(left: Attrs, right: Attrs, plan: MergePlan): Attrs {
  const { from } = plan;
  const size = from.length;
  const values = new Array<Slot>(size);
  const l = left.values;
  const r = right.values;
  for (let k = 0; k < size; k++) {
    const at = from[k];
    values[k] = at >= 0 ? r[at] : l[~at];
  }
  let positions: Pos[] | undefined;
  if (left.positions !== undefined || right.positions !== undefined) {
    positions = new Array<Pos>(size);
    for (let k = 0; k < size; k++) {
      const at = from[k];
      positions[k] = (at >= 0 ? right.positions?.[at] : left.positions?.[~at]) ?? NO_POS;
    }
  }
  return new Attrs(plan.shape, values, positions);
}
