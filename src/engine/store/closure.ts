// Closures: everything reachable from some paths along one relation.
import type { ByteString } from '../base/index.ts';

/** The paths that one path leads to. */
export type Neighbours = (path: ByteString) => readonly ByteString[];

/** Every path reachable from `starts`, the starts included; sorted. */
export function closure(starts: Iterable<ByteString>, neighbours: Neighbours): ByteString[] {
  const seen = new Set<ByteString>(starts);
  // A set is walked in the order of insertion, and what is added while walking is walked too.
  for (const path of seen) for (const next of neighbours(path)) seen.add(next);
  return [...seen].sort();
}

/**
 * Some paths with what they lead to before them: `nix-store -q --requisites` prints in this order. Paths are taken in
 * byte order and each follows its own neighbours, as Nix's `topoSortPaths` does; `paths` must hold no cycle but loops
 * of a path on itself.
 */
export function dependenciesFirst(paths: Iterable<ByteString>, neighbours: Neighbours): ByteString[] {
  const wanted = new Set(paths);
  const done = new Set<ByteString>();
  const order: ByteString[] = [];
  for (const start of [...wanted].sort()) {
    const stack: { path: ByteString; rest: ByteString[] }[] = [];
    const enter = (path: ByteString) => {
      if (done.has(path)) return;
      done.add(path);
      stack.push({
        path,
        rest: neighbours(path)
          .filter((next) => next !== path && wanted.has(next))
          .reverse(),
      });
    };
    enter(start);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const next = top.rest.pop();
      if (next !== undefined) enter(next);
      else {
        order.push(top.path);
        stack.pop();
      }
    }
  }
  return order;
}
