// Conditions, logic, equality, `//` and `++`.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import {
  positionOf,
  type AssertExpr,
  type BinaryExpr,
  type Expr,
  type IfExpr,
  type NotExpr,
} from '../syntax/ast.ts';
import { printExpr } from '../syntax/print.ts';
import { Attrs, isFew, mergeAttrs, planMerge, type MergePlan, type Positions } from '../value/attrs.ts';
import { UNWIND, type Code, type Env, type Result, type Value } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import { assertEqual, equal, equalNow } from './equality.ts';
import { Step } from './frame.ts';
import { wrongType } from './types.ts';

/**
 * Evaluates a condition and goes on with `then` or `otherwise`; errors up to there get a line of trace, those of the
 * branches do not.
 */
function branch(c: Compiler, condition: Expr, line: ByteString, then: Code, otherwise: Code): Code {
  const m = c.machine;
  const test = c.code(condition);
  const pos = positionOf(condition);
  const trace = (error: EvalError) => void error.trace(pos, line);
  const go = (env: Env, value: Value): Result =>
    value === true
      ? then(env)
      : value === false
        ? otherwise(env)
        : m.fail(wrongType('a Boolean', value, pos).trace(pos, line));
  return (env) => {
    const value = test(env);
    if (value === true) return then(env);
    if (value === false) return otherwise(env);
    return value === UNWIND ? m.capture(new Step(env, go, undefined, trace)) : go(env, value as Value);
  };
}

const yes: Code = () => true;
const no: Code = () => false;

export function compileIf(c: Compiler, expr: IfExpr): Code {
  const line = 'while evaluating a branch condition';
  return branch(c, expr.condition, line, c.code(expr.then), c.code(expr.otherwise));
}

export function compileNot(c: Compiler, expr: NotExpr): Code {
  return branch(c, expr.operand, "in the argument of '!'", no, yes);
}

const operandLine = (side: 'left' | 'right', sign: ByteString) => `in the ${side} operand of '${sign}'`;

export function compileAnd(c: Compiler, { left, right }: BinaryExpr): Code {
  const second = branch(c, right, operandLine('right', '&&'), yes, no);
  return branch(c, left, operandLine('left', '&&'), second, no);
}

export function compileOr(c: Compiler, { left, right }: BinaryExpr): Code {
  const second = branch(c, right, operandLine('right', '||'), yes, no);
  return branch(c, left, operandLine('left', '||'), yes, second);
}

export function compileImplies(c: Compiler, { left, right }: BinaryExpr): Code {
  const second = branch(c, right, operandLine('right', '->'), yes, no);
  return branch(c, left, operandLine('left', '->'), second, yes);
}

export function compileAssert(c: Compiler, expr: AssertExpr): Code {
  const m = c.machine;
  const { condition, pos } = expr;
  const failed = () => {
    const text = printExpr(condition);
    return m.fail(new EvalError('assertion', hint`assertion '${text}' failed`, pos));
  };
  let otherwise: Code = failed;
  if (condition.kind === 'binary' && condition.operator === '==') {
    const sides = pair(c, condition, undefined, (env, a, b) => {
      const told = m.task(assertEqual(a, b, condition.pos, (name) => c.order(name), true));
      return told === UNWIND ? m.capture(new Step(env, failed, undefined, trace)) : failed();
    });
    const trace = (error: EvalError) => {
      if (error.catchable)
        error.trace(pos, hint`while evaluating the condition of the assertion '${printExpr(condition)}'`);
    };
    otherwise = sides;
  }
  return branch(c, condition, 'in the condition of the assert statement', c.code(expr.body), otherwise);
}

/** Evaluates both operands, then goes on; their errors get a line of trace when `sign` is given. */
function pair(
  c: Compiler,
  expr: BinaryExpr,
  sign: ByteString | undefined,
  finish: (env: Env, a: Value, b: Value) => Result,
): Code {
  const m = c.machine;
  const left = c.code(expr.left);
  const right = c.code(expr.right);
  const tracing = (side: 'left' | 'right', operand: Expr) => {
    if (sign === undefined) return undefined;
    const pos = positionOf(operand);
    const line = operandLine(side, sign);
    return (error: EvalError) => void error.trace(pos, line);
  };
  const traceLeft = tracing('left', expr.left);
  const traceRight = tracing('right', expr.right);
  const afterRight = (env: Env, b: Value, a: Value): Result => finish(env, a, b);
  const afterLeft = (env: Env, a: Value): Result => {
    const b = right(env);
    return b === UNWIND ? m.capture(new Step(env, afterRight, a, traceRight)) : finish(env, a, b as Value);
  };
  return (env) => {
    const a = left(env);
    if (a === UNWIND) return m.capture(new Step(env, afterLeft, undefined, traceLeft));
    const b = right(env);
    return b === UNWIND
      ? m.capture(new Step(env, afterRight, a as Value, traceRight))
      : finish(env, a as Value, b as Value);
  };
}

