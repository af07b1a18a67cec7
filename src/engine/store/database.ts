// The store's database: which paths are valid, and who refers to whom.
//
// Invariant: `referrers` is the exact inverse of the references of all valid paths, undo and redo included, because it
// is kept by the table's own observer.
import { Table, type ByteString } from '../base/index.ts';
import type { ValidPath } from './valid-path.ts';

export class Database {
  readonly #referrers = new Map<ByteString, Set<ByteString>>();
  readonly #derivedFrom = new Map<ByteString, Set<ByteString>>();
  readonly table = new Table<ByteString, ValidPath>((path, before, after) => {
    for (const reference of before?.references ?? []) remove(this.#referrers, reference, path);
    for (const reference of after?.references ?? []) add(this.#referrers, reference, path);
    if (before?.deriver !== undefined) remove(this.#derivedFrom, before.deriver, path);
    if (after?.deriver !== undefined) add(this.#derivedFrom, after.deriver, path);
  });

  get(path: ByteString): ValidPath | undefined {
    return this.table.get(path);
  }

  isValid(path: ByteString): boolean {
    return this.table.has(path);
  }

  /** All valid paths, sorted. */
  paths(): ByteString[] {
    return [...this.table.entries()].map(([path]) => path).sort();
  }

  /** The valid paths that refer to `path`, itself included when it does; sorted. */
  referrers(path: ByteString): ByteString[] {
    return [...(this.#referrers.get(path) ?? [])].sort();
  }

  /** The valid outputs that a derivation has built; sorted. */
  derivedFrom(drv: ByteString): ByteString[] {
    return [...(this.#derivedFrom.get(drv) ?? [])].sort();
  }
}

function add(index: Map<ByteString, Set<ByteString>>, key: ByteString, value: ByteString): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}

function remove(index: Map<ByteString, Set<ByteString>>, key: ByteString, value: ByteString): void {
  const values = index.get(key);
  values?.delete(value);
  if (values?.size === 0) index.delete(key);
}
