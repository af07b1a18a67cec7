// Builtins that steer evaluation: errors, tracing, strictness, closures.
import { printName } from '../syntax/print.ts';
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { lessNow, less } from '../eval/arithmetic.ts';
import { coerceToString } from '../eval/coerce.ts';
import {
  call,
  force,
  forceAttrs,
  forceFunction,
  forceList,
  forceString,
  requireAttr,
  type Task,
} from '../eval/request.ts';
import { determinePos } from './apply-thunk.ts';
import { Attrs, makeAttrs } from '../value/attrs.ts';
import { show } from '../value/show.ts';
import { textOf } from '../value/string-context.ts';
import { ContextString } from '../value/string-context.ts';
import { Lambda, Thunk, type List, type Slot, type Value } from '../value/value.ts';
import type { Builder } from './context.ts';
import { task, type BuiltinDescriptor } from './descriptor.ts';

/** Evaluates a value and everything in it. */
export function* forceDeep(slot: Slot, order: (name: ByteString) => number): Task {
  return yield* deep(slot, new Set(), order);
}

function* deep(slot: Slot, seen: Set<object>, order: (name: ByteString) => number): Task {
  const value = yield* force(slot, determinePos(slot));
  if (value instanceof Lambda) value.forced = true;
  if (typeof value !== 'object' || value === null || seen.has(value)) return null;
  if (value instanceof Attrs) {
    seen.add(value);
    for (const i of value.shape.oldestFirst(order)) {
      const item = value.values[i];
      if (isFlat(item)) continue;
      try {
        yield deep(item, seen, order);
      } catch (error) {
        if (error instanceof EvalError)
          error.trace(
            value.positions?.[i] ?? 0,
            hint`while evaluating the attribute '${printName(value.shape.names[i])}'`,
          );
        throw error;
      }
    }
  } else if (Array.isArray(value)) {
    seen.add(value);
    for (const item of value) if (!isFlat(item)) yield deep(item, seen, order);
  }
  return null;
}

const isFlat = (slot: Slot) =>
  !(slot instanceof Thunk) && !(slot instanceof Attrs) && !Array.isArray(slot) && !(slot instanceof Lambda);

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
    yield* force(first);
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
      const value = yield* force(message);
      c.host.print(
        `trace: ${typeof value === 'string' || value instanceof ContextString ? textOf(value) : show(value)}`,
      );
      return result;
    },
  ),
  task(
    '__traceVerbose',
    'e1 e2',
    'As `trace`, when the option trace-verbose is on.',
    function* (c, [message, result]) {
      if (!c.traceVerbose) return result;
      const value = yield* force(message);
      c.host.print(
        `trace: ${typeof value === 'string' || value instanceof ContextString ? textOf(value) : show(value)}`,
      );
      return result;
    },
  ),
  task('__warn', 'e1 e2', 'Prints *e1* as a warning, then answers *e2*.', function* (c, [message, result]) {
    const line = 'while evaluating the first argument; the message passed to builtins.warn';
    const text = textOf(yield* forceString(message, line));
    c.host.print(`\x1b[35;1mevaluation warning:\x1b[0m ${text.split('\n').join(`\n${' '.repeat(20)}`)}`);
    return result;
  }),
  task('break', 'v', 'Answers *v*; a debugger would stop here.', function* (_, [value]) {
    return value;
  }),
  task(
    '__genericClosure',
    'attrset',
    'The elements reached from `startSet` by `operator`, each `key` once.',
    genericClosure,
  ),
];

function* genericClosure(context: Builder, [argument]: readonly Slot[]): Task {
  const set = yield* forceAttrs(
    argument,
    'while evaluating the first argument passed to builtins.genericClosure',
  );
  const inSet = 'in the attrset passed as argument to builtins.genericClosure';
  const start = yield* forceList(
    requireAttr(set, 'startSet', inSet),
    "while evaluating the 'startSet' attribute passed as argument to builtins.genericClosure",
  );
  if (start.length === 0) return start;
  const operator = yield* forceFunction(
    requireAttr(set, 'operator', inSet),
    "while evaluating the 'operator' attribute passed as argument to builtins.genericClosure",
  );
  const work: List = [...start];
  const result: List = [];
  const keys = new KeySet((name) => context.order(name));
  for (let next = 0; next < work.length; next++) {
    const element = yield* forceAttrs(
      work[next],
      'while evaluating one of the elements generated by (or initially passed to) builtins.genericClosure',
    );
    const key = yield* force(
      requireAttr(
        element,
        'key',
        'in one of the attrsets generated by (or initially passed to) builtins.genericClosure',
      ),
    );
    if (!(yield* keys.add(key))) continue;
    result.push(work[next]);
    const found = yield* call(operator, [work[next]]);
    const line = 'while evaluating the return value of the `operator` passed to builtins.genericClosure';
    for (const item of yield* forceList(found, line)) {
      yield* force(item);
      work.push(item);
    }
  }
  return result;
}

/** A set ordered by Nix's comparison: strings and small integers by hash, everything else by binary search. */
class KeySet {
  readonly #strings = new Set<Value>();
  readonly #sorted: Value[] = [];

  constructor(readonly order: (name: ByteString) => number) {}

  *add(key: Value): Task<boolean> {
    if (this.#sorted.length === 0 && (typeof key === 'string' || typeof key === 'number')) {
      const [first] = this.#strings;
      if (first === undefined || typeof first === typeof key) {
        if (this.#strings.has(key)) return false;
        this.#strings.add(key);
        return true;
      }
    }
    if (this.#sorted.length === 0 && this.#strings.size > 0) {
      this.#sorted.push(...[...this.#strings].sort((a, b) => (lessNow(a, b) === true ? -1 : 1)));
    }
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (yield* this.#less(key, this.#sorted[middle])) high = middle;
      else low = middle + 1;
    }
    if (low > 0 && !(yield* this.#less(this.#sorted[low - 1], key))) return false;
    this.#sorted.splice(low, 0, key);
    return true;
  }

  *#less(a: Value, b: Value): Task<boolean> {
    const now = lessNow(a, b);
    if (now !== undefined) return now;
    const line = 'while comparing the `key` attributes of two genericClosure elements';
    return (yield less(a, b, line, this.order)) as boolean;
  }
}
