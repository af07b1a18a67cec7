// Selection: `e.a.b`, `e.a or d`, `e ? a.b`.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { suggest } from '../errors/suggestions.ts';
import type { AttrName, HasAttrExpr, SelectExpr } from '../syntax/ast.ts';
import { positionOf } from '../syntax/ast.ts';
import { printExpr, printName } from '../syntax/print.ts';
import { NO_POS, type Pos } from '../syntax/source.ts';
import { Attrs, type Shape } from '../value/attrs.ts';
import { ContextString } from '../value/string-context.ts';
import {
  Thunk,
  UNWIND,
  type Code,
  type Env,
  type Result,
  type Slot,
  type Unwind,
  type Value,
} from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import { Step } from './frame.ts';
import { contextRefused } from './request.ts';
import { wrongType } from './types.ts';

const identity = (_: Env, value: Value): Result => value;
const NAME_CONTEXT = 'while evaluating an attribute name';

export function compileSelect(c: Compiler, expr: SelectExpr): Code {
  const [first] = expr.path;
  if (expr.path.length === 1 && 'name' in first && expr.fallback === undefined)
    return selectOne(c, expr, first.name);
  return selectPath(c, expr);
}

function missing(set: Attrs, name: ByteString, pos: Pos): EvalError {
  const error = new EvalError('eval', hint`attribute '${printName(name)}' missing`, pos);
  error.suggestions = suggest(set.shape.names, name);
  return error;
}

/** Positions in the machine's own texts are not worth a line of trace. */
function traceable(c: Compiler, pos: Pos): boolean {
  return pos !== NO_POS && c.sources.sourceOf(pos)?.origin.kind !== 'internal';
}

function selectOne(c: Compiler, expr: SelectExpr, name: ByteString): Code {
  const m = c.machine;
  const subject = c.code(expr.subject);
  const { pos } = expr;
  const trace = (error: EvalError, _: Env, at: Pos) => {
    if (traceable(c, at)) error.trace(at, hint`while evaluating the attribute '${printName(name)}'`);
  };
  let knownShape: Shape | undefined;
  let knownPlace = 0;
  const go = (env: Env, set: Value): Result => {
    if (!(set instanceof Attrs))
      return m.fail(wrongType('a set', set).trace(pos, 'while selecting an attribute'));
    let holder: Attrs | undefined = set;
    let place = knownPlace;
    if (set.settled !== knownShape) {
      holder = set.holding(name);
      if (holder === undefined) return m.fail(missing(set, name, pos));
      knownShape = holder.shape;
      knownPlace = place = knownShape.find(name);
    }
    const slot = holder.values[place];
    if (!(slot instanceof Thunk)) return slot;
    if (slot.code === null) return (holder.values[place] = slot.data as Value);
    const at = holder.positions === undefined ? NO_POS : holder.positions[place];
    const value = m.forceThunk(slot, at === NO_POS ? pos : at);
    if (value === UNWIND) return m.capture(new Step(env, identity, at, trace));
    return (holder.values[place] = value as Value);
  };
  return (env) => {
    const set = subject(env);
    return set === UNWIND ? m.capture(new Step(env, go, undefined)) : go(env, set as Value);
  };
}

/** A name of an attribute path: written out, or computed. */
type Name = ByteString | Code;

function compileNames(c: Compiler, path: readonly AttrName[]): Name[] {
  return path.map((step) => ('name' in step ? step.name : c.code(step.expr)));
}

const namePlace = (step: AttrName): Pos => ('expr' in step ? positionOf(step.expr) : NO_POS);

/** The name a value stands for, or the error. */
function asName(value: Value, pos: Pos): ByteString | EvalError {
  if (typeof value === 'string') return value;
  if (value instanceof ContextString) return contextRefused(value).trace(pos, NAME_CONTEXT);
  return wrongType('a string', value, pos).trace(pos, NAME_CONTEXT);
}

interface Walk {
  value: Value;
  at: number;
  /** Where the attribute selected last was defined. */
  last: Pos;
  readonly names: ByteString[];
}

