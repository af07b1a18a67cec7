// Files as a process sees them: paths, permissions, a working directory. The system calls of the simulated machine.
//
// Invariant: every path goes through `walk`, so a sandbox's root and a read-only mount hold for every operation.
// Throws PosixError with the path as the caller wrote it.
import { fromBytes, toBytes, type ByteString } from '../base/index.ts';
import type { NewInode, Stat } from './file-system.ts';
import { Handle } from './handle.ts';
import type { FileKind, Mode } from './inode.ts';
import { walk, type Namespace, type Place, type Walked } from './namespace.ts';
import { PosixError, type PosixCode } from './posix-error.ts';

/** On whose behalf files are touched. Uid 0 may do anything but write to a read-only mount. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

export interface OpenOptions {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly create?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
  /** Of a new file, before the umask. */
  readonly mode?: Mode;
}

export interface WriteOptions {
  readonly append?: boolean;
  readonly exclusive?: boolean;
  readonly mode?: Mode;
}

export interface DirectoryEntry {
  readonly name: ByteString;
  readonly kind: FileKind;
}

const READ = 4;
const WRITE = 2;
const SEARCH = 1;

export class Files {
  /** The working directory: absolute, without symlinks. */
  cwd: ByteString;
  umask: Mode = 0o022;

  constructor(
    readonly namespace: Namespace,
    readonly credentials: Credentials,
    cwd: ByteString = '/',
  ) {
    this.cwd = cwd;
  }

  /** A copy for a child; with other credentials or another namespace when given. */
  fork(changes: { credentials?: Credentials; namespace?: Namespace; cwd?: ByteString } = {}): Files {
    const child = new Files(
      changes.namespace ?? this.namespace,
      changes.credentials ?? this.credentials,
      changes.cwd ?? this.cwd,
    );
    child.umask = this.umask;
    return child;
  }

  chdir(path: ByteString): void {
    const { path: resolved, place } = this.#walk(path, true);
    const directory = this.#existing(place, path);
    if (directory.fileSystem.attributes(directory.ino).kind !== 'directory')
      throw new PosixError('ENOTDIR', path);
    this.#demand(directory, SEARCH, path);
    this.cwd = resolved;
  }

  stat(path: ByteString): Stat {
    return this.#stat(path, true);
  }

  lstat(path: ByteString): Stat {
    return this.#stat(path, false);
  }

  /** Whether the path leads to something; false also where the way there is barred. */
  exists(path: ByteString, follow = true): boolean {
    try {
      return this.#walk(path, follow).place !== undefined;
    } catch (error) {
      if (error instanceof PosixError) return false;
      throw error;
    }
  }

  /** access(2): whether these credentials may read, write or execute. */
  access(path: ByteString, what: 'r' | 'w' | 'x'): boolean {
    try {
      const place = this.#existing(this.#walk(path, true).place, path);
      if (what === 'w' && place.readOnly) return false;
      return this.#may(place, what === 'r' ? READ : what === 'w' ? WRITE : SEARCH);
    } catch (error) {
      if (error instanceof PosixError) return false;
      throw error;
    }
  }

  /** The path without symlinks, `.` and `..`; ENOENT when it leads nowhere. */
  realpath(path: ByteString): ByteString {
    const walked = this.#walk(path, true);
    this.#existing(walked.place, path);
    return walked.path;
  }

  readlink(path: ByteString): ByteString {
    const place = this.#existing(this.#walk(path, false).place, path);
    return this.#named(path, () => place.fileSystem.readlink(place.ino));
  }

  /** The entries of a directory in byte order. */
  readDir(path: ByteString): DirectoryEntry[] {
    const place = this.#existing(this.#walk(path, true).place, path);
    if (place.fileSystem.attributes(place.ino).kind !== 'directory') throw new PosixError('ENOTDIR', path);
    this.#demand(place, READ, path);
    return place.fileSystem.list(place.ino).map((name) => {
      const ino = place.fileSystem.lookup(place.ino, name) as number;
      const entry = this.namespace.cross({ ...place, ino });
      return { name, kind: entry.fileSystem.attributes(entry.ino).kind };
    });
  }

  open(path: ByteString, options: OpenOptions): Handle {
    const {
      read = false,
      write = false,
      create = false,
      exclusive = false,
      truncate = false,
      mode = 0o666,
    } = options;
    const walked = this.#walk(path, !(create && exclusive));
    let { place } = walked;
    if (place === undefined) {
      if (!create) throw new PosixError('ENOENT', path);
      place = this.#create(walked, path, this.#owned({ kind: 'file', mode, data: new Uint8Array(0) }));
    } else {
      if (create && exclusive) throw new PosixError('EEXIST', path);
      const { kind } = place.fileSystem.attributes(place.ino);
      if (write && kind === 'directory') throw new PosixError('EISDIR', path);
      if (read) this.#demand(place, READ, path);
      if (write) {
        if (place.readOnly && kind === 'file') throw new PosixError('EROFS', path);
        this.#demand(place, WRITE, path);
        if (truncate && kind === 'file') place.fileSystem.write(place.ino, new Uint8Array(0));
      }
    }
    return new Handle(place.fileSystem, place.ino, walked.path, read, write);
  }

