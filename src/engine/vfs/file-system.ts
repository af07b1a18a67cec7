// The interface of one file system, as a mount sees it: numbers and names, no paths, no permissions.
//
// The world's own file system keeps inodes in tables; a host folder mounted in Node answers the same questions from
// the disk. Names are single path components; every method throws PosixError.
import type { ByteString } from '../base/index.ts';
import type { Attributes, FileKind, Ino, Inode } from './inode.ts';

/** What `stat` tells. */
export interface Stat extends Attributes {
  readonly ino: Ino;
  readonly kind: FileKind;
  /** Bytes of a file, length of a symlink's target, entries of a directory. */
  readonly size: number;
  readonly links: number;
}

/** A new inode before it has a number; `mtime` is the file system's now unless it is given. */
export type NewInode =
  | { kind: 'file'; mode: number; uid: number; gid: number; data: Uint8Array; mtime?: number }
  | { kind: 'directory'; mode: number; uid: number; gid: number; mtime?: number }
  | { kind: 'symlink'; target: ByteString; uid: number; gid: number; mtime?: number }
  | {
      kind: 'device';
      device: Extract<Inode, { kind: 'device' }>['device'];
      mode: number;
      uid: number;
      gid: number;
    };

export interface FileSystem {
  readonly root: Ino;
  stat(ino: Ino): Stat;
  /** The part of `stat` that every walk asks of every inode on its way: no counting of entries. */
  attributes(ino: Ino): Attributes & { readonly kind: FileKind };
  /** The inode behind a name, or undefined; ENOTDIR when `directory` is none. */
  lookup(directory: Ino, name: ByteString): Ino | undefined;
  /** The names in a directory in byte order, without `.` and `..`. */
  list(directory: Ino): readonly ByteString[];
  /** A file's bytes; the caller must not write to them. EISDIR, EINVAL. */
  read(ino: Ino): Uint8Array;
  /** Replaces a file's bytes; the file system keeps the array. */
  write(ino: Ino, data: Uint8Array): void;
  /** Adds bytes at a file's end, in amortised constant time. */
  append(ino: Ino, data: Uint8Array): void;
  readlink(ino: Ino): ByteString;
  device(ino: Ino): Extract<Inode, { kind: 'device' }>['device'] | undefined;
  create(directory: Ino, name: ByteString, inode: NewInode): Ino;
  /** A second name for a file. EPERM for a directory. */
  link(directory: Ino, name: ByteString, ino: Ino): void;
  /** Takes a name away; the inode goes with its last name. A directory must be empty (ENOTEMPTY). */
  unlink(directory: Ino, name: ByteString): void;
  /** Moves a name, replacing what stands there as rename(2) does. */
  rename(from: Ino, fromName: ByteString, to: Ino, toName: ByteString): void;
  setAttributes(ino: Ino, attributes: Partial<Attributes>): void;
}
