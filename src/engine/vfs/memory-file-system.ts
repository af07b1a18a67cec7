// The world's own file system: inodes and directory entries in two tables, so that every change is part of the
// command's diff and can be undone.
//
// Invariant: an entry's inode exists; an inode without an entry lives only while somebody holds it open and is dropped
// by `sweepOrphans` at the end of a command. Disk usage is not limited here.
import { Impossible, Table, type ByteString } from '../base/index.ts';
import type { FileSystem, NewInode, Stat } from './file-system.ts';
import type { Attributes, DeviceInode, FileInode, Ino, Inode } from './inode.ts';
import { PosixError } from './posix-error.ts';

/** Key of a directory entry: the directory's number, a slash, the name. */
export type EntryKey = string;

/** One directory entry. */
export interface Entry {
  readonly ino: Ino;
}

/** A counter of the world, by name. */
export interface Counter {
  readonly next: number;
}

/** The tables that hold a file system. */
export class FileTables {
  readonly inodes = new Table<Ino, Inode>();
  readonly counters = new Table<string, Counter>();
  readonly #directories = new Map<Ino, Map<ByteString, Ino>>();
  readonly entries = new Table<EntryKey, Entry>((key, _before, after) => {
    const slash = key.indexOf('/');
    const directory = Number(key.slice(0, slash));
    const name = key.slice(slash + 1);
    let names = this.#directories.get(directory);
    if (names === undefined) this.#directories.set(directory, (names = new Map()));
    if (after === undefined) names.delete(name);
    else names.set(name, after.ino);
    if (names.size === 0) this.#directories.delete(directory);
  });

  /** The entries of a directory, by name; in no order that matters. */
  directory(ino: Ino): ReadonlyMap<ByteString, Ino> {
    return this.#directories.get(ino) ?? EMPTY;
  }

  /** The next number of a counter that starts at 1. */
  count(name: string): number {
    const { next } = this.counters.get(name) ?? { next: 1 };
    this.counters.set(name, { next: next + 1 });
    return next;
  }
}

const EMPTY: ReadonlyMap<ByteString, Ino> = new Map();
const ROOT: Ino = 1;

export class MemoryFileSystem implements FileSystem {
  readonly root = ROOT;
  /** Bytes in use of each growing file's buffer, so that an append may write behind the last view and nowhere else. */
  readonly #used = new WeakMap<ArrayBufferLike, number>();
  /** Inodes whose last name went away during this command. */
  readonly #orphans = new Set<Ino>();

  /** `now` gives the machine's logical time in seconds. An empty pair of tables gets a root directory. */
  constructor(
    readonly tables: FileTables,
    private readonly now: () => number,
  ) {
    if (!tables.inodes.has(ROOT)) {
      tables.count('inode');
      tables.inodes.set(ROOT, { kind: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: now() });
    }
  }

