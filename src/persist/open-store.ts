// Chooses where a world is kept: in IndexedDB when the browser lets us, else in memory with the reason why.
//
// Storage is tried, never assumed: in a sandboxed frame the mere access to `indexedDB` throws, in others opening
// fails or never ends.
import { openIndexedDbStore } from './indexeddb-store.ts';
import { MemoryStore, type WorldStore } from './world-store.ts';

export interface OpenedStore {
  readonly store: WorldStore;
  /** Why the world is in memory only. */
  readonly reason?: string;
}

/** How long a browser may take to open the database, in milliseconds. */
const PATIENCE = 4000;

export async function openStore(world: string, wanted: 'indexeddb' | 'memory'): Promise<OpenedStore> {
  if (wanted === 'memory') return { store: new MemoryStore(), reason: 'this page keeps nothing on purpose' };
  try {
    // Reading the property is what throws where storage is denied.
    if (globalThis.indexedDB === undefined) throw new Error('this browser has no IndexedDB here');
    return { store: await withPatience(openIndexedDbStore(world)) };
  } catch (error) {
    const reason =
      error instanceof Error && error.message !== '' ? error.message : 'the browser denies storage';
    return { store: new MemoryStore(), reason };
  }
}

async function withPatience<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the browser does not answer for its storage')), PATIENCE);
  });
  try {
    return await Promise.race([promise, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
