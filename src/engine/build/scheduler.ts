// The scheduler: Kahn's algorithm with slots. A goal whose in-degree reaches 0 joins the ready queue; a free slot takes
// a goal from it; a finished build lowers the in-degree of what waits for it.
//
// Invariant: the order depends on nothing but the plan and the number of slots, and it is Nix's: goals arrive level by
// level from the targets; those that wait for a slot go before those that have just become ready; ties go by key.
import type { ByteString } from '../base/index.ts';
import type { Task, Wait } from '../os/index.ts';
import type { BuildEvent } from './events.ts';
import { shortReason, type FailureReason } from './failure-reason.ts';
import { Goal } from './goal.ts';
import type { Plan } from './plan.ts';

export interface SchedulerOptions {
  /** Slots: how many builds may run at the same time. */
  readonly maxJobs: number;
  readonly keepGoing: boolean;
  readonly observe?: (event: BuildEvent) => void;
}

/** How one build ended. */
export type BuildOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: FailureReason; readonly failure: BuildFailure };

/** What kind of failure decides the exit status: `permanent` 100, `timeout` 101, `hash` 102, `check` 104, `misc` 1. */
export type BuildFailure = 'permanent' | 'timeout' | 'hash' | 'check' | 'dependency' | 'misc';

export interface Failure {
  readonly drv: ByteString;
  readonly reason: FailureReason;
  readonly failure: BuildFailure;
}

/** The result of a whole schedule. */
export interface Scheduled {
  /** Every failure, in the order in which it happened. */
  readonly failures: readonly Failure[];
  /** The targets that did not succeed, failed or not got to, in the order of their keys. */
  readonly unbuilt: readonly ByteString[];
}

interface Running {
  readonly goal: Goal;
  readonly slot: number;
  readonly task: Task<BuildOutcome>;
  wait: Wait;
}

/**
 * Runs a plan. `build` builds one derivation; `tell` is called with an error at the moment Nix prints it, which is
 * when some other goal waits for the one that failed.
 */
export function* schedule(
  plan: Plan,
  targets: readonly ByteString[],
  build: (drv: ByteString, slot: number) => Task<BuildOutcome>,
  tell: (failure: Failure) => Task<void>,
  options: SchedulerOptions,
): Task<Scheduled> {
  const { observe, keepGoing, maxJobs } = options;
  const goals = makeGoals(plan);
  const tops = targets.flatMap((drv) => goals.get(drv) ?? []);
  const open = new Set(tops);
  const ready: Goal[] = [];
  const running: Running[] = [];
  const failures: Failure[] = [];
  observe?.({
    kind: 'kahn-start',
    nodes: [...plan.inputs].map(([drv, inputs]) => ({ drv, inDegree: inputs.length, inputs })),
  });

  const fillSlots = () => {
    ready.sort(byKey);
    while (ready.length > 0 && running.length < maxJobs) {
      const goal = ready.shift() as Goal;
      const slot = freeSlot(running);
      goal.state = 'building';
      running.push({ goal, slot, task: build(goal.drv, slot), wait: 'tick' });
    }
  };
  const join = (batch: readonly Goal[], because?: Goal) => {
    for (const goal of [...batch].sort(byKey)) {
      goal.state = 'ready';
      ready.push(goal);
      observe?.({
        kind: 'kahn-ready',
        drv: goal.drv,
        ...(because === undefined ? {} : { because: because.drv }),
      });
    }
    fillSlots();
  };
  /** Ends a goal; answers the goals that wait for nothing more. */
  const finish = function* (goal: Goal, failure?: Omit<Failure, 'drv'>): Task<Goal[]> {
    if (failure !== undefined) {
      const told = { drv: goal.drv, ...failure };
      failures.push(told);
      if (goal.waiters.size > 0) yield* tell(told);
    }
    const waiters = [...goal.waiters].sort(byKey);
    const released = goal.end(failure === undefined, keepGoing);
    if (failure === undefined)
      for (const { drv, waitees } of waiters)
        observe?.({ kind: 'kahn-decrement', drv, inDegree: waitees.size, because: goal.drv });
    if (open.delete(goal) && failure !== undefined && !keepGoing) open.clear();
    return released;
  };

  try {
    for (const level of levels(tops)) join(level.filter((goal) => goal.waitees.size === 0));
    while (open.size > 0) {
      const { running: ended, outcome } = yield* stepUntilOneEnds(running);
      running.splice(running.indexOf(ended), 1);
      const { goal, slot } = ended;
      if (outcome.ok) observe?.({ kind: 'build-done', drv: goal.drv, slot });
      else observe?.({ kind: 'build-failed', drv: goal.drv, slot, reason: shortReason(outcome.reason) });
      let released = yield* finish(goal, outcome.ok ? undefined : outcome);
      if (open.size > 0) fillSlots();
      while (released.length > 0 && open.size > 0) {
        const batch = released.sort(byKey);
        released = [];
        for (const failed of batch.filter((waiter) => waiter.failedWaitees > 0)) {
          if (open.size === 0) break;
          const reason: FailureReason = { kind: 'dependencies', count: failed.failedWaitees };
          released.push(...(yield* finish(failed, { reason, failure: 'dependency' })));
        }
        join(
          batch.filter((waiter) => waiter.failedWaitees === 0),
          goal,
        );
      }
    }
  } finally {
    // What still runs when the last target has ended, or when somebody stops the whole, is cancelled.
    const reason: FailureReason = { kind: 'message', text: 'cancelled' };
    for (const { task } of running) task.return({ ok: false, reason, failure: 'misc' });
  }
  const isUnbuilt = (goal: Goal) => goal.state !== 'succeeded';
  return {
    failures,
    unbuilt: tops
      .filter(isUnbuilt)
      .sort(byKey)
      .map(({ drv }) => drv),
  };
}

