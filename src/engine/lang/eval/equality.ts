// Equality of values, and the story a failed `assert a == b` tells.
//
// Invariant: functions are never equal, except that one and the same slot inside two structures is equal to itself
// whatever it holds; two derivations are equal when their outputs' paths are.
import { printName } from '../syntax/print.ts';
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import { NO_POS, type Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import { showForError } from '../value/show.ts';
import { ContextString } from '../value/string-context.ts';
import { NixFloat, PathValue, peek, Thunk, type Slot, type Value } from '../value/value.ts';
import { CallLevel, force, type Task } from './request.ts';
import { showType, typeName } from './types.ts';

/** Whether two values are equal, when that can be told without evaluating anything. */
export function equalNow(a: Value, b: Value): boolean | undefined {
  const left = typeof a;
  if (left === 'string') return typeof b === 'string' ? a === b : b instanceof ContextString && a === b.text;
  if (left === 'number' || left === 'bigint') {
    if (typeof b === 'number' || typeof b === 'bigint') return a === b;
    return b instanceof NixFloat && Number(a) === b.value;
  }
  if (left === 'boolean' || a === null) return a === b;
  if (a instanceof ContextString)
    return typeof b === 'string' ? a.text === b : b instanceof ContextString && a.text === b.text;
  if (a instanceof NixFloat)
    return b instanceof NixFloat
      ? a.value === b.value
      : (typeof b === 'number' || typeof b === 'bigint') && a.value === Number(b);
  if (a instanceof PathValue) return b instanceof PathValue && a.path === b.path && a.core === b.core;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.length === 0 ? true : undefined;
  }
  if (a instanceof Attrs)
    return b instanceof Attrs ? (a.size === 0 && b.size === 0 ? true : undefined) : false;
  return false;
}

/** One and the same cell, or a cell and the set that took its place. */
export function identical(a: Slot, b: Slot): boolean {
  if (a === b) return true;
  if (a instanceof Attrs) return b instanceof Thunk && b.code === null && b.data === a;
  return b instanceof Attrs && a instanceof Thunk && a.code === null && a.data === b;
}

/** How deep two structures are compared on the native stack. */
const NATIVE_LEVELS = 16;

/** As `equal`, where everything that has to be looked at is evaluated already; undefined when something is not. */
function equalReady(
  a: Value,
  b: Value,
  order: (name: ByteString) => number,
  levels: number,
): boolean | undefined {
  const now = equalNow(a, b);
  if (now !== undefined) return now;
  if (levels === 0) return undefined;
  const slots = (left: Slot, right: Slot): boolean | undefined => {
    const x = peek(left);
    const y = peek(right);
    if (x instanceof Thunk || y instanceof Thunk) return undefined;
    return identical(left, right) || equalReady(x, y, order, levels - 1);
  };
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < a.length; i++) {
      const same = slots(a[i], b[i]);
      if (same !== true) return same;
    }
    return true;
  }
  if (!(a instanceof Attrs && b instanceof Attrs)) return false;
  // derivations are compared by their output paths, which is for the task to do
  if (a.has('type') && b.has('type')) return undefined;
  if (a.size !== b.size) return false;
  for (const i of a.shape.oldestFirst(order)) {
    const other = a.shape === b.shape ? b.values[i] : b.get(a.shape.names[i]);
    if (other === undefined) return false;
    const same = slots(a.values[i], other);
    if (same !== true) return same;
  }
  return true;
}

/**
 * Whether two values are equal; `pos` is where that is asked, for a comparison that goes too deep. What an expression
 * made just now (`fresh`) is never the same function as another, whatever it holds.
 */
export function* equal(
  a: Slot,
  b: Slot,
  pos: Pos,
  order: (name: ByteString) => number,
  fresh = false,
): Task<boolean> {
  const level = new CallLevel(pos);
  yield level;
  try {
    const left = yield* force(a, pos);
    const right = yield* force(b, pos);
    if (!fresh && identical(a, b)) return true;
    const now = equalReady(left, right, order, level.room > NATIVE_LEVELS ? NATIVE_LEVELS : 0);
    if (now !== undefined) return now;
    if (Array.isArray(left) && Array.isArray(right)) {
      for (let i = 0; i < left.length; i++)
        if (!(yield* equalParts(left[i], right[i], pos, order, level))) return false;
      return true;
    }
    if (left instanceof Attrs && right instanceof Attrs) {
      const paths = yield* outPaths(left, right);
      if (paths !== undefined) return yield* equalParts(paths[0], paths[1], pos, order, level);
      if (left.size !== right.size) return false;
      for (const i of left.shape.oldestFirst(order)) {
        const name = left.shape.names[i];
        if (left.shape !== right.shape && !right.has(name)) return false;
        if (!(yield* equalParts(left.values[i], right.get(name) as Slot, pos, order, level))) return false;
      }
      return true;
    }
    return false;
  } finally {
    level.leave();
  }
}

/** The output paths of two derivations, when both sets are derivations that have one. */
function* outPaths(a: Attrs, b: Attrs): Task<readonly [Slot, Slot] | undefined> {
  if (!(yield* isDerivation(a)) || !(yield* isDerivation(b))) return undefined;
  const left = a.get('outPath');
  const right = b.get('outPath');
  return left === undefined || right === undefined ? undefined : [left, right];
}

