// Collecting garbage, and telling it as Nix does: shared by `nix-store --gc`, `--delete` and `nix-collect-garbage`.
import type { ByteString } from '../engine/base/index.ts';
import type { Task } from '../engine/os/index.ts';
import { mark, removeStale, sweep, type Marked, type Roots } from '../engine/store/index.ts';
import type { NixContext } from './nix-context.ts';

/** Removes the indirect roots whose links are gone, naming each. */
export function* tellStale(context: NixContext, roots: Roots): Task<void> {
  for (const { link, target } of roots.stale)
    yield* context.tell(`removing stale link from "${link}" to "${target}"`);
  removeStale(context.store.files, roots);
}

/** The first half of every collection: what is alive and what is dead. */
export function* markAll(context: NixContext): Task<Marked> {
  yield* context.tell('finding garbage collector roots...');
  const marked = mark(context.store, context.world.tell);
  yield* tellStale(context, marked.roots);
  return marked;
}

/** A whole collection. */
export function* collectGarbage(context: NixContext): Task<void> {
  const { dead } = yield* markAll(context);
  yield* context.tell('deleting garbage...');
  yield* deletePaths(context, dead);
}

/** Deletes dead paths, one line each, and ends with the summary. */
export function* deletePaths(context: NixContext, dead: readonly ByteString[]): Task<void> {
  const sweeping = sweep(context.store, dead, context.world.tell);
  let step = sweeping.next();
  for (; step.done !== true; step = sweeping.next()) yield* context.tell(`deleting '${step.value}'`);
  const freed = step.value;
  yield* context.tell('deleting unused links...');
  yield* context.tell(`note: hard linking is currently saving ${renderSize(-LINKS_DIRECTORY)}`);
  yield* tellFreed(context, dead.length, freed);
}

/** The size that the directory of hard links takes: Nix subtracts it from what hard linking saves. */
const LINKS_DIRECTORY = 4096;

export function* tellFreed(context: NixContext, deleted: number, freed: number): Task<void> {
  yield* context.print(`${deleted} store paths deleted, ${renderSize(freed)} freed`);
}

const UNITS = ['K', 'K', 'M', 'G', 'T', 'P', 'E'];

/** `2.9 KiB`, `1.5 MiB`: the next unit begins where more than 1024 whole ones of the last are full. */
function renderSize(bytes: number): ByteString {
  let power = 0;
  for (let whole = Math.abs(bytes); whole > 1024; whole = Math.floor(whole / 1024)) power++;
  return `${(bytes / 1024 ** Math.max(1, power)).toFixed(1)} ${UNITS[power]}iB`;
}
