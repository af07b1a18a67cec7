// What is too large for this machine is refused by name; it never takes the machine down.
import { describe, expect, it } from 'vitest';
import { NotSimulated } from '../../src/engine/base/index.ts';
import { DummyHost, EvalError, Evaluator } from '../../src/engine/lang/index.ts';

function failure(text: string): unknown {
  const evaluator = new Evaluator(new DummyHost());
  try {
    evaluator.finish(() => evaluator.evaluate(text, { kind: 'string' }, '/'));
  } catch (error) {
    return error;
  }
  throw new Error('this should have failed');
}

describe('too much', () => {
  const doubling = 'f = s: n: if n == 0 then s else f (s + s) (n - 1)';

  it('of a string is not simulated, and says so', () => {
    const error = failure(`let ${doubling}; in builtins.stringLength (f "lol" 40)`);
    expect(error).toBeInstanceOf(NotSimulated);
    expect(String(error)).toContain('a string of more than 512 MiB');
  });

  it('of a string is not caught by tryEval', () => {
    expect(failure(`let ${doubling}; in builtins.tryEval (builtins.stringLength (f "lol" 40))`)).toBeInstanceOf(
      NotSimulated,
    );
  });

  it('of a list is out of memory, as in Nix', () => {
    const error = failure('builtins.genList (i: i) 10000000000');
    expect(error).toBeInstanceOf(EvalError);
    expect((error as EvalError).message).toBe('out of memory');
  });

  it('of nesting overflows the count of calls, not the stack', () => {
    const error = failure('let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 100000');
    expect((error as EvalError).message).toBe('stack overflow; max-call-depth exceeded');
  });

  it('of backtracking costs a regular expression nothing', () => {
    const evaluator = new Evaluator(new DummyHost());
    const text = `builtins.match "(a*)*b" "${'a'.repeat(5000)}"`;
    expect(evaluator.finish(() => evaluator.evaluate(text, { kind: 'string' }, '/'))).toBeNull();
  });
});
