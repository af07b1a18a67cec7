// What a builtin written as a generator may ask of the machine, and the words it asks with.
//
// Invariant: a generator never evaluates anything itself; it yields a request and receives the value, so that the
// machine can stop, resume and trace in the middle of it. Another generator may be yielded too: it runs as a call of
// its own, which is how a deep structure is walked without a deep stack.
import { printName } from '../syntax/print.ts';
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import {
  ContextString,
  displayContextElement,
  parseContextElement,
  textOf,
} from '../value/string-context.ts';
import {
  NixFloat,
  Thunk,
  type Int,
  type List,
  type NixString,
  type Result,
  type Slot,
  type Value,
} from '../value/value.ts';
import { isFunction, wrongType } from './types.ts';

export class ForceRequest {
  constructor(
    readonly slot: Slot,
    readonly pos: Pos,
  ) {}
}

export class CallRequest {
  constructor(
    readonly callee: Value,
    readonly args: readonly Slot[],
    readonly pos: Pos,
  ) {}
}

/** A host's answer that is not there yet: evaluation stops until the work is done, then asks again. */
export class WaitRequest {
  constructor(readonly work: unknown) {}
}

/** A piece of the machine's own work, such as a loop over calls. */
export class NativeRequest {
  constructor(readonly start: () => Result) {}
}

/**
 * One more level of nested calls, as Nix counts them for `max-call-depth`. To be yielded before `try` and left in its
 * `finally`; yielding it fails at the limit.
 */
export class CallLevel {
  machine: { callDepth: number; readonly maxCallDepth: number } | undefined;
  constructor(readonly pos: Pos) {}

  /** How many levels fit within this one after the next; below 0 not even the next does. */
  get room(): number {
    return this.machine === undefined ? 0 : this.machine.maxCallDepth - this.machine.callDepth;
  }

  leave(): void {
    if (this.machine !== undefined) this.machine.callDepth--;
  }
}

export type Request = NativeRequest | ForceRequest | CallRequest | WaitRequest | CallLevel | Task;
/** A builtin (or a part of one) as a generator; what it returns is forced. */
export type Task<T = Slot> = Generator<Request, T, Value>;

export function* force(slot: Slot, pos: Pos = 0): Task<Value> {
  if (!(slot instanceof Thunk)) return slot;
  if (slot.code === null) return slot.data as Value;
  return yield new ForceRequest(slot, pos);
}

export function* call(callee: Value, args: readonly Slot[], pos: Pos = 0): Task<Value> {
  return yield new CallRequest(callee, args, pos);
}

/** Calls what a slot holds, evaluating it first. */
export function* callSlot(callee: Slot, args: readonly Slot[], pos: Pos = 0): Task<Value> {
  if (!(callee instanceof Thunk)) return yield* call(callee, args, pos);
  const level = new CallLevel(pos);
  yield level;
  let f: Value;
  try {
    f = yield* force(callee, pos);
  } finally {
    level.leave();
  }
  return yield* call(f, args, pos);
}

/** Runs a task as a call of its own: for recursion. */
export function* run(task: Task): Task<Value> {
  return yield task;
}

/** Runs a part whose errors get one more line of trace. */
export function* traced<T>(task: Task<T>, pos: Pos, line: ByteString): Task<T> {
  try {
    return yield* task;
  } catch (error) {
    if (error instanceof EvalError) error.trace(pos, line);
    throw error;
  }
}

function* checked<T extends Value>(
  slot: Slot,
  context: ByteString,
  pos: Pos,
  test: (value: Value) => value is T,
  expected: ByteString,
): Task<T> {
  try {
    const value = yield* force(slot, pos);
    if (!test(value)) throw wrongType(expected, value, pos);
    return value;
  } catch (error) {
    if (error instanceof EvalError) error.trace(pos, context);
    throw error;
  }
}

export const isInt = (v: Value): v is Int => typeof v === 'number' || typeof v === 'bigint';
export const isString = (v: Value): v is NixString => typeof v === 'string' || v instanceof ContextString;
const isBool = (v: Value): v is boolean => typeof v === 'boolean';

export const forceInt = (slot: Slot, context: ByteString, pos: Pos = 0) =>
  checked(slot, context, pos, isInt, 'an integer');
export const forceBool = (slot: Slot, context: ByteString, pos: Pos = 0) =>
  checked(slot, context, pos, isBool, 'a Boolean');
export const forceString = (slot: Slot, context: ByteString, pos: Pos = 0) =>
  checked(slot, context, pos, isString, 'a string');
export const forceFunction = (slot: Slot, context: ByteString, pos: Pos = 0) =>
  checked(slot, context, pos, (v): v is Value => isFunction(v), 'a function');

export function* forceFloat(slot: Slot, context: ByteString, pos: Pos = 0): Task<number> {
  const isNumber = (v: Value): v is Int | NixFloat => isInt(v) || v instanceof NixFloat;
  const value = yield* checked(slot, context, pos, isNumber, 'a float');
  return value instanceof NixFloat ? value.value : Number(value);
}

/** A string that must not speak of the store. */
export function* forceStringNoContext(slot: Slot, context: ByteString, pos: Pos = 0): Task<ByteString> {
  const value = yield* forceString(slot, context, pos);
  if (value instanceof ContextString) throw contextRefused(value).trace(pos, context);
  return textOf(value);
}

export function contextRefused(value: ContextString): EvalError {
  return new EvalError(
    'eval',
    hint`the string '${value.text}' is not allowed to refer to a store path (such as '${displayContextElement(parseContextElement(value.context[0]))}')`,
  );
}

/** A set; only a wrong type gets the context line, not an error on the way to it. */
export function* forceAttrs(slot: Slot, context: ByteString, pos: Pos = 0): Task<Attrs> {
  const value = yield* force(slot, pos);
  if (!(value instanceof Attrs)) throw wrongType('a set', value).trace(pos, context);
  return value;
}

export function* forceList(slot: Slot, context: ByteString, pos: Pos = 0): Task<List> {
  const value = yield* force(slot, pos);
  if (!Array.isArray(value)) throw wrongType('a list', value).trace(pos, context);
  return value;
}

/** An attribute that must be there. */
export function requireAttr(attrs: Attrs, name: ByteString, context: ByteString): Slot {
  const slot = attrs.get(name);
  if (slot === undefined)
    throw new EvalError('type', hint`attribute '${printName(name)}' missing`).trace(0, context);
  return slot;
}
