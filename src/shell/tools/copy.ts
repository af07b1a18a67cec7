// Copying a file or a tree: what cp does, and mv between file systems.
//
// Invariant: hard links inside what is copied stay hard links with `preserveLinks`; a tree is never copied into itself.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError, type Stat } from '../../engine/vfs/index.ts';
import { directoryName, join, statOf } from './paths.ts';
import type { Call } from './tool.ts';

export interface CopySettings {
  readonly recursive: boolean;
  /** Which symlinks are followed: none (-P), those named as operands (-H), all (-L). */
  readonly follow: 'never' | 'operands' | 'always';
  readonly preserveMode: boolean;
  readonly preserveOwner: boolean;
  readonly preserveTime: boolean;
  readonly preserveLinks: boolean;
  readonly force: boolean;
  readonly removeFirst: boolean;
  readonly noClobber: boolean;
  readonly update: boolean;
  readonly verbose: boolean;
  /** Make links instead of copies of files. */
  readonly link: 'no' | 'hard' | 'symbolic';
  /** A suffix for what would be overwritten. */
  readonly backup: ByteString | undefined;
}

export class Copier {
  readonly #links = new Map<string, ByteString>();
  /** Where operands have been copied to in this call: a second one may not land on the first. */
  readonly #made = new Set<number>();
  constructor(
    private readonly call: Call,
    private readonly settings: CopySettings,
  ) {}

  /** Copies an operand; complaints go to the call. Returns whether all of it was copied. */
  *copy(from: ByteString, to: ByteString): Task<boolean> {
    return yield* this.#copy(from, to, this.settings.follow !== 'never', []);
  }

