// Builtins that ask for a value's type, and the bitwise ones.
import type { Operator } from '../eval/arithmetic.ts';
import { makeInt } from '../eval/integers.ts';
import { typeName } from '../eval/types.ts';
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

function rounding(name: string, what: string, round: (n: number) => number): BuiltinDescriptor {
  return leaf(
    name,
    ['float'],
    'double',
    what,
    (_, n) => {
      const whole = round(n);
      return Number.isSafeInteger(whole) ? whole + 0 : (makeInt(BigInt.asIntN(64, toBigInt(whole))) as Int);
    },
    { lines: [`while evaluating the first argument passed to builtins.${name.slice(2)}`] },
  );
}

/** What the processor makes of a float that fits no 64-bit integer: the smallest one. */
function toBigInt(n: number): bigint {
  return Number.isFinite(n) && n >= -(2 ** 63) && n < 2 ** 63 ? BigInt(n) : -(2n ** 63n);
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
