// A table of the world's state: a map that remembers what changed since it was last asked, so that every command
// leaves one invertible diff.
//
// Invariant: records are immutable; to change one is to put another in its place. A change that ends where it began
// (by identity) is no change.

/** One key's change; `undefined` stands for "no record": an addition has no `before`, a removal no `after`. */
export interface Change<K, V> {
  readonly key: K;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

export class Table<K extends string | number, V> {
  readonly #records = new Map<K, V>();
  readonly #before = new Map<K, V | undefined>();

  /** `observe` is told every change as it happens: whoever keeps an index over the table keeps it true with that. */
  constructor(private readonly observe?: (key: K, before: V | undefined, after: V | undefined) => void) {}

  get size(): number {
    return this.#records.size;
  }

  get(key: K): V | undefined {
    return this.#records.get(key);
  }

  has(key: K): boolean {
    return this.#records.has(key);
  }

  /** Every record, in the order in which its key first came. */
  entries(): IterableIterator<[K, V]> {
    return this.#records.entries();
  }

  set(key: K, record: V): void {
    const before = this.#records.get(key);
    if (!this.#before.has(key)) this.#before.set(key, before);
    this.#records.set(key, record);
    this.observe?.(key, before, record);
  }

  delete(key: K): void {
    const before = this.#records.get(key);
    if (before === undefined) return;
    if (!this.#before.has(key)) this.#before.set(key, before);
    this.#records.delete(key);
    this.observe?.(key, before, undefined);
  }

  /** What changed since the last call, and a clean slate. */
  takeChanges(): Change<K, V>[] {
    const changes: Change<K, V>[] = [];
    for (const [key, before] of this.#before) {
      const after = this.#records.get(key);
      if (before !== after) changes.push({ key, before, after });
    }
    this.#before.clear();
    return changes;
  }

  /** Puts each change's `after` (or, backwards, its `before`) in place; the changes are recorded like any others. */
  apply(changes: readonly Change<K, V>[], direction: 'forwards' | 'backwards'): void {
    for (const { key, before, after } of changes) {
      const record = direction === 'forwards' ? after : before;
      if (record === undefined) this.delete(key);
      else this.set(key, record);
    }
  }
}
