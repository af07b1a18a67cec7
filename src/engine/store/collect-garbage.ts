// The garbage collector: mark everything the roots reach, sweep the rest.
//
// Alive are: what a root points at, what an alive path refers to, and (keep-derivations, Nix's default) the derivation
// that built an alive output. Everything else under /nix/store goes, registered or not.
import type { ByteString } from '../base/index.ts';
import type { Files } from '../vfs/index.ts';
import { dependenciesFirst } from './closure.ts';
import type { StoreEvent } from './events.ts';
import { findRoots, type Roots } from './roots.ts';
import type { Store } from './store.ts';
import { STORE_DIR } from './store-path.ts';

const LINKS = '.links';

/** The state after marking. */
export interface Marked {
  readonly roots: Roots;
  /** Valid paths that are reached, sorted. */
  readonly live: readonly ByteString[];
  /** Everything else in the store directory, in the order in which it is deleted: referrers first. */
  readonly dead: readonly ByteString[];
}

/** Finds what is alive and what is dead. Deletes nothing. */
export function mark(store: Store, observe?: (event: StoreEvent) => void): Marked {
  observe?.({ kind: 'gc-phase', phase: 'roots' });
  const roots = findRoots(store.files, (path) => store.isValid(path));
  for (const { link, target } of roots.roots) observe?.({ kind: 'gc-root', link, target });
  observe?.({ kind: 'gc-phase', phase: 'mark' });
  const live = new Set<ByteString>();
  for (const { link, target } of roots.roots) {
    if (live.has(target)) continue;
    live.add(target);
    observe?.({ kind: 'gc-mark', path: target, because: link, by: 'root' });
  }
  // The set grows while it is walked: breadth first from the roots.
  for (const path of live)
    for (const next of keptBy(store, path)) {
      if (live.has(next)) continue;
      live.add(next);
      observe?.({ kind: 'gc-mark', path: next, because: path, by: 'reference' });
    }
  const everything = store.files.readDir(STORE_DIR).map(({ name }) => `${STORE_DIR}/${name}`);
  const dead = everything.filter((path) => !live.has(path) && path !== `${STORE_DIR}/${LINKS}`);
  const referrersFirst = dependenciesFirst(
    dead,
    (path) => store.database.get(path)?.references ?? [],
  ).reverse();
  return { roots, live: [...live].sort(), dead: referrersFirst };
}

/** What stays alive because `path` is. */
function keptBy(store: Store, path: ByteString): readonly ByteString[] {
  const { references, deriver } = store.query(path);
  return deriver !== undefined && store.isValid(deriver) ? [...references, deriver] : references;
}

/**
 * Deletes dead paths in the order given. Yields each path before it goes, so that whoever drives it may stop between
 * two and leave a store that is whole; answers the bytes freed.
 */
export function* sweep(
  store: Store,
  dead: readonly ByteString[],
  observe?: (event: StoreEvent) => void,
): Generator<ByteString, number, void> {
  observe?.({ kind: 'gc-phase', phase: 'sweep' });
  let freed = 0;
  for (const path of dead) {
    yield path;
    const bytes = sizeOfFiles(store.files, path);
    store.database.table.delete(path);
    store.discard(path);
    freed += bytes;
    observe?.({ kind: 'gc-delete', path, bytes, freed });
  }
  observe?.({ kind: 'gc-done', deleted: dead.length, freed });
  return freed;
}

/** What Nix counts as freed: the sizes of files and symlinks, not of directories. */
function sizeOfFiles(files: Files, path: ByteString): number {
  const { kind, size } = files.lstat(path);
  if (kind !== 'directory') return size;
  return files.readDir(path).reduce((sum, { name }) => sum + sizeOfFiles(files, `${path}/${name}`), 0);
}
