// Selection: `e.a.b`, `e.a or d`, `e ? a.b`.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { suggest } from '../errors/suggestions.ts';
import type { AttrName, HasAttrExpr, SelectExpr } from '../syntax/ast.ts';
import { positionOf } from '../syntax/ast.ts';
import { printExpr, printName } from '../syntax/print.ts';
import { NO_POS, type Pos } from '../syntax/source.ts';
import { Attrs, Shape } from '../value/attrs.ts';
import { ContextString } from '../value/string-context.ts';
import {
  isReplaceable,
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
import { Frame, Step } from './frame.ts';
import { contextRefused, NativeRequest, type Task } from './request.ts';
import { wrongType } from './types.ts';

const identity = (_: Env, value: Value): Result => value;
const NAME_CONTEXT = 'while evaluating an attribute name';

export function compileSelect(c: Compiler, expr: SelectExpr): Code {
  const [first] = expr.path;
  if (expr.path.length === 1 && 'name' in first && expr.fallback === undefined)
    return selectOne(c, expr, first.name);
  return selectPath(c, expr);
}

function missing(set: Attrs, name: ByteString): EvalError {
  const error = new EvalError('eval', hint`attribute '${printName(name)}' missing`);
  error.suggestions = suggest(set.shape.names, name);
  return error;
}

/** No set's shape. */
const NO_SHAPE = new Shape([]);

const SELECTING = 'while selecting an attribute';

/** Says where an attribute that was found is defined, unless that is in the text of `derivation`. */
function traceDefinition(c: Compiler, error: EvalError, at: Pos, shown: ByteString): void {
  if (at !== NO_POS && c.sources.sourceOf(at)?.origin.kind !== 'internal')
    error.trace(at, hint`from the definition of '${shown}'`);
}

function traceSelection(error: EvalError, pos: Pos, shown: ByteString): void {
  error.trace(pos, hint`while evaluating the attribute '${shown}'`);
}

function subjectTrace(expr: SelectExpr): (error: EvalError) => void {
  const pos = positionOf(expr.subject);
  return (error) => void error.trace(pos, SELECTING);
}

function selectOne(c: Compiler, expr: SelectExpr, name: ByteString): Code {
  const m = c.machine;
  const subject = c.code(expr.subject);
  const { pos } = expr;
  const traceSubject = subjectTrace(expr);
  const trace = (error: EvalError, _: Env, at: Pos) => {
    const shown = printName(name);
    traceDefinition(c, error, at, shown);
    traceSelection(error, pos, shown);
  };
  const fail = (error: EvalError): Unwind => {
    traceSelection(error, pos, printName(name));
    return m.fail(error);
  };
  let knownShape = NO_SHAPE;
  let knownPlace = 0;
  const go = (env: Env, set: Value): Result => {
    if (!(set instanceof Attrs)) return fail(wrongType('a set', set).trace(pos, SELECTING));
    let holder: Attrs | undefined = set;
    let place = knownPlace;
    if (set.settled !== knownShape) {
      holder = set.holding(name);
      if (holder === undefined) return fail(missing(set, name));
      knownShape = holder.shape;
      knownPlace = place = knownShape.find(name);
    }
    const slot = holder.values[place];
    if (!(slot instanceof Thunk)) return slot;
    if (slot.code === null) {
      const known = slot.data as Value;
      if (isReplaceable(known)) holder.values[place] = known;
      return known;
    }
    const at = holder.positions === undefined ? NO_POS : holder.positions[place];
    const value = m.forceThunk(slot, at === NO_POS ? pos : at);
    if (value === UNWIND) return m.capture(new Step(env, identity, at, trace));
    if (isReplaceable(value as Value)) holder.values[place] = value as Value;
    return value;
  };
  return (env) => {
    const set = subject(env);
    return set === UNWIND ? m.capture(new Step(env, go, undefined, traceSubject)) : go(env, set as Value);
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
  /** How many names were found. */
  at: number;
  /** Where the attribute found last was defined. */
  last: Pos;
}

function selectPath(c: Compiler, expr: SelectExpr): Code {
  const m = c.machine;
  const subject = c.code(expr.subject);
  const names = compileNames(c, expr.path);
  const fallback = expr.fallback === undefined ? undefined : c.code(expr.fallback);
  const { pos, path } = expr;
  const traceSubject = subjectTrace(expr);
  const plain = names.every((name) => typeof name === 'string');
  const shown = (length: number) =>
    path
      .slice(0, length)
      .map((step) => ('name' in step ? printName(step.name) : ''))
      .join('.');
  const tracePlain = (error: EvalError, walk: Walk) => {
    traceDefinition(c, error, walk.last, shown(walk.at));
    traceSelection(error, pos, shown(path.length));
  };
  /** Computes names again to say them, as Nix does: whatever they print is printed again. */
  const explain = function* (error: unknown, env: Env, walk: Walk): Task {
    if (error instanceof EvalError) {
      const texts = function* (length: number): Task<ByteString> {
        const parts: ByteString[] = [];
        for (const [i, name] of names.slice(0, length).entries())
          parts.push(typeof name === 'string' ? printName(name) : yield* said(name, env, path[i]));
        return parts.join('.');
      };
      if (walk.last !== NO_POS) traceDefinition(c, error, walk.last, yield* texts(walk.at));
      traceSelection(error, pos, yield* texts(path.length));
    }
    throw error;
  };
  /** What becomes of an error on the way; the name is told from here on. */
  const passing = (error: unknown, env: Env, walk: Walk): Result | undefined => {
    if (!plain) return m.task(explain(error, env, walk));
    if (error instanceof EvalError) tracePlain(error, walk);
    return undefined;
  };
  const fail = (error: EvalError, env: Env, walk: Walk): Result => passing(error, env, walk) ?? m.fail(error);
  const absent = (env: Env, walk: Walk): Result => {
    if (fallback === undefined) return null;
    const value = fallback(env);
    return value === UNWIND ? m.capture(new Explained(env, identity, walk, passing)) : value;
  };
  /** `walk.value` is evaluated; goes on with the name at `walk.at`. */
  const advance = (env: Env, walk: Walk): Result => {
    while (walk.at < names.length) {
      const name = names[walk.at];
      let result: Result | undefined;
      if (typeof name === 'string') result = pick(env, walk, name);
      else {
        const value = name(env);
        if (value === UNWIND) return m.capture(new Explained(env, named, walk, passing));
        const found = asName(value as Value, namePlace(path[walk.at]));
        if (typeof found !== 'string') return fail(found, env, walk);
        result = pick(env, walk, found);
      }
      if (result !== undefined) return result;
    }
    return walk.value;
  };
  const named = (env: Env, value: Value, walk: Walk): Result => {
    const found = asName(value, namePlace(path[walk.at]));
    if (typeof found !== 'string') return fail(found, env, walk);
    return pick(env, walk, found) ?? advance(env, walk);
  };
  /** Selects a name and evaluates what it finds; undefined means "go on". */
  const pick = (env: Env, walk: Walk, name: ByteString): Result | undefined => {
    const set = walk.value;
    if (!(set instanceof Attrs)) {
      if (fallback !== undefined) return absent(env, walk);
      return fail(wrongType('a set', set).trace(pos, SELECTING), env, walk);
    }
    const holder = set.holding(name);
    if (holder === undefined)
      return fallback !== undefined ? absent(env, walk) : fail(missing(set, name), env, walk);
    const place = holder.shape.find(name);
    walk.at++;
    walk.last = holder.positions === undefined ? NO_POS : holder.positions[place];
    const isLast = walk.at === names.length;
    const slot = holder.values[place];
    const value = m.force(slot, isLast && walk.last !== NO_POS ? walk.last : pos);
    if (value === UNWIND) return m.capture(new Explained(env, arrived, walk, passing));
    walk.value = value as Value;
    if (isReplaceable(walk.value)) holder.values[place] = walk.value;
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
    return at === names.length ? value : advance(env, { value, at, last });
  };
  return (env) => {
    const value = subject(env);
    return value === UNWIND
      ? m.capture(new Step(env, start, undefined, traceSubject))
      : start(env, value as Value);
  };

  /** A computed name, computed once more; its expression when that fails. */
  function* said(name: Code, env: Env, step: AttrName): Task<ByteString> {
    try {
      const found = asName(yield new NativeRequest(() => name(env)), namePlace(step));
      if (typeof found === 'string') return printName(found);
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
    }
    return 'expr' in step ? `"\${${printExpr(step.expr)}}"` : '';
  }
}

/** The rest of a selection, which has more to say of an error than a line. */
class Explained extends Frame {
  constructor(
    readonly env: Env,
    readonly next: (env: Env, value: Value, walk: Walk) => Result,
    readonly walk: Walk,
    readonly passing: (error: unknown, env: Env, walk: Walk) => Result | undefined,
  ) {
    super();
  }

  resume(value: Value): Result {
    return this.next(this.env, value, this.walk);
  }

  override fail(error: unknown): Result | undefined {
    return this.passing(error, this.env, this.walk);
  }
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
  const trace = (error: EvalError) => void error.trace(pos, "in the argument of '?'");
  return (env) => {
    const value = subject(env);
    return value === UNWIND ? m.capture(new Step(env, start, undefined, trace)) : start(env, value as Value);
  };
}
