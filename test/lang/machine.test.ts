import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Interrupted, NotSimulated } from '../../src/engine/base/index.ts';
import {
  DummyHost,
  EvalError,
  Evaluator,
  force,
  forceDeep,
  Pending,
  parse,
  printExpr,
  showAmbiguous,
  task,
  type Answer,
  type Observer,
  type Run,
} from '../../src/engine/lang/index.ts';

const start = (evaluator: Evaluator, text: string): Run =>
  evaluator.start(() => evaluator.evaluate(text, { kind: 'string' }, '/'));
const finish = (text: string, options = {}) => {
  const evaluator = new Evaluator(new DummyHost(), options);
  return showAmbiguous(start(evaluator, text).finish());
};

describe('a run', () => {
  const sum = 'let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 2000';

  test('goes on where its fuel ended', () => {
    const run = start(new Evaluator(new DummyHost()), sum);
    let slices = 0;
    while (run.resume(100) === 'running') slices++;
    expect(slices).toBeGreaterThan(10);
    expect(run.value).toBe(2000);
  });

  test('uses the same fuel every time', () => {
    const slices = () => {
      const run = start(new Evaluator(new DummyHost()), sum);
      let n = 0;
      while (run.resume(7) === 'running') n++;
      return n;
    };
    expect(slices()).toBe(slices());
  });

  test('that is abandoned leaves its thunks as they were', () => {
    const evaluator = new Evaluator(new DummyHost());
    const slow = evaluator.thunk(evaluator.parse(sum, { kind: 'string' }, '/'));
    const run = evaluator.start(() => force(slow));
    expect(run.resume(500)).toBe('running');
    run.abandon();
    expect(run.resume(500)).toBe('failed');
    expect(run.error).toBeInstanceOf(Interrupted);
    expect(evaluator.start(() => force(slow)).finish()).toBe(2000);
  });

  test('that fails leaves its thunks as they were', () => {
    const evaluator = new Evaluator(new DummyHost());
    const text = 'let x = y; y = throw "again"; in x';
    const slow = evaluator.thunk(evaluator.parse(text, { kind: 'string' }, '/'));
    for (let i = 0; i < 2; i++) {
      const run = evaluator.start(() => force(slow));
      expect(run.resume(1e6)).toBe('failed');
      expect((run.error as EvalError).message).toBe('again');
    }
  });

  test('waits for a host that is not ready, in the middle of anything', () => {
    let ready = false;
    class SlowHost extends DummyHost {
      override readFile(path: string): Answer<string | undefined> {
        return ready ? `[ "${path}" ]` : new Pending('the disk');
      }
      override lstat() {
        return 'regular' as const;
      }
    }
    for (const depthLimit of [1, 300]) {
      ready = false;
      const evaluator = new Evaluator(new SlowHost(), { depthLimit });
      const run = start(evaluator, '1 + builtins.stringLength (builtins.head (import /a/file.nix))');
      expect(run.resume(1e6)).toBe('waiting');
      expect(run.work).toBe('the disk');
      expect(run.resume(1e6)).toBe('waiting');
      ready = true;
      expect(run.resume(1e6)).toBe('done');
      expect(run.value).toBe(1 + '/a/file.nix'.length);
    }
  });
});

describe('depth', () => {
  const deep = { maxCallDepth: 10_000_000 };

  test('is bounded by memory alone once max-call-depth is raised', () => {
    expect(finish('let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 200000', deep)).toBe('200000');
  });

  test('of structures does not matter', () => {
    expect(finish('let f = n: if n == 0 then [ ] else [ (f (n - 1)) ]; in builtins.deepSeq (f 100000) 1', deep)).toBe('1');
    expect(finish('let f = n: if n == 0 then { } else { a = f (n - 1); }; in f 50000 == f 50000', deep)).toBe('true');
    expect(finish('let f = n: if n == 0 then [ ] else [ (f (n - 1)) ]; in builtins.stringLength (builtins.toJSON (f 50000))', deep)).toBe('100002');
  });

  test('of thunk chains does not matter', () => {
    expect(
      finish("builtins.foldl' (acc: i: { n = acc.n + i; }) { n = 0; } (builtins.genList (i: i) 100000)", deep),
    ).toBe('{ n = <CODE>; }');
    expect(
      finish("(builtins.foldl' (acc: i: { n = acc.n + i; }) { n = 0; } (builtins.genList (i: i) 100000)).n", deep),
    ).toBe('4999950000');
  });

  test('of expressions does not matter', () => {
    const n = 20_000;
    expect(finish(`0${' + 1'.repeat(n)}`)).toBe(String(n));
    expect(finish(`${'('.repeat(9000)}1${')'.repeat(9000)}`)).toBe('1');
    expect(finish(`${'!'.repeat(8000)}true`)).toBe('true');
    expect(showAmbiguous(deepList(4000))).toContain('[ ] ] ]');
    expect(printExpr(parse(`${'[ '.repeat(4000)}${'] '.repeat(4000)}`, { kind: 'string' }, { base: '/' }))).toContain('([ ])');
  });

  test('of brackets does not matter', () => {
    const n = 100_000;
    expect(finish(`${'('.repeat(n)}1${')'.repeat(n)}`)).toBe('1');
    expect(finish(`${'['.repeat(n)}1${']'.repeat(n)}`)).toBe('[ <CODE> ]');
    expect(() => finish('('.repeat(n))).toThrow('unexpected end of file');
  });

  function deepList(n: number) {
    const evaluator = new Evaluator(new DummyHost());
    const text = `${'[ '.repeat(n)}${'] '.repeat(n)}`;
    return evaluator.finish(function* () {
      const value = yield* evaluator.evaluate(text, { kind: 'string' }, '/');
      yield forceDeep(value, (name) => evaluator.order(name));
      return value;
    });
  }
});

