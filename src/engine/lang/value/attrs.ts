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
  #oldestFirst: readonly number[] | undefined;

  constructor(readonly names: readonly ByteString[]) {}

  get size(): number {
    return this.names.length;
  }

  /** The places, oldest name first; `order` is the age of a name, and the same each time. */
  oldestFirst(order: (name: ByteString) => number): readonly number[] {
    if (this.#oldestFirst !== undefined) return this.#oldestFirst;
    const ages = this.names.map(order);
    return (this.#oldestFirst = ages.map((_, i) => i).sort((x, y) => ages[x] - ages[y]));
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
  const size = entries.length;
  let sorted = true;
  let located = false;
  for (let i = 0; i < size; i++) {
    if (i > 0 && entries[i - 1][0] > entries[i][0]) sorted = false;
    const at = entries[i][2];
    if (at !== undefined && at !== NO_POS) located = true;
  }
  const inOrder = sorted ? entries : sortByName(entries);
  const names = new Array<ByteString>(size);
  const values = new Array<Slot>(size);
  for (let i = 0; i < size; i++) {
    names[i] = inOrder[i][0];
    values[i] = inOrder[i][1];
  }
  const positions = located ? inOrder.map((e) => e[2] ?? NO_POS) : undefined;
  return new Attrs(new Shape(names), values, positions, pos);
}

function sortByName<T extends readonly [ByteString, ...unknown[]]>(entries: readonly T[]): readonly T[] {
  if (entries.length <= 32) return [...entries].sort((a, b) => compareBytes(a[0], b[0]));
  // the engine sorts plain strings much faster than by a function, and in the same order
  const byName = new Map(entries.map((e) => [e[0], e]));
  return [...byName.keys()].sort().map((name) => byName.get(name) as T);
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

/** A right side this small, and this much smaller, is written into a copy of the left. */
const FEW = 8;

export function isFew(left: Attrs, right: Attrs): boolean {
  return right.size <= FEW && left.size >= 2 * right.size;
}

/** `left // right` for a small right side: a copy of the left, changed where the right has something to say. */
export function mergeFew(left: Attrs, right: Attrs): Attrs {
  let { shape } = left;
  const values = left.values.slice();
  const positions =
    left.positions === undefined && right.positions === undefined
      ? undefined
      : (left.positions?.slice() ?? new Array<Pos>(left.size).fill(NO_POS));
  let names: ByteString[] | undefined;
  for (let i = 0; i < right.size; i++) {
    const name = right.shape.names[i];
    const pos = right.positions?.[i] ?? NO_POS;
    if (names === undefined) {
      const at = shape.find(name);
      if (at >= 0) {
        values[at] = right.values[i];
        if (positions !== undefined) positions[at] = pos;
        continue;
      }
      names = shape.names.slice();
    }
    const at = lowerBound(names, name);
    if (names[at] === name) {
      values[at] = right.values[i];
      if (positions !== undefined) positions[at] = pos;
    } else {
      names.splice(at, 0, name);
      values.splice(at, 0, right.values[i]);
      positions?.splice(at, 0, pos);
    }
  }
  if (names !== undefined) shape = new Shape(names);
  return new Attrs(shape, values, positions);
}

/** The first place whose name is not before `name`. */
function lowerBound(names: readonly ByteString[], name: ByteString): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (names[middle] < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `left // right` by a plan made for their shapes. */
export function mergeAttrs(left: Attrs, right: Attrs, plan: MergePlan, known?: Positions): Attrs {
  const { from } = plan;
  const size = from.length;
  const values = new Array<Slot>(size);
  const l = left.values;
  const r = right.values;
  for (let k = 0; k < size; k++) {
    const at = from[k];
    values[k] = at >= 0 ? r[at] : l[~at];
  }
  if (known !== undefined) return new Attrs(plan.shape, values, known);
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