  *#copy(from: ByteString, to: ByteString, follow: boolean, above: readonly number[]): Task<boolean> {
    const { call, settings } = this;
    const { files } = call;
    yield 'tick';
    const source = yield* call.attempt(`cannot stat ${call.quoteName(from)}`, () =>
      follow ? files.stat(from) : files.lstat(from),
    );
    if (source === undefined) return false;
    if (source.kind === 'directory' && !settings.recursive) {
      yield* call.complain(`-r not specified; omitting directory ${call.quoteName(from)}`);
      return false;
    }
    const target = yield* this.#target(from, to, source);
    if (target === 'refused') return false;
    if (target === 'kept') return true;
    switch (source.kind) {
      case 'directory':
        return yield* this.#directory(from, to, source, target, above);
      case 'symlink': {
        const done = yield* call.attempt(`cannot create symbolic link ${call.quoteName(to)}`, () => {
          this.#clear(to, target, true);
          files.symlink(files.readlink(from), to);
          if (settings.preserveTime) files.utimes(to, source.mtime, false);
          if (settings.preserveOwner && files.credentials.uid === 0)
            files.chown(to, source.uid, source.gid, false);
          return true;
        });
        if (done) yield* this.#tell(from, to);
        return done ?? false;
      }
      default:
        return yield* this.#file(from, to, source, target);
    }
  }

  /** What stands at the destination, after checking that it may be replaced. */
  *#target(from: ByteString, to: ByteString, source: Stat): Task<Stat | undefined | 'refused' | 'kept'> {
    const { call, settings } = this;
    const { files } = call;
    const asLink = source.kind === 'symlink' || settings.removeFirst || settings.link !== 'no';
    const entry = statOf(files, to, false);
    const target = asLink ? entry : statOf(files, to);
    if (entry === undefined) return undefined;
    if (target === undefined) {
      if (settings.noClobber) return 'kept';
      if (source.kind === 'directory') {
        yield* call.complain(
          `cannot overwrite non-directory ${call.quoteName(to)} with directory ${call.quoteName(from)}`,
        );
        return 'refused';
      }
      if (settings.removeFirst || settings.force) return entry;
      yield* call.complain(`not writing through dangling symlink ${call.quoteName(to)}`);
      return 'refused';
    }
    const sameFile = target.ino === source.ino && sameFileSystem(call, from, to);
    if (sameFile && settings.link !== 'hard' && source.kind !== 'directory' && !settings.removeFirst) {
      yield* call.complain(`${call.quoteName(from)} and ${call.quoteName(to)} are the same file`);
      return 'refused';
    }
    if (source.kind !== 'directory' && target.kind === 'directory') {
      yield* call.complain(`cannot overwrite directory ${call.quoteName(to)} with non-directory`);
      return 'refused';
    }
    if (source.kind === 'directory' && target.kind !== 'directory') {
      yield* call.complain(
        `cannot overwrite non-directory ${call.quoteName(to)} with directory ${call.quoteName(from)}`,
      );
      return 'refused';
    }
    if (source.kind !== 'directory') {
      if (settings.noClobber) return 'kept';
      if (settings.update && target.mtime >= source.mtime) return 'kept';
      if (this.#made.has(target.ino)) {
        yield* call.complain(
          `will not overwrite just-created ${call.quoteName(to)} with ${call.quoteName(from)}`,
        );
        return 'refused';
      }
      if (settings.backup !== undefined) {
        files.rename(to, to + settings.backup);
        return undefined;
      }
    }
    return target;
  }

  *#directory(
    from: ByteString,
    to: ByteString,
    source: Stat,
    target: Stat | undefined,
    above: readonly number[],
  ): Task<boolean> {
    const { call, settings } = this;
    const { files } = call;
    if (this.#inside(from, to)) {
      yield* call.complain(
        `cannot copy a directory, ${call.quoteName(from)}, into itself, ${call.quoteName(to)}`,
      );
      return false;
    }
    if (above.includes(source.ino)) {
      yield* call.complain(`cannot copy cyclic symbolic link ${call.quoteName(from)}`);
      return false;
    }
    const entries = yield* call.attempt(`cannot access ${call.quoteName(from)}`, () => files.readDir(from));
    if (entries === undefined) return false;
    if (target === undefined) {
      const made = yield* call.attempt(`cannot create directory ${call.quoteName(to)}`, () => {
        files.mkdir(to, source.mode & 0o777);
        files.chmod(to, files.stat(to).mode | 0o700);
        return true;
      });
      if (made === undefined) return false;
      yield* this.#tell(from, to);
    }
    let whole = true;
    for (const { name } of entries) {
      const path = join(from, name);
      const copied = yield* this.#copy(path, join(to, name), settings.follow === 'always', [
        ...above,
        source.ino,
      ]);
      whole &&= copied;
    }
    if (target === undefined && !settings.preserveMode) files.chmod(to, source.mode & 0o777 & ~files.umask);
    if (target === undefined || settings.preserveMode) this.#attributes(to, source);
    return whole;
  }

  *#file(from: ByteString, to: ByteString, source: Stat, target: Stat | undefined): Task<boolean> {
    const { call, settings } = this;
    const { files } = call;
    const key = String(source.ino);
    const earlier = settings.preserveLinks && source.links > 1 ? this.#links.get(key) : undefined;
    const linkTo = settings.link === 'hard' ? from : earlier;
    try {
      if (linkTo !== undefined) {
        this.#clear(to, target, true);
        files.link(linkTo, to);
      } else if (settings.link === 'symbolic') {
        this.#clear(to, target, settings.force || settings.removeFirst);
        files.symlink(from, to);
      } else {
        const data = source.kind === 'file' ? yield* readable(call, from) : new Uint8Array(0);
        if (data === undefined) return false;
        if (settings.removeFirst) this.#clear(to, target, true);
        if (to.endsWith('/') && target === undefined) throw new PosixError('ENOTDIR', to);
        const exists = files.exists(to);
        if (exists && settings.force && !files.access(to, 'w')) files.unlink(to);
        if (!files.exists(to) && statOf(files, to, false) !== undefined) files.unlink(to);
        files.writeFile(to, data, { mode: source.mode & 0o777 });
        this.#attributes(to, source);
      }
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      const what = linkTo !== undefined ? 'cannot create hard link' : 'cannot create regular file';
      const arrow = linkTo !== undefined ? ` to ${call.quoteName(linkTo)}` : '';
      yield* call.complain(`${what} ${call.quoteName(to)}${arrow}: ${error.reason}`);
      return false;
    }
    this.#links.set(key, to);
    const made = statOf(files, to);
    if (made !== undefined && linkTo === undefined) this.#made.add(made.ino);
    yield* this.#tell(from, to);
    return true;
  }

  #attributes(to: ByteString, source: Stat): void {
    const { files } = this.call;
    const { preserveMode, preserveOwner, preserveTime } = this.settings;
    if (preserveOwner && files.credentials.uid === 0) files.chown(to, source.uid, source.gid);
    if (preserveMode) files.chmod(to, source.mode);
    if (preserveTime) files.utimes(to, source.mtime);
  }

  #clear(to: ByteString, target: Stat | undefined, remove: boolean): void {
    if (remove && target !== undefined) this.call.files.unlink(to);
  }

  *#tell(from: ByteString, to: ByteString): Task<void> {
    const { call, settings } = this;
    if (settings.verbose) yield* call.print(`${call.quoteName(from)} -> ${call.quoteName(to)}\n`);
  }

  /** Whether `to` lies in the directory `from`. */
  #inside(from: ByteString, to: ByteString): boolean {
    const { files } = this.call;
    const source = files.realpath(from);
    const parent = statOf(files, to) === undefined ? directoryName(to) : to;
    if (!files.exists(parent)) return false;
    const target = files.realpath(parent);
    return target === source || target.startsWith(source === '/' ? '/' : `${source}/`);
  }
}

function* readable(call: Call, path: ByteString): Task<Uint8Array | undefined> {
  return yield* call.attempt(`cannot open ${call.quoteName(path)} for reading`, () =>
    call.files.readFile(path),
  );
}

export function sameFileSystem(call: Call, a: ByteString, b: ByteString): boolean {
  try {
    return call.files.place(a).fileSystem === call.files.place(b).fileSystem;
  } catch (error) {
    if (error instanceof PosixError) return true;
    throw error;
  }
}
