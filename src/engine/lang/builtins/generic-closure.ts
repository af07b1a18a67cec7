// `genericClosure`: what is reached from some elements by an operator, each key once.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import {
  call,
  force,
  forceAttrs,
  forceFunction,
  forceList,
  requireAttr,
  type Task,
} from '../eval/request.ts';
import { showForError } from '../value/show.ts';
import type { List, Slot } from '../value/value.ts';
import type { Builder } from './context.ts';
import { task, type BuiltinDescriptor } from './descriptor.ts';
import { KeySet } from './key-set.ts';

export const CLOSURE_BUILTIN: BuiltinDescriptor = task(
  '__genericClosure',
  'attrset',
  'The elements reached from `startSet` by `operator`, each `key` once.',
  genericClosure,
);

const RETURNED = 'while evaluating the return value of the `operator` passed to builtins.genericClosure';
const shown = (slot: Slot) => new Verbatim(showForError(slot));

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
    const item = work[next];
    let line: (() => ByteString) | undefined = () => hint`in genericClosure element ${shown(item)}`;
    try {
      const element = yield* forceAttrs(item, '');
      const keySlot = requireAttr(element, 'key', '');
      line = undefined;
      const key = yield* force(keySlot);
      if (!(keys.addPlain(key, item) ?? (yield* keys.add(key, item)))) continue;
      result.push(item);
      line = () => hint`while calling ${'operator'} on genericClosure element ${shown(item)}`;
      for (const found of yield* forceList(yield* call(operator, [item]), RETURNED)) {
        yield* force(found);
        work.push(found);
      }
    } catch (error) {
      if (line !== undefined && error instanceof EvalError) error.trace(0, line());
      throw error;
    }
  }
  return result;
}
