// Calls and lambdas.
import type { CallExpr, Expr, LambdaExpr } from '../syntax/ast.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import {
  BuiltinValue,
  Lambda,
  UNWIND,
  type Code,
  type Env,
  type FormalsInfo,
  type LambdaInfo,
  type Primitive,
  type Result,
  type Slot,
  type StrictArguments,
  type Unwind,
  type Value,
} from '../value/value.ts';
import { arithmetic, type Operator } from './arithmetic.ts';
import { apply, call1, call2, enterFormalsWith } from './call.ts';
import type { Compiler, Delay } from './compiler.ts';
import { Frame, Step } from './frame.ts';
import type { Machine } from './machine.ts';

function lambdaInfo(c: Compiler, expr: LambdaExpr): LambdaInfo {
  const width = expr.width ?? 1;
  const positions = [expr.pos];
  const parameters = [expr.parameter];
  let body = expr.body;
  for (let i = 1; i < width && body.kind === 'lambda'; i++) {
    positions.push(body.pos);
    parameters.push(body.parameter);
    body = body.body;
  }
  let formals: FormalsInfo | undefined;
  if (expr.formals !== undefined)
    formals = {
      list: expr.formals.list.map((f) => ({
        name: f.name,
        pos: f.pos,
        fallback: f.fallback === undefined ? undefined : c.delay(f.fallback),
      })),
      names: new Set(expr.formals.list.map((f) => f.name)),
      open: expr.formals.open,
      whole: expr.parameter !== undefined,
    };
  const info: LambdaInfo = {
    width,
    formals,
    positions,
    parameters,
    name: expr.name,
    sources: c.sources,
    body: (env) => {
      info.body = c.code(body);
      return info.body(env);
    },
  };
  return info;
}

export function compileLambda(c: Compiler, expr: LambdaExpr): Code {
  const info = lambdaInfo(c, expr);
  return (env) => {
    const lambda = new Lambda(info, env);
    lambda.forced = true;
    return lambda;
  };
}

export function delayLambda(c: Compiler, expr: LambdaExpr): Delay {
  const info = lambdaInfo(c, expr);
  return (env) => new Lambda(info, env);
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['__sub', 'sub'],
  ['__mul', 'mul'],
  ['__div', 'div'],
  ['__lessThan', 'lessThan'],
]);

/** The builtin a callee names, as a global or as `builtins.name`, when that is known before evaluation. */
function knownPrimitive(c: Compiler, callee: Expr): Primitive | undefined {
  let value: Slot | undefined;
  if (callee.kind === 'variable' && callee.address?.kind === 'builtin')
    value = c.builtin(callee.address.name);
  else if (callee.kind === 'select' && callee.path.length === 1 && callee.fallback === undefined) {
    const { subject, path } = callee;
    if (
      subject.kind !== 'variable' ||
      subject.address?.kind !== 'builtin' ||
      subject.address.name !== 'builtins'
    )
      return undefined;
    const set = c.builtin('builtins');
    value = set instanceof Attrs && 'name' in path[0] ? set.get(path[0].name) : undefined;
  }
  return value instanceof BuiltinValue ? value.primitive : undefined;
}

