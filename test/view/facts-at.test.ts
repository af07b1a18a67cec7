import { describe, expect, it } from 'vitest';
import type { WorldEvent } from '../../src/engine/world/index.ts';
import { Machine } from '../../src/machine/index.ts';
import { factsAt, stepCount, traceOf } from '../../src/view/index.ts';

/** Runs lines on the real machine; what surrounds the last one. */
function around(...lines: string[]) {
  const machine = Machine.create();
  let events: WorldEvent[] = [];
  let before = machine.facts();
  for (const line of lines) {
    before = machine.facts();
    events = [];
    const run = machine.run(line, { event: (event) => events.push(event) });
    while (run.resume(100_000) === 'more');
  }
  return { around: { before, after: machine.facts() }, trace: traceOf(events) };
}

const paths = (facts: { store: readonly { path: string }[] }) => facts.store.map(({ path }) => path).sort();

describe('facts at a step', () => {
  it('are those before and after the command at its ends', () => {
    const { around: both, trace } = around('nix-build');
    expect(factsAt(both, trace, 0)).toBe(both.before);
    expect(factsAt(both, trace, stepCount(trace))).toBe(both.after);
  });

  it('grow path by path in a build, and no event is missing at the end', () => {
    const { around: both, trace } = around('nix-build');
    const sizes = Array.from(
      { length: stepCount(trace) + 1 },
      (_, step) => factsAt(both, trace, step).store.length,
    );
    for (let step = 1; step < sizes.length; step++)
      expect((sizes[step] as number) - (sizes[step - 1] as number)).toBeOneOf([0, 1]);
    expect(paths(factsAt(both, trace, stepCount(trace) - 1))).toEqual(paths(both.after));
  });

  it('shrink path by path in a collection', () => {
    const { around: both, trace } = around(
      'nix-build',
      'nix-env -i -f default.nix -A git',
      'rm result*; nix-collect-garbage',
    );
    const sizes = Array.from(
      { length: stepCount(trace) + 1 },
      (_, step) => factsAt(both, trace, step).store.length,
    );
    expect(sizes[0]).toBeGreaterThan(sizes.at(-1) as number);
    for (let step = 1; step < sizes.length; step++)
      expect((sizes[step - 1] as number) - (sizes[step] as number)).toBeOneOf([0, 1]);
  });

  it('turn the profile with the switch', () => {
    const { around: both, trace } = around('nix-build', 'nix-env -i -f default.nix -A git');
    const turn = trace.events.findIndex(({ kind }) => kind === 'profile-switch');
    const step = trace.ends.findIndex((end) => end > turn) + 1;
    const current = (at: number) =>
      factsAt(both, trace, at).profiles.flatMap(({ generations }) => generations).length;
    expect([current(step - 1), current(step)]).toEqual([0, 1]);
  });
});
