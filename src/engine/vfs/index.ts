export type { Ino, Inode, Mode, Attributes, FileKind } from './inode.ts';
export type { FileSystem, Stat, NewInode } from './file-system.ts';
export { PosixError, type PosixCode } from './posix-error.ts';
export { Handle } from './handle.ts';
export {
  FileTables,
  MemoryFileSystem,
  type Counter,
  type Entry,
  type EntryKey,
} from './memory-file-system.ts';
export { Namespace, type Place } from './namespace.ts';
export {
  Files,
  type Credentials,
  type DirectoryEntry,
  type OpenOptions,
  type WriteOptions,
} from './files.ts';
