// Builtins on attribute sets.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { positionSet } from '../eval/position-set.ts';
import { forceAttrs, forceFunction, forceList, forceStringNoContext, requireAttr } from '../eval/request.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs, EMPTY_ATTRS, makeAttrs, Shape } from '../value/attrs.ts';
import { Lambda, PartialCall, type List, type Slot } from '../value/value.ts';
import { callPairCode, holding } from './apply-thunk.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';

/** The attributes at some places (in order) of a set, as a set of their own. */
function pick(set: Attrs, places: readonly number[]): Attrs {
  return new Attrs(
    places.length === set.size ? set.shape : new Shape(places.map((i) => set.shape.names[i])),
    places.map((i) => set.values[i]),
    set.positions === undefined ? undefined : places.map((i) => (set.positions as readonly Pos[])[i]),
  );
}

export const SET_BUILTINS: readonly BuiltinDescriptor[] = [
  leaf('__attrNames', ['attrs'], 'set', 'The names of a set’s attributes, sorted.', (_, set) => [
    ...set.shape.names,
  ]),
  leaf(
    '__attrValues',
    ['attrs'],
    'set',
    'The values of a set’s attributes, in the order of their names.',
    (_, set) => [...set.values],
  ),
  leaf('__getAttr', ['plain-string', 'attrs'], 's set', 'The attribute of *set* named *s*.', (_, name, set) =>
    requireAttr(set, name, 'in the attribute set under consideration'),
  ),
  leaf(
    '__hasAttr',
    ['plain-string', 'attrs'],
    's set',
    'Whether *set* has an attribute named *s*.',
    (_, name, set) => set.has(name),
  ),
  leaf(
    '__unsafeGetAttrPos',
    ['plain-string', 'attrs'],
    's set',
    'Where the attribute *s* of *set* was defined, or null.',
    (c, name, set) => (set.has(name) ? positionSet(c.sources, set.positionOf(name)) : null),
  ),
  task('removeAttrs', 'set list', 'A set without the attributes named in *list*.', function* (_, args) {
    const set = yield* forceAttrs(
      args[0],
      'while evaluating the first argument passed to builtins.removeAttrs',
    );
    const list = yield* forceList(
      args[1],
      'while evaluating the second argument passed to builtins.removeAttrs',
    );
    const names = new Set<ByteString>();
    const line = 'while evaluating the values of the second argument passed to builtins.removeAttrs';
    for (const item of list) names.add(yield* forceStringNoContext(item, line));
    return pick(
      set,
      set.shape.names.flatMap((name, i) => (names.has(name) ? [] : [i])),
    );
  }),
  task(
    '__listToAttrs',
    'e',
    'The set of a list of `{ name, value }` pairs; of equal names the first counts.',
    function* (context, args) {
      const list = yield* forceList(args[0], 'while evaluating the argument passed to builtins.listToAttrs');
      const entries: [ByteString, Slot, Pos][] = [];
      const seen = new Set<ByteString>();
      for (const item of list) {
        const pair = yield* forceAttrs(
          item,
          'while evaluating an element of the list passed to builtins.listToAttrs',
        );
        const line =
          'while evaluating the `name` attribute of an element of the list passed to builtins.listToAttrs';
        const slot = requireAttr(pair, 'name', 'in a {name=...; value=...;} pair');
        const name = yield* forceStringNoContext(slot, line, pair.positionOf('name'));
        if (seen.has(name)) continue;
        seen.add(name);
        context.order(name);
        const value = requireAttr(pair, 'value', 'in a {name=...; value=...;} pair');
        entries.push([name, value, pair.positionOf('value')]);
      }
      return makeAttrs(entries);
    },
  ),
  leaf(
    '__intersectAttrs',
    ['attrs', 'attrs'],
    'e1 e2',
    'The attributes of *e2* whose names are in *e1* too.',
    (_, left, right) =>
      left.size < right.size
        ? pick(
            right,
            left.shape.names.map((name) => right.shape.find(name)).filter((i) => i >= 0),
          )
        : pick(
            right,
            right.shape.names.flatMap((name, i) => (left.has(name) ? [i] : [])),
          ),
  ),
  task(
    '__catAttrs',
    'attr list',
    'The values of the attribute *attr* of those sets in *list* that have it.',
    function* (_, args) {
      const line = 'while evaluating the first argument passed to builtins.catAttrs';
      const name = yield* forceStringNoContext(args[0], line);
      const list = yield* forceList(
        args[1],
        'while evaluating the second argument passed to builtins.catAttrs',
      );
      const out: List = [];
      for (const item of list) {
        const set = yield* forceAttrs(
          item,
          'while evaluating an element in the list passed as second argument to builtins.catAttrs',
        );
        const value = set.get(name);
        if (value !== undefined) out.push(value);
      }
      return out;
    },
  ),
  leaf(
    '__functionArgs',
    ['value'],
    'f',
    'The names a function takes from its set argument, each with whether it has a default.',
    (_, f) => {
      const lambda = f instanceof PartialCall ? f.lambda : f;
      if (lambda instanceof Lambda) {
        const { formals } = lambda.info;
        if (formals === undefined) return EMPTY_ATTRS;
        return makeAttrs(
          formals.list.map((x): [ByteString, Slot, Pos] => [x.name, x.fallback !== undefined, x.pos]),
        );
      }
      if (typeof f === 'object' && f !== null && 'primitive' in f) return EMPTY_ATTRS;
      throw new EvalError('type', "'functionArgs' requires a function");
    },
  ),
  leaf(
    '__mapAttrs',
    ['lazy', 'attrs'],
    'f attrset',
    'Applies *f* to every name and value of a set, lazily.',
    (context, f, set) => {
      const { names } = set.shape;
      const values = new Array<Slot>(names.length);
      const code = callPairCode(context.machine, f, (n) => [names[n], set.values[n]]);
      for (let i = 0; i < names.length; i++) values[i] = holding(code, i);
      return new Attrs(set.shape, values, undefined);
    },
  ),
  task(
    '__zipAttrsWith',
    'f list',
    'Merges sets: each name gets *f* of the name and the list of its values.',
    function* (context, args) {
      const f = yield* forceFunction(
        args[0],
        'while evaluating the first argument passed to builtins.zipAttrsWith',
      );
      const list = yield* forceList(
        args[1],
        'while evaluating the second argument passed to builtins.zipAttrsWith',
      );
      const lists = new Map<ByteString, List>();
      for (const item of list) {
        const line =
          'while evaluating a value of the list passed as second argument to builtins.zipAttrsWith';
        const set = yield* forceAttrs(item, line);
        set.shape.names.forEach((name, i) => {
          const values = lists.get(name);
          if (values === undefined) lists.set(name, [set.values[i]]);
          else values.push(set.values[i]);
        });
      }
      const entries = [...lists];
      const code = callPairCode(context.machine, f, (n) => entries[n]);
      return makeAttrs(entries.map(([name], n) => [name, holding(code, n)]));
    },
  ),
];
