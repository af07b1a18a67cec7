// Selection by a written path (`-A a.b.0`) and the automatic call of functions with `--arg` and `--argstr`.
import { compareBytes, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import { suggest } from '../errors/suggestions.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs, makeAttrs } from '../value/attrs.ts';
import { Lambda, Thunk, type Slot, type Value } from '../value/value.ts';
import { call, force, type Task } from './request.ts';
import { showType } from './types.ts';

/** Splits `a."b.c".0` into names. */
export function parseAttrPath(path: ByteString): ByteString[] {
  const out: ByteString[] = [];
  let current = '';
  for (let i = 0; i < path.length; i++) {
    if (path[i] === '.') {
      out.push(current);
      current = '';
    } else if (path[i] === '"') {
      const end = path.indexOf('"', i + 1);
      if (end < 0) throw new EvalError('parse', hint`missing closing quote in selection path '${path}'`);
      current += path.slice(i + 1, end);
      i = end;
    } else current += path[i];
  }
  if (current !== '') out.push(current);
  return out;
}

/** Calls a function that takes a set apart with those of the given arguments it takes. */
export function* autoCall(slot: Slot, args: ReadonlyMap<ByteString, Slot>): Task<Value> {
  const value = yield* force(slot);
  // Traces tell the place of what was there already.
  const pos = slot instanceof Thunk ? 0 : placeOf(value);
  if (value instanceof Attrs) {
    const functor = value.get('__functor');
    if (functor === undefined) return value;
    return yield* autoCall(yield* call(yield* force(functor), [value], pos), args);
  }
  if (!(value instanceof Lambda) || value.info.formals === undefined) return value;
  const { list, open } = value.info.formals;
  // One that takes more than it names gets all there is, and says itself what it misses.
  if (open) return yield* call(value, [argumentSet([...args])], pos);
  const given: [ByteString, Slot][] = [];
  for (const formal of list) {
    const argument = args.get(formal.name);
    if (argument !== undefined) given.push([formal.name, argument]);
    else if (formal.fallback === undefined)
      throw new EvalError(
        'missing-argument',
        hint`cannot evaluate a function that has an argument without a value ('${formal.name}')\nNix attempted to evaluate a function as a top level expression; in\nthis case it must have its arguments supplied either by default\nvalues, or passed explicitly with '--arg' or '--argstr'. See\nhttps://nix.dev/manual/nix/stable/language/syntax.html#functions.`,
        formal.pos,
      );
  }
  return yield* call(value, [argumentSet(given)], pos);
}

function placeOf(value: Value): Pos {
  if (value instanceof Attrs) return value.pos;
  return value instanceof Lambda ? value.info.positions[0] : 0;
}

function argumentSet(args: [ByteString, Slot][]): Attrs {
  return makeAttrs(args.sort((a, b) => compareBytes(a[0], b[0])));
}

/** What a selection path leads to, and where it was written (0 for the item of a list and for the empty path). */
export interface Selected {
  readonly value: Value;
  readonly pos: Pos;
}

/** Selects along a path, calling functions on the way. Throws an EvalError for what is not there. */
export function* selectPath(
  root: Slot,
  path: ByteString,
  args: ReadonlyMap<ByteString, Slot>,
): Task<Selected> {
  let slot = root;
  let pos: Pos = 0;
  const wrongKind = (value: Value, kind: ByteString) =>
    new EvalError(
      'type',
      hint`the expression selected by the selection path '${path}' should be ${new Verbatim(kind)} but is ${showType(value)}`,
    );
  for (const name of parseAttrPath(path)) {
    const value = yield* autoCall(slot, args);
    if (!/^[0-9]+$/.test(name)) {
      if (!(value instanceof Attrs)) throw wrongKind(value, 'a set');
      if (name === '') throw new EvalError('eval', hint`empty attribute name in selection path '${path}'`);
      const found = value.get(name);
      if (found === undefined) {
        const error = new EvalError('eval', hint`attribute '${name}' in selection path '${path}' not found`);
        error.suggestions = suggest(value.shape.names, name);
        throw error;
      }
      pos = value.positionOf(name);
      slot = found;
    } else {
      if (!Array.isArray(value)) throw wrongKind(value, 'a list');
      const index = Number(name);
      if (index >= value.length)
        throw new EvalError('eval', hint`list index ${index} in selection path '${path}' is out of range`);
      pos = 0;
      slot = value[index];
    }
  }
  return { value: yield* force(slot), pos };
}