export function compileCall(c: Compiler, expr: CallExpr): Code {
  const { callee, args, pos } = expr;
  const m = c.machine;
  const site = new CallSite(c, expr);
  const known = knownPrimitive(c, callee);
  // somebody who watches wants to see every call and every thunk that Nix would make
  const { watched } = c;
  if (known !== undefined && known.arity === args.length) {
    if (watched) return (env) => m.primitive(known, site.slots(env), pos);
    const operator = callee.kind === 'variable' ? OPERATORS.get(callee.name) : undefined;
    if (operator !== undefined) return compileOperator(c, known, operator, expr);
    if (known.strict !== undefined) return (env) => site.callStrict(env, known);
    return (env) => m.primitive(known, site.slots(env), pos);
  }
  const f = c.code(callee);
  const { delays } = site;
  let go: (env: Env, value: Value) => Result;
  if (delays.length === 1) {
    const [first] = delays;
    const [argument] = args;
    // a set taken apart is needed at once; a variable's thunk is not ours to bypass
    const inPlace = !watched && argument.kind !== 'variable' && argument.kind !== 'lambda';
    go = (env, value) => {
      if (value instanceof Lambda) {
        if (inPlace && value.info.formals !== undefined)
          return enterFormalsWith(m, value, site.code(0), env, pos);
        return call1(m, value, first(env), pos);
      }
      if (
        !watched &&
        value instanceof BuiltinValue &&
        value.primitive.strict !== undefined &&
        value.primitive.arity === 1
      )
        return site.callStrict(env, value.primitive);
      return call1(m, value, first(env), pos);
    };
  } else if (delays.length === 2) {
    const [first, second] = delays;
    go = (env, value) => {
      if (value instanceof Lambda) return call2(m, value, first(env), second(env), pos);
      if (
        !watched &&
        value instanceof BuiltinValue &&
        value.primitive.strict !== undefined &&
        value.primitive.arity === 2
      )
        return site.callStrict(env, value.primitive);
      return call2(m, value, first(env), second(env), pos);
    };
  } else
    go = (env, value) => {
      if (
        !watched &&
        value instanceof BuiltinValue &&
        value.primitive.strict !== undefined &&
        value.primitive.arity === args.length
      )
        return site.callStrict(env, value.primitive);
      const slots = site.slots(env);
      if (value instanceof Lambda && value.info.width === slots.length) {
        value.forced = true;
        return m.enter(value.info, [value.env, ...slots], pos);
      }
      return apply(m, value, slots, pos);
    };
  return (env) => {
    const value = f(env);
    return value === UNWIND ? m.capture(new Step(env, go, undefined)) : go(env, value as Value);
  };
}

/** The arguments of one call in the text. */
class CallSite {
  readonly delays: readonly Delay[];
  readonly machine: Machine;
  #codes: readonly Code[] | undefined;

  constructor(
    readonly compiler: Compiler,
    readonly expr: CallExpr,
  ) {
    this.machine = compiler.machine;
    this.delays = expr.args.map((arg) => compiler.delayCheaply(arg));
  }

  slots(env: Env): Slot[] {
    const { delays } = this;
    const slots = new Array<Slot>(delays.length);
    for (let i = 0; i < delays.length; i++) slots[i] = delays[i](env);
    return slots;
  }

  /** The code of an argument, to evaluate in place. */
  code(n: number): Code {
    this.#codes ??= this.expr.args.map((arg) => this.compiler.argument(arg));
    return this.#codes[n];
  }

  /** Calls a builtin and evaluates in place the arguments that it would force first of all. */
  callStrict(env: Env, primitive: Primitive): Result {
    const m = this.machine;
    const strict = primitive.strict as StrictArguments;
    if (m.depth >= m.limit || --m.fuel < 0) return m.suspend(() => this.callStrict(env, primitive));
    if (m.callDepth > m.maxCallDepth) return m.overflow(this.expr.pos);
    m.callDepth++;
    m.depth++;
    const { order } = strict;
    const { delays } = this;
    const args = new Array<Slot>(delays.length);
    if (order.length < delays.length)
      for (let i = 0; i < delays.length; i++) if (!order.includes(i)) args[i] = delays[i](env);
    const value = this.evaluate(env, primitive, strict, args, 0);
    if (value !== UNWIND) m.depth--;
    return value;
  }

  evaluate(env: Env, primitive: Primitive, strict: StrictArguments, args: Slot[], from: number): Result {
    const m = this.machine;
    this.#codes ??= this.expr.args.map((arg) => this.compiler.argument(arg));
    const { order, nested } = strict;
    for (let n = from; n < order.length; n++) {
      if (nested[n] && m.callDepth++ > m.maxCallDepth) {
        m.callDepth--;
        return this.failed(primitive, m.overflow(0), args);
      }
      const value = this.#codes[order[n]](env);
      if (value === UNWIND) return m.capture(new StrictFrame(this, primitive, env, args, n));
      if (nested[n]) m.callDepth--;
      const failed = strict.accept(args, n, value as Value);
      if (failed !== undefined) return this.failed(primitive, m.fail(failed), args);
    }
    const value = strict.finish(args);
    if (value === UNWIND) return this.failed(primitive, UNWIND, args);
    m.callDepth--;
    return value;
  }

