// `parseFlakeRef`, `flakeRefToString` and `getFlake`.
import { NotSimulated, type ByteString } from '../base/index.ts';
import {
  EvalError,
  force,
  forceAttrs,
  forceStringNoContext,
  hint,
  isInt,
  isString,
  makeAttrs,
  PathValue,
  showType,
  task,
  textOf,
  type Builder,
  type BuiltinDescriptor,
  type Slot,
  type Task,
} from '../lang/index.ts';
import {
  fetching,
  flakeRefFromAttributes,
  flakeRefToAttributes,
  parseFlakeRef,
  SCHEMES,
  showFlakeRef,
  type InputValue,
} from './fetchers/index.ts';
import { lookUpFlake, notFound } from './flake-registry.ts';
import type { StoreHost } from './store-host.ts';

export function flakeBuiltins(host: StoreHost): BuiltinDescriptor[] {
  return [
    task(
      '__parseFlakeRef',
      'flake-ref',
      'Takes a flake reference apart: the set of its attributes.',
      function* (builder, [slot]) {
        const line = 'while evaluating the argument passed to builtins.parseFlakeRef';
        const text = yield* forceStringNoContext(slot, line);
        const ref = parseFlakeRef(text, SCHEMES, fetching(builder, host));
        return makeAttrs([...flakeRefToAttributes(ref)]);
      },
      { feature: 'flakes', checksFeature: true },
    ),
    task(
      '__flakeRefToString',
      'attrs',
      'Writes a flake reference, given as a set of attributes, as a URL.',
      (builder, [slot]) => flakeRefToString(builder, host, slot),
      { feature: 'flakes', checksFeature: true },
    ),
    task(
      '__getFlake',
      'args',
      'Fetches a flake and answers its outputs.',
      (builder, [slot]) => getFlake(builder, host, slot),
      { feature: 'flakes', checksFeature: true },
    ),
  ];
}

function* flakeRefToString(builder: Builder, host: StoreHost, slot: Slot): Task {
  const set = yield* forceAttrs(slot, 'while evaluating the argument passed to builtins.flakeRefToString');
  const attrs = new Map<ByteString, InputValue>();
  for (const i of set.shape.oldestFirst((name) => builder.order(name))) {
    const name = set.shape.names[i];
    const value = yield* force(set.values[i], set.positionOf(name));
    if (isInt(value)) {
      if (value < 0)
        throw new EvalError('eval', hint`negative value given for flake ref attr ${name}: ${value}`);
      attrs.set(name, value);
    } else if (typeof value === 'boolean') attrs.set(name, value);
    else if (isString(value)) attrs.set(name, textOf(value));
    else
      throw new EvalError(
        'eval',
        hint`flake reference attribute sets may only contain integers, Booleans, and strings, but attribute '${name}' is ${showType(value)}`,
      );
  }
  const f = fetching(builder, host);
  return showFlakeRef(flakeRefFromAttributes(attrs, SCHEMES, f), f);
}

function* getFlake(builder: Builder, host: StoreHost, slot: Slot): Task {
  if ((yield* force(slot)) instanceof PathValue) throw new NotSimulated('builtins.getFlake');
  const text = yield* forceStringNoContext(slot, 'while evaluating the argument passed to builtins.getFlake');
  const f = fetching(builder, host);
  const { input } = parseFlakeRef(text, SCHEMES, f);
  if (builder.pure && !input.isLocked(f))
    throw new EvalError(
      'eval',
      hint`cannot call 'getFlake' on unlocked flake reference '${text}', at ${builder.sources.describe(0)} (use --impure to override)`,
    );
  if (!input.isDirect) {
    if (!builder.pure && host.settings.boolean('use-registries')) lookUpFlake(input, f);
    throw notFound(input, f);
  }
  input.fetch(f);
  throw new NotSimulated('builtins.getFlake');
}
