// Garbage collector roots: the symlinks from which everything alive is reached.
//
// A root is a symlink below /nix/var/nix/gcroots that points into the store, or (an indirect root, in `auto`) one that
// points at such a symlink anywhere else: a `result`, a generation of a profile. An indirect root whose link is gone
// is stale and is removed when somebody looks.
import { digest, encodeNix32, type ByteString } from '../base/index.ts';
import type { Files } from '../vfs/index.ts';
import { foldHash, isInStore, splitStorePath, STORE_DIR } from './store-path.ts';

export const STATE_DIR = '/nix/var/nix';
const ROOTS_DIR = `${STATE_DIR}/gcroots`;
const AUTO_DIR = `${ROOTS_DIR}/auto`;

export interface Root {
  /** The symlink that keeps it. */
  readonly link: ByteString;
  /** The store path it keeps. */
  readonly target: ByteString;
}

export interface Roots {
  /** Sorted by link. */
  readonly roots: readonly Root[];
  /** Indirect roots whose link is gone; sorted. */
  readonly stale: readonly { readonly link: ByteString; readonly target: ByteString }[];
}

/** Finds every root. Changes nothing; `removeStale` does. `isValid` says whether a store path is valid. */
export function findRoots(files: Files, isValid: (path: ByteString) => boolean): Roots {
  const roots: Root[] = [];
  const stale: Root[] = [];
  const found = (link: ByteString, target: ByteString) => {
    const { path } = splitStorePath(target);
    if (isValid(path)) roots.push({ link, target: path });
  };
  const visit = (path: ByteString): void => {
    const stat = files.lstat(path);
    if (stat.kind === 'directory') {
      for (const { name } of files.readDir(path)) visit(`${path}/${name}`);
    } else if (stat.kind === 'symlink') {
      const target = files.readlink(path);
      if (isInStore(target)) return found(path, target);
      const absolute = target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`;
      if (!files.exists(absolute, false)) {
        if (path.startsWith(`${AUTO_DIR}/`)) stale.push({ link: path, target: absolute });
        return;
      }
      const behind = files.lstat(absolute);
      if (behind.kind === 'directory') return visit(absolute);
      if (behind.kind !== 'symlink') return;
      const next = files.readlink(absolute);
      if (isInStore(next)) found(absolute, next);
    } else if (stat.kind === 'file') {
      const store = `${STORE_DIR}/${path.slice(path.lastIndexOf('/') + 1)}`;
      if (isValid(store)) roots.push({ link: path, target: store });
    }
  };
  if (files.exists(ROOTS_DIR)) visit(ROOTS_DIR);
  const byLink = (a: Root, b: Root) => (a.link < b.link ? -1 : a.link > b.link ? 1 : 0);
  return { roots: roots.sort(byLink), stale: stale.sort(byLink) };
}

export function removeStale(files: Files, roots: Roots): void {
  for (const { link } of roots.stale) files.unlink(link);
}

/** Makes `link` (absolute, outside the store) an indirect root; whatever it points at stays alive. */
export function addIndirectRoot(files: Files, link: ByteString): void {
  const name = encodeNix32(foldHash(digest('sha1', link), 20));
  files.makeDirectories(AUTO_DIR);
  const root = `${AUTO_DIR}/${name}`;
  if (files.exists(root, false)) files.unlink(root);
  files.symlink(link, root);
}
