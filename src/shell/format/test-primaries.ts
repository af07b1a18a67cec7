// The conditions that bash's `[[`, its builtin `test` and the file /bin/test share: of files, texts and numbers.
//
// Invariant: nothing is changed; a file that cannot be looked at makes its condition false.
import type { ByteString } from '../../engine/base/index.ts';
import { descriptorPath, type Process } from '../../engine/os/index.ts';
import { PosixError, type Stat } from '../../engine/vfs/index.ts';

/** What a condition may ask. */
export type Asked = Pick<Process, 'files' | 'descriptors'>;

export const BINARY: ReadonlySet<string> = new Set(
  '= == != < > -eq -ne -lt -le -gt -ge -nt -ot -ef'.split(' '),
);
export const UNARY: ReadonlySet<string> = new Set(
  [...'bcdefgGhkLnNOprsStuwxz'].map((letter) => `-${letter}`),
);

/** What `stat` tells of a descriptor that is no file. */
const PIPE: Stat = { ino: 0, kind: 'device', mode: 0o600, uid: 0, gid: 0, mtime: 0, size: 0, links: 1 };

/** A whole number with blanks around it. */
export function testInteger(text: ByteString): bigint | undefined {
  const match = /^[ \t-\r]*([-+]?\d+)[ \t-\r]*$/.exec(text);
  return match === null ? undefined : BigInt(match[1].replace('+', ''));
}

function statOf({ files, descriptors }: Asked, path: ByteString, follow: boolean): Stat | undefined {
  const fd = descriptorPath(path);
  if (fd !== undefined) {
    const stream = descriptors.get(fd);
    return stream === undefined ? undefined : (stream.handle?.stat() ?? PIPE);
  }
  try {
    return follow ? files.stat(path) : files.lstat(path);
  } catch (error) {
    if (error instanceof PosixError) return undefined;
    throw error;
  }
}

/** A unary primary of UNARY. */
export function testUnary(asked: Asked, operator: string, operand: ByteString): boolean {
  const { files, descriptors } = asked;
  const stat = (follow = true) => statOf(asked, operand, follow);
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-e':
      return stat() !== undefined;
    case '-f':
      return stat()?.kind === 'file';
    case '-d':
      return stat()?.kind === 'directory';
    case '-h':
    case '-L':
      return stat(false)?.kind === 'symlink';
    case '-c':
      return stat()?.kind === 'device' && stat() !== PIPE;
    case '-p':
      return stat() === PIPE;
    case '-s':
      return stat()?.kind === 'directory' || (stat()?.size ?? 0) > 0;
    case '-r':
    case '-w':
    case '-x': {
      const fd = operator === '-x' ? undefined : descriptorPath(operand);
      return fd === undefined ? files.access(operand, operator[1] as 'r' | 'w' | 'x') : descriptors.has(fd);
    }
    case '-u':
      return ((stat()?.mode ?? 0) & 0o4000) !== 0;
    case '-g':
      return ((stat()?.mode ?? 0) & 0o2000) !== 0;
    case '-k':
      return ((stat()?.mode ?? 0) & 0o1000) !== 0;
    case '-O':
      return stat()?.uid === files.credentials.uid;
    case '-G':
      return stat()?.gid === files.credentials.gid;
    case '-t':
      return descriptors.get(Number(testInteger(operand) ?? -1))?.isTerminal ?? false;
    default:
      // -b, -S and -N: there are no such files.
      return false;
  }
}

/** A comparison of texts by order, or of files. */
export function testBinary(asked: Asked, operator: string, left: ByteString, right: ByteString): boolean {
  const time = (path: ByteString) => statOf(asked, path, true)?.mtime;
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt': {
      const [a, b] = [time(left), time(right)];
      return a !== undefined && (b === undefined || a > b);
    }
    case '-ot': {
      const [a, b] = [time(left), time(right)];
      return b !== undefined && (a === undefined || a < b);
    }
    default:
      return sameFile(asked, left, right);
  }
}

function sameFile({ files }: Asked, left: ByteString, right: ByteString): boolean {
  try {
    const [a, b] = [files.place(left), files.place(right)];
    return a.fileSystem === b.fileSystem && a.ino === b.ino;
  } catch (error) {
    if (error instanceof PosixError) return false;
    throw error;
  }
}

/** `-eq` and its kin. */
export function compareNumbers(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '-eq':
      return left === right;
    case '-ne':
      return left !== right;
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    default:
      return left >= right;
  }
}