  stat(ino: Ino): Stat {
    const inode = this.#inode(ino);
    const { mode, uid, gid, mtime, kind } = inode;
    const base = { ino, kind, mode, uid, gid, mtime };
    switch (inode.kind) {
      case 'file':
        return { ...base, size: inode.data.length, links: inode.links };
      case 'symlink':
        return { ...base, size: inode.target.length, links: inode.links };
      case 'device':
        return { ...base, size: 0, links: inode.links };
      case 'directory': {
        const names = this.tables.directory(ino);
        let links = 2;
        for (const child of names.values()) if (this.#inode(child).kind === 'directory') links++;
        return { ...base, size: names.size, links };
      }
    }
  }

  attributes(ino: Ino): Inode {
    return this.#inode(ino);
  }

  lookup(directory: Ino, name: ByteString): Ino | undefined {
    this.#directory(directory);
    return this.tables.directory(directory).get(name);
  }

  list(directory: Ino): readonly ByteString[] {
    this.#directory(directory);
    return [...this.tables.directory(directory).keys()].sort();
  }

  read(ino: Ino): Uint8Array {
    return this.#file(ino).data;
  }

  write(ino: Ino, data: Uint8Array): void {
    this.tables.inodes.set(ino, { ...this.#file(ino), data, mtime: this.now() });
  }

  append(ino: Ino, data: Uint8Array): void {
    const old = this.#file(ino).data;
    const size = old.length + data.length;
    const { buffer } = old;
    let grown: Uint8Array;
    if (this.#used.get(buffer) === old.length && buffer.byteLength >= size) {
      grown = new Uint8Array(buffer, 0, size);
    } else {
      grown = new Uint8Array(new ArrayBuffer(Math.max(64, size * 2)), 0, size);
      grown.set(old);
    }
    grown.set(data, old.length);
    this.#used.set(grown.buffer, size);
    this.write(ino, grown);
  }

  readlink(ino: Ino): ByteString {
    const inode = this.#inode(ino);
    if (inode.kind !== 'symlink') throw new PosixError('EINVAL');
    return inode.target;
  }

  device(ino: Ino): DeviceInode['device'] | undefined {
    const inode = this.#inode(ino);
    return inode.kind === 'device' ? inode.device : undefined;
  }

  create(directory: Ino, name: ByteString, init: NewInode): Ino {
    this.#free(directory, name);
    const ino = this.tables.count('inode');
    const mtime = ('mtime' in init ? init.mtime : undefined) ?? this.now();
    const { uid, gid } = init;
    switch (init.kind) {
      case 'file':
        this.tables.inodes.set(ino, {
          kind: 'file',
          mode: init.mode,
          uid,
          gid,
          mtime,
          data: init.data,
          links: 1,
        });
        break;
      case 'directory':
        this.tables.inodes.set(ino, { kind: 'directory', mode: init.mode, uid, gid, mtime });
        break;
      case 'symlink':
        this.tables.inodes.set(ino, {
          kind: 'symlink',
          mode: 0o777,
          uid,
          gid,
          mtime,
          target: init.target,
          links: 1,
        });
        break;
      case 'device':
        this.tables.inodes.set(ino, {
          kind: 'device',
          mode: init.mode,
          uid,
          gid,
          mtime,
          device: init.device,
          links: 1,
        });
        break;
    }
    this.#enter(directory, name, ino);
    return ino;
  }

  link(directory: Ino, name: ByteString, ino: Ino): void {
    this.#free(directory, name);
    const inode = this.#inode(ino);
    if (inode.kind === 'directory') throw new PosixError('EPERM');
    this.tables.inodes.set(ino, { ...inode, links: inode.links + 1 });
    this.#orphans.delete(ino);
    this.#enter(directory, name, ino);
  }

  unlink(directory: Ino, name: ByteString): void {
    const ino = this.lookup(directory, name);
    if (ino === undefined) throw new PosixError('ENOENT');
    if (this.#inode(ino).kind === 'directory' && this.tables.directory(ino).size > 0)
      throw new PosixError('ENOTEMPTY');
    this.tables.entries.delete(`${directory}/${name}`);
    this.#touch(directory);
    this.#drop(ino);
  }

  rename(from: Ino, fromName: ByteString, to: Ino, toName: ByteString): void {
    const ino = this.lookup(from, fromName);
    if (ino === undefined) throw new PosixError('ENOENT');
    const replaced = this.lookup(to, toName);
    if (replaced === ino) return;
    const isDirectory = this.#inode(ino).kind === 'directory';
    if (isDirectory && this.#contains(ino, to)) throw new PosixError('EINVAL');
    if (replaced !== undefined) {
      const replacesDirectory = this.#inode(replaced).kind === 'directory';
      if (isDirectory && !replacesDirectory) throw new PosixError('ENOTDIR');
      if (!isDirectory && replacesDirectory) throw new PosixError('EISDIR');
      this.unlink(to, toName);
    }
    this.tables.entries.delete(`${from}/${fromName}`);
    this.#touch(from);
    this.#enter(to, toName, ino);
  }

  setAttributes(ino: Ino, attributes: Partial<Attributes>): void {
    this.tables.inodes.set(ino, { ...this.#inode(ino), ...attributes });
  }

  /** Drops inodes that lost their last name and that nobody can hold open any more: call between commands. */
  sweepOrphans(): void {
    for (const ino of this.#orphans) this.tables.inodes.delete(ino);
    this.#orphans.clear();
  }

  #inode(ino: Ino): Inode {
    const inode = this.tables.inodes.get(ino);
    if (inode === undefined) throw new Impossible(`no inode ${ino}`);
    return inode;
  }

  #file(ino: Ino): FileInode {
    const inode = this.#inode(ino);
    if (inode.kind === 'directory') throw new PosixError('EISDIR');
    if (inode.kind !== 'file') throw new PosixError('EINVAL');
    return inode;
  }

  #directory(ino: Ino): void {
    if (this.#inode(ino).kind !== 'directory') throw new PosixError('ENOTDIR');
  }

  #free(directory: Ino, name: ByteString): void {
    if (name === '' || name === '.' || name === '..' || name.includes('/')) throw new PosixError('EINVAL');
    if (name.length > 255) throw new PosixError('ENAMETOOLONG');
    if (this.lookup(directory, name) !== undefined) throw new PosixError('EEXIST');
  }

  #enter(directory: Ino, name: ByteString, ino: Ino): void {
    this.tables.entries.set(`${directory}/${name}`, { ino });
    this.#touch(directory);
  }

  #touch(directory: Ino): void {
    const inode = this.#inode(directory);
    const mtime = this.now();
    if (inode.mtime !== mtime) this.tables.inodes.set(directory, { ...inode, mtime });
  }

  /** One name of the inode is gone. */
  #drop(ino: Ino): void {
    const inode = this.#inode(ino);
    if (inode.kind === 'directory') this.#orphans.add(ino);
    else {
      this.tables.inodes.set(ino, { ...inode, links: inode.links - 1 });
      if (inode.links === 1) this.#orphans.add(ino);
    }
  }

  #contains(directory: Ino, sought: Ino): boolean {
    if (directory === sought) return true;
    for (const child of this.tables.directory(directory).values())
      if (this.#inode(child).kind === 'directory' && this.#contains(child, sought)) return true;
    return false;
  }
}
