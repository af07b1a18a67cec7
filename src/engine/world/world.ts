// The world: the whole state of one simulated machine, and nothing that is not state.
//
// Invariant: everything that must be saved, undone or compared is a record in one of the tables; all else (indexes,
// caches) is derived from them. Time is a counter that commands move; the same commands give the same world.
import { Table } from '../base/index.ts';
import { Database, Store } from '../store/index.ts';
import {
  Files,
  FileTables,
  MemoryFileSystem,
  Namespace,
  type Credentials,
  type FileSystem,
} from '../vfs/index.ts';
import type { Observer } from './events.ts';
import { TABLE_NAMES, type Diff, type TableName, type WorldRecords } from './journal.ts';

/** 2026-01-01 00:00:00 UTC: when a new world's clock starts. */
const EPOCH = 1_767_225_600;
const CLOCK = 'clock';

export const ROOT: Credentials = { uid: 0, gid: 0, groups: [0] };

/** A host's file system to show at a path of every process. */
export interface HostMount {
  readonly at: string;
  readonly fileSystem: FileSystem;
  readonly readOnly: boolean;
}

/** Any table of the world, when only keys and records matter. */
type AnyTable = Table<string | number, unknown>;

export class World {
  readonly #fileTables = new FileTables();
  readonly database = new Database();
  readonly shells = new Table<string, object>();
  readonly fileSystem: MemoryFileSystem;
  /** Files as root sees them with the store writable: the store's own rights. */
  readonly rootFiles: Files;
  readonly store: Store;
  readonly #observers = new Set<Observer>();

  constructor() {
    this.fileSystem = new MemoryFileSystem(this.#fileTables, () => this.now());
    const root = { fileSystem: this.fileSystem, ino: this.fileSystem.root, readOnly: false };
    this.rootFiles = new Files(new Namespace(root), ROOT);
    this.store = new Store({
      files: this.rootFiles,
      database: this.database,
      now: () => this.now(),
      observe: (event) => this.tell(event),
    });
  }

  /** The machine's time in seconds since 1970. */
  now(): number {
    return EPOCH + (this.#fileTables.counters.get(CLOCK)?.next ?? 0);
  }

  /** Moves the clock forward. */
  advance(seconds: number): void {
    this.#fileTables.counters.set(CLOCK, { next: this.now() - EPOCH + seconds });
  }

  /** Adds an observer until the returned function is called. */
  observe(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  readonly tell: Observer = (event) => {
    for (const observer of this.#observers) observer(event);
  };

  /**
   * The namespace that processes see: the same tree with the store read-only for everybody, and the host's mounts.
   * The paths mounted on are made when they are missing.
   */
  namespace(mounts: readonly HostMount[] = []): Namespace {
    const root = { fileSystem: this.fileSystem, ino: this.fileSystem.root, readOnly: false };
    const namespace = new Namespace(root);
    const store = this.rootFiles.place('/nix/store');
    namespace.mount(store, { ...store, readOnly: true });
    for (const { at, fileSystem, readOnly } of mounts) {
      this.rootFiles.makeDirectories(at);
      namespace.mount(this.rootFiles.place(at), { fileSystem, ino: fileSystem.root, readOnly });
    }
    return namespace;
  }

  /** What has changed since the last call: the diff of the command that just ended. */
  takeDiff(): Diff {
    this.fileSystem.sweepOrphans();
    const diff: { [name in TableName]?: unknown } = {};
    for (const name of TABLE_NAMES) {
      const changes = this.#table(name).takeChanges();
      if (changes.length > 0) diff[name] = changes;
    }
    return diff as Diff;
  }

  /** Applies a command's diff, or takes it back. */
  apply(diff: Diff, direction: 'forwards' | 'backwards'): void {
    for (const name of TABLE_NAMES) {
      const changes = diff[name];
      if (changes !== undefined) this.#table(name).apply(changes as never, direction);
    }
    this.takeDiff();
  }

  /** The records of a table, for saving and comparing. */
  records<T extends TableName>(name: T): [WorldRecords[T]['key'], WorldRecords[T]['record']][] {
    return [...this.#table(name).entries()] as [WorldRecords[T]['key'], WorldRecords[T]['record']][];
  }

  /** Puts saved records in place, in a world that is new. */
  load<T extends TableName>(
    name: T,
    records: Iterable<readonly [WorldRecords[T]['key'], WorldRecords[T]['record']]>,
  ): void {
    const table = this.#table(name);
    for (const [key, record] of records) table.set(key, record);
    table.takeChanges();
  }

  /** A copy that shares the (immutable) records and nothing else. */
  copy(): World {
    const copy = new World();
    for (const name of TABLE_NAMES) copy.load(name, this.records(name));
    return copy;
  }

  #table(name: TableName): AnyTable {
    const tables: Record<TableName, unknown> = {
      inodes: this.#fileTables.inodes,
      entries: this.#fileTables.entries,
      counters: this.#fileTables.counters,
      validPaths: this.database.table,
      shells: this.shells,
    };
    return tables[name] as AnyTable;
  }
}
