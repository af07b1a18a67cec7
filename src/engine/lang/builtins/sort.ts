// Sorting: stable, by insertion in runs of seven and then by merging, so that the comparator is asked the same
// questions in the same order as in Nix.
import { less, lessNow } from '../eval/arithmetic.ts';
import { call, force, forceBool, forceFunction, forceList, type Task } from '../eval/request.ts';
import { BuiltinValue, type List, type Slot, type Value } from '../value/value.ts';
import type { Builder } from './context.ts';

const RUN = 7;

export function* sortList(context: Builder, args: readonly Slot[]): Task {
  const list = yield* forceList(args[1], 'while evaluating the second argument passed to builtins.sort');
  if (list.length === 0) return list;
  const f = yield* forceFunction(args[0], 'while evaluating the first argument passed to builtins.sort');
  const items: List = [];
  for (const item of list) items.push(yield* force(item));
  const before =
    f instanceof BuiltinValue && f.primitive.name === 'lessThan'
      ? function* (a: Slot, b: Slot): Task<boolean> {
          const now = lessNow(a as Value, b as Value);
          if (now !== undefined) return now;
          const line = 'while evaluating the ordering function passed to builtins.sort';
          return (yield less(a as Value, b as Value, line, (name) => context.order(name))) as boolean;
        }
      : function* (a: Slot, b: Slot): Task<boolean> {
          const value = yield* call(f, [a, b]);
          const line = 'while evaluating the return value of the sorting function passed to builtins.sort';
          return yield* forceBool(value, line);
        };
  return yield* mergeSort(items, before);
}

function* mergeSort(items: List, before: (a: Slot, b: Slot) => Task<boolean>): Task<List> {
  const size = items.length;
  for (let start = 0; start < size; start += RUN) {
    const end = Math.min(start + RUN, size);
    for (let i = start + 1; i < end; i++) {
      const item = items[i];
      let at = i;
      if (yield* before(item, items[start])) {
        while (at > start) items[at] = items[--at];
      } else while (yield* before(item, items[at - 1])) items[at] = items[--at];
      items[at] = item;
    }
  }
  let from = items;
  let to: List = new Array<Slot>(size);
  for (let width = RUN; width < size; width *= 2) {
    for (let start = 0; start < size; start += 2 * width) {
      const middle = Math.min(start + width, size);
      const end = Math.min(start + 2 * width, size);
      let left = start;
      let right = middle;
      let out = start;
      while (left < middle && right < end)
        to[out++] = (yield* before(from[right], from[left])) ? from[right++] : from[left++];
      while (left < middle) to[out++] = from[left++];
      while (right < end) to[out++] = from[right++];
    }
    [from, to] = [to, from];
  }
  return from;
}
