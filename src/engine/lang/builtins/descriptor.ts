// One descriptor a builtin: its name, its arguments, its documentation in our own words, and how it is computed. Hover
// help, `:doc` and the coverage table read the same descriptors as the evaluator.
//
// Two ways to write one. A *leaf* declares which arguments it wants evaluated, and as what; it is then an ordinary
// function of values. A *task* is a generator that asks for what it needs (`yield* force(x)`, `yield* call(f, [x])`,
// `yield someTask` for recursion), so the machine can stop and resume it anywhere.
//
// Invariant: a leaf never evaluates; what it answers may be a thunk and is then forced. A leaf that loops over calls
// starts a `Loop` and answers what that answers. All throw EvalErrors.
import type { ByteString } from '../../base/index.ts';
import type { Builder } from './context.ts';
import type { Operator } from '../eval/arithmetic.ts';
import type { Task } from '../eval/request.ts';
import type { Pos } from '../syntax/source.ts';
import type { Attrs } from '../value/attrs.ts';
import type { FunctionValue, Int, List, NixFloat, NixString, Slot, Unwind, Value } from '../value/value.ts';

/**
 * What an argument must be. `lazy` is left alone, `value` is forced to whatever it is, `offset` is an integer that must
 * not be negative, `number` an integer or a float as it is; `coerced` is forced by the coercion that the builtin goes on
 * with, which is a call of its own.
 */
export type ArgumentType =
  | 'lazy'
  | 'value'
  | 'coerced'
  | 'int'
  | 'offset'
  | 'float'
  | 'number'
  | 'bool'
  | 'string'
  | 'plain-string'
  | 'list'
  | 'attrs'
  | 'function';

export interface Argument {
  readonly name: ByteString;
  readonly type: ArgumentType;
  /** The line of trace for an argument of the wrong type. */
  readonly line: ByteString;
  /** What is wrong with the argument before the next one is even evaluated: it throws. */
  readonly examine?: Examine;
}

export type Examine = (context: Builder, value: never) => void;

interface Common {
  /** The name in the global scope: `map`, `__add`. */
  readonly name: ByteString;
  readonly doc: string;
  /** False for a builtin whose calls are not shown in traces. */
  readonly traced?: boolean;
  /** The experimental feature that has to be on for the builtin to exist. */
  readonly feature?: ByteString;
  /** It exists without its feature too: a call says what is off. */
  readonly checksFeature?: boolean;
  readonly internal?: boolean;
}

export interface Leaf extends Common {
  readonly kind: 'leaf';
  readonly args: readonly Argument[];
  /** The order in which arguments are evaluated, when it is not the order in which they are written. */
  readonly order?: readonly number[];
  readonly run: (context: Builder, ...args: never[]) => Slot | Unwind;
}

export interface TaskBuiltin extends Common {
  readonly kind: 'task';
  readonly args: readonly ByteString[];
  readonly run: (context: Builder, args: readonly Slot[], pos: Pos) => Task;
}

/** A constant, or a value made when it is first asked for. */
export interface Constant extends Common {
  readonly kind: 'constant';
  /** Hidden in pure evaluation. */
  readonly impure?: boolean;
  readonly make: (context: Builder) => Slot;
}

/** Known by name, and not simulated. */
export interface Missing extends Common {
  readonly kind: 'missing';
  readonly args: readonly ByteString[];
}

/** One of the operators on two evaluated operands. */
export interface OperatorBuiltin extends Common {
  readonly kind: 'operator';
  readonly operator: Operator;
}

export type BuiltinDescriptor = Leaf | TaskBuiltin | OperatorBuiltin | Constant | Missing;

type TypeOf = {
  lazy: Slot;
  value: Value;
  coerced: Value;
  int: Int;
  offset: Int;
  float: number;
  number: Int | NixFloat;
  bool: boolean;
  string: NixString;
  'plain-string': ByteString;
  list: List;
  attrs: Attrs;
  function: FunctionValue | Attrs;
};
type ValuesOf<A extends readonly ArgumentType[]> = { [K in keyof A]: TypeOf[A[K] & ArgumentType] };

/**
 * Declares a leaf. `args` gives each argument as `name: type` or `name: type: line of trace`; the line defaults to
 * "while evaluating the first argument passed to builtins.x".
 */
export function leaf<const A extends readonly ArgumentType[]>(
  name: ByteString,
  types: A,
  names: ByteString,
  doc: string,
  run: (context: Builder, ...args: ValuesOf<A>) => Slot | Unwind,
  more: {
    lines?: readonly ByteString[];
    order?: readonly number[];
    feature?: ByteString;
    /** Looks at the first argument before the second is evaluated. */
    examine?: Examine;
  } = {},
): Leaf {
  const shown = publicName(name);
  const lines =
    more.lines ??
    types.map((_, i) =>
      types.length === 1
        ? `while evaluating the argument passed to builtins.${shown}`
        : `while evaluating the ${['first', 'second', 'third'][i]} argument passed to builtins.${shown}`,
    );
  return {
    kind: 'leaf',
    name,
    doc,
    args: names.split(' ').map((n, i) => ({
      name: n,
      type: types[i],
      line: lines[i],
      ...(i === 0 && more.examine !== undefined ? { examine: more.examine } : {}),
    })),
    run: run as unknown as Leaf['run'],
    ...(more.order === undefined ? {} : { order: more.order }),
    ...(more.feature === undefined ? {} : { feature: more.feature }),
  };
}

/** Declares a task. */
export function task(
  name: ByteString,
  args: ByteString,
  doc: string,
  run: TaskBuiltin['run'],
  more: { traced?: boolean; feature?: ByteString; checksFeature?: boolean; internal?: boolean } = {},
): TaskBuiltin {
  return { kind: 'task', name, args: args === '' ? [] : args.split(' '), doc, run, ...more };
}

/** The name in the set `builtins`. */
export function publicName(name: ByteString): ByteString {
  return name.startsWith('__') ? name.slice(2) : name;
}
