// An open file: the inode itself, so that it stays readable after its name is gone.
import type { ByteString } from '../base/index.ts';
import type { FileSystem, Stat } from './file-system.ts';
import type { Ino } from './inode.ts';

export class Handle {
  constructor(
    readonly fileSystem: FileSystem,
    readonly ino: Ino,
    /** The path it was opened by, for `/proc/self/fd` and error texts. */
    readonly path: ByteString,
    readonly readable: boolean,
    readonly writable: boolean,
  ) {}

  stat(): Stat {
    return this.fileSystem.stat(this.ino);
  }
}
