// Calls and lambdas.
import type { CallExpr, LambdaExpr } from '../syntax/ast.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import type { Pos } from '../syntax/source.ts';
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
  type Value,
} from '../value/value.ts';
import { arithmetic, type Operator } from './arithmetic.ts';
import { apply, enterFormals } from './call.ts';
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

export function compileCall(c: Compiler, expr: CallExpr): Code {
  const { callee, args, pos } = expr;
  if (callee.kind === 'variable' && callee.address?.kind === 'builtin') {
    const value = c.builtin(callee.address.name);
    if (value instanceof BuiltinValue && value.primitive.arity === args.length) {
      const operator = OPERATORS.get(callee.address.name);
      if (operator !== undefined) return compileOperator(c, value.primitive, operator, expr);
      return callPrimitive(
        c,
        value.primitive,
        args.map((arg) => c.delayCheaply(arg)),
        pos,
      );
    }
  }
  const m = c.machine;
  const f = c.code(callee);
  const delays = args.map((arg) => c.delayCheaply(arg));
  if (delays.length === 1) {
    const [first] = delays;
    const go = (env: Env, value: Value): Result => {
      if (value instanceof Lambda) {
        const { info } = value;
        if (info.formals !== undefined) {
          value.forced = true;
          return enterFormals(m, value, first(env), pos);
        }
        if (info.width === 1) {
          value.forced = true;
          return m.enter(info, [value.env, first(env)], pos);
        }
      }
      return apply(m, value, [first(env)], pos);
    };
    return (env) => {
      const value = f(env);
      return value === UNWIND ? m.capture(new Step(env, go, undefined)) : go(env, value as Value);
    };
  }
  if (delays.length === 2) {
    const [first, second] = delays;
    const go = (env: Env, value: Value): Result => {
      if (value instanceof Lambda && value.info.width === 2) {
        value.forced = true;
        return m.enter(value.info, [value.env, first(env), second(env)], pos);
      }
      return apply(m, value, [first(env), second(env)], pos);
    };
    return (env) => {
      const value = f(env);
      return value === UNWIND ? m.capture(new Step(env, go, undefined)) : go(env, value as Value);
    };
  }
  const go = (env: Env, value: Value): Result => {
    const slots = delays.map((delay) => delay(env));
    if (value instanceof Lambda && value.info.width === slots.length && value.info.formals === undefined) {
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

function callPrimitive(c: Compiler, primitive: Primitive, delays: readonly Delay[], pos: Pos): Code {
  const m = c.machine;
  if (delays.length === 1) {
    const [first] = delays;
    return (env) => m.primitive(primitive, [first(env)], pos);
  }
  if (delays.length === 2) {
    const [first, second] = delays;
    return (env) => m.primitive(primitive, [first(env), second(env)], pos);
  }
  return (env) => {
    const slots: Slot[] = delays.map((delay) => delay(env));
    return m.primitive(primitive, slots, pos);
  };
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
