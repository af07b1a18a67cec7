// Builtins on lists.
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import {
  call,
  CallLevel,
  force,
  forceBool,
  forceFunction,
  forceList,
  forceStringNoContext,
  NativeRequest,
  type Task,
} from '../eval/request.ts';
import { isFunction } from '../eval/types.ts';
import { makeAttrs } from '../value/attrs.ts';
import { Thunk, type List, type Result, type Slot, type Value } from '../value/value.ts';
import { callCode, holding } from './apply-thunk.ts';
import type { Builder } from './context.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';
import { ConcatMap, Elem, Filter, Fold, Quantifier } from './loop.ts';
import { sortNow } from './sort.ts';

const argument = (which: string, name: string) =>
  `while evaluating the ${which} argument passed to builtins.${name}`;

const answerLine = (name: string) =>
  `while evaluating the return value of the function passed to builtins.${name}`;

function mapNow(c: Builder, f: Value, list: List): List {
  const code = callCode(c.machine, f);
  const out = new Array<Slot>(list.length);
  for (let i = 0; i < list.length; i++) out[i] = holding(code, list[i]);
  return out;
}

function* mapSlow(c: Builder, slot: Slot, list: List): Task {
  return mapNow(c, yield* forceFunction(slot, argument('first', 'map')), list);
}

/** Goes on with a function that may still be a thunk. */
function withFunction(c: Builder, slot: Slot, line: string, begin: (f: Value) => Result): Result {
  if (!(slot instanceof Thunk) && isFunction(slot)) return begin(slot);
  return c.machine.task(
    (function* (): Task {
      const f = yield* forceFunction(slot, line);
      return yield new NativeRequest(() => begin(f));
    })(),
  );
}

/** Evaluates a slot as the comparisons with it would, then goes on. */
function* compared(slot: Slot, begin: (value: Value) => Result): Task {
  const level = new CallLevel(0);
  yield level;
  let value: Value;
  try {
    value = yield* force(slot);
  } finally {
    level.leave();
  }
  return yield new NativeRequest(() => begin(value));
}

