import { describe, expect, test } from 'vitest';
import { Attrs, DummyHost, Evaluator, Lambda, PartialCall } from '../../src/engine/lang/index.ts';

/** What `:doc` of real Nix 2.36 finds for the same expressions. */
function doc(text: string): string {
  const evaluator = new Evaluator(new DummyHost());
  const value = evaluator.finish(() => evaluator.evaluate(text, { kind: 'string' }, '/'));
  const { sources } = evaluator;
  if (value instanceof Lambda) return sources.documentation(value.info.positions[0]);
  if (value instanceof PartialCall)
    return sources.documentation(value.lambda.info.positions[value.args.length]);
  if (value instanceof Attrs) return sources.documentation(value.positionOf('a'));
  throw new Error('no function');
}

describe('the doc comment of a function', () => {
  test('stands before its definition, or before the lambda itself, which wins', () => {
    expect(doc('{ /** d */ f = x: x; }.f')).toBe('d \n');
    expect(doc('{ f = /** d */ x: x; }.f')).toBe('d \n');
    expect(doc('{ /** outer */ f = /** inner */ x: x; }.f')).toBe('inner \n');
    expect(doc('let /** d */ f = x: x; in f')).toBe('d \n');
    expect(doc('/** d */ x: x')).toBe('d \n');
    expect(doc('(/** d */ { a, b ? 1 }@c: a)')).toBe('d \n');
  });

  test('goes on to the functions it returns, until one has its own', () => {
    expect(doc('{ /** d */ f = x: y: z: x; }.f 1')).toBe('d \n');
    expect(doc('{ /** d */ f = { a }: y: a; }.f { a = 1; }')).toBe('d \n');
    expect(doc('{ /** d */ f = x: /** e */ y: z: x; }.f')).toBe('d \n');
    expect(doc('{ /** d */ f = x: /** e */ y: z: x; }.f 1')).toBe('e \n');
    expect(doc('{ /** d */ f = x: /** e */ y: z: x; }.f 1 2')).toBe('e \n');
    expect(doc('{ f = x: /** e */ y: z: x; }.f')).toBe('');
  });

  test('is the last one, with nothing but comments after it', () => {
    expect(doc('{ /** d */ /** e */ f = x: x; }.f')).toBe('e \n');
    expect(doc('{ /** d */ # c\n /* c */ f = x: x; }.f')).toBe('d \n');
    expect(doc('{ /** d */ a = 1; f = x: x; }.f')).toBe('');
    expect(doc('{ /* d */ f = x: x; /**/ g = 1; }.f')).toBe('');
    expect(doc('{ /*** d */ f = x: x; }.f')).toBe('');
  });

  test('may stand before a path of attributes and before a computed name', () => {
    expect(doc('{ /** d */ a.b.c = x: x; }.a.b.c')).toBe('d \n');
    expect(doc('{ /** d */ ${"a" + "b"} = x: x; }.ab')).toBe('d \n');
    expect(doc('let /** d */ "f" = x: x; in f')).toBe('d \n');
  });

  test('does not go through a call', () => {
    expect(doc('{ /** d */ f = (x: y: y) 1; }.f')).toBe('');
    expect(doc('{ /** d */ f = with { }; x: x; }.f')).toBe('');
  });

  test('loses the indentation that all its lines have', () => {
    expect(doc('{\n  /**\n    Doc.\n\n      more\n    back\n  */\n  f = x: x;\n}.f')).toBe(
      '\nDoc.\n\n  more\nback\n\n',
    );
    expect(doc('{ /** a\n   b */ f = x: x; }.f')).toBe(' a\nb \n');
  });

  test('is found for the function `derivation` too', () => {
    expect(doc('derivation')).toContain('Describes a build.');
  });
});

test('an attribute that is no function has its comment too', () => {
  expect(doc('{ /** d */ a = 1; }')).toBe('d \n');
  expect(doc('{ a = 1; }')).toBe('');
});
