// Attribute sets: a shape (the sorted names, shared by all sets made in one place) and the values in its order.
//
// Invariant: names are in byte order and unique; `values` and `positions` run parallel to them. A shape never changes;
// values change only from a thunk to what it evaluated to. What `//` answers for a large set and a small one is kept as
// these two layers, and becomes one set when somebody asks for more than a few names: so a long chain of small updates
// copies the large set once, not each time.
import { compareBytes, type ByteString } from '../../base/index.ts';
import { NO_POS, type Pos } from '../syntax/source.ts';
import type { Slot } from './value.ts';

const SMALL = 8;
/** How many larger shapes a shape remembers, and how long their new names may be in all. */
const GROWN = 32;
const GROWN_KEY = 200;
/** How many layers lie on a set before they become one, and how often names are looked for in them. */
const DEPTH = 8;
const LOOKUPS = 16;

export class Shape {
  #index: Map<ByteString, number> | undefined;
  #lookups = 0;
  #oldestFirst: readonly number[] | undefined;
  #grown: Map<string, Shape> | undefined;

  constructor(readonly names: readonly ByteString[]) {}

  get size(): number {
    return this.names.length;
  }

  /** The shape with some more names, which are sorted and not here yet; the same names give the same shape. */
  with(added: readonly ByteString[]): Shape {
    const key = added.join('\0');
    const known = this.#grown?.get(key);
    if (known !== undefined) return known;
    const shape = new Shape(mergeNames(this.names, added));
    this.#grown ??= new Map();
    if (this.#grown.size < GROWN && key.length < GROWN_KEY) this.#grown.set(key, shape);
    return shape;
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

/** A large set and what a small one changes in it. */
interface Layers {
  readonly left: Attrs;
  readonly right: Attrs;
  /** How many layers lie on the last one, and how large that is. */
  readonly depth: number;
  readonly least: number;
  lookups: number;
}

export class Attrs {
  /** Undefined while the set is two layers. */
  #shape: Shape | undefined;
  #content: Slot[] | Layers;
  #positions: Positions;

  constructor(
    shape: Shape | undefined,
    content: Slot[] | Layers,
    positions: Positions,
    /** Where the set itself was written. */
    readonly pos: Pos = NO_POS,
  ) {
    this.#shape = shape;
    this.#content = content;
    this.#positions = positions;
  }

  /** `left // right`, put off. */
  static layered(left: Attrs, right: Attrs): Attrs {
    let depth = 1;
    if (left.#shape === undefined) {
      const below = left.#content as Layers;
      if (below.depth < DEPTH) depth += below.depth;
      else left.#settle();
    }
    return new Attrs(undefined, { left, right, depth, least: left.least, lookups: 0 }, undefined);
  }

  /** The shape, unless the set is two layers as yet. */
  get settled(): Shape | undefined {
    return this.#shape;
  }

  get shape(): Shape {
    return this.#shape ?? this.#settle();
  }

  get values(): Slot[] {
    if (this.#shape === undefined) this.#settle();
    return this.#content as Slot[];
  }

  get positions(): Positions {
    if (this.#shape === undefined) this.#settle();
    return this.#positions;
  }

  get size(): number {
    return this.values.length;
  }

  /** A number of attributes that are there for sure; more than none when there are any. */
  get least(): number {
    return this.#shape === undefined ? (this.#content as Layers).least : (this.#content as Slot[]).length;
  }

  get(name: ByteString): Slot | undefined {
    const holder = this.holding(name);
    return holder?.values[holder.shape.find(name)];
  }

  has(name: ByteString): boolean {
    return this.holding(name) !== undefined;
  }

  /** The set that an attribute comes from: this one, or one of its layers. */
  holding(name: ByteString): Attrs | undefined {
    if (this.#shape === undefined && ++(this.#content as Layers).lookups > LOOKUPS) this.#settle();
    if (this.#shape !== undefined) return this.#shape.find(name) < 0 ? undefined : this;
    const { left, right } = this.#content as Layers;
    return right.holding(name) ?? left.holding(name);
  }

  positionOf(name: ByteString): Pos {
    const holder = this.holding(name);
    return holder?.positions?.[holder.shape.find(name)] ?? NO_POS;
  }

  /** Makes one set of the layers. */
  #settle(): Shape {
    const { left, right } = this.#content as Layers;
    const changes = [right];
    let base = left;
    while (base.#shape === undefined) {
      const below = base.#content as Layers;
      changes.push(below.right);
      base = below.left;
    }
    const merged = overlay(base, changes.reverse());
    this.#content = merged.values;
    this.#positions = merged.positions;
    return (this.#shape = merged.shape);
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

/** A right side this small, and this much smaller, becomes a layer. */
const FEW = 8;

export function isFew(left: Attrs, right: Attrs): boolean {
  const { least } = right;
  return least <= FEW && left.least >= 2 * least;
}

/** A set under some small ones, the later of which win. */
function overlay(base: Attrs, changes: readonly Attrs[]): Attrs {
  const { shape } = base;
  const values = base.values.slice();
  const located = base.positions !== undefined || changes.some(({ positions }) => positions !== undefined);
  const positions = located ? (base.positions?.slice() ?? new Array<Pos>(base.size).fill(NO_POS)) : undefined;
  let added: Map<ByteString, readonly [Slot, Pos]> | undefined;
  for (const change of changes)
    for (let i = 0; i < change.size; i++) {
      const name = change.shape.names[i];
      const at = shape.find(name);
      const pos = change.positions?.[i] ?? NO_POS;
      if (at < 0) (added ??= new Map()).set(name, [change.values[i], pos]);
      else {
        values[at] = change.values[i];
        if (positions !== undefined) positions[at] = pos;
      }
    }
  if (added === undefined) return new Attrs(shape, values, positions);
  const names = [...added.keys()].sort();
  const grown = shape.with(names);
  const size = grown.size;
  const allValues = new Array<Slot>(size);
  const allPositions = positions === undefined ? undefined : new Array<Pos>(size);
  for (let i = 0, old = 0, fresh = 0; i < size; i++)
    if (fresh < names.length && grown.names[i] === names[fresh]) {
      const [value, pos] = added.get(names[fresh++]) as readonly [Slot, Pos];
      allValues[i] = value;
      if (allPositions !== undefined) allPositions[i] = pos;
    } else {
      allValues[i] = values[old];
      if (allPositions !== undefined) allPositions[i] = (positions as Pos[])[old];
      old++;
    }
  return new Attrs(grown, allValues, allPositions);
}

/** Two sorted lists without a common name as one. */
function mergeNames(a: readonly ByteString[], b: readonly ByteString[]): ByteString[] {
  const names = new Array<ByteString>(a.length + b.length);
  for (let i = 0, j = 0, k = 0; k < names.length; k++)
    names[k] = j >= b.length || (i < a.length && a[i] < b[j]) ? a[i++] : b[j++];
  return names;
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
