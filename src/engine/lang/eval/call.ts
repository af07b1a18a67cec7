// Calling: lambdas with their parameters and formals, partial application, builtins, functors.
//
// Invariant: one application of a callee to all the arguments written beside it is one call, as Nix counts them for
// `max-call-depth` and for traces.
import { printName } from '../syntax/print.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import { suggest } from '../errors/suggestions.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import { showForError } from '../value/show.ts';
import {
  BuiltinValue,
  Lambda,
  PartialBuiltin,
  PartialCall,
  Thunk,
  UNWIND,
  type Code,
  type Env,
  type FormalsInfo,
  type Result,
  type Slot,
  type Unwind,
  type Value,
} from '../value/value.ts';
import { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { showType, wrongType } from './types.ts';

const FUNCTOR_LINE = "while calling a functor (an attribute set with a '__functor' attribute)";

/** Applies a value to some arguments. */
export function apply(m: Machine, callee: Value, args: readonly Slot[], pos: Pos): Result {
  return applyFrom(m, callee, args, 0, pos);
}

/** Applies a value to one argument. */
export function call1(m: Machine, f: Value, a: Slot, pos: Pos): Result {
  if (f instanceof Lambda) {
    const { info } = f;
    if (info.formals !== undefined) {
      f.forced = true;
      return enterFormals(m, f, a, pos);
    }
    if (info.width === 1) {
      f.forced = true;
      return m.enter(info, [f.env, a], pos);
    }
  } else if (f instanceof PartialCall && f.args.length + 1 === f.lambda.info.width && f.args.length === 1)
    return m.enter(f.lambda.info, [f.lambda.env, f.args[0], a], pos);
  return applyFrom(m, f, [a], 0, pos);
}

/** Applies a value to two arguments. */
export function call2(m: Machine, f: Value, a: Slot, b: Slot, pos: Pos): Result {
  if (f instanceof Lambda && f.info.width === 2) {
    f.forced = true;
    return m.enter(f.info, [f.env, a, b], pos);
  }
  return applyFrom(m, f, [a, b], 0, pos);
}

function applyFrom(m: Machine, callee: Value, args: readonly Slot[], from: number, pos: Pos): Result {
  let current = callee;
  let at = from;
  while (at < args.length) {
    const left = args.length - at;
    let result: Result;
    let used: number;
    if (current instanceof Lambda) {
      const { width } = current.info;
      if (left < width) return new PartialCall(current, args.slice(at));
      used = width;
      result = enterLambda(m, current, args, at, pos);
    } else if (current instanceof BuiltinValue) {
      const { primitive } = current;
      if (left < primitive.arity) return new PartialBuiltin(primitive, args.slice(at));
      used = primitive.arity;
      result = m.primitive(primitive, args.slice(at, at + used), pos);
    } else if (current instanceof PartialCall) {
      const all: Slot[] = [...current.args, ...args.slice(at)];
      used = current.lambda.info.width - current.args.length;
      if (left < used) return new PartialCall(current.lambda, all);
      result = enterLambda(m, current.lambda, all, 0, pos);
    } else if (current instanceof PartialBuiltin) {
      const { primitive } = current;
      const all: Slot[] = [...current.args, ...args.slice(at)];
      used = primitive.arity - current.args.length;
      if (left < used) return new PartialBuiltin(primitive, all);
      result = m.primitive(primitive, all.slice(0, primitive.arity), pos);
    } else if (current instanceof Attrs && current.has('__functor')) {
      used = 1;
      result = callFunctor(m, current, args[at], pos);
    } else
      return m.fail(
        new EvalError(
          'type',
          'attempt to call something which is not a function but ' +
            hint`${showType(current)}: ${new Verbatim(showForError(current))}`,
          pos,
        ),
      );
    at += used;
    if (result === UNWIND) return at < args.length ? m.capture(new ApplyRest(m, args, at, pos)) : UNWIND;
    current = result as Value;
  }
  return current;
}

class ApplyRest extends Frame {
  constructor(
    readonly machine: Machine,
    readonly args: readonly Slot[],
    readonly at: number,
    readonly pos: Pos,
  ) {
    super();
  }

  resume(value: Value): Result {
    return applyFrom(this.machine, value, this.args, this.at, this.pos);
  }
}

function callFunctor(m: Machine, set: Attrs, argument: Slot, pos: Pos): Result {
  if (m.callDepth > m.maxCallDepth) return m.overflow(pos);
  const functorPos = set.positionOf('__functor');
  const call = (functor: Value): Result => apply(m, functor, [set, argument], functorPos);
  m.callDepth++;
  const functor = m.force(set.get('__functor') as Slot, functorPos);
  if (functor === UNWIND) return m.capture(new FunctorFrame(m, pos, call));
  const result = call(functor as Value);
  if (result === UNWIND) return m.capture(new FunctorFrame(m, pos));
  m.callDepth--;
  return result;
}

/** A functor that is evaluated, to be called then, or that is being called. */
class FunctorFrame extends Frame {
  constructor(
    readonly machine: Machine,
    readonly pos: Pos,
    readonly call?: (functor: Value) => Result,
  ) {
    super();
  }

  resume(value: Value): Result {
    const { machine, pos, call } = this;
    if (call !== undefined) {
      const result = call(value);
      if (result === UNWIND) return machine.capture(new FunctorFrame(machine, pos));
      machine.callDepth--;
      return result;
    }
    machine.callDepth--;
    return value;
  }

  override fail(error: unknown): undefined {
    this.machine.callDepth--;
    if (error instanceof EvalError) error.trace(this.pos, FUNCTOR_LINE);
    return undefined;
  }
}

function enterLambda(m: Machine, lambda: Lambda, args: readonly Slot[], at: number, pos: Pos): Result {
  const { info } = lambda;
  lambda.forced = true;
  if (info.formals !== undefined) return enterFormals(m, lambda, args[at], pos);
  const env: Env = [lambda.env];
  for (let i = 0; i < info.width; i++) env.push(args[at + i]);
  return m.enter(info, env, pos);
}

/** Calls a lambda that takes a set apart. */
export function enterFormals(m: Machine, lambda: Lambda, argument: Slot, pos: Pos): Result {
  const { info } = lambda;
  if (argument instanceof Thunk && argument.code !== null) {
    if (m.callDepth > m.maxCallDepth) return m.overflow(pos);
    m.callDepth++;
    const value = m.forceThunk(argument, info.positions[0]);
    if (value === UNWIND) return m.capture(new ArgumentFrame(m, lambda, pos));
    m.callDepth--;
    return enterWith(m, lambda, value as Value, pos);
  }
  return enterWith(m, lambda, argument instanceof Thunk ? (argument.data as Value) : argument, pos);
}

/** As `enterFormals`, with an argument that is evaluated in place, since the call needs it at once. */
export function enterFormalsWith(m: Machine, lambda: Lambda, argument: Code, env: Env, pos: Pos): Result {
  if (m.callDepth > m.maxCallDepth) return m.overflow(pos);
  lambda.forced = true;
  m.callDepth++;
  const value = argument(env);
  if (value === UNWIND) return m.capture(new ArgumentFrame(m, lambda, pos));
  m.callDepth--;
  return enterWith(m, lambda, value as Value, pos);
}

class ArgumentFrame extends Frame {
  constructor(
    readonly machine: Machine,
    readonly lambda: Lambda,
    readonly pos: Pos,
  ) {
    super();
  }

  resume(value: Value): Result {
    this.machine.callDepth--;
    return enterWith(this.machine, this.lambda, value, this.pos);
  }

  override fail(error: unknown): undefined {
    this.machine.callDepth--;
    if (error instanceof EvalError && this.pos !== 0) error.trace(this.pos, 'from call site');
    return undefined;
  }
}

function enterWith(m: Machine, lambda: Lambda, argument: Value, pos: Pos): Result {
  const { info } = lambda;
  if (!(argument instanceof Attrs)) {
    const error = wrongType('a set', argument);
    error.trace(info.positions[0], 'while evaluating the value passed for the lambda argument');
    return m.fail(pos === 0 ? error : error.trace(pos, 'from call site'));
  }
  const env = bindFormals(m, lambda, info.formals as FormalsInfo, argument, pos);
  return 'unwind' in env ? UNWIND : m.enter(info, env, pos);
}

function bindFormals(
  m: Machine,
  lambda: Lambda,
  formals: FormalsInfo,
  argument: Attrs,
  pos: Pos,
): Env | Unwind {
  const { list } = formals;
  const first = formals.whole ? 2 : 1;
  const env: Env = new Array<Slot | Env | undefined>(list.length + first);
  env[0] = lambda.env;
  if (formals.whole) env[1] = argument;
  const { shape, values } = argument;
  let used = 0;
  for (let i = 0; i < list.length; i++) {
    const at = shape.find(list[i].name);
    if (at >= 0) {
      used++;
      env[first + i] = values[at];
      continue;
    }
    const { fallback } = list[i];
    if (fallback === undefined) return missing(m, lambda, list[i].name, pos);
    env[first + i] = fallback(env);
  }
  return used !== argument.size && !formals.open ? unexpected(m, lambda, formals, argument, pos) : env;
}

const nameOf = (lambda: Lambda) => lambda.info.name ?? 'anonymous lambda';

function missing(m: Machine, lambda: Lambda, name: string, pos: Pos): Unwind {
  const message = hint`function '${nameOf(lambda)}' called without required argument '${printName(name)}'`;
  return m.fail(new EvalError('type', message, lambda.info.positions[0]).trace(pos, 'from call site'));
}

function unexpected(m: Machine, lambda: Lambda, formals: FormalsInfo, argument: Attrs, pos: Pos): Unwind {
  const strangers = argument.shape.names.filter((name) => !formals.names.has(name));
  const name = m.oldest(strangers);
  const message = hint`function '${nameOf(lambda)}' called with unexpected argument '${printName(name)}'`;
  const error = new EvalError('type', message, lambda.info.positions[0]).trace(pos, 'from call site');
  error.suggestions = suggest(formals.names, name);
  return m.fail(error);
}
