// Errors of the file system and the operating system, with the words of strerror(3) (GNU libc).
import type { ByteString } from '../base/index.ts';

const MESSAGES = {
  EAGAIN: 'Resource temporarily unavailable',
  EACCES: 'Permission denied',
  EBADF: 'Bad file descriptor',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EMLINK: 'Too many links',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOEXEC: 'Exec format error',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EPERM: 'Operation not permitted',
  EPIPE: 'Broken pipe',
  EROFS: 'Read-only file system',
  ESRCH: 'No such process',
  EXDEV: 'Invalid cross-device link',
} as const;

export type PosixCode = keyof typeof MESSAGES;

export class PosixError extends Error {
  /** strerror's words, for `cat: x: No such file or directory`. */
  readonly reason: string;
  constructor(
    readonly code: PosixCode,
    /** The path the caller asked for, where there is one. */
    readonly path?: ByteString,
  ) {
    super(path === undefined ? MESSAGES[code] : `${path}: ${MESSAGES[code]}`);
    this.name = 'PosixError';
    this.reason = MESSAGES[code];
  }
}
