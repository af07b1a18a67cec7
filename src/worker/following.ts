// Several tabs on one world: one writes, the others follow.
//
// The writer holds a Web Lock for as long as its tab lives; a follower waits for that lock and is promoted when it
// gets it. Each commit is told on a BroadcastChannel. Where either is missing every tab counts as writer and the
// store's revision check alone keeps the world whole.
import type { Role } from './protocol.ts';

/** How long to wait for a tab that is just closing (a reload of this one), in milliseconds. */
const PATIENCE = 300;

export interface Following {
  readonly role: Role;
  /** Tells the other tabs that the world has a new revision. */
  changed(): void;
}

interface FollowingListener {
  /** The writer has committed. */
  changed(): void;
  /** This tab is the writer now. */
  promoted(): void;
}

export async function followWorld(world: string, listener: FollowingListener): Promise<Following> {
  const name = `nixarium:${world}`;
  const channel = openChannel(name);
  const following = { role: 'writer' as Role, changed: () => channel?.postMessage('changed') };
  if (channel !== undefined)
    channel.onmessage = () => {
      if (following.role === 'follower') listener.changed();
    };
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) return following;
  // A lock is held for as long as its callback's promise lasts: for ever.
  const held = new Promise<never>(() => undefined);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      following.role = 'follower';
      resolve();
    }, PATIENCE);
    const granted = () => {
      clearTimeout(timer);
      if (following.role === 'follower') {
        following.role = 'writer';
        listener.promoted();
      }
      resolve();
      return held;
    };
    // Denied altogether: the revision check remains.
    locks.request(name, granted).catch(granted);
  });
  return following;
}

function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
