// A value under glass: what is shown, what is forced, and what that forced besides.
import { describe, expect, it } from 'vitest';
import { Assistant, type Forced, type Forcing, type Inspection } from '../../src/assist/index.ts';
import { Machine } from '../../src/machine/index.ts';

const FILE = '/home/learner/default.nix';

function finish(forcing: Forcing): Forced {
  while (!forcing.resume(() => false));
  return forcing.result();
}

class Glass {
  readonly inspection: Inspection;
  readonly root: Forced;

  constructor(text: string, expression?: string, machine = Machine.create()) {
    this.inspection = new Assistant(machine.world).inspect(FILE, text, expression);
    this.root = finish(this.inspection.begin());
  }
  /** The parts of a node as `name = text`. */
  parts(handle = 0, from = 0): string[] {
    return this.inspection.children(handle, from).children.map(({ name, node }) => `${name} = ${node.text}`);
  }
  handle(name: string, of = 0): number {
    const child = this.inspection.children(of, 0).children.find((one) => one.name === name);
    if (child === undefined) throw new Error(`no ${name}`);
    return child.node.handle;
  }
  force(name: string, of = 0): Forced {
    return finish(this.inspection.force(this.handle(name, of)));
  }
}

const THUNK = '\xc2\xabthunk\xc2\xbb';

