// Coercion to strings and paths: what interpolation, `toString` and derivation attributes do with a value.
// Source of the rules: Nix manual, "String interpolation" and `builtins.toString`; measured on Nix 2.26.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import { showForError } from '../value/show.ts';
import { ContextString, joinContexts, NO_CONTEXT, type Context } from '../value/string-context.ts';
import { NixFloat, PathValue, type Slot, type Value } from '../value/value.ts';
import { call, force, type Task } from './request.ts';
import { showType } from './types.ts';

/** Copies a path to the store and answers its store path and context element; may ask to wait. */
export type CopyToStore = (path: ByteString) => Task<Copied>;
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
  if (Number.isNaN(value)) return Object.is(value, -NaN) ? '-nan' : 'nan';
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
  const value = yield* force(slot, pos);
  const now = coerceNow(value, more);
  if (now !== undefined) return now;
  if (value instanceof PathValue) {
    if (how.copy === undefined) return { text: value.path, context: NO_CONTEXT };
    const copied = yield* how.copy(value.path);
    return { text: copied.storePath, context: copied.context };
  }
  if (value instanceof Attrs) {
    const toString = value.get('__toString');
    if (toString !== undefined) {
      const text = yield* call(yield* force(toString, pos), [value], pos);
      return yield* deeper(text, {
        ...how,
        line: 'while evaluating the result of the `__toString` attribute',
      });
    }
    const outPath = value.get('outPath');
    if (outPath === undefined) throw cannotCoerce(value, how);
    return yield* deeper(outPath, how);
  }
  if (more && Array.isArray(value)) {
    const inner = { ...how, line: 'while evaluating one element of the list' };
    const parts: ByteString[] = [];
    let context = NO_CONTEXT;
    for (const [i, item] of value.entries()) {
      let part: Coerced;
      try {
        part = yield* deeper(item, inner);
      } catch (error) {
        if (error instanceof EvalError) error.trace(pos, how.line);
        throw error;
      }
      parts.push(part.text);
      context = joinContexts(context, part.context);
      const element = yield* force(item);
      if (i < value.length - 1 && !(Array.isArray(element) && element.length === 0)) parts.push(' ');
    }
    return { text: parts.join(''), context };
  }
  throw cannotCoerce(value, how);
}

/** A part of a structure: a call of its own when it has parts itself. */
function* deeper(slot: Slot, how: Coercion): Task<Coerced> {
  const value = yield* force(slot, how.pos ?? 0);
  const now = coerceNow(value, how.more === true);
  if (now !== undefined) return now;
  const result = yield (function* (): Task {
    const { text, context } = yield* coerceToString(value, how);
    return new ContextString(text, context);
  })();
  return result as ContextString;
}

/** A path value, or a string (or what coerces to one) that is an absolute path. */
export function* coerceToPath(slot: Slot, line: ByteString, pos: Pos = 0): Task<Coerced> {
  let value: Value;
  try {
    value = yield* force(slot, pos);
  } catch (error) {
    if (error instanceof EvalError) error.trace(pos, line);
    throw error;
  }
  if (value instanceof PathValue) return { text: value.path, context: NO_CONTEXT };
  const toString = value instanceof Attrs ? value.get('__toString') : undefined;
  if (toString !== undefined)
    return yield* coerceToPath(yield* call(yield* force(toString, pos), [value], pos), line, pos);
  const coerced = yield* coerceToString(value, { line, pos });
  if (coerced.text[0] !== '/')
    throw new EvalError('eval', hint`string '${coerced.text}' doesn't represent an absolute path`).trace(
      pos,
      line,
    );
  return coerced;
}
