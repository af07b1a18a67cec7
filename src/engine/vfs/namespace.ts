// A namespace: which file systems stand where. Processes in a sandbox see another one than their parent.
//
// Invariant: a place is a pair of file system and inode; a mount says that whoever walks onto one place stands on
// another. `..` is resolved against the path walked, never against the inode, so nobody climbs out of a root.
import type { ByteString } from '../base/index.ts';
import type { FileSystem } from './file-system.ts';
import type { Ino } from './inode.ts';
import { PosixError } from './posix-error.ts';

/** One inode of one file system, and whether the mount it was reached through forbids writing. */
export interface Place {
  readonly fileSystem: FileSystem;
  readonly ino: Ino;
  readonly readOnly: boolean;
}

export class Namespace {
  readonly #mounts = new Map<FileSystem, Map<Ino, Place>>();
  constructor(readonly root: Place) {}

  /** Puts `place` where `at` stands; the newest mount on a place wins. */
  mount(at: Place, place: Place): void {
    const mounts = this.#mounts.get(at.fileSystem) ?? new Map<Ino, Place>();
    this.#mounts.set(at.fileSystem, mounts.set(at.ino, place));
  }

  /** The place one stands on after stepping onto `place`. */
  cross(place: Place): Place {
    return this.#mounts.get(place.fileSystem)?.get(place.ino) ?? place;
  }
}

/** Where a path leads: the place itself, or the place it would have in an existing directory. */
export interface Walked {
  /** The path without symlinks, `.` and `..`. */
  readonly path: ByteString;
  readonly place: Place | undefined;
  /** The directory that holds the last component, and its name; undefined for the root. */
  readonly parent: Place | undefined;
  readonly name: ByteString;
}

/** How a walk treats the directories on its way. */
export interface WalkOptions {
  readonly cwd: ByteString;
  /** Follow a symlink in the last component. */
  readonly follow: boolean;
  /** Called with every directory that is walked through; throws EACCES when it may not be searched. */
  readonly search: (directory: Place) => void;
}

const SYMLINK_LIMIT = 40;

/**
 * Resolves a path as path_resolution(7) says. Throws PosixError: ENOENT when a directory on the way is missing (a
 * missing last component is an undefined place), ENOTDIR, ELOOP, EACCES.
 */
export function walk(namespace: Namespace, path: ByteString, options: WalkOptions): Walked {
  if (path === '') throw new PosixError('ENOENT', path);
  const trail: { name: ByteString; place: Place }[] = [];
  const root = namespace.cross(namespace.root);
  const pending = components(path.startsWith('/') ? path : `${options.cwd}/${path}`);
  const mustBeDirectory = path.endsWith('/') || path.endsWith('/.');
  let links = 0;
  while (pending.length > 0) {
    const name = pending.pop() as ByteString;
    const here = trail.length === 0 ? root : trail[trail.length - 1].place;
    if (name === '.' || name === '..') {
      if (here.fileSystem.attributes(here.ino).kind !== 'directory') throw new PosixError('ENOTDIR', path);
      if (name === '..') trail.pop();
      continue;
    }
    if (here.fileSystem.attributes(here.ino).kind !== 'directory') throw new PosixError('ENOTDIR', path);
    options.search(here);
    const ino = here.fileSystem.lookup(here.ino, name);
    const isLast = pending.length === 0;
    if (ino === undefined) {
      if (!isLast) throw new PosixError('ENOENT', path);
      return { path: pathOf([...trail.map((t) => t.name), name]), place: undefined, parent: here, name };
    }
    const place = namespace.cross({ fileSystem: here.fileSystem, ino, readOnly: here.readOnly });
    if (
      place.fileSystem.attributes(place.ino).kind === 'symlink' &&
      (!isLast || options.follow || mustBeDirectory)
    ) {
      if (++links > SYMLINK_LIMIT) throw new PosixError('ELOOP', path);
      const target = place.fileSystem.readlink(place.ino);
      if (target.startsWith('/')) trail.length = 0;
      pending.push(...components(target));
      continue;
    }
    trail.push({ name, place });
  }
  if (trail.length === 0) return { path: '/', place: root, parent: undefined, name: '' };
  const { name, place } = trail[trail.length - 1];
  if (mustBeDirectory && place.fileSystem.attributes(place.ino).kind !== 'directory')
    throw new PosixError('ENOTDIR', path);
  const parent = trail.length === 1 ? root : trail[trail.length - 2].place;
  return { path: pathOf(trail.map((t) => t.name)), place, parent, name };
}

/** The components of a path, last first, so that they can be popped and a symlink's pushed on top. */
function components(path: ByteString): ByteString[] {
  return path
    .split('/')
    .filter((name) => name !== '')
    .reverse();
}

function pathOf(names: readonly ByteString[]): ByteString {
  return `/${names.join('/')}`;
}
