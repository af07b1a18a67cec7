// The arithmetic builtins and ordering, once their operands are evaluated.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import { showForError } from '../value/show.ts';
import { ContextString } from '../value/string-context.ts';
import { NixFloat, PathValue, type Int, type Result, type Slot, type Value } from '../value/value.ts';
import { equal } from './equality.ts';
import { addInts, divideInts, multiplyInts, subtractInts } from './integers.ts';
import type { Machine } from './machine.ts';
import { force, type Task } from './request.ts';
import { showType, typeName, wrongType } from './types.ts';

export type Operator = 'add' | 'sub' | 'mul' | 'div' | 'lessThan';

const isInt = (v: Value): v is Int => typeof v === 'number' || typeof v === 'bigint';

interface Words {
  readonly operation: ByteString;
  readonly sign: ByteString;
  readonly first: ByteString;
  readonly second: ByteString;
  /** The first operand's line where the sum is one of floats, if it is another. */
  readonly firstFloat?: ByteString;
  readonly ints: (a: Int, b: Int) => Int | undefined;
  readonly floats: (a: number, b: number) => number;
}

const WORDS: Readonly<Record<Exclude<Operator, 'lessThan'>, Words>> = {
  add: {
    operation: 'adding',
    sign: '+',
    first: 'while evaluating the first argument of the addition',
    second: 'while evaluating the second argument of the addition',
    ints: addInts,
    floats: (a, b) => a + b,
  },
  sub: {
    operation: 'subtracting',
    sign: '-',
    first: 'while evaluating the first argument of the subtraction',
    second: 'while evaluating the second argument of the subtraction',
    ints: subtractInts,
    floats: (a, b) => a - b,
  },
  mul: {
    operation: 'multiplying',
    sign: '*',
    first: 'while evaluating the first argument of the multiplication',
    second: 'while evaluating the second argument of the multiplication',
    firstFloat: 'while evaluating the first of the multiplication',
    ints: multiplyInts,
    floats: (a, b) => a * b,
  },
  div: {
    operation: 'dividing',
    sign: '/',
    first: 'while evaluating the first operand of the division',
    second: 'while evaluating the second operand of the division',
    ints: divideInts,
    floats: (a, b) => a / b,
  },
};

/** Computes with two evaluated operands; throws nothing, may unwind. */
export function arithmetic(m: Machine, operator: Operator, a: Value, b: Value): Result {
  try {
    if (operator === 'lessThan') {
      const now = lessNow(a, b);
      return now ?? m.task(less(a, b, '', m.order));
    }
    return calculate(operator, a, b);
  } catch (error) {
    return m.fail(error);
  }
}

/** The same for a task. */
export function* compute(operator: Operator, a: Value, b: Value, order: (name: ByteString) => number): Task {
  if (operator !== 'lessThan') return calculate(operator, a, b);
  return lessNow(a, b) ?? (yield* less(a, b, '', order));
}

function calculate(operator: Exclude<Operator, 'lessThan'>, a: Value, b: Value): Value {
  const words = WORDS[operator];
  const number = (value: Value, line: ByteString): number => {
    if (value instanceof NixFloat) return value.value;
    if (isInt(value)) return Number(value);
    throw wrongType('a float', value).trace(0, line);
  };
  const int = (value: Value, line: ByteString): Int => {
    if (isInt(value)) return value;
    throw wrongType('an integer', value).trace(0, line);
  };
  if (operator === 'div' && number(b, words.second) === 0) throw new EvalError('eval', 'division by zero');
  if (a instanceof NixFloat || b instanceof NixFloat)
    return new NixFloat(words.floats(number(a, words.firstFloat ?? words.first), number(b, words.second)));
  const x = int(a, words.first);
  const y = int(b, words.second);
  const result = words.ints(x, y);
  if (result === undefined)
    throw new EvalError(
      'eval',
      `integer overflow in ${words.operation} ${hint`${x}`} ${words.sign} ${hint`${y}`}`,
    );
  return result;
}

/** Whether a < b, when both are scalars of one kind. */
export function lessNow(a: Value, b: Value): boolean | undefined {
  if (isInt(a) && isInt(b)) return a < b;
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  const number = (v: Value) => (v instanceof NixFloat ? v.value : isInt(v) ? Number(v) : undefined);
  const x = number(a);
  const y = number(b);
  if (x !== undefined && y !== undefined) return x < y;
  return undefined;
}

const shown = (value: Value) => new Verbatim(showForError(value));

/** Whether a < b; `line` is the line of trace for an error, none when empty. */
export function* less(
  a: Value,
  b: Value,
  line: ByteString,
  order: (name: ByteString) => number,
): Task<boolean> {
  try {
    const now = lessNow(a, b);
    if (now !== undefined) return now;
    const types = [typeName(a), typeName(b)];
    if (types[0] !== types[1])
      throw new EvalError(
        'eval',
        hint`cannot compare ${showType(a)} with ${showType(b)}; values are ${shown(a)} and ${shown(b)}`,
      );
    const text = (v: Value): ByteString => (v instanceof ContextString ? v.text : (v as ByteString));
    if (types[0] === 'string') return text(a) < text(b);
    if (a instanceof PathValue && b instanceof PathValue) return a.path < b.path;
    if (Array.isArray(a) && Array.isArray(b)) return yield* lessLists(a, b, order);
    throw new EvalError(
      'eval',
      hint`cannot compare ${showType(a)} with ${showType(b)}; values of that type are incomparable (values are ${shown(a)} and ${shown(b)})`,
    );
  } catch (error) {
    if (line !== '' && error instanceof EvalError) error.trace(0, line);
    throw error;
  }
}

function* lessLists(
  a: readonly Slot[],
  b: readonly Slot[],
  order: (name: ByteString) => number,
): Task<boolean> {
  for (let i = 0; ; i++) {
    if (i === b.length) return false;
    if (i === a.length) return true;
    if ((yield equal(a[i], b[i], 0, order)) === true) continue;
    const x = yield* force(a[i]);
    const y = yield* force(b[i]);
    return (yield less(x, y, 'while comparing two list elements', order)) as boolean;
  }
}
