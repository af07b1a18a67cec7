// `derivationStrict`: turns an attribute set into a derivation in the store.
//
// Every attribute becomes an environment string by coercion, paths are copied, and the contexts of all strings together
// are the inputs. Source of the rules and messages: Nix's `derivationStrictInternal`; measured on Nix 2.36.
import {
  BadHash,
  encodeBase64,
  hashAlgorithm,
  HASH_SIZES,
  NotSimulated,
  parseHash,
  toHex,
  type ByteString,
  type HashAlgorithm,
} from '../base/index.ts';
import {
  coerceToString,
  EvalError,
  force,
  forceAttrs,
  forceBool,
  forceList,
  forceStringNoContext,
  hint,
  joinContexts,
  makeAttrs,
  makeString,
  NO_CONTEXT,
  parseContextElement,
  showContextElement,
  task,
  traced,
  type Attrs,
  type Builder,
  type BuiltinDescriptor,
  type Context,
  type Slot,
  type Task,
} from '../lang/index.ts';
import {
  baseName,
  closure,
  isDerivationPath,
  makeFixedOutputPath,
  nameProblem,
  sortedMap,
  STORE_DIR,
  withOutputPaths,
  type Derivation,
  type DerivationOutput,
  type Store,
} from '../store/index.ts';
import type { InstantiateEvent } from './events.ts';
import type { StoreHost } from './store-host.ts';

/** What an attribute set says, before its context is looked at. */
interface Draft {
  readonly name: ByteString;
  readonly args: ByteString[];
  readonly env: Map<ByteString, ByteString>;
  outputs: readonly ByteString[];
  context: Context;
  outputHash: ByteString | undefined;
  outputHashAlgo: HashAlgorithm | undefined;
  outputHashMode: 'flat' | 'nar' | undefined;
}

export function derivationStrict(
  host: StoreHost,
  observe: (event: InstantiateEvent) => void,
): BuiltinDescriptor {
  return task(
    'derivationStrict',
    'attrs',
    'Writes the derivation that *attrs* describes and answers its path and the paths of its outputs.',
    function* (builder, [argument]) {
      const attrs = yield* forceAttrs(
        argument,
        'while evaluating the argument passed to builtins.derivationStrict',
      );
      const name = yield* derivationNameOf(attrs);
      try {
        return yield* instantiate(builder, host, attrs, name, observe);
      } catch (error) {
        if (error instanceof EvalError) {
          const place = builder.sources.describe(attrs.positionOf('name'));
          error.trace(
            0,
            hint`while evaluating derivation '${name}'\n  whose name attribute is located at ${place}`,
            true,
          );
        }
        throw error;
      }
    },
  );
}

function* derivationNameOf(attrs: Attrs): Task<ByteString> {
  const line = 'in the attrset passed as argument to builtins.derivationStrict';
  const slot = attrs.get('name');
  if (slot === undefined) throw new EvalError('type', hint`attribute '${'name'}' missing`).trace(0, line);
  const nameLine = 'while evaluating the `name` attribute passed to builtins.derivationStrict';
  return yield* traced(
    forceStringNoContext(slot, nameLine),
    attrs.positionOf('name'),
    "while evaluating the derivation attribute 'name'",
  );
}

function* instantiate(
  builder: Builder,
  host: StoreHost,
  attrs: Attrs,
  name: ByteString,
  observe: (event: InstantiateEvent) => void,
): Task {
  const problem = nameProblem(name);
  if (problem !== undefined)
    throw new EvalError(
      'eval',
      hint`invalid derivation name: ${problem}. Please pass a different '${'name'}'.`,
    );
  const draft = yield* readAttributes(builder, attrs, name);
  for (const required of ['builder', 'system'])
    if ((draft.env.get(required) ?? '') === '')
      throw new EvalError('eval', `required attribute '${required}' missing`);
  if (isDerivationPath(name))
    throw new EvalError(
      'eval',
      hint`derivation names are allowed to end in '${'.drv'}' only if they produce a single derivation file`,
    );
  const derivation = complete(host, draft);
  const inputs = [...derivation.inputDrvs.keys()];
  const drv = host.readOnly
    ? host.store.derivationPath(derivation, name)
    : host.store.addDerivation(derivation, name);
  observe({ kind: 'instantiate', drv, name, inputs });
  const drvBase = baseName(drv);
  const outputs = [...derivation.outputs].map(
    ([output, { path }]) =>
      [output, makeString(path, [showContextElement({ kind: 'output', output, drv: drvBase })])] as const,
  );
  return makeAttrs([
    ['drvPath', makeString(drv, [showContextElement({ kind: 'deep', drv: drvBase })])],
    ...outputs,
  ]);
}

