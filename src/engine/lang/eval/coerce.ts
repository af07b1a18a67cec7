// Coercion to strings and paths: what interpolation, `toString` and derivation attributes do with a value.
// Source of the rules: Nix manual, "String interpolation" and `builtins.toString`; measured on Nix 2.36.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, MAGENTA, PLAIN, Verbatim } from '../errors/hint.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import { showForError } from '../value/show.ts';
import { ContextString, joinContexts, NO_CONTEXT, type Context } from '../value/string-context.ts';
import { NixFloat, PathValue, peek, Thunk, type List, type Slot, type Value } from '../value/value.ts';
import { callSlot, CallLevel, force, type Task } from './request.ts';
import { showType } from './types.ts';

/** Copies a path to the store and answers its store path and context element; may ask to wait. */
export type CopyToStore = (path: ByteString, core: boolean) => Task<Copied>;
export interface Copied {
  readonly storePath: ByteString;
  readonly context: Context;
}

export interface Coercion {
  /** The line of trace for a value that cannot be coerced. */
  readonly line: ByteString;
  readonly pos?: Pos;
  /** Also integers, Booleans, null, floats and lists. */
  readonly more?: boolean;
  /** Copies paths to the store; without it they stay as they are. */
  readonly copy?: CopyToStore | undefined;
}

export interface Coerced {
  readonly text: ByteString;
  readonly context: Context;
}

/** A float as `toString` writes it: six digits after the point. */
export function floatText(value: number): ByteString {
  if (Number.isNaN(value)) return '-nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Math.abs(value) < 1e21) return Object.is(value, -0) ? '-0.000000' : value.toFixed(6);
  return `${BigInt(value)}.000000`;
}

export function cannotCoerce(value: Value, how: Coercion): EvalError {
  const message = hint`cannot coerce ${showType(value)} to a string: ${new Verbatim(showForError(value))}`;
  return new EvalError('type', message).trace(how.pos ?? 0, how.line);
}

/** Scalars that need no evaluation; undefined for the rest. */
export function coerceNow(value: Value, more: boolean): Coerced | undefined {
  if (typeof value === 'string') return { text: value, context: NO_CONTEXT };
  if (value instanceof ContextString) return value;
  if (!more) return undefined;
  switch (typeof value) {
    case 'boolean':
      return { text: value ? '1' : '', context: NO_CONTEXT };
    case 'number':
    case 'bigint':
      return { text: String(value), context: NO_CONTEXT };
  }
  if (value === null) return { text: '', context: NO_CONTEXT };
  if (value instanceof NixFloat) return { text: floatText(value.value), context: NO_CONTEXT };
  return undefined;
}

export function* coerceToString(slot: Slot, how: Coercion): Task<Coerced> {
  const pos = how.pos ?? 0;
  const more = how.more === true;
  const level = new CallLevel(pos);
  yield level;
  try {
    const value = yield* force(slot, pos);
    const now = coerceNow(value, more);
    if (now !== undefined) return now;
    if (value instanceof PathValue) {
      if (how.copy === undefined) return { text: value.path, context: NO_CONTEXT };
      const copied = yield* how.copy(value.path, value.core);
      return { text: copied.storePath, context: copied.context };
    }
    if (value instanceof Attrs) return yield* peeled(value, pos, (inner) => coercePeeled(inner, how));
    if (more && Array.isArray(value)) return yield* coerceList(value, how, level);
    throw cannotCoerce(value, how);
  } finally {
    level.leave();
  }
}

function* coercePeeled(value: Value, how: Coercion): Task<Coerced> {
  if (value instanceof Attrs) throw cannotCoerce(value, how);
  return yield* nested(value, how);
}

function* coerceList(list: List, how: Coercion, level: CallLevel): Task<Coerced> {
  const inner = { ...how, line: 'while evaluating one element of the list' };
  const parts: ByteString[] = [];
  let context = NO_CONTEXT;
  for (const [i, item] of list.entries()) {
    let part: Coerced | undefined;
    const before = peek(item);
    if (!(before instanceof Thunk || level.room < 0)) part = coerceNow(before, true);
    try {
      part ??= yield* nested(item, inner);
    } catch (error) {
      if (error instanceof EvalError) error.trace(how.pos ?? 0, how.line);
      throw error;
    }
    parts.push(part.text);
    context = joinContexts(context, part.context);
    const element = peek(item);
    if (i < list.length - 1 && !(Array.isArray(element) && element.length === 0)) parts.push(' ');
  }
  return { text: parts.join(''), context };
}

/** Coerces a part of a structure as a task of its own. */
function* nested(slot: Slot, how: Coercion): Task<Coerced> {
  const result = yield (function* (): Task {
    const { text, context } = yield* coerceToString(slot, how);
    return new ContextString(text, context);
  })();
  return result as ContextString;
}

// the word is no value, and so it is not painted
const word = (text: ByteString) => new Verbatim(`${MAGENTA}${PLAIN}${text}${PLAIN}`);
const CALLING_TO_STRING = 'while calling the `__toString` attribute';
const USING_TO_STRING = hint`while ${word('using')} the result of the \`__toString\` attribute`;
const USING_OUT_PATH = hint`while ${word('using')} the \`outPath\` attribute`;
const EVALUATING_OUT_PATH = hint`while ${word('evaluating')} the \`outPath\` attribute`;

/**
 * Goes from a set to what its `__toString` or `outPath` says, as often as there is one, and on with what remains.
 * `pos` is who asks; errors get a line for each attribute they came through. `use` is told by the way whether a
 * `__toString` was called, and where the last attribute stands.
 */
export function* peeled<T>(
  slot: Slot,
  pos: Pos,
  use: (value: Value, calledToString: boolean, at: Pos) => Task<T>,
): Task<T> {
  const through: { readonly at: Pos; line: ByteString }[] = [];
  const levels: CallLevel[] = [];
  try {
    let value = yield* force(slot, pos);
    let asker = pos;
    let calledToString = false;
    while (value instanceof Attrs) {
      const toString = value.get('__toString');
      const outPath = value.get('outPath');
      if (toString === undefined && outPath === undefined) break;
      const at = value.positionOf(toString === undefined ? 'outPath' : '__toString');
      const step = { at, line: toString === undefined ? EVALUATING_OUT_PATH : CALLING_TO_STRING };
      through.push(step);
      value =
        toString === undefined ? yield* force(outPath as Slot, at) : yield* callSlot(toString, [value], at);
      step.line = toString === undefined ? USING_OUT_PATH : USING_TO_STRING;
      const level = new CallLevel(asker);
      yield level;
      levels.push(level);
      asker = at;
      calledToString ||= toString !== undefined;
    }
    return yield* use(value, calledToString, asker);
  } catch (error) {
    if (error instanceof EvalError) for (const { at, line } of through.reverse()) error.trace(at, line);
    throw error;
  } finally {
    for (const level of levels) level.leave();
  }
}

export interface CoercedPath extends Coerced {
  /** Whether it lies in the tree of `<nix/…>`. */
  readonly core: boolean;
}

/** A path value, or a string (or what coerces to one) that is an absolute path. */
export function* coerceToPath(slot: Slot, line: ByteString, pos: Pos = 0): Task<CoercedPath> {
  return yield* peeled(slot, pos, function* (value): Task<CoercedPath> {
    if (value instanceof PathValue) return { text: value.path, context: NO_CONTEXT, core: value.core };
    const { text, context } = yield* coerceToString(value, { line, pos });
    if (text[0] === '/') return { text, context, core: false };
    const message = hint`string '${text}' doesn't represent an absolute path`;
    throw new EvalError('eval', message).trace(pos, line);
  });
}
