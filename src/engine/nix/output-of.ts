// `outputOf`: an output of a derivation that a string speaks of, which may itself be one that is to be built.
//
// Source of the rules and messages: Nix's `prim_outputOf`; measured on Nix 2.36.
import type { ByteString } from '../base/index.ts';
import {
  contextOf,
  EvalError,
  forceString,
  forceStringNoContext,
  hint,
  makeString,
  parseContextElement,
  showContextElement,
  task,
  textOf,
  type BuiltinDescriptor,
  type ContextElement,
} from '../lang/index.ts';
import { computedPlaceholder, STORE_DIR, upstreamPlaceholder, type Store } from '../store/index.ts';
import type { StoreHost } from './store-host.ts';

const FIRST = 'while evaluating the first argument to builtins.outputOf';

export function outputOf({ store }: StoreHost): BuiltinDescriptor {
  return task(
    '__outputOf',
    'derivation-reference output-name',
    'The path of an output of a derivation that is known by a string, or that will be known when it is built.',
    function* (_, [referenceSlot, nameSlot]) {
      const reference = yield* forceString(referenceSlot, FIRST);
      const drv = derivationIn(store, textOf(reference), contextOf(reference));
      const output = yield* forceStringNoContext(
        nameSlot,
        'while evaluating the second argument to builtins.outputOf',
      );
      const element = showContextElement({ kind: 'output', drv, output });
      return makeString(pathOf(store, { kind: 'output', drv, output }), [element]);
    },
    { feature: 'dynamic-derivations' },
  );
}

/** The one thing a string speaks of, as it stands in a context. */
function derivationIn(store: Store, text: ByteString, context: readonly ByteString[]): ByteString {
  const refuse = (message: ByteString) => new EvalError('eval', message).trace(0, FIRST);
  if (context.length !== 1)
    throw refuse(
      hint`string '${text}' has ${context.length} entries in its context. It should only have exactly one entry`,
    );
  const element = parseContextElement(context[0]);
  switch (element.kind) {
    case 'deep':
      throw refuse(
        hint`string '${text}' has a context which refers to a complete source and binary closure. This is not supported at this time`,
      );
    case 'opaque': {
      const expected = `${STORE_DIR}/${element.path}`;
      if (text !== expected)
        throw refuse(hint`path string '${text}' has context with the different path '${expected}'`);
      return element.path;
    }
    case 'output': {
      const expected = pathOf(store, element);
      if (text !== expected)
        throw refuse(
          hint`string '${text}' has context with the output '${element.output}' from derivation '${shown(element.drv)}', but the string is not the right placeholder for this derivation output. It should be '${expected}'`,
        );
      return context[0];
    }
  }
}

/** The path of an output, or what stands for it. */
function pathOf(store: Store, { drv, output }: Extract<ContextElement, { kind: 'output' }>): ByteString {
  const inner = parseContextElement(drv);
  if (inner.kind === 'output') return computedPlaceholder(placeholderOf(inner), output);
  const path = `${STORE_DIR}/${drv}`;
  if (!store.isValid(path)) throw new EvalError('eval', hint`path '${path}' is not a valid store path`);
  const found = store.derivation(path).outputs.get(output);
  if (found === undefined)
    throw new EvalError('eval', hint`derivation '${path}' does not have output '${output}'`);
  return found.path === '' ? upstreamPlaceholder(path, output) : found.path;
}

/** What stands for an output as long as it is not built. */
function placeholderOf({ drv, output }: Extract<ContextElement, { kind: 'output' }>): ByteString {
  const inner = parseContextElement(drv);
  return inner.kind === 'output'
    ? computedPlaceholder(placeholderOf(inner), output)
    : upstreamPlaceholder(`${STORE_DIR}/${drv}`, output);
}

/** `/nix/store/x.drv^out`. */
function shown(drv: ByteString): ByteString {
  const inner = parseContextElement(drv);
  return inner.kind === 'output' ? `${shown(inner.drv)}^${inner.output}` : `${STORE_DIR}/${drv}`;
}
