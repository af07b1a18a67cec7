// Selection by a written path (`-A a.b.0`) and the automatic call of functions with `--arg` and `--argstr`.
import { compareBytes, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import { suggest } from '../errors/suggestions.ts';
import { Attrs, makeAttrs } from '../value/attrs.ts';
import { showForError } from '../value/show.ts';
import { Lambda, type Slot, type Value } from '../value/value.ts';
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
  if (value instanceof Attrs) {
    const functor = value.get('__functor');
    if (functor === undefined) return value;
    return yield* autoCall(yield* call(yield* force(functor), [value]), args);
  }
  if (!(value instanceof Lambda) || value.info.formals === undefined) return value;
  const { list, open } = value.info.formals;
  const given: [ByteString, Slot][] = open ? [...args] : [];
  for (const formal of list) {
    const argument = args.get(formal.name);
    if (argument !== undefined) {
      if (!open) given.push([formal.name, argument]);
    } else if (formal.fallback === undefined)
      throw new EvalError(
        'missing-argument',
        hint`cannot evaluate a function that has an argument without a value ('${formal.name}')\nNix attempted to evaluate a function as a top level expression; in\nthis case it must have its arguments supplied either by default\nvalues, or passed explicitly with '--arg' or '--argstr'. See\nhttps://nixos.org/manual/nix/stable/language/constructs.html#functions.`,
        formal.pos,
      );
  }
  return yield* call(value, [makeAttrs(given.sort((a, b) => compareBytes(a[0], b[0])))]);
}

/** Selects along a path, calling functions on the way. Throws an EvalError for what is not there. */
export function* selectPath(root: Slot, path: ByteString, args: ReadonlyMap<ByteString, Slot>): Task<Value> {
  let value = yield* force(root);
  for (const name of parseAttrPath(path)) {
    value = yield* autoCall(value, args);
    const index = /^[0-9]+$/.test(name) ? Number(name) : undefined;
    const shown = new Verbatim(showForError(value));
    if (index === undefined) {
      if (!(value instanceof Attrs))
        throw new EvalError(
          'type',
          `the expression selected by the selection path '${path}' should be a set but is ` +
            hint`${showType(value)}: ${shown}`,
        );
      if (name === '') throw new EvalError('eval', hint`empty attribute name in selection path '${path}'`);
      const slot = value.get(name);
      if (slot === undefined) {
        const error = new EvalError('eval', hint`attribute '${name}' in selection path '${path}' not found`);
        error.suggestions = suggest(value.shape.names, name);
        throw error;
      }
      value = yield* force(slot);
    } else {
      if (!Array.isArray(value))
        throw new EvalError(
          'type',
          hint`the expression selected by the selection path '${path}' should be a list but is ${showType(value)}: ${shown}`,
        );
      if (index >= value.length)
        throw new EvalError('eval', hint`list index ${index} in selection path '${path}' is out of range`);
      value = yield* force(value[index]);
    }
  }
  return value;
}
