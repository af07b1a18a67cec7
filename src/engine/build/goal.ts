// Goals: how Nix waits. Each derivation to build is a goal; it waits for the goals of its inputs, and the number it
// still waits for is its in-degree in Kahn's algorithm.
//
// Invariant: `waiters` is the inverse of `waitees`. A goal that fails, without --keep-going, cuts its waiters loose from
// all they wait for, so that they fail at once; that is why Nix reports some failed dependencies and not others.
// Source of the rule: Nix's `Goal::waiteeDone` and `Goal::amDone`.
import type { ByteString } from '../base/index.ts';
import { derivationName } from '../store/index.ts';

export type GoalState = 'waiting' | 'ready' | 'building' | 'succeeded' | 'failed';

export class Goal {
  readonly waitees = new Set<Goal>();
  readonly waiters = new Set<Goal>();
  state: GoalState = 'waiting';
  /** How many of the goals it waited for failed. */
  failedWaitees = 0;

  constructor(readonly drv: ByteString) {}

  /** Goals that are ready at the same moment run in the order of this key. */
  get key(): ByteString {
    return `${derivationName(this.drv)}$${this.drv}`;
  }

  waitFor(other: Goal): void {
    this.waitees.add(other);
    other.waiters.add(this);
  }

  /**
   * Ends this goal and tells its waiters; answers those that need wait no longer. `keepGoing`: a failure lets the
   * waiters wait for the rest of their inputs before they fail.
   */
  end(succeeded: boolean, keepGoing: boolean): Goal[] {
    this.state = succeeded ? 'succeeded' : 'failed';
    const released: Goal[] = [];
    for (const waiter of this.waiters) {
      waiter.waitees.delete(this);
      if (!succeeded) waiter.failedWaitees++;
      if (!succeeded && !keepGoing) {
        for (const other of waiter.waitees) other.waiters.delete(waiter);
        waiter.waitees.clear();
      }
      if (waiter.waitees.size === 0) released.push(waiter);
    }
    this.waiters.clear();
    return released;
  }
}