export const LIST_BUILTINS: readonly BuiltinDescriptor[] = [
  leaf('__length', ['list'], 'e', 'The number of elements of the list *e*.', (_, list) => list.length, {
    lines: [argument('first', 'length')],
  }),
  leaf(
    '__head',
    ['list'],
    'list',
    'The first element of a list.',
    (_, list) => {
      if (list.length === 0) throw new EvalError('eval', "'builtins.head' called on an empty list");
      return list[0];
    },
    { lines: ["while evaluating the first argument passed to 'builtins.head'"] },
  ),
  leaf(
    '__tail',
    ['list'],
    'list',
    'A list without its first element. Takes time in the length of the list.',
    (_, list) => {
      if (list.length === 0) throw new EvalError('eval', "'builtins.tail' called on an empty list");
      return list.slice(1);
    },
    { lines: ["while evaluating the first argument passed to 'builtins.tail'"] },
  ),
  leaf(
    '__elemAt',
    ['list', 'int'],
    'xs n',
    'The element of *xs* at place *n*, counted from 0.',
    (_, list, n) => {
      if (n < 0 || n >= list.length)
        throw new EvalError(
          'eval',
          hint`'builtins.elemAt' called with index ${n} on a list of size ${list.length}`,
        );
      return list[Number(n)];
    },
    {
      order: [1, 0],
      lines: [
        "while evaluating the first argument passed to 'builtins.elemAt'",
        "while evaluating the second argument passed to 'builtins.elemAt'",
      ],
    },
  ),
  leaf('map', ['lazy', 'list'], 'f list', 'Applies *f* to every element of *list*, lazily.', (c, f, list) => {
    if (list.length === 0) return list;
    if (f instanceof Thunk || !isFunction(f)) return c.machine.task(mapSlow(c, f, list));
    return mapNow(c, f, list);
  }),
  leaf(
    '__filter',
    ['lazy', 'list'],
    'f list',
    'The elements of *list* for which *f* answers true.',
    (c, f, list) => {
      if (list.length === 0) return list;
      const line = 'while evaluating the return value of the filtering function passed to builtins.filter';
      const begin = (g: Value) => new Filter(c.machine, g, list, line).advance();
      return withFunction(c, f, argument('first', 'filter'), begin);
    },
  ),
  leaf('__elem', ['lazy', 'list'], 'x xs', 'Whether *xs* has an element equal to *x*.', (c, x, list) => {
    if (list.length === 0) return false;
    const begin = (value: Value) => new Elem(c.machine, x, value, list).advance();
    return x instanceof Thunk ? c.machine.task(compared(x, begin)) : begin(x);
  }),
  task('__concatLists', 'lists', 'Joins a list of lists into one list.', function* (_, args) {
    const lists = yield* forceList(args[0], argument('first', 'concatLists'));
    const parts: List[] = [];
    for (const list of lists)
      parts.push(
        yield* forceList(list, 'while evaluating a value of the list passed to builtins.concatLists'),
      );
    const filled = parts.filter((part) => part.length > 0);
    return filled.length === 1 ? filled[0] : ([] as List).concat(...filled);
  }),
  leaf(
    "__foldl'",
    ['function', 'lazy', 'list'],
    'op nul list',
    'Combines a list from the left: `op (op nul x0) x1 …`, each step evaluated.',
    (c, op, start, list) => new Fold(c.machine, op, start, list).advance(),
    { lines: [argument('first', 'foldlStrict'), '', argument('third', 'foldlStrict')] },
  ),
  leaf(
    '__any',
    ['function', 'list'],
    'pred list',
    'Whether *pred* answers true for some element.',
    (c, f, list) => new Quantifier(c.machine, f, list, answerLine('any'), true).advance(),
  ),
  leaf(
    '__all',
    ['function', 'list'],
    'pred list',
    'Whether *pred* answers true for every element.',
    (c, f, list) => new Quantifier(c.machine, f, list, answerLine('all'), false).advance(),
  ),
  leaf(
    '__genList',
    ['lazy', 'int'],
    'generator length',
    'The list of `generator 0`, `generator 1` … of the given length.',
    (context, f, n) => {
      if (n < 0) throw new EvalError('eval', hint`cannot create list of size ${n}`);
      const size = Number(n);
      if (size > 100_000_000) throw new EvalError('eval', 'out of memory');
      return withFunction(context, f, argument('first', 'genList'), (g) => {
        const code = callCode(context.machine, g);
        const out = new Array<Slot>(size);
        for (let i = 0; i < size; i++) out[i] = holding(code, i);
        return out;
      });
    },
    { order: [1, 0] },
  ),
  leaf(
    '__sort',
    ['lazy', 'list'],
    'comparator list',
    'Sorts a list, keeping equal elements in order; *comparator* says whether its first argument comes first.',
    (c, f, list) => sortNow(c, f, list),
  ),
  task(
    '__partition',
    'pred list',
    'Splits a list into `right`, where *pred* answers true, and `wrong`.',
    function* (_, args) {
      const predicate = yield* forceFunction(args[0], argument('first', 'partition'));
      const list = yield* forceList(args[1], argument('second', 'partition'));
      const right: List = [];
      const wrong: List = [];
      for (const item of list) {
        yield* force(item);
        const value = yield* call(predicate, [item]);
        const line =
          'while evaluating the return value of the partition function passed to builtins.partition';
        ((yield* forceBool(value, line)) ? right : wrong).push(item);
      }
      return makeAttrs([
        ['right', right],
        ['wrong', wrong],
      ]);
    },
  ),
  task(
    '__groupBy',
    'f list',
    'Groups elements by the string that *f* answers for each.',
    function* (context, args) {
      const f = yield* forceFunction(args[0], argument('first', 'groupBy'));
      const list = yield* forceList(args[1], argument('second', 'groupBy'));
      const groups = new Map<string, List>();
      for (const item of list) {
        const value = yield* call(f, [item]);
        const line = 'while evaluating the return value of the grouping function passed to builtins.groupBy';
        const name = yield* forceStringNoContext(value, line);
        context.order(name);
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [item]);
        else group.push(item);
      }
      return makeAttrs([...groups]);
    },
  ),
  leaf(
    '__concatMap',
    ['function', 'list'],
    'f list',
    'Applies *f* to every element and joins the lists it answers.',
    (c, f, list) => new ConcatMap(c.machine, f, list).advance(),
  ),
];
