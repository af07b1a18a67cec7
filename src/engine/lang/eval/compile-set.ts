// Attribute sets, `let` and lists.
import { printName } from '../syntax/print.ts';
import type { AttrDef, AttrsExpr, LetExpr, ListExpr } from '../syntax/ast.ts';
import { NO_POS, type Pos } from '../syntax/source.ts';
import { compareBytes, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { ordered } from '../resolve/resolve.ts';
import { Attrs, makeAttrs } from '../value/attrs.ts';
import { ContextString } from '../value/string-context.ts';
import { UNWIND, type Code, type Env, type Result, type Slot, type Value } from '../value/value.ts';
import type { Compiler, Delay } from './compiler.ts';
import { Step } from './frame.ts';
import { contextRefused } from './request.ts';
import { wrongType } from './types.ts';

export function compileList(c: Compiler, expr: ListExpr): Code {
  const items = expr.items.map((item) => c.delay(item));
  const size = items.length;
  if (size === 0) {
    const empty: Slot[] = [];
    return () => empty;
  }
  if (size === 1) {
    const [first] = items;
    return (env) => [first(env)];
  }
  return (env) => {
    const list = new Array<Slot>(size);
    for (let i = 0; i < size; i++) list[i] = items[i](env);
    return list;
  };
}

/** Fills an environment with the definitions of a `let` or a `rec`. */
interface RecursiveScope {
  readonly names: readonly ByteString[];
  enter(outer: Env): Env;
}

function sourcesOf(c: Compiler, expr: AttrsExpr): ((env: Env) => Env) | undefined {
  if (expr.sources.length === 0) return undefined;
  const sources = expr.sources.map((source) => c.delay(source));
  return (env) => {
    const inner: Env = [env];
    for (const source of sources) inner.push(source(env));
    return inner;
  };
}

function recursiveScope(c: Compiler, expr: AttrsExpr): RecursiveScope {
  const defs = ordered(expr, (name) => c.order(name));
  const kinds = defs.map(([, def]) => def.kind);
  // overrides replace slots before they are read, so nothing may be read early
  const overridden = expr.attrs.has('__overrides');
  const delays = defs.map(([, def]) =>
    overridden && def.kind !== 'inherited' ? c.thunk(def.expr) : c.delay(def.expr),
  );
  const sources = sourcesOf(c, expr);
  const size = defs.length;
  return {
    names: defs.map(([name]) => name),
    enter: (outer) => {
      const env: Env = new Array<Slot | Env | undefined>(size + 1);
      env[0] = outer;
      for (let i = 1; i <= size; i++) env[i] = undefined;
      const from = sources?.(env);
      for (let i = 0; i < size; i++) {
        const kind = kinds[i];
        env[i + 1] = delays[i](kind === 'plain' ? env : kind === 'inherited' ? outer : (from as Env));
      }
      return env;
    },
  };
}

export function compileLet(c: Compiler, expr: LetExpr): Code {
  const scope = recursiveScope(c, expr.bindings);
  const body = c.code(expr.body);
  return (env) => body(scope.enter(env));
}

export function compileAttrs(c: Compiler, expr: AttrsExpr): Code {
  const sorted = [...expr.attrs].sort(([a], [b]) => compareBytes(a, b));
  const shape = c.shape(sorted.map(([name]) => name));
  const positions = sorted.map(([, def]) => def.pos);
  const { pos } = expr;
  const size = sorted.length;
  if (expr.recursive) {
    const scope = recursiveScope(c, expr);
    const slots = sorted.map(([name]) => scope.names.indexOf(name) + 1);
    const build = (inner: Env): Attrs => {
      const values = new Array<Slot>(size);
      for (let i = 0; i < size; i++) values[i] = inner[slots[i]] as Slot;
      return new Attrs(shape, values, positions, pos);
    };
    const finish = withDynamic(c, expr);
    if (expr.attrs.has('__overrides')) return withOverrides(c, expr, scope, build, finish);
    if (finish === undefined) return (env) => build(scope.enter(env));
    return (env) => {
      const inner = scope.enter(env);
      return finish(inner, build(inner));
    };
  }
  const delays: Delay[] = sorted.map(([, def]) => c.delay(def.expr));
  const finish = withDynamic(c, expr);
  const inherits = sorted.map(([, def]: [ByteString, AttrDef]) => def.kind === 'inherited-from');
  const sources = sourcesOf(c, expr);
  const build = (env: Env): Attrs => {
    const values = new Array<Slot>(size);
    if (sources === undefined) for (let i = 0; i < size; i++) values[i] = delays[i](env);
    else {
      const from = sources(env);
      for (let i = 0; i < size; i++) values[i] = delays[i](inherits[i] ? from : env);
    }
    return new Attrs(shape, values, positions, pos);
  };
  if (finish === undefined) return build;
  return (env) => finish(env, build(env));
}

type Finish = (env: Env, set: Attrs) => Result;

/** Adds the attributes whose names are computed. */
function withDynamic(c: Compiler, expr: AttrsExpr): Finish | undefined {
  if (expr.dynamic.length === 0) return undefined;
  const m = c.machine;
  const parts = expr.dynamic.map((d) => ({ name: c.code(d.name), value: c.delay(d.value), pos: d.pos }));
  interface Work {
    readonly entries: [ByteString, Slot, Pos][];
    at: number;
  }
  const context = 'while evaluating the name of a dynamic attribute';
  const take = (env: Env, name: Value, work: Work): Result => {
    const part = parts[work.at];
    if (name !== null) {
      if (name instanceof ContextString) return m.fail(contextRefused(name).trace(part.pos, context));
      if (typeof name !== 'string')
        return m.fail(wrongType('a string', name, part.pos).trace(part.pos, context));
      const previous = work.entries.find((entry) => entry[0] === name)?.[2];
      if (previous !== undefined)
        return m.fail(
          new EvalError(
            'eval',
            hint`dynamic attribute '${printName(name)}' already defined at ${c.sources.describe(previous)}`,
            part.pos,
          ),
        );
      c.order(name);
      work.entries.push([name, part.value(env), part.pos]);
    }
    work.at++;
    return next(env, work);
  };
  const next = (env: Env, work: Work): Result => {
    if (work.at === parts.length) return makeAttrs(work.entries, expr.pos);
    const name = parts[work.at].name(env);
    return name === UNWIND ? m.capture(new Step(env, take, work)) : take(env, name as Value, work);
  };
  return (env, set) => {
    if (set.size === 0) return next(env, { entries: [], at: 0 });
    const entries = set.shape.names.map((name, i): [ByteString, Slot, Pos] => [
      name,
      set.values[i],
      set.positions?.[i] ?? NO_POS,
    ]);
    return next(env, { entries, at: 0 });
  };
}

/** `rec { __overrides = …; }`: the overrides replace definitions inside and out. */
function withOverrides(
  c: Compiler,
  expr: AttrsExpr,
  scope: RecursiveScope,
  build: (inner: Env) => Attrs,
  finish: Finish | undefined,
): Code {
  const m = c.machine;
  const go = (inner: Env, overrides: Value): Result => {
    if (!(overrides instanceof Attrs))
      return m.fail(wrongType('a set', overrides).trace(0, 'while evaluating the `__overrides` attribute'));
    overrides.shape.names.forEach((name, i) => {
      const at = scope.names.indexOf(name);
      if (at >= 0) inner[at + 1] = overrides.values[i];
    });
    const set = build(inner);
    const entries = new Map<ByteString, [ByteString, Slot, Pos]>();
    for (const s of [set, overrides])
      s.shape.names.forEach((name, i) => entries.set(name, [name, s.values[i], s.positions?.[i] ?? NO_POS]));
    const merged = makeAttrs([...entries.values()], expr.pos);
    return finish === undefined ? merged : finish(inner, merged);
  };
  return (env) => {
    const inner = scope.enter(env);
    const overrides = m.force(inner[scope.names.indexOf('__overrides') + 1] as Slot, 0);
    return overrides === UNWIND ? m.capture(new Step(inner, go, undefined)) : go(inner, overrides as Value);
  };
}