function selectPath(c: Compiler, expr: SelectExpr): Code {
  const m = c.machine;
  const subject = c.code(expr.subject);
  const names = compileNames(c, expr.path);
  const fallback = expr.fallback === undefined ? undefined : c.code(expr.fallback);
  const { pos, path } = expr;
  const shown = (walk: Walk) =>
    path
      .map((step, i) =>
        i < walk.names.length
          ? printName(walk.names[i])
          : 'name' in step
            ? printName(step.name)
            : `"\${${printExpr(step.expr)}}"`,
      )
      .join('.');
  const trace = (error: EvalError, _: Env, walk: Walk) => {
    if (traceable(c, walk.last))
      error.trace(walk.last, hint`while evaluating the attribute '${shown(walk)}'`);
  };
  const fail = (error: EvalError, env: Env, walk: Walk): Unwind => {
    trace(error, env, walk);
    return m.fail(error);
  };
  const absent = (env: Env, walk: Walk): Result => {
    if (fallback === undefined) return null;
    const value = fallback(env);
    return value === UNWIND && walk.last !== NO_POS ? m.capture(new Step(env, identity, walk, trace)) : value;
  };
  /** `walk.value` is evaluated; goes on with the name at `walk.at`. */
  const advance = (env: Env, walk: Walk): Result => {
    for (;;) {
      if (walk.at === names.length) return walk.value;
      const name = names[walk.at];
      if (typeof name === 'string') walk.names.push(name);
      else {
        const value = name(env);
        if (value === UNWIND) return m.capture(new Step(env, named, walk, trace));
        const found = asName(value as Value, namePlace(path[walk.at]));
        if (typeof found !== 'string') return fail(found, env, walk);
        walk.names.push(found);
      }
      const result = pick(env, walk);
      if (result !== undefined) return result;
    }
  };
  const named = (env: Env, value: Value, walk: Walk): Result => {
    const found = asName(value, namePlace(path[walk.at]));
    if (typeof found !== 'string') return fail(found, env, walk);
    walk.names.push(found);
    return pick(env, walk) ?? advance(env, walk);
  };
  /** Selects the name that was pushed last and evaluates what it finds; undefined means "go on". */
  const pick = (env: Env, walk: Walk): Result | undefined => {
    const set = walk.value;
    const name = walk.names[walk.at];
    if (!(set instanceof Attrs)) {
      if (fallback !== undefined) return absent(env, walk);
      return fail(wrongType('a set', set).trace(pos, 'while selecting an attribute'), env, walk);
    }
    const holder = set.holding(name);
    if (holder === undefined)
      return fallback !== undefined ? absent(env, walk) : fail(missing(set, name, pos), env, walk);
    const place = holder.shape.find(name);
    walk.at++;
    walk.last = holder.positions === undefined ? NO_POS : holder.positions[place];
    const isLast = walk.at === names.length;
    const slot = holder.values[place];
    const value = m.force(slot, isLast && walk.last !== NO_POS ? walk.last : pos);
    if (value === UNWIND) return m.capture(new Step(env, arrived, walk, trace));
    walk.value = holder.values[place] = value as Value;
    return undefined;
  };
  const arrived = (env: Env, value: Value, walk: Walk): Result => {
    walk.value = value;
    return advance(env, walk);
  };
  /** Goes as far as names are written out and values are there, and only then remembers where it is. */
  const start = (env: Env, first: Value): Result => {
    let value = first;
    let last = NO_POS;
    let at = 0;
    for (; at < names.length; at++) {
      const name = names[at];
      if (typeof name !== 'string' || !(value instanceof Attrs)) break;
      const holder = value.holding(name);
      if (holder === undefined) break;
      const place = holder.shape.find(name);
      const slot: Slot = holder.values[place];
      if (slot instanceof Thunk && slot.code !== null) break;
      last = holder.positions === undefined ? NO_POS : holder.positions[place];
      value = slot instanceof Thunk ? (slot.data as Value) : slot;
    }
    if (at === names.length) return value;
    return advance(env, { value, at, last, names: names.slice(0, at) as ByteString[] });
  };
  return (env) => {
    const value = subject(env);
    return value === UNWIND ? m.capture(new Step(env, start, undefined)) : start(env, value as Value);
  };
}

export function compileHasAttr(c: Compiler, expr: HasAttrExpr): Code {
  const m = c.machine;
  const subject = c.code(expr.subject);
  const names = compileNames(c, expr.path);
  const pos = positionOf(expr);
  interface Search {
    slot: Slot;
    at: number;
  }
  const advance = (env: Env, search: Search): Result => {
    const value = m.force(search.slot, pos);
    return value === UNWIND
      ? m.capture(new Step(env, evaluated, search))
      : evaluated(env, value as Value, search);
  };
  const evaluated = (env: Env, value: Value, search: Search): Result => {
    search.slot = value;
    const name = names[search.at];
    if (typeof name === 'string') return look(env, name, search);
    const computed = name(env);
    return computed === UNWIND
      ? m.capture(new Step(env, look, search))
      : look(env, computed as Value, search);
  };
  const look = (env: Env, nameValue: Value, search: Search): Result => {
    const name = asName(nameValue, namePlace(expr.path[search.at]));
    if (typeof name !== 'string') return m.fail(name);
    const slot = search.slot instanceof Attrs ? search.slot.get(name) : undefined;
    if (slot === undefined) return false;
    if (++search.at === names.length) return true;
    search.slot = slot;
    return advance(env, search);
  };
  const start = (env: Env, value: Value): Result => evaluated(env, value, { slot: value, at: 0 });
  return (env) => {
    const value = subject(env);
    return value === UNWIND ? m.capture(new Step(env, start, undefined)) : start(env, value as Value);
  };
}
