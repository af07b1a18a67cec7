// The store and the profiles in the middle of a command: the facts before it, moved on by its events.
//
// What an event adds is taken from the facts after the command, which know all of it; what it deletes is gone from the
// step on. A profile turns with its switch. So stepping back shows the very store that was there.
import type { Facts, StoreFact, WorldEvent } from '../engine/world/index.ts';
import { eventsAt, stepCount, type Trace } from './trace.ts';

/** The facts on both sides of an entry of the journal. */
export interface Around {
  readonly before: Facts;
  readonly after: Facts;
}

export function factsAt(around: Around, trace: Trace, step: number): Facts {
  const { before, after } = around;
  if (step >= stepCount(trace)) return after;
  if (step <= 0) return before;
  const known = new Map([...before.store, ...after.store].map((fact) => [fact.path, fact]));
  const store = new Map(before.store.map((fact) => [fact.path, fact]));
  let { profiles, roots } = before;
  const events = eventsAt(trace, step);
  for (const event of events) {
    for (const path of added(event)) {
      const fact = known.get(path);
      if (fact !== undefined) store.set(path, fact);
    }
    if (event.kind === 'gc-delete') store.delete(event.path);
    // Several profiles never turn in one command; the whole picture turns with the link.
    if (event.kind === 'profile-switch') ({ profiles, roots } = after);
    if (event.kind === 'profile-delete') profiles = withoutGeneration(profiles, event.link);
  }
  return { store: inOrder([...store.values()]), profiles, roots, time: before.time };
}

function added(event: WorldEvent): readonly string[] {
  switch (event.kind) {
    case 'instantiate':
      return [event.drv];
    case 'store-add':
    case 'build-register':
    case 'profile-environment':
      return [event.path];
    default:
      return [];
  }
}

function withoutGeneration(profiles: Facts['profiles'], link: string): Facts['profiles'] {
  return profiles.map((profile) => ({
    ...profile,
    generations: profile.generations.filter((generation) => generation.link !== link),
  }));
}

function inOrder(store: readonly StoreFact[]): readonly StoreFact[] {
  return [...store].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