describe('builtins of other rooms', () => {
  test('are tasks or leaves like our own, and replace what is only known by name', () => {
    const builtins = [
      task('derivationStrict', 'attrs', 'A double.', function* (_, [attrs]) {
        yield* force(attrs);
        return attrs;
      }),
    ];
    expect(finish('(derivationStrict { a = 1; }).a', { builtins })).toBe('1');
    expect(() => finish('derivationStrict { }')).toThrow(NotSimulated);
    expect(() => finish('builtins.fetchGit "x"')).toThrow('builtins.fetchGit');
  });
});

describe('an observer', () => {
  test('sees thunks, calls, builtins and selections, at any native depth', () => {
    const seen = (depthLimit: number) => {
      const events: string[] = [];
      const observer: Observer = {
        force: (_, expr) => void events.push(`force ${expr === undefined ? '?' : printExpr(expr)}`),
        memoise: (_, value) => void events.push(`memoise ${showAmbiguous(value)}`),
        call: (name) => void events.push(`call ${name}`),
        builtin: (name) => void events.push(`builtin ${name}`),
        select: (expr) => void events.push(`select ${printExpr(expr)}`),
      };
      finish('let s = { a = f 1; }; f = x: builtins.add x 1; in s.a', { observer, depthLimit });
      return events;
    };
    expect(seen(300)).toEqual([
      'force (let f = (x: ((builtins).add x 1)); s = { a = (f 1); }; in (s).a)',
      'select (s).a',
      'force { a = (f 1); }',
      'memoise { a = <CODE>; }',
      'force (f 1)',
      'call f',
      'builtin add',
      'memoise 2',
      'memoise 2',
    ]);
    expect(seen(1)).toEqual(seen(300));
  });
});

describe('printing and parsing', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'x1', 'foo-bar', "q'");
  const { expr } = fc.letrec<{ expr: string }>((tie) => ({
    expr: fc.oneof(
      { maxDepth: 4 },
      fc.nat(1000).map(String),
      fc.constantFrom('true', 'null', '"s"', '"a\\nb"', './p', '1.5', '[ ]', '{ }'),
      fc.tuple(tie('expr'), fc.constantFrom('+', '-', '*', '++', '//', '==', '&&', '||', '->', '<'), tie('expr')).map(
        ([l, o, r]) => `(${l}) ${o} (${r})`,
      ),
      fc.tuple(name, tie('expr')).map(([n, e]) => `${n}: ${e}`),
      fc.tuple(name, name, tie('expr')).map(([n, m, e]) => (n === m ? e : `{ ${n}, ${m} ? 1, ... }: ${e}`)),
      fc.tuple(name, tie('expr'), tie('expr')).map(([n, e, b]) => `let ${n} = ${e}; in ${b}`),
      fc.tuple(tie('expr'), tie('expr'), tie('expr')).map(([a, b, c]) => `if ${a} then ${b} else ${c}`),
      fc.tuple(name, tie('expr')).map(([n, e]) => `{ ${n} = ${e}; }`),
      fc.tuple(tie('expr'), name, tie('expr')).map(([e, n, d]) => `(${e}).${n} or (${d})`),
      fc.tuple(tie('expr'), tie('expr')).map(([f, x]) => `(${f}) (${x})`),
      fc.array(tie('expr'), { maxLength: 3 }).map((items) => `[ ${items.map((i) => `(${i})`).join(' ')} ]`),
      fc.tuple(tie('expr'), tie('expr')).map(([s, b]) => `with ${s}; ${b}`),
      fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `"x\${${a}}y\${${b}}"`),
    ),
  }));
  const options = { base: '/' };
  const once = (text: string) => printExpr(parse(text, { kind: 'string' }, options));

  test('what is printed parses, and prints the same again', () => {
    fc.assert(
      fc.property(expr, (text) => {
        // an interpolation prints as a sum of many, which then parses as sums of two
        const printed = once(once(text));
        expect(once(printed)).toBe(printed);
      }),
      { numRuns: 300 },
    );
  });

  test('programs answer the same at every native depth', () => {
    const run = (text: string, depthLimit: number) => {
      const evaluator = new Evaluator(new DummyHost(), { depthLimit });
      try {
        return showAmbiguous(
          evaluator.finish(function* () {
            const value = yield* evaluator.evaluate(text, { kind: 'string' }, '/');
            yield forceDeep(value, (n) => evaluator.order(n));
            return value;
          }),
        );
      } catch (error) {
        if (error instanceof NotSimulated) return error.message;
        if (!(error instanceof EvalError)) throw error;
        return evaluator.renderError(error, { color: false });
      }
    };
    fc.assert(
      fc.property(expr, (text) => {
        const fast = run(text, 300);
        for (const limit of [1, 2, 3]) expect(run(text, limit)).toBe(fast);
      }),
      { numRuns: 300 },
    );
  });
});