/** Evaluates every attribute, in the order of the names. */
function* readAttributes(builder: Builder, attrs: Attrs, name: ByteString): Task<Draft> {
  const draft: Draft = {
    name,
    args: [],
    env: new Map(),
    outputs: ['out'],
    context: NO_CONTEXT,
    outputHash: undefined,
    outputHashAlgo: undefined,
    outputHashMode: undefined,
  };
  if (yield* flag(attrs, '__structuredAttrs')) throw new NotSimulated('__structuredAttrs');
  const ignoreNulls = yield* flag(attrs, '__ignoreNulls');
  for (const [i, key] of attrs.shape.names.entries()) {
    if (key === '__ignoreNulls') continue;
    const slot = attrs.values[i];
    try {
      if (ignoreNulls && (yield* force(slot)) === null) continue;
      if (key === '__json') throw new NotSimulated(key);
      if (key === '__contentAddressed' || key === '__impure') {
        if (yield* forceBool(slot, '')) throw new NotSimulated(key);
      } else if (key === 'args') yield* readArguments(builder, slot, draft);
      else yield* readVariable(builder, key, slot, draft);
    } catch (error) {
      if (error instanceof EvalError)
        error.trace(attrs.positionOf(key), hint`while evaluating attribute '${key}' of derivation '${name}'`);
      throw error;
    }
  }
  return draft;
}

function* flag(attrs: Attrs, name: ByteString): Task<boolean> {
  const slot = attrs.get(name);
  if (slot === undefined) return false;
  return yield* forceBool(
    slot,
    `while evaluating the \`${name}\` attribute passed to builtins.derivationStrict`,
  );
}

function* readArguments(builder: Builder, slot: Slot, draft: Draft): Task<void> {
  for (const item of yield* forceList(slot, '')) {
    const line = 'while evaluating an element of the argument list';
    const { text, context } = yield* coerceToString(item, { line, more: true, copy: builder.copyToStore });
    draft.args.push(text);
    draft.context = joinContexts(draft.context, context);
  }
}

function* readVariable(builder: Builder, key: ByteString, slot: Slot, draft: Draft): Task<void> {
  const { text, context } = yield* coerceToString(slot, { line: '', more: true, copy: builder.copyToStore });
  draft.context = joinContexts(draft.context, context);
  draft.env.set(key, text);
  switch (key) {
    case 'outputHash':
      draft.outputHash = text;
      break;
    case 'outputHashAlgo':
      draft.outputHashAlgo = hashAlgorithm(text);
      break;
    case 'outputHashMode':
      draft.outputHashMode = hashMode(text);
      break;
    case 'outputs':
      draft.outputs = outputNames(text);
      break;
  }
}

function hashMode(text: ByteString): 'flat' | 'nar' {
  if (text === 'recursive' || text === 'nar') return 'nar';
  if (text === 'flat') return 'flat';
  const features: Readonly<Record<string, string>> = { text: 'dynamic-derivations', git: 'git-hashing' };
  const feature = features[text] as string | undefined;
  if (feature !== undefined)
    throw new EvalError(
      'eval',
      hint`experimental Nix feature '${feature}' is disabled; add '${`--extra-experimental-features ${feature}`}' to enable it`,
    );
  throw new EvalError('eval', hint`invalid value '${text}' for 'outputHashMode' attribute`);
}