  /** A file's bytes; the caller must not write to them. */
  readFile(path: ByteString): Uint8Array {
    const handle = this.open(path, { read: true });
    return this.#named(path, () => handle.fileSystem.read(handle.ino));
  }

  readText(path: ByteString): ByteString {
    return fromBytes(this.readFile(path));
  }

  writeFile(path: ByteString, data: Uint8Array | ByteString, options: WriteOptions = {}): void {
    const { append = false, exclusive = false, mode = 0o666 } = options;
    const handle = this.open(path, { write: true, create: true, exclusive, mode });
    const bytes = typeof data === 'string' ? toBytes(data) : data;
    if (handle.stat().kind !== 'file') return;
    if (append) handle.fileSystem.append(handle.ino, bytes);
    else handle.fileSystem.write(handle.ino, bytes);
  }

  mkdir(path: ByteString, mode: Mode = 0o777): void {
    const walked = this.#vacant(path);
    this.#create(walked, path, this.#owned({ kind: 'directory', mode }));
  }

  symlink(target: ByteString, path: ByteString): void {
    if (target === '') throw new PosixError('ENOENT', path);
    const { uid, gid } = this.credentials;
    this.#create(this.#vacant(path), path, { kind: 'symlink', target, uid, gid });
  }

  /** mknod for the few devices there are; root only. */
  makeDevice(
    path: ByteString,
    device: Extract<NewInode, { kind: 'device' }>['device'],
    mode: Mode = 0o666,
  ): void {
    if (this.credentials.uid !== 0) throw new PosixError('EPERM', path);
    this.#create(this.#vacant(path), path, { kind: 'device', device, mode, uid: 0, gid: 0 });
  }

  /** A second name; like link(2) it does not follow a symlink. */
  link(existing: ByteString, path: ByteString): void {
    const source = this.#existing(this.#walk(existing, false).place, existing);
    const walked = this.#vacant(path);
    const parent = this.#writableParent(walked, path);
    if (parent.fileSystem !== source.fileSystem) throw new PosixError('EXDEV', path);
    this.#named(path, () => parent.fileSystem.link(parent.ino, walked.name, source.ino));
  }

  unlink(path: ByteString): void {
    const walked = this.#walk(path, false);
    const place = this.#existing(walked.place, path);
    if (place.fileSystem.attributes(place.ino).kind === 'directory') throw new PosixError('EISDIR', path);
    this.#remove(walked, path);
  }

  rmdir(path: ByteString): void {
    const walked = this.#walk(path, false);
    const place = this.#existing(walked.place, path);
    if (place.fileSystem.attributes(place.ino).kind !== 'directory') throw new PosixError('ENOTDIR', path);
    this.#remove(walked, path);
  }