function makeGoals(plan: Plan): Map<ByteString, Goal> {
  const goals = new Map<ByteString, Goal>(plan.toBuild.map((drv) => [drv, new Goal(drv)]));
  for (const [drv, inputs] of plan.inputs)
    for (const input of inputs) goals.get(drv)?.waitFor(goals.get(input) as Goal);
  return goals;
}

/** The goals by their distance from the targets: the order in which Nix comes to know them. */
function levels(targets: readonly Goal[]): Goal[][] {
  const seen = new Set<Goal>();
  const all: Goal[][] = [];
  for (let level = [...targets]; level.length > 0; level = level.flatMap((goal) => [...goal.waitees])) {
    level = level.filter((goal) => !seen.has(goal) && seen.add(goal));
    all.push([...new Set(level)]);
  }
  return all;
}

/** Runs every build that can go on, in the order of their start, until one ends. */
function* stepUntilOneEnds(running: readonly Running[]): Task<{ running: Running; outcome: BuildOutcome }> {
  for (;;) {
    for (const build of running) {
      if (build.wait !== 'tick' && !build.wait()) continue;
      const step = build.task.next();
      if (step.done === true) return { running: build, outcome: step.value };
      build.wait = step.value;
    }
    const canGoOn = () => running.some(({ wait }) => wait === 'tick' || wait());
    yield canGoOn() ? 'tick' : canGoOn;
  }
}

function freeSlot(running: readonly Running[]): number {
  let slot = 0;
  while (running.some((build) => build.slot === slot)) slot++;
  return slot;
}

function byKey(a: Goal, b: Goal): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** The exit status of a command whose builds failed: Nix's `failingExitStatus`. */
export function failingExitStatus(failures: readonly Failure[]): number {
  const has = (kind: BuildFailure) => failures.some(({ failure }) => failure === kind);
  let mask = 0;
  if (has('permanent') || has('timeout') || has('hash')) mask |= 0x04;
  if (has('timeout')) mask |= 0x01;
  if (has('hash')) mask |= 0x02;
  if (has('check')) mask |= 0x08;
  return mask === 0 ? 1 : mask | 0x60;
}
