// Where a world is kept between visits: the interface, and the store that keeps it in memory only.
//
// Invariant: a commit is written whole or not at all, and only on top of the revision that this store has seen; a
// world that somebody else has written to meanwhile is never overwritten.
import type { Commit } from '../machine/index.ts';
import type { JournalEntry, TableName, WorldRecords } from '../engine/world/index.ts';

/** The records of every table, as `Machine.restore` takes them. */
export type Rows = {
  readonly [T in TableName]: readonly (readonly [WorldRecords[T]['key'], WorldRecords[T]['record']])[];
};

export interface SavedWorld {
  readonly rows: Rows;
  readonly journal: readonly JournalEntry[];
  readonly position: number;
}

/** Somebody else has written to the world since this store last looked; nothing was written. */
export class RevisionConflict extends Error {
  constructor() {
    super('another tab has written to this machine');
    this.name = 'RevisionConflict';
  }
}

export interface WorldStore {
  readonly kind: 'indexeddb' | 'memory';
  /** The world as of its last commit; undefined when there is none. Takes note of its revision. */
  load(): Promise<SavedWorld | undefined>;
  /** Writes a commit in one transaction. Throws RevisionConflict. */
  commit(commit: Commit): Promise<void>;
  /** Throws the world away; documents stay. */
  clear(): Promise<void>;
  /** A draft, a lesson's progress: small plain data by key. */
  getDocument(key: string): Promise<unknown>;
  putDocument(key: string, value: unknown): Promise<void>;
  close(): void;
}

/** Keeps a world as long as the page lives. */
export class MemoryStore implements WorldStore {
  readonly kind = 'memory';
  readonly #tables = new Map<TableName, Map<string | number, unknown>>();
  readonly #documents = new Map<string, unknown>();
  #journal: JournalEntry[] = [];
  #position = 0;
  #exists = false;

  async load(): Promise<SavedWorld | undefined> {
    if (!this.#exists) return undefined;
    const rows = (table: TableName) => [...(this.#tables.get(table) ?? [])];
    return {
      rows: {
        inodes: rows('inodes'),
        entries: rows('entries'),
        counters: rows('counters'),
        validPaths: rows('validPaths'),
        shells: rows('shells'),
      } as unknown as Rows,
      journal: [...this.#journal],
      position: this.#position,
    };
  }

  async commit(commit: Commit): Promise<void> {
    for (const [table, changes] of Object.entries(commit.diff) as [TableName, NonNullable<unknown>][]) {
      let records = this.#tables.get(table);
      if (records === undefined) this.#tables.set(table, (records = new Map()));
      for (const { key, after } of changes as readonly { key: string | number; after: unknown }[])
        if (after === undefined) records.delete(key);
        else records.set(key, after);
    }
    this.#journal = [...this.#journal.filter((entry) => entry.number <= commit.kept), ...commit.appended];
    this.#position = commit.position;
    this.#exists = true;
  }

  async clear(): Promise<void> {
    this.#tables.clear();
    this.#journal = [];
    this.#position = 0;
    this.#exists = false;
  }

  async getDocument(key: string): Promise<unknown> {
    return this.#documents.get(key);
  }

  async putDocument(key: string, value: unknown): Promise<void> {
    this.#documents.set(key, value);
  }

  close(): void {}
}
