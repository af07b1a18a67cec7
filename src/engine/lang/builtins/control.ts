// Builtins that steer evaluation: errors, tracing, strictness, closures.
import { printName } from '../syntax/print.ts';
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { coerceToString } from '../eval/coerce.ts';
import { CallLevel, force, forceString, isString, type Task } from '../eval/request.ts';
import { determinePos } from './apply-thunk.ts';
import { Attrs, makeAttrs } from '../value/attrs.ts';
import { show } from '../value/show.ts';
import { textOf } from '../value/string-context.ts';
import { Lambda, peek, Thunk, type Slot } from '../value/value.ts';
import { task, type BuiltinDescriptor } from './descriptor.ts';

/** Evaluates a value and everything in it. */
export function* forceDeep(slot: Slot, order: (name: ByteString) => number): Task {
  return yield* deep(slot, new Set(), order);
}

function* deep(slot: Slot, seen: Set<object>, order: (name: ByteString) => number): Task {
  const pos = determinePos(slot);
  const level = new CallLevel(pos);
  yield level;
  try {
    const value = yield* force(slot, pos);
    if (value instanceof Lambda) value.forced = true;
    if (typeof value !== 'object' || value === null || seen.has(value)) return null;
    if (value instanceof Attrs) {
      seen.add(value);
      for (const i of value.shape.oldestFirst(order)) {
        const item = value.values[i];
        if (isFlat(item) && level.room >= 0) continue;
        try {
          yield deep(item, seen, order);
        } catch (error) {
          const line = hint`while evaluating the attribute '${printName(value.shape.names[i])}'`;
          if (error instanceof EvalError) error.trace(value.positions?.[i] ?? 0, line);
          throw error;
        }
      }
    } else if (Array.isArray(value)) {
      seen.add(value);
      for (const [i, item] of value.entries()) {
        if (isFlat(item) && level.room >= 0) continue;
        try {
          yield deep(item, seen, order);
        } catch (error) {
          if (error instanceof EvalError) error.trace(0, hint`while evaluating list element at index ${i}`);
          throw error;
        }
      }
    }
    return null;
  } finally {
    level.leave();
  }
}

const isFlat = (slot: Slot) => {
  const known = peek(slot);
  return (
    !(known instanceof Thunk) &&
    !(known instanceof Attrs) &&
    !Array.isArray(known) &&
    !(known instanceof Lambda)
  );
};

/** What `trace` prints of its message. */
function* traceLine(message: Slot): Task<ByteString> {
  const value = yield* force(message);
  // a list is known by its cell, so that is what is shown
  const cell = Array.isArray(value) ? message : value;
  return `trace: ${isString(value) ? textOf(value) : show(cell)}`;
}

export const CONTROL_BUILTINS: readonly BuiltinDescriptor[] = [
  task('throw', 's', 'Raises the error *s*, which `tryEval` can catch.', function* (c, [message]) {
    const line = 'while evaluating the error message passed to builtin.throw';
    const { text } = yield* coerceToString(message, { line, copy: c.copyToStore });
    throw new EvalError('throw', text);
  }),
  task('abort', 's', 'Ends the evaluation with the error *s*.', function* (c, [message]) {
    const line = 'while evaluating the error message passed to builtins.abort';
    const { text } = yield* coerceToString(message, { line, copy: c.copyToStore });
    throw new EvalError('abort', hint`evaluation aborted with the following error message: '${text}'`);
  }),
  task(
    '__addErrorContext',
    'e1 e2',
    'The value of *e2*; an error in it gets the line *e1* in its trace.',
    function* (_, [message, value]) {
      try {
        return yield* force(value);
      } catch (error) {
        if (error instanceof EvalError) {
          const line = 'while evaluating the error message passed to builtins.addErrorContext';
          error.trace(0, (yield* coerceToString(message, { line })).text, true);
        }
        throw error;
      }
    },
    { traced: false },
  ),
  task(
    '__tryEval',
    'e',
    'Evaluates *e* (not deeply): `{ success, value }`, false when it threw or asserted wrongly.',
    function* (_, [e]) {
      try {
        const value = yield* force(e);
        return makeAttrs([
          ['success', true],
          ['value', value],
        ]);
      } catch (error) {
        if (!(error instanceof EvalError) || !error.catchable) throw error;
        return makeAttrs([
          ['success', false],
          ['value', false],
        ]);
      }
    },
  ),
  task('__seq', 'e1 e2', 'Evaluates *e1*, then answers *e2*.', function* (_, [first, second]) {
    const value = yield* force(first);
    if (value instanceof Lambda) value.forced = true;
    return second;
  }),
  task(
    '__deepSeq',
    'e1 e2',
    'Evaluates *e1* and everything in it, then answers *e2*.',
    function* (c, [first, second]) {
      yield forceDeep(first, (name) => c.order(name));
      return second;
    },
  ),
  task(
    '__trace',
    'e1 e2',
    'Prints *e1* on standard error, then answers *e2*.',
    function* (c, [message, result]) {
      c.host.print(yield* traceLine(message));
      return result;
    },
  ),
  task(
    '__traceVerbose',
    'e1 e2',
    'As `trace`, when the option trace-verbose is on.',
    function* (c, [message, result]) {
      if (!c.traceVerbose) return result;
      c.host.print(yield* traceLine(message));
      return result;
    },
  ),
  task('__warn', 'e1 e2', 'Prints *e1* as a warning, then answers *e2*.', function* (c, [message, result]) {
    const line = 'while evaluating the first argument; the message passed to builtins.warn';
    const text = textOf(yield* forceString(message, line));
    c.warn(new EvalError('eval', text), 'evaluation warning');
    if (c.abortOnWarn)
      throw new EvalError('abort', 'aborting to reveal stack trace of warning, as abort-on-warn is set');
    return result;
  }),
  task('break', 'v', 'Answers *v*; a debugger would stop here.', function* (_, [value]) {
    return value;
  }),
];
