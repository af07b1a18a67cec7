// Builtins that ask for a value's type, and the bitwise ones.
import type { Operator } from '../eval/arithmetic.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { makeInt } from '../eval/integers.ts';
import { typeName } from '../eval/types.ts';
import { printFloat } from '../syntax/print.ts';
import { Attrs } from '../value/attrs.ts';
import { isString } from '../eval/request.ts';
import { Lambda, NixFloat, PathValue, type Int, type Value } from '../value/value.ts';
import { leaf, type BuiltinDescriptor } from './descriptor.ts';

function test(name: string, what: string, check: (value: Value) => boolean): BuiltinDescriptor {
  return leaf(name, ['value'], 'e', `Whether *e* is ${what}.`, (_, value) => {
    if (value instanceof Lambda) value.forced = true;
    return check(value);
  });
}

function bits(name: string, verb: string, operate: (a: bigint, b: bigint) => bigint): BuiltinDescriptor {
  return leaf(
    name,
    ['int', 'int'],
    'e1 e2',
    `The bitwise ${verb} of two integers.`,
    (_, a, b) => makeInt(BigInt.asIntN(64, operate(BigInt(a), BigInt(b)))) as Int,
  );
}

const ROUNDING_BUG = 'Due to a bug (see https://github.com/NixOS/nix/issues/12899) ';
const ROUNDING_FUTURE = '.\n\tFuture Nix versions might implement the correct behavior.';

function rounding(name: string, what: string, round: (n: number) => number): BuiltinDescriptor {
  const line = `while evaluating the first argument passed to builtins.${name.slice(2)}`;
  return leaf(
    name,
    ['number'],
    'number',
    what,
    (_, number) => {
      const isFloat = number instanceof NixFloat;
      const rounded = round(isFloat ? number.value : Number(number));
      if (rounded < -(2 ** 63) || rounded >= 2 ** 63 || Number.isNaN(rounded))
        throw new EvalError(
          'eval',
          isFloat
            ? hint`NixFloat argument ${printFloat(number.value)} is not in the range of NixInt`
            : ROUNDING_BUG +
                hint`the NixInt argument ${number} caused undefined behavior in previous Nix versions` +
                ROUNDING_FUTURE,
        );
      const whole = makeInt(BigInt(rounded)) as Int;
      // an integer goes by way of a float, which has not room for all of them
      if (!isFloat && whole !== number)
        throw new EvalError(
          'eval',
          ROUNDING_BUG +
            hint`a loss of precision occurred in previous Nix versions because the NixInt argument ${number} was rounded to ${whole}` +
            ROUNDING_FUTURE,
        );
      return whole;
    },
    { lines: [line] },
  );
}

export const OPERATOR_NAMES: Readonly<Record<string, Operator>> = {
  __add: 'add',
  __sub: 'sub',
  __mul: 'mul',
  __div: 'div',
  __lessThan: 'lessThan',
};

const operatorDocs: Readonly<Record<string, string>> = {
  __add: 'The sum of two numbers.',
  __sub: 'The difference of two numbers.',
  __mul: 'The product of two numbers.',
  __div: 'The quotient of two numbers; of integers, rounded towards zero.',
  __lessThan: 'Whether *e1* comes before *e2*: numbers, strings, paths, and lists of them.',
};

export const TYPE_BUILTINS: readonly BuiltinDescriptor[] = [
  leaf('__typeOf', ['value'], 'e', 'The type of *e* as a string: "int", "set", "lambda" …', (_, v) => {
    if (v instanceof Lambda) v.forced = true;
    return typeName(v);
  }),
  test('isNull', 'null', (v) => v === null),
  test('__isFunction', 'a function', (v) => typeName(v) === 'lambda'),
  test('__isInt', 'an integer', (v) => typeof v === 'number' || typeof v === 'bigint'),
  test('__isFloat', 'a float', (v) => v instanceof NixFloat),
  test('__isString', 'a string', isString),
  test('__isBool', 'a Boolean', (v) => typeof v === 'boolean'),
  test('__isPath', 'a path', (v) => v instanceof PathValue),
  test('__isList', 'a list', (v) => Array.isArray(v)),
  test('__isAttrs', 'an attribute set', (v) => v instanceof Attrs),
  bits('__bitAnd', 'and', (a, b) => a & b),
  bits('__bitOr', 'or', (a, b) => a | b),
  bits('__bitXor', 'exclusive or', (a, b) => a ^ b),
  rounding('__ceil', 'The smallest integer not less than *double*.', Math.ceil),
  rounding('__floor', 'The largest integer not greater than *double*.', Math.floor),
  ...Object.entries(OPERATOR_NAMES).map(([name, operator]): BuiltinDescriptor => ({
    kind: 'operator',
    name,
    operator,
    doc: operatorDocs[name],
  })),
];
