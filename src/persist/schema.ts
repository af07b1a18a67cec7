// The shape of the database, and how each earlier shape becomes the present one.
//
// Invariant: a version that was ever published can be opened by every later one; a migration only uses the transaction
// of the upgrade. Version 1 kept file contents inside rows and journal entries and had no documents.
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import { BlobWriter } from './blobs.ts';
import type { JournalEntry, TableName } from '../engine/world/index.ts';

export const VERSION = 2;

export type RowKey = [table: TableName, key: string | number];

export interface Schema extends DBSchema {
  /** One row for each record of each table of the world. */
  rows: { key: RowKey; value: unknown };
  /** Entries by number. */
  journal: { key: number; value: JournalEntry };
  /** File contents by the hexadecimal SHA-256 of their bytes. */
  blobs: { key: string; value: Uint8Array };
  /** One record under `world`. */
  meta: { key: 'world'; value: Meta };
  /** Drafts, lesson progress. */
  documents: { key: string; value: unknown };
}

export interface Meta {
  /** Counts commits. */
  readonly revision: number;
  readonly position: number;
}

type Upgrade = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>;

/** Brings a database of any earlier version (0: none yet) to the present one. */
export async function upgrade(
  database: IDBPDatabase<Schema>,
  from: number,
  transaction: Upgrade,
): Promise<void> {
  if (from < 1) {
    database.createObjectStore('rows');
    database.createObjectStore('journal');
    database.createObjectStore('meta');
  }
  if (from < 2) {
    database.createObjectStore('blobs');
    database.createObjectStore('documents');
    if (from === 1) await moveContentsOut(transaction);
  }
}

/** Version 1 to 2: contents leave rows and journal entries for `blobs`. */
async function moveContentsOut(transaction: Upgrade): Promise<void> {
  const writer = new BlobWriter();
  const rows = transaction.objectStore('rows');
  for (let cursor = await rows.openCursor(); cursor !== null; cursor = await cursor.continue())
    if (cursor.key[0] === 'inodes') void cursor.update(writer.pack(cursor.value));
  const journal = transaction.objectStore('journal');
  for (let cursor = await journal.openCursor(); cursor !== null; cursor = await cursor.continue())
    void cursor.update(writer.packEntry(cursor.value) as JournalEntry);
  const blobs = transaction.objectStore('blobs');
  for (const [hash, bytes] of writer.blobs) void blobs.put(bytes, hash);
}
