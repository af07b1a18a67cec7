// Inodes: what a file is, apart from its names.
//
// Invariant: an inode record is never changed in place; a change puts a new record under the same number. Numbers come
// from a counter of the world, so the same commands give the same numbers everywhere.
import type { ByteString } from '../base/index.ts';

/** An inode's number; the root directory of a file system is 1. */
export type Ino = number;

/** The permission bits of a mode: `0o7777` and below. The kind of file is not in here. */
export type Mode = number;

export interface Attributes {
  readonly mode: Mode;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970 in the machine's own, logical time. */
  readonly mtime: number;
}

export interface FileInode extends Attributes {
  readonly kind: 'file';
  /** Never written to after it stands in a record. */
  readonly data: Uint8Array;
  /** How many directory entries name it. */
  readonly links: number;
}

export interface DirectoryInode extends Attributes {
  readonly kind: 'directory';
}

export interface SymlinkInode extends Attributes {
  readonly kind: 'symlink';
  readonly target: ByteString;
  readonly links: number;
}

export interface DeviceInode extends Attributes {
  readonly kind: 'device';
  /** What the operating system does for it; the file system only holds the name. */
  readonly device: 'null' | 'zero' | 'full' | 'tty' | 'random' | 'fd';
  readonly links: number;
}

export type Inode = FileInode | DirectoryInode | SymlinkInode | DeviceInode;
export type FileKind = Inode['kind'];