  failed(primitive: Primitive, _unwind: Unwind, args: Slot[]): Unwind {
    return this.machine.capture(new StrictFrame(this, primitive, [], args, -1));
  }
}

/** A builtin whose n-th evaluated argument is waited for; -1 stands for its result. */
class StrictFrame extends Frame {
  constructor(
    readonly site: CallSite,
    readonly primitive: Primitive,
    readonly env: Env,
    readonly args: Slot[],
    readonly n: number,
  ) {
    super();
  }

  resume(value: Value): Result {
    const { site, primitive, env, args, n } = this;
    const strict = primitive.strict as StrictArguments;
    if (n < 0) {
      site.machine.callDepth--;
      return value;
    }
    if (strict.nested[n]) site.machine.callDepth--;
    const failed = strict.accept(args, n, value);
    if (failed !== undefined) return site.failed(primitive, site.machine.fail(failed), args);
    return site.evaluate(env, primitive, strict, args, n + 1);
  }

  override fail(error: unknown): undefined {
    const { site, primitive, n } = this;
    const strict = primitive.strict as StrictArguments;
    site.machine.callDepth -= strict.nested[n] ? 2 : 1;
    if (n >= 0) strict.trace(n, error);
    if (primitive.traced && error instanceof EvalError)
      error.trace(site.expr.pos, hint`while calling the '${primitive.name}' builtin`);
    return undefined;
  }
}

/** The rest of a builtin whose arguments are evaluated in place. */
class Inside<Extra> extends Frame {
  constructor(
    readonly machine: Machine,
    readonly primitive: Primitive,
    readonly pos: Pos,
    readonly env: Env,
    readonly next: (env: Env, value: Value, extra: Extra) => Result,
    readonly extra: Extra,
  ) {
    super();
  }

  resume(value: Value): Result {
    return this.next(this.env, value, this.extra);
  }

  override fail(error: unknown): undefined {
    this.machine.callDepth--;
    if (error instanceof EvalError)
      error.trace(this.pos, hint`while calling the '${this.primitive.name}' builtin`);
    return undefined;
  }
}

/** `a - b`, `a * b`, `a / b`, `a < b`: both operands in place, small integers at once. */
function compileOperator(c: Compiler, primitive: Primitive, operator: Operator, expr: CallExpr): Code {
  const m = c.machine;
  const { pos } = expr;
  const left = c.argument(expr.args[0]);
  const right = c.argument(expr.args[1]);
  const slow = (env: Env, a: Value, b: Value): Result => {
    const result = arithmetic(m, operator, a, b);
    if (result === UNWIND) return m.capture(new Inside(m, primitive, pos, env, done, undefined));
    m.callDepth--;
    return result;
  };
  const done = (_: Env, value: Value): Result => {
    m.callDepth--;
    return value;
  };
  const finish = (env: Env, b: Value, a: Value): Result => {
    if (typeof a === 'number' && typeof b === 'number')
      switch (operator) {
        case 'lessThan':
          m.callDepth--;
          return a < b;
        case 'sub': {
          const difference = a - b;
          if (difference >= Number.MIN_SAFE_INTEGER && difference <= Number.MAX_SAFE_INTEGER) {
            m.callDepth--;
            return difference;
          }
          break;
        }
        case 'mul': {
          const product = a * b;
          if (product >= Number.MIN_SAFE_INTEGER && product <= Number.MAX_SAFE_INTEGER) {
            m.callDepth--;
            return product + 0;
          }
        }
      }
    return slow(env, a, b);
  };
  const afterLeft = (env: Env, a: Value): Result => {
    const b = right(env);
    if (b === UNWIND) return m.capture(new Inside(m, primitive, pos, env, finish, a));
    return finish(env, b as Value, a);
  };
  return (env) => {
    if (m.callDepth > m.maxCallDepth) return m.overflow(pos);
    m.callDepth++;
    const a = left(env);
    if (a === UNWIND) return m.capture(new Inside(m, primitive, pos, env, afterLeft, undefined));
    return afterLeft(env, a as Value);
  };
}
