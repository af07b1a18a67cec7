// Values and the cells that hold them.
//
// Invariant: a Value is evaluated to weak head normal form; what may still be a thunk is a Slot. Integers are numbers
// while they are safe and bigints beyond (always within 64 bits); a string is a plain byte string until it carries a
// context.
import type { ByteString } from '../../base/index.ts';
import type { Pos, Sources } from '../syntax/source.ts';
import { Attrs } from './attrs.ts';
import type { ContextString } from './string-context.ts';

export type Int = number | bigint;
export type List = Slot[];
export type NixString = ByteString | ContextString;
export type FunctionValue = Lambda | PartialCall | BuiltinValue | PartialBuiltin;
export type Value = Int | NixFloat | boolean | null | NixString | PathValue | List | Attrs | FunctionValue;
export type Slot = Value | Thunk;
/** An environment: its parent, then its slots. */
export type Env = (Slot | Env | undefined)[];

/** What a compiled expression answers when it was interrupted: the machine holds the rest (see `eval/machine.ts`). */
export class Unwind {
  readonly unwind = true;
}
export const UNWIND = new Unwind();
export type Result = Value | Unwind;

/** A compiled expression. */
export type Code = (env: Env) => Result;

export class NixFloat {
  constructor(readonly value: number) {}
}

export class PathValue {
  constructor(
    readonly path: ByteString,
    /** Whether it lies in the tree of `<nix/…>`, not in the file system. */
    readonly core = false,
  ) {}

  /** As it is shown. */
  get shown(): ByteString {
    return this.core ? `<nix${this.path}>` : this.path;
  }
}

/**
 * A value not computed yet: `code` is null when `data` holds the value, else `data` is the environment to run in, or
 * says that the thunk is being evaluated (HOLE) or failed (FAILED).
 */
export class Thunk {
  constructor(
    public code: Code | null,
    public data: Env | Value | null,
  ) {}
}

/** What a thunk under evaluation has in place of its environment. */
export const HOLE: Env = [];

/** What a thunk that failed has in place of its environment: its code fails again with the same error. */
export const FAILED: Env = [];

/** What all closures of one lambda expression share. */
export interface LambdaInfo {
  /** How many arguments fill the environment. */
  readonly width: number;
  body: Code;
  readonly formals: FormalsInfo | undefined;
  /** The parameters' names; the first may be missing when it is taken apart. */
  readonly parameters: readonly (ByteString | undefined)[];
  /** The position of each parameter's lambda. */
  readonly positions: readonly Pos[];
  readonly name: ByteString | undefined;
  readonly sources: Sources;
}

export interface FormalsInfo {
  readonly list: readonly {
    readonly name: ByteString;
    readonly pos: Pos;
    readonly fallback: ((env: Env) => Slot) | undefined;
  }[];
  readonly names: ReadonlySet<ByteString>;
  readonly open: boolean;
  /** Whether the whole argument has a name too. */
  readonly whole: boolean;
}

export class Lambda {
  /** Whether somebody asked for it: Nix would hold a thunk until then, and prints it so. */
  forced = false;
  constructor(
    readonly info: LambdaInfo,
    readonly env: Env,
  ) {}
}

/** A lambda with some of its arguments. */
export class PartialCall {
  constructor(
    readonly lambda: Lambda,
    readonly args: readonly Slot[],
  ) {}
}

/** Where the lambda that a function value would call next was written, and the name it is bound to. */
export function lambdaOf(
  value: Value,
): { readonly name: ByteString | undefined; readonly pos: Pos; readonly sources: Sources } | undefined {
  if (value instanceof Lambda) {
    const { name, positions, sources } = value.info;
    return { name, pos: positions[0], sources };
  }
  if (!(value instanceof PartialCall)) return undefined;
  const { name, positions, sources } = value.lambda.info;
  return { name, pos: positions[value.args.length], sources };
}

/** What a builtin is to the evaluator; `builtins/descriptor.ts` makes them. */
export interface Primitive {
  readonly name: ByteString;
  readonly arity: number;
  /** Whether errors get a line "while calling the 'x' builtin". */
  readonly traced: boolean;
  /** Runs with all arguments; the list is the primitive's to change. */
  run(args: Slot[], pos: Pos): Result;
  /** How the arguments are evaluated, for a primitive that lets the caller do it. */
  readonly strict: StrictArguments | undefined;
}

/** Arguments that a caller may evaluate in place, instead of making thunks of them. */
export interface StrictArguments {
  /** Which arguments are evaluated, in this order; the others stay lazy. */
  readonly order: readonly number[];
  /** For each in that order, whether its evaluation is a call of its own (that of a coercion). */
  readonly nested: readonly boolean[];
  /** Takes the n-th evaluated argument into its place; answers the error when it has the wrong type. */
  accept(args: Slot[], n: number, value: Value): unknown;
  /** Adds what the trace says of an error on the way to the n-th evaluated argument. */
  trace(n: number, error: unknown): void;
  /** Computes the result once all are there. */
  finish(args: Slot[]): Result;
}

export class BuiltinValue {
  constructor(readonly primitive: Primitive) {}
}

export class PartialBuiltin {
  constructor(
    readonly primitive: Primitive,
    readonly args: readonly Slot[],
  ) {}
}

/**
 * Whether a value may stand in the place of the thunk it came from. Lists and functions may not: which of them are one
 * and the same is told by their cells, when they are compared or printed.
 */
export function isReplaceable(value: Value): boolean {
  return typeof value !== 'object' || value === null || value instanceof Attrs;
}

/** Whether a slot is being evaluated at this moment. */
export function isBlackhole(slot: Slot): boolean {
  return slot instanceof Thunk && slot.code !== null && slot.data === HOLE;
}

/** Whether a slot has failed, and will fail again with the same error. */
export function isFailed(slot: Slot): boolean {
  return slot instanceof Thunk && slot.code !== null && slot.data === FAILED;
}

/** A slot's value if it has one, without evaluating anything. */
export function peek(slot: Slot): Slot {
  return slot instanceof Thunk && slot.code === null ? (slot.data as Value) : slot;
}
