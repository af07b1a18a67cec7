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
import type { Pos } from '../syntax/source.ts';
import {
  Attrs,
  isFew,
  mergeAttrs,
  planMerge,
  type MergePlan,
  type Positions,
} from '../value/attrs.ts';
import { UNWIND, type Code, type Env, type Result, type Value } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import { assertEqual, equal, equalNow } from './equality.ts';
import { Step } from './frame.ts';
import { wrongType } from './types.ts';

/**
 * Evaluates a condition and goes on with `then` or `otherwise`; errors up to there get a line of trace, those of the
 * branches do not.
 */
function branch(c: Compiler, condition: Expr, pos: Pos, line: ByteString, then: Code, otherwise: Code): Code {
  const m = c.machine;
  const test = c.code(condition);
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
  return branch(
    c,
    expr.condition,
    expr.pos,
    'while evaluating a branch condition',
    c.code(expr.then),
    c.code(expr.otherwise),
  );
}

export function compileNot(c: Compiler, expr: NotExpr): Code {
  return branch(c, expr.operand, positionOf(expr), 'in the argument of the not operator', no, yes);
}

const operandLine = (side: ByteString, name: ByteString) => `in the ${side} operand of the ${name} operator`;

export function compileAnd(c: Compiler, { pos, left, right }: BinaryExpr): Code {
  const second = branch(c, right, pos, operandLine('right', 'AND (&&)'), yes, no);
  return branch(c, left, pos, operandLine('left', 'AND (&&)'), second, no);
}

export function compileOr(c: Compiler, { pos, left, right }: BinaryExpr): Code {
  const second = branch(c, right, pos, operandLine('right', 'OR (||)'), yes, no);
  return branch(c, left, pos, operandLine('left', 'OR (||)'), yes, second);
}

export function compileImplies(c: Compiler, { pos, left, right }: BinaryExpr): Code {
  const second = branch(c, right, pos, operandLine('right', 'IMPL (->)'), yes, no);
  return branch(c, left, pos, operandLine('left', 'IMPL (->)'), second, yes);
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
    const sides = pair(c, condition, (env, a, b) => {
      const told = m.task(assertEqual(a, b, condition.pos, (name) => c.order(name)));
      return told === UNWIND ? m.capture(new Step(env, failed, undefined, trace)) : failed();
    });
    const trace = (error: EvalError) => {
      if (error.kind === 'assertion')
        error.trace(pos, hint`while evaluating the condition of the assertion '${printExpr(condition)}'`);
    };
    otherwise = sides;
  }
  return branch(c, condition, pos, 'in the condition of the assert statement', c.code(expr.body), otherwise);
}

/** Evaluates both operands, then goes on. */
function pair(c: Compiler, expr: BinaryExpr, finish: (env: Env, a: Value, b: Value) => Result): Code {
  const m = c.machine;
  const left = c.code(expr.left);
  const right = c.code(expr.right);
  const afterRight = (env: Env, b: Value, a: Value): Result => finish(env, a, b);
  const afterLeft = (env: Env, a: Value): Result => {
    const b = right(env);
    return b === UNWIND ? m.capture(new Step(env, afterRight, a)) : finish(env, a, b as Value);
  };
  return (env) => {
    const a = left(env);
    if (a === UNWIND) return m.capture(new Step(env, afterLeft, undefined));
    const b = right(env);
    return b === UNWIND
      ? m.capture(new Step(env, afterRight, a as Value))
      : finish(env, a as Value, b as Value);
  };
}

export function compileEquality(c: Compiler, expr: BinaryExpr, negated: boolean): Code {
  const m = c.machine;
  const order = (name: ByteString) => c.order(name);
  const negate = (_: Env, value: Value): Result => value !== true;
  return pair(c, expr, (env, a, b) => {
    const now = equalNow(a, b);
    if (now !== undefined) return now !== negated;
    const value = m.task(equal(a, b, order));
    if (!negated) return value;
    return value === UNWIND ? m.capture(new Step(env, negate, undefined)) : value !== true;
  });
}

export function compileUpdate(c: Compiler, expr: BinaryExpr): Code {
  const m = c.machine;
  const { pos } = expr;
  const left = c.code(expr.left);
  const right = c.code(expr.right);
  const leftLine = operandLine('left', 'update (//)');
  const rightLine = operandLine('right', 'update (//)');
  const traceLeft = (error: EvalError) => void error.trace(pos, leftLine);
  const traceRight = (error: EvalError) => void error.trace(pos, rightLine);
  let plan: MergePlan | undefined;
  let positions: { left: Positions; right: Positions; merged: Positions } | undefined;
  const merge = (a: Attrs, b: Value): Result => {
    if (!(b instanceof Attrs)) return m.fail(wrongType('a set', b).trace(pos, rightLine));
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
  const afterRight = (_: Env, b: Value, a: Attrs): Result => merge(a, b);
  const afterLeft = (env: Env, a: Value): Result => {
    if (!(a instanceof Attrs)) return m.fail(wrongType('a set', a).trace(pos, leftLine));
    const b = right(env);
    return b === UNWIND ? m.capture(new Step(env, afterRight, a, traceRight)) : merge(a, b as Value);
  };
  return (env) => {
    const a = left(env);
    return a === UNWIND
      ? m.capture(new Step(env, afterLeft, undefined, traceLeft))
      : afterLeft(env, a as Value);
  };
}

export function compileConcatLists(c: Compiler, expr: BinaryExpr): Code {
  const m = c.machine;
  const { pos } = expr;
  const line = 'while evaluating one of the elements to concatenate';
  return pair(c, expr, (_, a, b) => {
    if (!Array.isArray(a)) return m.fail(wrongType('a list', a).trace(pos, line));
    if (!Array.isArray(b)) return m.fail(wrongType('a list', b).trace(pos, line));
    if (a.length === 0) return b;
    return b.length === 0 ? a : a.concat(b);
  });
}
