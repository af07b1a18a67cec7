// A folder of the host as a file system of the machine: `--mount HOSTDIR=GUESTDIR[:rw]`.
//
// Invariant: nothing is read before somebody looks, and in a read-only mount what was looked at stays as it was seen:
// one run sees one tree, and asks the host once. Nothing above the folder can be reached, because only
// names inside directories are ever joined and the machine resolves symlinks and `..` itself. That a read-only mount is
// not written to is the namespace's work. Files of whoever runs Nixarium belong to the machine's user, others to nobody.
import {
  appendFileSync,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { encodeUtf8, fromBytes, toBytes, type ByteString } from '../engine/base/index.ts';
import {
  PosixError,
  type Attributes,
  type FileSystem,
  type Ino,
  type NewInode,
  type PosixCode,
  type Stat,
} from '../engine/vfs/index.ts';

const CODES = new Set([
  'EACCES',
  'EEXIST',
  'EINVAL',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'ENOTEMPTY',
  'EPERM',
  'EROFS',
  'EXDEV',
]);

const NOBODY = { uid: 65534, gid: 65534 };

/** Runs a call of Node's, and throws PosixError for its system errors. */
function call<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'EIO';
    throw new PosixError(CODES.has(code) ? (code as PosixCode) : 'EIO');
  }
}

/** Host paths are kept as byte strings; Node takes them as buffers, so that any name survives. */
function hostPath(path: ByteString): Buffer {
  return Buffer.from(toBytes(path));
}

export class HostFileSystem implements FileSystem {
  readonly root: Ino = 1;
  readonly #paths = new Map<Ino, ByteString>();
  readonly #inos = new Map<ByteString, Ino>();

  readonly #uid = process.getuid?.();
  /** What was seen of a read-only mount. */
  readonly #stats = new Map<Ino, Stat>();
  readonly #absent = new Set<ByteString>();
  readonly #names = new Map<Ino, readonly ByteString[]>();

  /**
   * `folder`: an absolute path on the host; `owner`: who owns our files inside; `frozen`: what was seen stays as it is.
   * PosixError when it is no directory.
   */
  constructor(
    folder: string,
    private readonly owner: { readonly uid: number; readonly gid: number },
    private readonly frozen: boolean,
  ) {
    const path = encodeUtf8(folder);
    if (!call(() => lstatSync(hostPath(path))).isDirectory()) throw new PosixError('ENOTDIR', path);
    this.#paths.set(this.root, path);
    this.#inos.set(path, this.root);
  }

  stat(ino: Ino): Stat {
    const known = this.#stats.get(ino);
    if (known !== undefined) return known;
    const path = this.#path(ino);
    return this.#seen(
      ino,
      call(() => lstatSync(hostPath(path))),
    );
  }

  attributes(ino: Ino): Stat {
    return this.stat(ino);
  }

  #seen(ino: Ino, stat: Stats): Stat {
    const kind = stat.isFile()
      ? 'file'
      : stat.isDirectory()
        ? 'directory'
        : stat.isSymbolicLink()
          ? 'symlink'
          : 'device';
    const seen = {
      ino,
      kind,
      mode: stat.mode & 0o7777,
      ...(stat.uid === this.#uid ? this.owner : NOBODY),
      mtime: Math.floor(stat.mtimeMs / 1000),
      size: stat.size,
      links: stat.nlink,
    } as const;
    if (this.frozen) this.#stats.set(ino, seen);
    return seen;
  }

  lookup(directory: Ino, name: ByteString): Ino | undefined {
    const path = `${this.#path(directory)}/${name}`;
    if (this.frozen) {
      const known = this.#inos.get(path);
      if (known !== undefined) return known;
      if (this.#absent.has(path)) return undefined;
    }
    const stat = call(() => lstatSync(hostPath(path), { throwIfNoEntry: false }));
    if (stat === undefined) {
      if (this.frozen) this.#absent.add(path);
      return undefined;
    }
    const ino = this.#ino(path);
    if (this.frozen) this.#seen(ino, stat);
    return ino;
  }

  list(directory: Ino): readonly ByteString[] {
    const known = this.#names.get(directory);
    if (known !== undefined) return known;
    const found = call(() => readdirSync(hostPath(this.#path(directory)), { encoding: 'buffer' }));
    const names = found.map((name) => fromBytes(name)).sort();
    if (this.frozen) this.#names.set(directory, names);
    return names;
  }

  read(ino: Ino): Uint8Array {
    return call(() => readFileSync(hostPath(this.#path(ino))));
  }

  write(ino: Ino, data: Uint8Array): void {
    call(() => writeFileSync(hostPath(this.#path(ino)), data));
  }

  append(ino: Ino, data: Uint8Array): void {
    call(() => appendFileSync(hostPath(this.#path(ino)), data));
  }

  readlink(ino: Ino): ByteString {
    return fromBytes(call(() => readlinkSync(hostPath(this.#path(ino)), { encoding: 'buffer' })));
  }

  /** A host's device is never handed through. */
  device(): undefined {
    return undefined;
  }

  create(directory: Ino, name: ByteString, inode: NewInode): Ino {
    const path = `${this.#path(directory)}/${name}`;
    call(() => {
      switch (inode.kind) {
        case 'file':
          writeFileSync(hostPath(path), inode.data, { flag: 'wx', mode: inode.mode });
          break;
        case 'directory':
          mkdirSync(hostPath(path), { mode: inode.mode });
          break;
        case 'symlink':
          symlinkSync(hostPath(inode.target), hostPath(path));
          break;
        case 'device':
          throw new PosixError('EPERM');
      }
    });
    return this.#ino(path);
  }

  link(directory: Ino, name: ByteString, ino: Ino): void {
    call(() => linkSync(hostPath(this.#path(ino)), hostPath(`${this.#path(directory)}/${name}`)));
  }

  unlink(directory: Ino, name: ByteString): void {
    const path = `${this.#path(directory)}/${name}`;
    call(() =>
      lstatSync(hostPath(path)).isDirectory() ? rmdirSync(hostPath(path)) : unlinkSync(hostPath(path)),
    );
    this.#forget(path);
  }

  rename(from: Ino, fromName: ByteString, to: Ino, toName: ByteString): void {
    const source = `${this.#path(from)}/${fromName}`;
    const target = `${this.#path(to)}/${toName}`;
    call(() => renameSync(hostPath(source), hostPath(target)));
    this.#forget(source);
  }

  setAttributes(ino: Ino, attributes: Partial<Attributes>): void {
    const { mode } = attributes;
    if (mode !== undefined) call(() => chmodSync(hostPath(this.#path(ino)), mode));
  }

  #path(ino: Ino): ByteString {
    const path = this.#paths.get(ino);
    if (path === undefined) throw new PosixError('ENOENT');
    return path;
  }

  #ino(path: ByteString): Ino {
    const known = this.#inos.get(path);
    if (known !== undefined) return known;
    const ino = this.#paths.size + 1;
    this.#paths.set(ino, path);
    this.#inos.set(path, ino);
    return ino;
  }

  /** A name is gone; whoever still holds the number finds nothing there, as the host itself would say. */
  #forget(path: ByteString): void {
    this.#inos.delete(path);
  }
}