export function* isDerivation(set: Attrs): Task<boolean> {
  const type = set.get('type');
  if (type === undefined) return false;
  const value = yield* force(type, set.positionOf('type'));
  return value === 'derivation' || (value instanceof ContextString && value.text === 'derivation');
}

/** Compares two parts of what `level` compares. */
function* equalParts(
  a: Slot,
  b: Slot,
  pos: Pos,
  order: (name: ByteString) => number,
  level: CallLevel,
): Task<boolean> {
  const left = peek(a);
  const right = peek(b);
  if (!(left instanceof Thunk || right instanceof Thunk || level.room < 0)) {
    if (identical(a, b)) return true;
    const now = equalNow(left, right);
    if (now !== undefined) return now;
  }
  return (yield equal(a, b, pos, order)) as boolean;
}

const shown = (value: Slot) => new Verbatim(showForError(value));

/** Throws the reason why two values are not equal; returns when they are. */
export function* assertEqual(
  a: Slot,
  b: Slot,
  pos: Pos,
  order: (name: ByteString) => number,
  fresh = false,
): Task<null> {
  const level = new CallLevel(pos);
  yield level;
  try {
    const left = yield* force(a, pos);
    const right = yield* force(b, pos);
    if (!fresh && identical(a, b)) return null;
    if (Array.isArray(left) && Array.isArray(right)) return yield* assertEqualLists(left, right, pos, order);
    if (left instanceof Attrs && right instanceof Attrs)
      return yield* assertEqualSets(left, right, pos, order);
    if (equalNow(left, right) !== true) throw new EvalError('assertion', difference(left, right));
    return null;
  } finally {
    level.leave();
  }
}

/** What is said of two values that differ, when they are not two lists or two sets. */
function difference(left: Value, right: Value): ByteString {
  const types = [typeName(left), typeName(right)];
  if (types.every((type) => type === 'int' || type === 'float'))
    return hint`${showType(left)} with value '${shown(left)}' is not equal to ${showType(right)} with value '${shown(right)}'`;
  if (types[0] !== types[1])
    return hint`${showType(left)} of value '${shown(left)}' is not equal to ${showType(right)} of value '${shown(right)}'`;
  switch (types[0]) {
    case 'bool':
      return hint`boolean '${shown(left)}' is not equal to boolean '${shown(right)}'`;
    case 'string':
      return hint`string '${shown(left)}' is not equal to string '${shown(right)}'`;
    case 'path':
      return hint`path '${shown(left)}' is not equal to path '${shown(right)}'`;
    default:
      return 'distinct functions and immediate comparisons of identical functions compare as unequal';
  }
}

function* assertEqualLists(a: Slot[], b: Slot[], pos: Pos, order: (name: ByteString) => number): Task<null> {
  if (a.length !== b.length)
    throw new EvalError(
      'assertion',
      hint`list of size '${a.length}' is not equal to list of size '${b.length}', left hand side is '${shown(a)}', right hand side is '${shown(b)}'`,
    );
  for (let i = 0; i < a.length; i++)
    try {
      yield assertEqual(a[i], b[i], pos, order);
    } catch (error) {
      if (error instanceof EvalError) error.trace(pos, hint`while comparing list element ${i}`);
      throw error;
    }
  return null;
}

function* assertEqualSets(a: Attrs, b: Attrs, pos: Pos, order: (name: ByteString) => number): Task<null> {
  const paths = yield* outPaths(a, b);
  if (paths !== undefined)
    try {
      yield assertEqual(paths[0], paths[1], pos, order);
      return null;
    } catch (error) {
      if (error instanceof EvalError)
        error.trace(pos, hint`while comparing a derivation by its '${'outPath'}' attribute`);
      throw error;
    }
  if (a.size !== b.size)
    throw new EvalError(
      'assertion',
      hint`attribute names of attribute set '${shown(a)}' differs from attribute set '${shown(b)}'`,
    );
  const right = b.shape.oldestFirst(order);
  for (const [n, i] of a.shape.oldestFirst(order).entries()) {
    const name = a.shape.names[i];
    const other = b.shape.names[right[n]];
    if (name !== other) {
      if (!b.has(name))
        throw new EvalError(
          'assertion',
          hint`attribute name '${printName(name)}' is contained in '${shown(a)}', but not in '${shown(b)}'`,
        );
      throw new EvalError(
        'assertion',
        hint`attribute name '${printName(other)}' is missing in '${shown(a)}', but is contained in '${shown(b)}'`,
      );
    }
    try {
      yield assertEqual(a.values[i], b.get(name) as Slot, pos, order);
    } catch (error) {
      if (error instanceof EvalError) {
        const positions = [b.positionOf(name), a.positionOf(name)];
        if (positions[0] !== NO_POS) error.trace(positions[0], 'where right hand side is');
        if (positions[1] !== NO_POS) error.trace(positions[1], 'where left hand side is');
        error.trace(pos, hint`while comparing attribute '${printName(name)}'`);
      }
      throw error;
    }
  }
  return null;
}
