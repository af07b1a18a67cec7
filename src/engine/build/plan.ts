// The plan: which derivations must be built for some targets, found by depth-first search.
//
// The search keeps its path as a recursion stack; meeting a derivation that is still on it means a cycle. Works on any
// graph of names, so that a cycle, which a store of real derivations cannot hold, can be planned and shown too.
import type { ByteString } from '../base/index.ts';
import type { BuildEvent } from './events.ts';

/** The graph that is planned on. */
export interface PlanGraph {
  /** The derivations whose outputs a derivation needs, in byte order. */
  inputs(drv: ByteString): readonly ByteString[];
  /** Whether everything wanted of it is valid already; then neither it nor its inputs are looked at further. */
  isBuilt(drv: ByteString): boolean;
}

/** A cycle in the graph; `cycle` begins and ends with the same derivation. */
export class CycleError extends Error {
  readonly code = 'dependency-cycle';
  constructor(readonly cycle: readonly ByteString[]) {
    super(`cycle detected in the dependency graph: ${cycle.join(' -> ')}`);
  }
}

export interface Plan {
  /** What must be built, dependencies first. */
  readonly toBuild: readonly ByteString[];
  /** For each of them, the inputs that must be built as well. */
  readonly inputs: ReadonlyMap<ByteString, readonly ByteString[]>;
}

export function makePlan(
  targets: readonly ByteString[],
  graph: PlanGraph,
  observe?: (event: BuildEvent) => void,
): Plan {
  const inputs = new Map<ByteString, readonly ByteString[]>();
  const toBuild: ByteString[] = [];
  const stack: { drv: ByteString; rest: ByteString[] }[] = [];
  const onStack = new Set<ByteString>();
  const path = () => stack.map(({ drv }) => drv);

  const enter = (drv: ByteString): void => {
    if (onStack.has(drv)) {
      const cycle = [...path().slice(path().indexOf(drv)), drv];
      observe?.({ kind: 'dfs-cycle', cycle });
      throw new CycleError(cycle);
    }
    if (inputs.has(drv)) return;
    const missing = graph.inputs(drv).filter((input) => !graph.isBuilt(input));
    inputs.set(drv, missing);
    onStack.add(drv);
    stack.push({ drv, rest: [...missing].reverse() });
    observe?.({ kind: 'dfs-enter', drv, stack: path() });
  };

  for (const target of targets) {
    if (graph.isBuilt(target)) continue;
    enter(target);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const next = top.rest.pop();
      if (next !== undefined) {
        enter(next);
        continue;
      }
      stack.pop();
      onStack.delete(top.drv);
      toBuild.push(top.drv);
      observe?.({ kind: 'dfs-leave', drv: top.drv, stack: path() });
    }
  }
  return { toBuild, inputs };
}
