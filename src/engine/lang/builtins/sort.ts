// `sort`: what goes before the loop that sorts.
import { less, lessNow } from '../eval/arithmetic.ts';
import { call2 } from '../eval/call.ts';
import { force, forceFunction, NativeRequest, type Task } from '../eval/request.ts';
import { isFunction } from '../eval/types.ts';
import {
  BuiltinValue,
  isReplaceable,
  peek,
  Thunk,
  type List,
  type Result,
  type Slot,
  type Value,
} from '../value/value.ts';
import type { Builder } from './context.ts';
import { PeekSort } from './peek-sort.ts';

/** Sorts a list by a comparator that may still be a thunk. */
export function sortNow(c: Builder, f: Slot, list: List): Result {
  const m = c.machine;
  if (list.length === 0) return list;
  const ready =
    !(f instanceof Thunk) &&
    isFunction(f) &&
    list.every((item) => !(item instanceof Thunk) || item.code === null);
  if (!ready) return m.task(sortSlow(c, f, list));
  return begin(c, f as Value, list);
}

function begin(c: Builder, f: Value, list: List): Result {
  const m = c.machine;
  const items = list.map((item) => {
    const value = peek(item) as Value;
    return isReplaceable(value) ? value : item;
  });
  const line = 'while evaluating the ordering function passed to builtins.sort';
  const before =
    f instanceof BuiltinValue && f.primitive.name === 'lessThan'
      ? (a: Slot, b: Slot): Result =>
          lessNow(peek(a) as Value, peek(b) as Value) ??
          m.task(less(peek(a) as Value, peek(b) as Value, line, (name) => c.order(name)))
      : (a: Slot, b: Slot): Result => call2(m, f, a, b, 0);
  return new PeekSort(m, before, items).advance();
}

function* sortSlow(c: Builder, slot: Slot, list: List): Task {
  const f = yield* forceFunction(slot, 'while evaluating the first argument passed to builtins.sort');
  for (const item of list) yield* force(item);
  return yield new NativeRequest(() => begin(c, f, list));
}
