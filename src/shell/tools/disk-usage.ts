// What files take on a disk with blocks of 4096 bytes, and the numbers of the devices there are.
import type { ByteString } from '../../engine/base/index.ts';
import { PosixError, type Files, type Stat } from '../../engine/vfs/index.ts';

const BLOCK = 4096;
/** A symlink up to this long lives in its inode. */
const FAST_SYMLINK = 60;

/** The size that is shown: a directory is one block whatever is in it. */
export function sizeOf(stat: Stat): number {
  return stat.kind === 'directory' ? BLOCK : stat.size;
}

/** Kibibytes taken. */
export function blocksOf(stat: Stat): number {
  if (stat.kind === 'device') return 0;
  if (stat.kind === 'symlink' && stat.size < FAST_SYMLINK) return 0;
  return (Math.ceil(sizeOf(stat) / BLOCK) * BLOCK) / 1024;
}

const NUMBERS = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  tty: [5, 0],
  fd: [0, 0],
} as const;

/** Major and minor number. */
export function deviceNumbers(files: Files, path: ByteString): readonly [number, number] {
  try {
    const { fileSystem, ino } = files.place(path);
    const device = fileSystem.device(ino);
    return device === undefined
      ? [0, 0]
      : device === 'random' && path.endsWith('urandom')
        ? [1, 9]
        : NUMBERS[device];
  } catch (error) {
    if (error instanceof PosixError) return [0, 0];
    throw error;
  }
}