export function compileEquality(c: Compiler, expr: BinaryExpr, negated: boolean): Code {
  const m = c.machine;
  const { pos } = expr;
  const order = (name: ByteString) => c.order(name);
  const negate = (_: Env, value: Value): Result => value !== true;
  return pair(c, expr, expr.operator, (env, a, b) => {
    if (m.callDepth > m.maxCallDepth) return m.overflow(pos);
    const now = equalNow(a, b);
    if (now !== undefined) return now !== negated;
    const value = m.task(equal(a, b, pos, order, true));
    if (!negated) return value;
    return value === UNWIND ? m.capture(new Step(env, negate, undefined)) : value !== true;
  });
}

/** The operands of `a // b // c` however it is bracketed, from the right to the left: the order of evaluation. */
function operandsOf(expr: BinaryExpr): { readonly expr: Expr; readonly line: ByteString }[] {
  const operands: { readonly expr: Expr; readonly line: ByteString }[] = [];
  const work: { readonly expr: Expr; readonly line: ByteString }[] = [{ expr, line: '' }];
  for (let operand = work.pop(); operand !== undefined; operand = work.pop()) {
    const { expr } = operand;
    if (expr.kind === 'binary' && expr.operator === '//')
      work.push(
        { expr: expr.left, line: operandLine('left', '//') },
        { expr: expr.right, line: operandLine('right', '//') },
      );
    else operands.push(operand);
  }
  return operands;
}

type Merge = (a: Attrs, b: Attrs) => Attrs;

/** `a // b`, remembering how the shapes that came last merge. */
function merging(): Merge {
  let plan: MergePlan | undefined;
  let positions: { left: Positions; right: Positions; merged: Positions } | undefined;
  return (a, b) => {
    if (a.least === 0) return b;
    if (b.least === 0) return a;
    if (isFew(a, b)) return Attrs.layered(a, b);
    if (plan === undefined || plan.left !== a.shape || plan.right !== b.shape) {
      plan = planMerge(a.shape, b.shape);
      positions = undefined;
    }
    // merging the same two places again gives the same positions
    if (positions !== undefined && positions.left === a.positions && positions.right === b.positions)
      return mergeAttrs(a, b, plan, positions.merged);
    const merged = mergeAttrs(a, b, plan);
    positions = { left: a.positions, right: b.positions, merged: merged.positions };
    return merged;
  };
}

/** Evaluates the rightmost set first, then merges them from the left. */
export function compileUpdate(c: Compiler, expr: BinaryExpr): Code {
  const m = c.machine;
  const operands = operandsOf(expr).map(({ expr: operand, line }) => {
    const pos = positionOf(operand);
    return {
      code: c.code(operand),
      trace: (error: EvalError) => void error.trace(pos, line),
    };
  });
  const merges = operands.slice(1).map(merging);
  const last = operands.length - 1;
  const wrong = (value: Value, n: number): Result => {
    const error = wrongType('a set', value);
    operands[n].trace(error);
    return m.fail(error);
  };
  if (last === 1) {
    const [right, left] = operands;
    const [merge] = merges;
    const afterLeft = (_: Env, a: Value, b: Attrs): Result =>
      a instanceof Attrs ? merge(a, b) : wrong(a, 1);
    const afterRight = (env: Env, b: Value): Result => {
      if (!(b instanceof Attrs)) return wrong(b, 0);
      const a = left.code(env);
      return a === UNWIND
        ? m.capture(new Step(env, afterLeft, b, left.trace))
        : afterLeft(env, a as Value, b);
    };
    return (env) => {
      const b = right.code(env);
      return b === UNWIND
        ? m.capture(new Step(env, afterRight, undefined, right.trace))
        : afterRight(env, b as Value);
    };
  }
  // `done` holds the sets so far, the rightmost first
  const next = (env: Env, done: Attrs[]): Result => {
    while (done.length <= last) {
      const { code, trace } = operands[done.length];
      const value = code(env);
      if (value === UNWIND) return m.capture(new Step(env, take, done, trace));
      if (!(value instanceof Attrs)) return wrong(value as Value, done.length);
      done.push(value);
    }
    let merged = done[last];
    for (let n = last - 1; n >= 0; n--) merged = merges[n](merged, done[n]);
    return merged;
  };
  const take = (env: Env, value: Value, done: Attrs[]): Result => {
    if (!(value instanceof Attrs)) return wrong(value, done.length);
    done.push(value);
    return next(env, done);
  };
  return (env) => next(env, []);
}

export function compileConcatLists(c: Compiler, expr: BinaryExpr): Code {
  const m = c.machine;
  const { pos } = expr;
  const line = 'while evaluating one of the elements to concatenate';
  return pair(c, expr, '++', (_, a, b) => {
    if (!Array.isArray(a)) return m.fail(wrongType('a list', a).trace(pos, line));
    if (!Array.isArray(b)) return m.fail(wrongType('a list', b).trace(pos, line));
    if (a.length === 0) return b;
    return b.length === 0 ? a : a.concat(b);
  });
}