describe('an inspection', () => {
  it('shows a set with its names and none of its values', () => {
    const glass = new Glass('{ a = 1 + 1; b = 3; c = throw "no"; }');
    expect(glass.root.node).toMatchObject({ state: 'value', kind: 'set', size: 3 });
    expect(glass.parts()).toEqual([`a = ${THUNK}`, 'b = 3', `c = ${THUNK}`]);
  });
  it('forces one thunk, and tells what else that forced', () => {
    const glass = new Glass('let x = 1 + 1; y = x + 1; in {\n  a = y + 1;\n  b = x;\n}');
    glass.parts();
    const forced = glass.force('a');
    expect(forced.node).toMatchObject({ state: 'value', text: '4' });
    expect(forced.count).toBe(3);
    expect(forced.others.map(({ line, column }) => `${line}:${column}`)).toEqual(['1:20', '1:9']);
    // b is the very thunk x
    expect(forced.changed).toMatchObject([{ text: '{ a = 4; b = 2; }' }, { state: 'value', text: '2' }]);
    expect(glass.parts()).toEqual(['a = 4', 'b = 2']);
  });
  it('knows one thunk in two places', () => {
    const glass = new Glass('let x = 1 + 1; in [ x x ]');
    const [first, second] = glass.inspection.children(0, 0).children;
    expect(first?.node.handle).toBe(second?.node.handle);
  });
  it('walks through the steps with their values', () => {
    const { steps } = new Glass('let f = x: x + 1; in f (2 * 3)').root;
    expect(steps.map(({ kind, what, value }) => [kind, what, value])).toEqual([
      ['force', 'let f = x: x + 1; in f (2 * 3)', '7'],
      ['call', 'f', '7'],
      ['force', '2 * 3', '6'],
      ['builtin', 'mul', '6'],
    ]);
    expect(steps.map(({ depth }) => depth)).toEqual([0, 1, 2, 3]);
    expect(steps[2]?.span).toMatchObject({ source: FILE, from: 24, to: 29 });
  });
  it('counts the arguments of builtins as the thunks they are', () => {
    const { steps, count } = new Glass('builtins.length (builtins.filter (n: n > 1) [ (1 + 1) 3 ])').root;
    expect(steps.filter(({ kind }) => kind === 'builtin').map(({ what }) => what)).toContain('length');
    expect(count).toBeGreaterThanOrEqual(3);
  });
  it('gives no value to a step that failed', () => {
    const { steps } = new Glass('let f = x: throw "no"; in (builtins.tryEval (f 1)).success').root;
    const call = steps.find(({ what, kind }) => kind === 'call' && what === 'f');
    expect(call?.value).toBeUndefined();
    expect(steps[0]?.value).toBe('false');
  });
  it('shows an error where it stands, in Nix’s words', () => {
    const glass = new Glass('{ a = throw "no"; b = 1 + 1; }');
    const { node } = glass.force('a');
    expect(node).toMatchObject({ state: 'failed', text: 'no' });
    expect(node.report).toContain("while calling the 'throw' builtin");
    expect(glass.force('b').node.text).toBe('2');
  });
  it('shows an endless recursion as Nix does', () => {
    const { node } = new Glass('rec { a = b; b = a; }').force('a');
    expect(node).toMatchObject({ state: 'failed', text: 'infinite recursion encountered' });
  });
  it('says of a text that is none why', () => {
    expect(new Glass('{ a = ; }').root.node).toMatchObject({ state: 'failed', kind: 'error' });
  });
  it('shows a derivation by its path once that is asked for, and builds nothing', () => {
    const machine = Machine.create();
    const text = machine.readFile(FILE) ?? '';
    const before = machine.facts();
    const glass = new Glass(text, undefined, machine);
    const { node } = glass.force('glibc');
    expect(node).toMatchObject({ kind: 'derivation', text: '\xc2\xabderivation\xc2\xbb' });
    const { changed } = glass.force('drvPath', node.handle);
    expect(changed.find(({ kind }) => kind === 'derivation')?.text).toMatch(
      /^\xc2\xabderivation \/nix\/store\/.*-glibc-2\.39\.drv\xc2\xbb$/,
    );
    expect(machine.facts()).toEqual(before);
    expect(machine.takeCommit().diff).toEqual({});
  });
  it('sees the text on the screen, also through an expression', () => {
    expect(new Glass('{ a = 5; }', '(import ./default.nix).a').root.node.text).toBe('5');
  });
  it('tells long lists by the page', () => {
    const glass = new Glass('builtins.genList (n: n) 250');
    expect(glass.root.node).toMatchObject({ kind: 'list', size: 250 });
    expect(glass.parts(0, 0)).toHaveLength(100);
    expect(glass.parts(0, 200)).toHaveLength(50);
    expect(glass.parts(0, 200)[0]).toBe(`200 = ${THUNK}`);
  });
  it('leaves functions alone until they are asked for', () => {
    const glass = new Glass('{ f = x: x; }');
    expect(glass.parts()).toEqual([`f = ${THUNK}`]);
    expect(glass.force('f').node).toMatchObject({
      kind: 'function',
      text: `\xc2\xablambda f @ ${FILE}:1:7\xc2\xbb`,
    });
  });
  it('stops at its budget, and can be stopped before', () => {
    const fibonacci =
      'let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in { a = fib 60; b = fib 3; }';
    const glass = new Glass(fibonacci);
    expect(glass.force('a')).toMatchObject({
      node: { state: 'thunk' },
      givenUp: 'Stopped after 5 million calls: it may never end. What was finished is kept.',
      steps: { length: 1000 },
    });
    expect(glass.force('b').node.text).toBe('2');
    const forcing = glass.inspection.force(glass.handle('a'));
    expect(forcing.resume(() => true)).toBe(false);
    forcing.stop();
    expect(forcing.resume(() => true)).toBe(true);
    expect(forcing.result()).toMatchObject({ node: { state: 'thunk' } });
    expect(forcing.result().givenUp).toContain('Stopped');
    expect(glass.force('b').node.text).toBe('2');
  });
  it('writes no derivation and builds none, and says so', () => {
    const text = 'derivation { name = "x"; system = "x86_64-linux"; builder = "/bin/sh"; }';
    // as `nix-instantiate --eval`, which does not write it either
    expect(new Glass(`import (${text})`).root.node.text).toMatch(/^path '.*-x\.drv' is not valid$/);
    const machine = Machine.create();
    const run = machine.run(`nix-instantiate -E '${text}'`);
    while (run.resume(10_000) === 'more');
    expect(new Glass(`import (${text})`, undefined, machine).root.givenUp).toContain('built');
  });
});
