// What planning and building tell an observer: plain data, one event for each step a learner can watch.
import type { ByteString } from '../base/index.ts';

/** A derivation by its store path. */
type Drv = ByteString;

export type BuildEvent =
  /** Depth-first search for cycles: a derivation is entered; `stack` is the recursion stack, outermost first. */
  | { readonly kind: 'dfs-enter'; readonly drv: Drv; readonly stack: readonly Drv[] }
  | { readonly kind: 'dfs-leave'; readonly drv: Drv; readonly stack: readonly Drv[] }
  /** The search met a derivation that is still on its stack; `cycle` runs from it to itself. */
  | { readonly kind: 'dfs-cycle'; readonly cycle: readonly Drv[] }
  /** Nothing to do: every wanted output is valid already. */
  | { readonly kind: 'plan-valid'; readonly drv: Drv; readonly outputs: readonly ByteString[] }
  /** Kahn's algorithm begins: for each derivation to build, the inputs that are still to be built. */
  | {
      readonly kind: 'kahn-start';
      readonly nodes: readonly {
        readonly drv: Drv;
        readonly inDegree: number;
        readonly inputs: readonly Drv[];
      }[];
    }
  /** In-degree 0: it joins the ready queue. `because` is the build that finished last, if one did. */
  | { readonly kind: 'kahn-ready'; readonly drv: Drv; readonly because?: Drv }
  | { readonly kind: 'kahn-decrement'; readonly drv: Drv; readonly inDegree: number; readonly because: Drv }
  /** A build takes a slot (0 to max-jobs − 1). */
  | {
      readonly kind: 'build-start';
      readonly drv: Drv;
      readonly slot: number;
      readonly visible: readonly ByteString[];
    }
  | { readonly kind: 'build-log'; readonly drv: Drv; readonly line: ByteString }
  /** The output's bytes were searched for the hash parts of `candidates`. */
  | {
      readonly kind: 'build-scan';
      readonly drv: Drv;
      readonly output: ByteString;
      readonly candidates: number;
      readonly found: readonly ByteString[];
    }
  | {
      readonly kind: 'build-register';
      readonly drv: Drv;
      readonly output: ByteString;
      readonly path: ByteString;
      readonly narHash: ByteString;
      readonly narSize: number;
      readonly references: readonly ByteString[];
    }
  | { readonly kind: 'build-done'; readonly drv: Drv; readonly slot: number }
  | { readonly kind: 'build-failed'; readonly drv: Drv; readonly slot: number; readonly reason: ByteString };
