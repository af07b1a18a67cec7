import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CycleError,
  makePlan,
  schedule,
  type BuildEvent,
  type BuildOutcome,
} from '../../src/engine/build/index.ts';
import type { Task } from '../../src/engine/os/index.ts';

const drv = (name: string) => `/nix/store/${'0'.repeat(32)}-${name}.drv`;
const nameOf = (path: string) => path.slice(44, -4);

/** The graph of the eight packages. */
const EIGHT: Record<string, string[]> = {
  glibc: [],
  openssl: ['glibc'],
  libxml2: ['glibc'],
  curl: ['openssl', 'libxml2'],
  git: ['curl'],
  nginx: ['curl'],
  python: ['glibc', 'openssl'],
  'app-scanner': ['python', 'git'],
};

function graphOf(edges: Record<string, string[]>, built: readonly string[] = []) {
  return {
    inputs: (path: string) => edges[nameOf(path)].map(drv).sort(),
    isBuilt: (path: string) => built.includes(nameOf(path)),
  };
}

/** Runs a whole schedule; builds named in `failing` fail. Answers the order of the builds and what was told. */
function run(
  edges: Record<string, string[]>,
  targets: string[],
  options: { failing?: string[]; maxJobs?: number; keepGoing?: boolean } = {},
) {
  const order: string[] = [];
  const told: string[] = [];
  const events: BuildEvent[] = [];
  const observe = (event: BuildEvent) => events.push(event);
  const build = function* (path: string): Task<BuildOutcome> {
    order.push(nameOf(path));
    yield 'tick';
    if (options.failing?.includes(nameOf(path)) === true)
      return { ok: false, reason: { kind: 'message', text: `${nameOf(path)} broke` }, failure: 'permanent' };
    return { ok: true };
  };
  const tell = function* (failure: { drv: string }): Task<void> {
    told.push(nameOf(failure.drv));
    yield 'tick';
  };
  const plan = makePlan(targets.map(drv), graphOf(edges), observe);
  const task = schedule(plan, targets.map(drv), build, tell, {
    maxJobs: options.maxJobs ?? 1,
    keepGoing: options.keepGoing ?? false,
    observe,
  });
  for (;;) {
    const step = task.next();
    if (step.done === true) return { order, told, events, result: step.value };
  }
}

describe('the plan', () => {
  it('holds what is missing, dependencies first', () => {
    const plan = makePlan([drv('curl')], graphOf(EIGHT, ['glibc']));
    expect(plan.toBuild.map(nameOf)).toEqual(['libxml2', 'openssl', 'curl']);
    expect(plan.inputs.get(drv('openssl'))).toEqual([]);
  });

  it('names a cycle by its recursion stack', () => {
    const events: BuildEvent[] = [];
    const edges = { a: ['b'], b: ['c'], c: ['a'] };
    expect(() => makePlan([drv('a')], graphOf(edges), (event) => events.push(event))).toThrow(CycleError);
    expect(events.at(-1)).toEqual({ kind: 'dfs-cycle', cycle: ['a', 'b', 'c', 'a'].map(drv) });
    expect(events.at(-2)).toMatchObject({ kind: 'dfs-enter', stack: ['a', 'b', 'c'].map(drv) });
  });

  it('does not overflow on a chain of 50,000', () => {
    const edges = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, i) => [`n${i}`, i === 0 ? [] : [`n${i - 1}`]]),
    );
    expect(makePlan([drv('n49999')], graphOf(edges)).toBuild).toHaveLength(50_000);
  });
});

describe('the schedule', () => {
  // nix-build -A app-scanner (Nix 2.26.3, max-jobs 1)
  it('builds the eight packages in the order of Nix', () => {
    expect(run(EIGHT, ['app-scanner']).order).toEqual([
      'glibc',
      'libxml2',
      'openssl',
      'curl',
      'python',
      'git',
      'app-scanner',
    ]);
  });

  it('builds every input before what needs it, whatever the slots', () => {
    const graphs = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.tuple(
          ...Array.from({ length: size }, (_, i) =>
            fc.subarray(Array.from({ length: i }, (__, j) => `n${j}`)),
          ),
        ),
      );
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 4 }), (inputs, maxJobs) => {
        const edges = Object.fromEntries(inputs.map((names, i) => [`n${i}`, names]));
        const { events, order } = run(edges, Object.keys(edges), { maxJobs });
        expect([...order].sort()).toEqual(Object.keys(edges).sort());
        const done = new Set<string>();
        let running = 0;
        for (const event of events) {
          if (event.kind === 'build-done') {
            done.add(nameOf(event.drv));
            running--;
          }
          if (event.kind === 'kahn-ready')
            expect(edges[nameOf(event.drv)].filter((name) => !done.has(name))).toEqual([]);
        }
        expect(running).toBeLessThanOrEqual(maxJobs);
      }),
    );
  });

  // nix-build mm.nix (Nix 2.26.3): a fails, b needs it, c needs both, e stands alone
  const FAILING = { a: [], b: ['a'], c: ['a', 'b'], e: [] };

  it('stops at the first failed target', () => {
    const { order, told, result } = run(FAILING, ['a', 'b', 'c', 'e'], { failing: ['a', 'e'] });
    expect(order).toEqual(['a']);
    expect(told).toEqual(['a']);
    expect(result.unbuilt.map(nameOf)).toEqual(['a', 'b', 'c', 'e']);
  });

  it('with keep-going fails everything that can be tried, and tells what somebody waited for', () => {
    const { order, told, result } = run(FAILING, ['c', 'e'], { failing: ['a', 'e'], keepGoing: true });
    expect(order).toEqual(['e', 'a']);
    expect(told).toEqual(['a', 'b']);
    expect(result.unbuilt.map(nameOf)).toEqual(['c', 'e']);
    expect(result.failures.map((failure) => nameOf(failure.drv))).toEqual(['e', 'a', 'b', 'c']);
  });

  it('tells only the dependents that Nix tells', () => {
    expect(run(EIGHT, ['app-scanner'], { failing: ['glibc'] }).told).toEqual(['glibc', 'libxml2', 'python']);
  });
});