  rename(from: ByteString, to: ByteString): void {
    const source = this.#walk(from, false);
    this.#existing(source.place, from);
    const target = this.#walk(to, false);
    const fromParent = this.#writableParent(source, from);
    const toParent = this.#writableParent(target, to);
    if (fromParent.fileSystem !== toParent.fileSystem) throw new PosixError('EXDEV', to);
    this.#mayRemove(fromParent, source, from);
    if (target.place !== undefined) this.#mayRemove(toParent, target, to);
    this.#named(to, () =>
      fromParent.fileSystem.rename(fromParent.ino, source.name, toParent.ino, target.name),
    );
  }

  chmod(path: ByteString, mode: Mode): void {
    const place = this.#changeable(path, true);
    place.fileSystem.setAttributes(place.ino, { mode: mode & 0o7777 });
  }

  chown(path: ByteString, uid: number, gid: number, follow = true): void {
    const place = this.#changeable(path, follow);
    if (this.credentials.uid !== 0 && uid !== this.credentials.uid) throw new PosixError('EPERM', path);
    place.fileSystem.setAttributes(place.ino, { uid, gid });
  }

  /** Sets the modification time, in seconds since 1970. */
  utimes(path: ByteString, mtime: number, follow = true): void {
    const place = this.#changeable(path, follow);
    place.fileSystem.setAttributes(place.ino, { mtime });
  }

  /** Removes a file or a whole tree, whatever its modes; a missing path is no error. Names stay checked. */
  removeTree(path: ByteString): void {
    if (!this.exists(path, false)) return;
    if (this.lstat(path).kind !== 'directory') return this.unlink(path);
    for (const { name } of this.readDir(path)) this.removeTree(`${path}/${name}`);
    this.rmdir(path);
  }

  /** mkdir -p. */
  makeDirectories(path: ByteString, mode: Mode = 0o777): void {
    let at = path.startsWith('/') ? '' : '.';
    for (const name of path.split('/').filter((n) => n !== '')) {
      at += `/${name}`;
      if (!this.exists(at)) this.mkdir(at, mode);
    }
  }

  /** The place a path leads to, for mounts. */
  place(path: ByteString): Place {
    return this.#existing(this.#walk(path, true).place, path);
  }

  #walk(path: ByteString, follow: boolean): Walked {
    if (path.length > 4096) throw new PosixError('ENAMETOOLONG', path);
    if (path.includes('\0')) throw new PosixError('EINVAL', path);
    return walk(this.namespace, path, {
      cwd: this.cwd,
      follow,
      search: (directory) => this.#demand(directory, SEARCH, path),
    });
  }

  #stat(path: ByteString, follow: boolean): Stat {
    const place = this.#existing(this.#walk(path, follow).place, path);
    return place.fileSystem.stat(place.ino);
  }

  #existing(place: Place | undefined, path: ByteString): Place {
    if (place === undefined) throw new PosixError('ENOENT', path);
    return place;
  }

  #vacant(path: ByteString): Walked {
    const walked = this.#walk(path.replace(/\/+$/, '') || '/', false);
    if (walked.place !== undefined) throw new PosixError('EEXIST', path);
    return walked;
  }

  /** The directory a walked path stands in, after checking that its entries may be changed. */
  #writableParent(walked: Walked, path: ByteString): Place {
    if (walked.parent === undefined) throw new PosixError('EBUSY', path);
    if (walked.parent.readOnly) throw new PosixError('EROFS', path);
    this.#demand(walked.parent, WRITE | SEARCH, path);
    return walked.parent;
  }

  #create(walked: Walked, path: ByteString, inode: NewInode): Place {
    const parent = this.#writableParent(walked, path);
    const ino = this.#named(path, () => parent.fileSystem.create(parent.ino, walked.name, inode));
    return { fileSystem: parent.fileSystem, ino, readOnly: false };
  }

  #remove(walked: Walked, path: ByteString): void {
    const parent = this.#writableParent(walked, path);
    this.#mayRemove(parent, walked, path);
    if (walked.place !== undefined && walked.place.fileSystem !== parent.fileSystem)
      throw new PosixError('EBUSY', path);
    this.#named(path, () => parent.fileSystem.unlink(parent.ino, walked.name));
  }

  /** In a sticky directory only the owner of the file or of the directory removes an entry. */
  #mayRemove(parent: Place, walked: Walked, path: ByteString): void {
    const { uid } = this.credentials;
    const directory = parent.fileSystem.attributes(parent.ino);
    if (uid === 0 || (directory.mode & 0o1000) === 0 || directory.uid === uid) return;
    const place = this.#existing(walked.place, path);
    if (place.fileSystem.attributes(place.ino).uid !== uid) throw new PosixError('EPERM', path);
  }

  #changeable(path: ByteString, follow: boolean): Place {
    const place = this.#existing(this.#walk(path, follow).place, path);
    if (place.readOnly) throw new PosixError('EROFS', path);
    const { uid } = this.credentials;
    if (uid !== 0 && place.fileSystem.attributes(place.ino).uid !== uid) throw new PosixError('EPERM', path);
    return place;
  }

  #owned<T extends { kind: 'file' | 'directory'; mode: Mode }>(init: T): T & { uid: number; gid: number } {
    const { uid, gid } = this.credentials;
    return { ...init, mode: init.mode & ~this.umask, uid, gid };
  }

  #demand(place: Place, bits: number, path: ByteString): void {
    if (!this.#may(place, bits)) throw new PosixError('EACCES', path);
  }

  #may(place: Place, bits: number): boolean {
    const { uid, gid, groups } = this.credentials;
    const stat = place.fileSystem.attributes(place.ino);
    if (uid === 0) return stat.kind === 'directory' || (bits & SEARCH) === 0 || (stat.mode & 0o111) !== 0;
    const shift = stat.uid === uid ? 6 : stat.gid === gid || groups.includes(stat.gid) ? 3 : 0;
    return ((stat.mode >> shift) & bits) === bits;
  }

  /** Runs a file system call; an error it throws names the path. */
  #named<T>(path: ByteString, call: () => T): T {
    try {
      return call();
    } catch (error) {
      if (error instanceof PosixError && error.path === undefined)
        throw new PosixError(error.code as PosixCode, path);
      throw error;
    }
  }
}
