// `a + b`, strings with interpolation, paths with interpolation: one operation that depends on its first operand.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { positionOf, type ConcatExpr } from '../syntax/ast.ts';
import { canonicalPath } from '../syntax/paths.ts';
import type { Pos } from '../syntax/source.ts';
import {
  ContextString,
  joinContexts,
  makeString,
  NO_CONTEXT,
  type Context,
} from '../value/string-context.ts';
import {
  NixFloat,
  PathValue,
  UNWIND,
  type Code,
  type Env,
  type Int,
  type Result,
  type Value,
} from '../value/value.ts';
import { coerceToString, type CopyToStore } from './coerce.ts';
import type { Compiler } from './compiler.ts';
import { Step } from './frame.ts';
import { addInts } from './integers.ts';
import { showType } from './types.ts';

type Kind = 'int' | 'float' | 'path' | 'string';

interface Work {
  at: number;
  kind: Kind;
  text: ByteString;
  context: Context;
  int: Int;
  float: number;
}

const LINE = 'while evaluating a path segment';

export function compileConcat(c: Compiler, expr: ConcatExpr): Code {
  const m = c.machine;
  const codes = expr.parts.map((part) => c.code(part.expr));
  const positions = expr.parts.map((part) => part.pos);
  const traces = expr.parts.map((part) => {
    const pos = positionOf(part.expr);
    return (error: EvalError) => void error.trace(pos, "in an operand of '+'");
  });
  const copy: CopyToStore = (path, core) => c.copyToStore(path, core);

  const begin = (): Work => ({ at: 0, kind: 'string', text: '', context: NO_CONTEXT, int: 0, float: 0 });
  const next = (env: Env, work: Work): Result => {
    while (work.at < codes.length) {
      const value = codes[work.at](env);
      if (value === UNWIND) return m.capture(new Step(env, resume, work, traces[work.at]));
      const stopped = take(env, value as Value, work);
      if (stopped !== undefined) return stopped;
    }
    return finish(work);
  };
  const resume = (env: Env, value: Value, work: Work): Result => take(env, value, work) ?? next(env, work);
  /** Adds one operand; undefined when that is done. */
  const take = (env: Env, value: Value, work: Work): Result | undefined => {
    const first = work.at === 0 && !expr.string;
    const pos = positions[work.at];
    if (first) work.kind = kindOf(value);
    switch (work.kind) {
      case 'int':
        if (typeof value === 'number' || typeof value === 'bigint') {
          const sum = addInts(work.int, value);
          if (sum === undefined)
            return m.fail(
              new EvalError('eval', hint`integer overflow in adding ${work.int} + ${value}`, pos),
            );
          work.int = sum;
        } else if (value instanceof NixFloat) {
          work.kind = 'float';
          work.float = Number(work.int) + value.value;
        } else return m.fail(new EvalError('eval', hint`cannot add ${showType(value)} to an integer`, pos));
        break;
      case 'float':
        if (typeof value === 'number' || typeof value === 'bigint') work.float += Number(value);
        else if (value instanceof NixFloat) work.float += value.value;
        else return m.fail(new EvalError('eval', hint`cannot add ${showType(value)} to a float`, pos));
        break;
      default:
        // what looks at a string is a call of its own, however short
        if (m.callDepth > m.maxCallDepth) return m.overflow(pos);
        if (typeof value === 'string') work.text += value;
        else if (value instanceof ContextString) {
          work.text += value.text;
          work.context = joinContexts(work.context, value.context);
        } else if (value instanceof PathValue && work.kind === 'path') work.text += value.path;
        else return coerce(env, value, work, pos);
    }
    work.at++;
    return undefined;
  };
  const coerce = (env: Env, value: Value, work: Work, pos: Pos): Result => {
    const how = { line: LINE, pos, ...(work.kind === 'string' ? { copy } : {}) };
    const result = m.task(
      (function* () {
        const { text, context } = yield* coerceToString(value, how);
        return new ContextString(text, context);
      })(),
    );
    return result === UNWIND ? m.capture(new Step(env, coerced, work)) : coerced(env, result as Value, work);
  };
  const coerced = (env: Env, value: Value, work: Work): Result => {
    const { text, context } = value as ContextString;
    work.text += text;
    work.context = joinContexts(work.context, context);
    work.at++;
    return next(env, work);
  };
  const finish = (work: Work): Result => {
    switch (work.kind) {
      case 'int':
        return work.int;
      case 'float':
        return new NixFloat(work.float);
      case 'string':
        return makeString(work.text, work.context);
      case 'path':
        if (work.context.length > 0)
          return m.fail(
            new EvalError(
              'eval',
              'a string that refers to a store path cannot be appended to a path',
              expr.pos,
            ),
          );
        return new PathValue(canonicalPath(work.text));
    }
  };

  if (codes.length === 2 && !expr.string) {
    // the common case: two small integers, or two plain strings
    const [left, right] = codes;
    const afterRight = (env: Env, b: Value, a: Value): Result => {
      if (typeof a === 'number' && typeof b === 'number') {
        const sum = a + b;
        if (sum >= Number.MIN_SAFE_INTEGER && sum <= Number.MAX_SAFE_INTEGER) return sum;
      }
      if (typeof a === 'string' && typeof b === 'string') {
        if (m.callDepth > m.maxCallDepth) return m.overflow(positions[1]);
        return a + b;
      }
      const work = begin();
      return take(env, a, work) ?? take(env, b, work) ?? finish(work);
    };
    const afterLeft = (env: Env, a: Value): Result => {
      if (typeof a !== 'number' && (typeof a !== 'string' || m.callDepth > m.maxCallDepth))
        return resume(env, a, begin());
      const b = right(env);
      return b === UNWIND
        ? m.capture(new Step(env, afterRight, a, traces[1]))
        : afterRight(env, b as Value, a);
    };
    return (env) => {
      const a = left(env);
      return a === UNWIND
        ? m.capture(new Step(env, afterLeft, undefined, traces[0]))
        : afterLeft(env, a as Value);
    };
  }
  return (env) => next(env, begin());
}

function kindOf(value: Value): Kind {
  if (typeof value === 'number' || typeof value === 'bigint') return 'int';
  if (value instanceof NixFloat) return 'float';
  return value instanceof PathValue ? 'path' : 'string';
}
