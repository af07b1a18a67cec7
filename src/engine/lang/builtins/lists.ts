// Builtins on lists.
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { equal, equalNow } from '../eval/equality.ts';
import {
  call,
  force,
  forceBool,
  forceFunction,
  forceList,
  forceStringNoContext,
  type Task,
} from '../eval/request.ts';
import { makeAttrs } from '../value/attrs.ts';
import { type List, type Slot } from '../value/value.ts';
import { applyThunk } from './apply-thunk.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';
import { sortList } from './sort.ts';

const argument = (which: string, name: string) =>
  `while evaluating the ${which} argument passed to builtins.${name}`;

function* quantifier(args: readonly Slot[], name: 'any' | 'all'): Task {
  const predicate = yield* forceFunction(args[0], argument('first', name));
  const list = yield* forceList(args[1], argument('second', name));
  for (const item of list) {
    const value = yield* call(predicate, [item]);
    const holds = yield* forceBool(
      value,
      `while evaluating the return value of the function passed to builtins.${name}`,
    );
    if (holds === (name === 'any')) return holds;
  }
  return name === 'all';
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
  task('map', 'f list', 'Applies *f* to every element of *list*, lazily.', function* (_, args) {
    const list = yield* forceList(args[1], argument('second', 'map'));
    if (list.length === 0) return list;
    const f = yield* forceFunction(args[0], argument('first', 'map'));
    const out = new Array<Slot>(list.length);
    for (let i = 0; i < list.length; i++) out[i] = applyThunk(_, f, [list[i]]);
    return out;
  }),
  task('__filter', 'f list', 'The elements of *list* for which *f* answers true.', function* (_, args) {
    const list = yield* forceList(args[1], argument('second', 'filter'));
    if (list.length === 0) return list;
    const f = yield* forceFunction(args[0], argument('first', 'filter'));
    const out: List = [];
    for (const item of list) {
      const value = yield* call(f, [item]);
      const line = 'while evaluating the return value of the filtering function passed to builtins.filter';
      if (yield* forceBool(value, line)) out.push(item);
    }
    return out.length === list.length ? list : out;
  }),
  task('__elem', 'x xs', 'Whether *xs* has an element equal to *x*.', function* (context, args) {
    const list = yield* forceList(args[1], argument('second', 'elem'));
    const order = (name: string) => context.order(name);
    for (const item of list) {
      const x = yield* force(args[0]);
      const y = yield* force(item);
      if (args[0] === item) return true;
      const now = equalNow(x, y);
      if (now ?? (yield equal(x, y, order)) === true) return true;
    }
    return false;
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
  task(
    "__foldl'",
    'op nul list',
    'Combines a list from the left: `op (op nul x0) x1 …`, each step evaluated.',
    function* (_, args) {
      const op = yield* forceFunction(args[0], argument('first', 'foldlStrict'));
      const list = yield* forceList(args[2], argument('third', 'foldlStrict'));
      if (list.length === 0) return args[1];
      let result: Slot = args[1];
      for (const item of list) result = yield* call(op, [result, item]);
      return result;
    },
  ),
  task('__any', 'pred list', 'Whether *pred* answers true for some element.', (_, args) =>
    quantifier(args, 'any'),
  ),
  task('__all', 'pred list', 'Whether *pred* answers true for every element.', (_, args) =>
    quantifier(args, 'all'),
  ),
  leaf(
    '__genList',
    ['function', 'int'],
    'generator length',
    'The list of `generator 0`, `generator 1` … of the given length.',
    (context, f, n) => {
      if (n < 0) throw new EvalError('eval', hint`cannot create list of size ${n}`);
      const size = Number(n);
      if (size > 100_000_000) throw new EvalError('eval', 'out of memory');
      const out = new Array<Slot>(size);
      for (let i = 0; i < size; i++) out[i] = applyThunk(context, f, [i]);
      return out;
    },
    { order: [1, 0] },
  ),
  task(
    '__sort',
    'comparator list',
    'Sorts a list, keeping equal elements in order; *comparator* says whether its first argument comes first.',
    (context, args) => sortList(context, args),
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
  task(
    '__concatMap',
    'f list',
    'Applies *f* to every element and joins the lists it answers.',
    function* (_, args) {
      const f = yield* forceFunction(args[0], argument('first', 'concatMap'));
      const list = yield* forceList(args[1], argument('second', 'concatMap'));
      const out: List = [];
      for (const item of list) {
        const value = yield* call(f, [item]);
        const line = 'while evaluating the return value of the function passed to builtins.concatMap';
        for (const part of yield* forceList(value, line)) out.push(part);
      }
      return out;
    },
  ),
];