function outputNames(text: ByteString): ByteString[] {
  const names: ByteString[] = [];
  for (const output of text.split(/[ \t\n\r]+/).filter((word) => word !== '')) {
    if (names.includes(output)) throw new EvalError('eval', hint`duplicate derivation output '${output}'`);
    if (output === 'drvPath') throw new EvalError('eval', "invalid derivation output name 'drvPath'");
    names.push(output);
  }
  if (names.length === 0) throw new EvalError('eval', 'derivation cannot have an empty set of outputs');
  return names.sort();
}

/** The derivation with its inputs and the paths of its outputs. */
function complete(host: StoreHost, draft: Draft): Derivation {
  const { store } = host;
  const { inputDrvs, inputSrcs } = inputsOf(store, draft.context);
  const { env } = draft;
  const plain: Derivation = {
    outputs: new Map(draft.outputs.map((output) => [output, { path: '', algorithm: '', hash: '' }])),
    inputDrvs,
    inputSrcs,
    system: env.get('system') ?? '',
    builder: env.get('builder') ?? '',
    args: draft.args,
    env: sortedMap(env),
  };
  if (draft.outputHash === undefined)
    return withOutputPaths(plain, draft.name, (input) => store.hashOfDerivation(input));
  const out = fixedOutput(host, draft);
  return { ...plain, outputs: new Map([['out', out]]), env: sortedMap(new Map([...env, ['out', out.path]])) };
}

function fixedOutput(host: StoreHost, draft: Draft): DerivationOutput {
  if (draft.outputs.length !== 1 || draft.outputs[0] !== 'out')
    throw new EvalError('eval', 'multiple outputs are not supported in fixed-output derivations');
  const { algorithm, hash } = promisedHash(host, draft);
  const method = draft.outputHashMode ?? 'flat';
  const path = makeFixedOutputPath(draft.name, method, algorithm, hash);
  return { path, algorithm: `${method === 'nar' ? 'r:' : ''}${algorithm}`, hash: toHex(hash) };
}

function promisedHash(host: StoreHost, draft: Draft): { algorithm: HashAlgorithm; hash: Uint8Array } {
  const text = draft.outputHash ?? '';
  try {
    if (text !== '') return parseHash(text, draft.outputHashAlgo);
  } catch (error) {
    if (error instanceof BadHash) throw new EvalError(error.isUsage ? 'usage' : 'eval', error.message);
    throw error;
  }
  const algorithm = draft.outputHashAlgo;
  if (algorithm === undefined) throw new EvalError('eval', 'empty hash requires explicit hash algorithm');
  const hash = new Uint8Array(HASH_SIZES[algorithm]);
  host.print(`\x1b[35;1mwarning:\x1b[0m found empty hash, assuming '${algorithm}-${encodeBase64(hash)}'`);
  return { algorithm, hash };
}

/** The inputs that a context speaks of. */
function inputsOf(store: Store, context: Context): Pick<Derivation, 'inputDrvs' | 'inputSrcs'> {
  const drvs = new Map<ByteString, Set<ByteString>>();
  const sources = new Set<ByteString>();
  const addOutputs = (drv: ByteString, outputs: Iterable<ByteString>) => {
    const known = drvs.get(drv) ?? new Set();
    for (const output of outputs) known.add(output);
    drvs.set(drv, known);
  };
  for (const text of context) {
    const element = parseContextElement(text);
    switch (element.kind) {
      case 'opaque':
        sources.add(`${STORE_DIR}/${element.path}`);
        break;
      case 'output':
        addOutputs(`${STORE_DIR}/${element.drv}`, [element.output]);
        break;
      case 'deep':
        for (const path of closure([`${STORE_DIR}/${element.drv}`], (p) => store.query(p).references)) {
          sources.add(path);
          if (isDerivationPath(path)) addOutputs(path, store.derivation(path).outputs.keys());
        }
        break;
    }
  }
  const inputDrvs = sortedMap(new Map([...drvs].map(([drv, outputs]) => [drv, [...outputs].sort()])));
  return { inputDrvs, inputSrcs: [...sources].sort() };
}
