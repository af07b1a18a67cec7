import { describe, expect, it } from 'vitest';
import { faultOf } from '../../src/ui/editor/fault.ts';
import { Machine } from '../../src/machine/index.ts';

const FILE = '/home/learner/default.nix';

/** The fault after evaluating a text, as the real machine reports it. */
function faultAfter(text: string) {
  const machine = Machine.create();
  machine.save(FILE, text);
  const run = machine.run('nix-instantiate --eval default.nix');
  while (run.resume(100_000) === 'more');
  return faultOf(machine.journal[machine.position - 1], FILE);
}

describe('the fault in the editor', () => {
  it('stands where Nix says the error is', () => {
    expect(faultAfter('let\n  a = 1;\nin\n  a + b\n')).toEqual({
      line: 4,
      column: 7,
      message: "undefined variable 'b'",
    });
  });
  it('is told of syntax too', () => {
    expect(faultAfter('{ a = ; }')).toMatchObject({ line: 1, column: 7 });
  });
  it('is none when all went well', () => {
    expect(faultAfter('1 + 1')).toBeUndefined();
  });
});
