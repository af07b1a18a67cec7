// `fetchClosure`: a store path with all it refers to, from a binary cache. Without a network there is none.
//
// Source of the rules and messages: Nix's `prim_fetchClosure`; measured on Nix 2.36.
import type { ByteString } from '../base/index.ts';
import {
  coerceToString,
  EvalError,
  force,
  forceAttrs,
  forceBool,
  forceStringNoContext,
  hint,
  task,
  type Builder,
  type BuiltinDescriptor,
  type Pos,
  type Slot,
  type Task,
} from '../lang/index.ts';
import { isStorePath } from '../store/index.ts';
import { download, fetching } from './fetchers/index.ts';
import type { StoreHost } from './store-host.ts';

export function fetchClosure(host: StoreHost): BuiltinDescriptor {
  return task(
    '__fetchClosure',
    'args',
    'Fetches a store path with all it refers to from a binary cache.',
    function* (builder, [slot]): Task {
      const store = yield* readArguments(builder, slot);
      if (!/^https?:\/\//.test(store))
        throw /^[a-z0-9+.-]+:\/\//.test(store) || store.startsWith('/')
          ? new EvalError('eval', "'fetchClosure' only supports http:// and https:// stores")
          : new EvalError('usage', hint`Cannot parse Nix store '${store}'`);
      if (store.includes('?'))
        throw new EvalError(
          'eval',
          hint`'fetchClosure' does not support URL query parameters (in '${store}')`,
        );
      throw download(`${store.replace(/\/+$/, '')}/nix-cache-info`, fetching(builder, host));
    },
    { feature: 'fetch-closure' },
  );
}

/** Checks the arguments, and answers the cache's URL. */
function* readArguments(builder: Builder, slot: Slot): Task<ByteString> {
  const set = yield* forceAttrs(slot, 'while evaluating the argument passed to builtins.fetchClosure');
  let fromStore: ByteString | undefined;
  let inputAddressed = false;
  for (const i of set.shape.oldestFirst((name) => builder.order(name))) {
    const name = set.shape.names[i];
    const value = set.values[i];
    const pos = set.positionOf(name);
    const line = hint`while evaluating the attribute '${name}' passed to builtins.fetchClosure`;
    switch (name) {
      case 'fromPath':
        yield* storePathOf(value, line, pos);
        break;
      case 'toPath':
        if ((yield* force(value, pos)) !== '') yield* storePathOf(value, line, pos);
        break;
      case 'fromStore':
        fromStore = yield* forceStringNoContext(value, line, pos);
        break;
      case 'inputAddressed':
        inputAddressed = yield* forceBool(value, line, pos);
        break;
      default:
        throw new EvalError('eval', hint`attribute '${name}' isn't supported in call to 'fetchClosure'`);
    }
  }
  const missing = (name: ByteString) =>
    new EvalError('eval', hint`attribute '${name}' is missing in call to 'fetchClosure'`);
  if (!set.has('fromPath')) throw missing('fromPath');
  if (inputAddressed && set.has('toPath'))
    throw new EvalError(
      'eval',
      hint`attribute '${'inputAddressed'}' is set to true, but '${'toPath'}' is also set. Please remove one of them`,
    );
  if (fromStore === undefined) throw missing('fromStore');
  return fromStore;
}

function* storePathOf(slot: Slot, line: ByteString, pos: Pos): Task<void> {
  const { text } = yield* coerceToString(slot, { line, pos });
  if (!isStorePath(text))
    throw new EvalError('eval', hint`path '${text}' is not in the Nix store`).trace(pos, line);
}
