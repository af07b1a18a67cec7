export type { Ino, Inode, Mode, Attributes, FileKind } from './inode.ts';
export type { FileSystem, Stat, NewInode } from './file-system.ts';
export { PosixError, type PosixCode } from './posix-error.ts';
export { Handle } from './handle.ts';
