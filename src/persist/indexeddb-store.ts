// A world in IndexedDB.
//
// Invariant: a commit is one transaction, prepared before it opens; between its requests nothing else is awaited, so
// no browser closes it early and a tab killed at any moment leaves the last whole commit behind.
import { openDB, type IDBPDatabase } from 'idb';
import type { Commit } from '../machine/index.ts';
import { TABLE_NAMES, type TableName } from '../engine/world/index.ts';
import { BlobReader, BlobWriter } from './blobs.ts';
import { upgrade, VERSION, type RowKey, type Schema } from './schema.ts';
import { RevisionConflict, type Rows, type SavedWorld, type WorldStore } from './world-store.ts';

/** Opens (and upgrades) the world's database. Rejects when the browser denies storage. */
export async function openIndexedDbStore(world: string): Promise<WorldStore> {
  const database = await openDB<Schema>(`nixarium:${world}`, VERSION, {
    upgrade: (db, from, _to, transaction) => upgrade(db, from, transaction),
    // A newer page wants to upgrade: let it, this one will find its connection closed and say so.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return new IndexedDbStore(database);
}

class IndexedDbStore implements WorldStore {
  readonly kind = 'indexeddb';
  #revision = 0;

  constructor(private readonly database: IDBPDatabase<Schema>) {}

  async load(): Promise<SavedWorld | undefined> {
    const transaction = this.database.transaction(['rows', 'journal', 'blobs', 'meta'], 'readonly');
    const rows = transaction.objectStore('rows');
    const blobs = transaction.objectStore('blobs');
    const [meta, rowKeys, records, entries, blobKeys, contents] = await Promise.all([
      transaction.objectStore('meta').get('world'),
      rows.getAllKeys(),
      rows.getAll(),
      transaction.objectStore('journal').getAll(),
      blobs.getAllKeys(),
      blobs.getAll(),
    ]);
    this.#revision = meta?.revision ?? 0;
    if (meta === undefined) return undefined;
    const reader = new BlobReader(new Map(blobKeys.map((key, i) => [key, contents[i] as Uint8Array])));
    const tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, [] as unknown[]])) as Record<
      TableName,
      unknown[]
    >;
    rowKeys.forEach(([table, key], i) =>
      tables[table].push([key, table === 'inodes' ? reader.unpack(records[i]) : records[i]]),
    );
    return {
      rows: tables as unknown as Rows,
      journal: entries.map((entry) => reader.unpackEntry(entry)),
      position: meta.position,
    };
  }

  async commit(commit: Commit): Promise<void> {
    const writer = new BlobWriter();
    const puts: [RowKey, unknown][] = [];
    for (const table of TABLE_NAMES)
      for (const { key, after } of commit.diff[table] ?? [])
        puts.push([[table, key], after === undefined ? undefined : writer.pack(after)]);
    const entries = commit.appended.map((entry) => [entry.number, writer.packEntry(entry)] as const);
    const revision = this.#revision;

    const transaction = this.database.transaction(['rows', 'journal', 'blobs', 'meta'], 'readwrite');
    const rows = transaction.objectStore('rows');
    const journal = transaction.objectStore('journal');
    const blobs = transaction.objectStore('blobs');
    const meta = transaction.objectStore('meta');
    const finished = transaction.done;
    // An aborted transaction rejects `done`; whoever aborts reports it.
    finished.catch(() => undefined);
    const stored = await meta.get('world');
    if ((stored?.revision ?? 0) !== revision) {
      transaction.abort();
      throw new RevisionConflict();
    }
    const requests: Promise<unknown>[] = [];
    for (const [hash, bytes] of writer.blobs) requests.push(blobs.put(bytes, hash));
    for (const [key, record] of puts)
      requests.push(record === undefined ? rows.delete(key) : rows.put(record, key));
    requests.push(journal.delete(IDBKeyRange.lowerBound(commit.kept, true)));
    for (const [number, entry] of entries) requests.push(journal.put(entry as never, number));
    requests.push(meta.put({ revision: revision + 1, position: commit.position }, 'world'));
    // One failed request aborts the whole; `done` then tells why.
    for (const request of requests) request.catch(() => undefined);
    await finished;
    this.#revision = revision + 1;
  }

  async clear(): Promise<void> {
    const transaction = this.database.transaction(['rows', 'journal', 'blobs', 'meta'], 'readwrite');
    const requests = [
      transaction.objectStore('rows').clear(),
      transaction.objectStore('journal').clear(),
      transaction.objectStore('blobs').clear(),
      transaction.objectStore('meta').clear(),
    ];
    for (const request of requests) request.catch(() => undefined);
    await transaction.done;
    this.#revision = 0;
  }

  getDocument(key: string): Promise<unknown> {
    return this.database.get('documents', key);
  }

  async putDocument(key: string, value: unknown): Promise<void> {
    await this.database.put('documents', value, key);
  }

  close(): void {
    this.database.close();
  }
}
