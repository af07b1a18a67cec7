// Descriptors made runnable.
//
// Invariant: a leaf's arguments are evaluated in its order, each checked before the next is touched, and every
// interruption keeps what was evaluated already.
import { NotSimulated, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { Frame } from '../eval/frame.ts';
import type { Machine } from '../eval/machine.ts';
import { compute, type Operator } from '../eval/arithmetic.ts';
import { contextRefused, force, type Task } from '../eval/request.ts';
import { isFunction, wrongType } from '../eval/types.ts';
import { Attrs } from '../value/attrs.ts';
import { ContextString } from '../value/string-context.ts';
import {
  NixFloat,
  Thunk,
  UNWIND,
  type Primitive,
  type Result,
  type Slot,
  type StrictArguments,
  type Unwind,
  type Value,
} from '../value/value.ts';
import type { Builder } from './context.ts';
import {
  publicName,
  type Argument,
  type Examine,
  type Leaf,
  type Missing,
  type OperatorBuiltin,
  type TaskBuiltin,
} from './descriptor.ts';

type Callable = Leaf | TaskBuiltin | OperatorBuiltin | Missing;

function* operate(m: Machine, operator: Operator, a: Slot, b: Slot): Task {
  return yield* compute(operator, yield* force(a), yield* force(b), m.order);
}

export function makePrimitive(m: Machine, context: Builder, d: Callable): Primitive {
  switch (d.kind) {
    case 'operator':
      return new TaskPrimitive(m, context, {
        ...d,
        kind: 'task',
        args: ['e1', 'e2'],
        run: (_, [a, b]) => operate(m, d.operator, a, b),
      });
    case 'leaf':
      return new LeafPrimitive(m, context, d);
    case 'task':
      return new TaskPrimitive(m, context, d);
    case 'missing':
      return new MissingPrimitive(m, d);
  }
}

/** The checked form of an argument, or the error. */
function check(argument: Argument, value: Value): Value | EvalError {
  switch (argument.type) {
    case 'lazy':
    case 'value':
    case 'coerced':
      return value;
    case 'int':
    case 'offset':
      return typeof value === 'number' || typeof value === 'bigint' ? value : wrongType('an integer', value);
    case 'float':
      if (value instanceof NixFloat) return value.value;
      return typeof value === 'number' || typeof value === 'bigint'
        ? Number(value)
        : wrongType('a float', value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' || value instanceof NixFloat
        ? value
        : wrongType('a float', value);
    case 'bool':
      return typeof value === 'boolean' ? value : wrongType('a Boolean', value);
    case 'string':
      return typeof value === 'string' || value instanceof ContextString
        ? value
        : wrongType('a string', value);
    case 'plain-string':
      if (typeof value === 'string') return value;
      return value instanceof ContextString ? contextRefused(value) : wrongType('a string', value);
    case 'list':
      return Array.isArray(value) ? value : wrongType('a list', value);
    case 'attrs':
      return value instanceof Attrs ? value : wrongType('a set', value);
    case 'function':
      return isFunction(value) ? value : wrongType('a function', value);
  }
}

/** What an argument's own examination says against it. */
function examined(context: Builder, examine: Examine, value: Value): EvalError | undefined {
  try {
    examine(context, value as never);
    return undefined;
  } catch (error) {
    if (error instanceof EvalError) return error;
    throw error;
  }
}

/** Whether errors on the way to the argument get its line too. */
function tracesAll(argument: Argument): boolean {
  return !['value', 'coerced', 'list', 'attrs'].includes(argument.type);
}

class LeafPrimitive implements Primitive, StrictArguments {
  readonly name: ByteString;
  readonly arity: number;
  readonly traced: boolean;
  readonly order: readonly number[];
  readonly nested: readonly boolean[];
  readonly strict = this;
  readonly #arguments: readonly Argument[];
  readonly #run: (context: Builder, a?: Slot, b?: Slot, c?: Slot) => Slot | Unwind;

  constructor(
    readonly machine: Machine,
    readonly context: Builder,
    descriptor: Leaf,
  ) {
    this.name = publicName(descriptor.name);
    this.arity = descriptor.args.length;
    this.traced = descriptor.traced !== false;
    this.#arguments = descriptor.args;
    this.order = (descriptor.order ?? descriptor.args.map((_, i) => i)).filter(
      (i) => descriptor.args[i].type !== 'lazy',
    );
    this.nested = this.order.map((i) => descriptor.args[i].type === 'coerced');
    this.#run = descriptor.run as unknown as (
      context: Builder,
      a?: Slot,
      b?: Slot,
      c?: Slot,
    ) => Slot | Unwind;
  }

  run(args: Slot[]): Result {
    return this.step(args, 0);
  }

  step(args: Slot[], from: number): Result {
    const { machine, order, nested } = this;
    for (let i = from; i < order.length; i++) {
      if (nested[i] && machine.callDepth++ > machine.maxCallDepth) {
        machine.callDepth--;
        return machine.overflow(0);
      }
      const value = machine.force(args[order[i]], 0);
      if (value === UNWIND) return machine.capture(new LeafFrame(this, args, i));
      if (nested[i]) machine.callDepth--;
      const failed = this.accept(args, i, value as Value);
      if (failed !== undefined) return machine.fail(failed);
    }
    return this.finish(args);
  }

  finish(args: Slot[]): Result {
    const { machine } = this;
    let result: Slot | Unwind;
    try {
      result = this.#run(this.context, args[0], args[1], args[2]);
    } catch (error) {
      return machine.fail(error);
    }
    return result instanceof Thunk ? machine.forceThunk(result, 0) : result;
  }

  accept(args: Slot[], n: number, value: Value): EvalError | undefined {
    const at = this.order[n];
    const argument = this.#arguments[at];
    if (argument.type === 'value' || argument.type === 'coerced') {
      args[at] = value;
      return undefined;
    }
    const checked = check(argument, value);
    if (
      argument.type === 'offset' &&
      (typeof checked === 'number' || typeof checked === 'bigint') &&
      checked < 0
    )
      return new EvalError('eval', "negative start position in 'substring'");
    if (checked instanceof EvalError) return checked.trace(0, argument.line);
    args[at] = checked;
    return argument.examine === undefined ? undefined : examined(this.context, argument.examine, checked);
  }

  trace(n: number, error: unknown): void {
    const argument = this.#arguments[this.order[n]];
    if (error instanceof EvalError && tracesAll(argument)) error.trace(0, argument.line);
  }
}

class LeafFrame extends Frame {
  constructor(
    readonly primitive: LeafPrimitive,
    readonly args: Slot[],
    readonly at: number,
  ) {
    super();
  }

  resume(value: Value): Result {
    if (this.primitive.nested[this.at]) this.primitive.machine.callDepth--;
    const failed = this.primitive.accept(this.args, this.at, value);
    if (failed !== undefined) return this.primitive.machine.fail(failed);
    return this.primitive.step(this.args, this.at + 1);
  }

  override fail(error: unknown): undefined {
    if (this.primitive.nested[this.at]) this.primitive.machine.callDepth--;
    this.primitive.trace(this.at, error);
    return undefined;
  }
}

class TaskPrimitive implements Primitive {
  readonly name: ByteString;
  readonly arity: number;
  readonly traced: boolean;
  readonly strict = undefined;
  readonly #run: (args: readonly Slot[], pos: number) => Task;

  constructor(
    readonly machine: Machine,
    context: Builder,
    descriptor: TaskBuiltin,
  ) {
    this.name = publicName(descriptor.name);
    this.arity = descriptor.args.length;
    this.traced = descriptor.traced !== false;
    this.#run = (args, pos) => descriptor.run(context, args, pos);
  }

  run(args: readonly Slot[], pos: number): Result {
    return this.machine.task(this.#run(args, pos));
  }
}

class MissingPrimitive implements Primitive {
  readonly name: ByteString;
  readonly arity: number;
  readonly traced = true;
  readonly strict = undefined;

  constructor(
    readonly machine: Machine,
    descriptor: Missing,
  ) {
    this.name = publicName(descriptor.name);
    this.arity = Math.max(1, descriptor.args.length);
  }

  run(): Result {
    return this.machine.fail(new NotSimulated(`builtins.${this.name}`));
  }
}
