// Which paths an evaluation may read: all of them, or in pure and restricted evaluation those that were allowed.
//
// Invariant: what is allowed is a path with everything below it, and the folders above it; more is allowed as the
// evaluation goes on (what it copied to the store, what it built). Source of the rules: Nix's `AllowListSourceAccessor`.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import type { PathHost } from './core-files.ts';

export type AccessMode = 'all' | 'restricted' | 'pure';

export class Access {
  readonly #allowed = new Set<ByteString>();
  /** Folders above what is allowed. */
  readonly #above = new Set<ByteString>();

  constructor(readonly mode: AccessMode) {}

  /** Allows a path and everything below it. */
  allow(path: ByteString): void {
    if (this.mode === 'all' || this.#allowed.has(path)) return;
    this.#allowed.add(path);
    for (let at = path; at !== '/'; at = parent(at)) this.#above.add(parent(at));
  }

  isAllowed(path: ByteString): boolean {
    if (this.mode === 'all' || path[0] === '\0' || this.#above.has(path)) return true;
    for (let at = path; ; at = parent(at)) {
      if (this.#allowed.has(at)) return true;
      if (at === '/') return false;
    }
  }

  /** Throws an error of kind `restricted` unless the path is allowed. */
  check(path: ByteString): void {
    if (this.isAllowed(path)) return;
    const why =
      this.mode === 'pure' ? "in pure evaluation mode (use '--impure' to override)" : 'in restricted mode';
    throw new EvalError(
      'restricted',
      hint`access to absolute path '${path}' is forbidden ${new Verbatim(why)}`,
    );
  }
}

function parent(path: ByteString): ByteString {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Files as far as they are allowed: what is not does not show, and cannot be read. */
export function withAccess(files: PathHost, access: Access): PathHost {
  if (access.mode === 'all') return files;
  const child = (path: ByteString, name: ByteString) => (path === '/' ? `/${name}` : `${path}/${name}`);
  return {
    readFile(path) {
      access.check(path);
      return files.readFile(path);
    },
    lstat: (path) => (access.isAllowed(path) ? files.lstat(path) : undefined),
    readLink: (path) => (access.isAllowed(path) ? files.readLink(path) : undefined),
    readDir(path) {
      access.check(path);
      const entries = files.readDir(path);
      return Array.isArray(entries)
        ? entries.filter(([name]) => access.isAllowed(child(path, name as ByteString)))
        : entries;
    },
    // the way to the path is looked at step by step, as far as it shows
    realPath: (path) => (path === '/' ? path : undefined),
  };
}
