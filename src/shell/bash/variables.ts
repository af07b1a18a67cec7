// Shell variables: values, attributes, arrays, and the frames of functions.
//
// Invariant: a variable record is never changed in place (arrays neither), so that a subshell's copy is a copy of the
// maps alone. A nameref is resolved here and nowhere else.
import type { ByteString } from '../../engine/base/index.ts';
import { assocOrder } from './hash-order.ts';

export interface Attributes {
  readonly exported: boolean;
  readonly readonly: boolean;
  readonly integer: boolean;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly nameref: boolean;
  readonly trace: boolean;
}

export interface Variable extends Attributes {
  /** Undefined: declared, but without a value. */
  readonly value: ByteString | undefined;
  /** An indexed array, by number. */
  readonly array: ReadonlyMap<number, ByteString> | undefined;
  /** An associative array, by key. */
  readonly assoc: ReadonlyMap<ByteString, ByteString> | undefined;
}

export const PLAIN: Variable = {
  value: undefined,
  array: undefined,
  assoc: undefined,
  exported: false,
  readonly: false,
  integer: false,
  lower: false,
  upper: false,
  nameref: false,
  trace: false,
};

/** A function call's variables; `undefined` marks one that `unset` took away inside the function. */
export interface Frame {
  readonly variables: Map<ByteString, Variable>;
  /** True for the frame of `VAR=value command`, whose variables are exported. */
  readonly temporary: boolean;
}

export const isName = (text: ByteString): boolean => /^[a-zA-Z_]\w*$/.test(text);

/** The indexes of an array in rising order. */
export function sortedIndexes(array: ReadonlyMap<number, ByteString>): number[] {
  return [...array.keys()].sort((a, b) => a - b);
}

/** Keys of any array as text, in the order in which bash lists them. */
export function keysOf(variable: Variable): ByteString[] {
  if (variable.assoc !== undefined) return assocOrder(variable.assoc);
  if (variable.array !== undefined) return sortedIndexes(variable.array).map(String);
  return variable.value === undefined ? [] : ['0'];
}

export function valuesOf(variable: Variable): ByteString[] {
  const { assoc, array } = variable;
  if (assoc !== undefined) return assocOrder(assoc).map((key) => assoc.get(key) as ByteString);
  if (array !== undefined) return sortedIndexes(array).map((i) => array.get(i) as ByteString);
  return variable.value === undefined ? [] : [variable.value];
}

/** The value a bare `$name` shows: of an array, its element 0. */
export function scalarOf(variable: Variable | undefined): ByteString | undefined {
  if (variable === undefined) return undefined;
  if (variable.array !== undefined) return variable.array.get(0);
  if (variable.assoc !== undefined) return variable.assoc.get('0');
  return variable.value;
}

export const isSet = (variable: Variable | undefined): variable is Variable =>
  variable !== undefined &&
  (variable.value !== undefined || (variable.array?.size ?? 0) > 0 || (variable.assoc?.size ?? 0) > 0);

export class Variables {
  readonly globals: Map<ByteString, Variable>;
  readonly frames: Frame[];

  constructor(globals: Map<ByteString, Variable> = new Map(), frames: Frame[] = []) {
    this.globals = globals;
    this.frames = frames;
  }

  /** A copy for a subshell. */
  fork(): Variables {
    return new Variables(
      new Map(this.globals),
      this.frames.map((frame) => ({ ...frame, variables: new Map(frame.variables) })),
    );
  }

  /** The map that holds a name: the innermost frame that has it, else the globals. */
  holder(name: ByteString): Map<ByteString, Variable> {
    for (let i = this.frames.length - 1; i >= 0; i--)
      if (this.frames[i].variables.has(name)) return this.frames[i].variables;
    return this.globals;
  }

  /** The record under a name itself, namerefs not followed. */
  lookup(name: ByteString): Variable | undefined {
    return this.holder(name).get(name);
  }

  /** Puts a record where the name lives now, or among the globals. */
  put(name: ByteString, variable: Variable): void {
    this.holder(name).set(name, variable);
  }

  /** The innermost function's frame. */
  functionFrame(): Frame | undefined {
    return this.frames.findLast((frame) => !frame.temporary);
  }

  remove(name: ByteString): void {
    this.holder(name).delete(name);
  }

  /** Every visible name, sorted. */
  names(): ByteString[] {
    const names = new Set(this.globals.keys());
    for (const frame of this.frames) for (const name of frame.variables.keys()) names.add(name);
    return [...names].sort();
  }

  /** The environment of a command: exported variables that have a value. */
  environment(): Map<ByteString, ByteString> {
    const environment = new Map<ByteString, ByteString>();
    for (const name of this.names()) {
      const variable = this.lookup(name);
      if (variable?.exported !== true || variable.array !== undefined || variable.assoc !== undefined)
        continue;
      if (variable.value !== undefined) environment.set(name, variable.value);
    }
    return environment;
  }
}
