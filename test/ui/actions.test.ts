import { describe, expect, it } from 'vitest';
import { Machine } from '../../src/machine/index.ts';
import { actionsFor } from '../../src/ui/actions.ts';

describe('the buttons of the newcomer', () => {
  it('lead from one to the next, each with a command that succeeds', () => {
    const machine = Machine.create();
    const pressed: string[] = [];
    for (let i = 0; i < 4; i++) {
      const suggested = actionsFor(machine.facts()).filter((action) => action.suggested);
      expect(suggested).toHaveLength(1);
      const command = suggested[0]?.command ?? '';
      pressed.push(command);
      const run = machine.run(command);
      while (run.resume(100_000) === 'more');
      expect(machine.journal.at(-1)?.status).toBe(0);
    }
    expect(pressed).toEqual([
      'nix-instantiate',
      'nix-build',
      'nix-env -i -f default.nix -A app-scanner',
      'nix-env -i -f default.nix -A nginx',
    ]);
    expect(actionsFor(machine.facts()).every(({ possible, suggested }) => possible && !suggested)).toBe(true);
  });
  it('offer no rollback without an older generation', () => {
    expect(actionsFor(Machine.create().facts()).find(({ id }) => id === 'rollback')?.possible).toBe(false);
  });
});
