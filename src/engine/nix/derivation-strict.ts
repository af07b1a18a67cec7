// `derivationStrict`: turns an attribute set into a derivation in the store.
//
// Its attributes become the environment, and the contexts of all strings together are the inputs. Source of the rules
// and messages: Nix's `derivationStrictInternal`; measured on Nix 2.36.
import { toHex, type ByteString } from '../base/index.ts';
import {
  EvalError,
  forceAttrs,
  forceStringNoContext,
  hint,
  makeAttrs,
  makeString,
  parseContextElement,
  readHashOrNothing,
  showContextElement,
  task,
  traced,
  type Attrs,
  type Builder,
  type BuiltinDescriptor,
  type Context,
  type Task,
} from '../lang/index.ts';
import {
  baseName,
  closure,
  IMPURE,
  isDerivationPath,
  makeFixedOutputPath,
  methodPrefix,
  nameProblem,
  placeholder,
  sortedMap,
  STORE_DIR,
  withOutputPaths,
  type Derivation,
  type DerivationOutput,
  type DynamicOutputs,
  type Store,
} from '../store/index.ts';
import { readAttributes, structuredText, type Draft } from './derivation-attributes.ts';
import { checkOptions } from './derivation-options.ts';
import type { InstantiateEvent } from './events.ts';
import type { StoreHost } from './store-host.ts';
import { outputString } from './store-string.ts';

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
  const derivation = complete(builder, host.store, draft);
  const inputs = [...derivation.inputDrvs.keys()];
  const drv = host.readOnly
    ? host.store.derivationPath(derivation, name)
    : host.store.addDerivation(derivation, name);
  observe({ kind: 'instantiate', drv, name, inputs });
  return makeAttrs([
    ['drvPath', makeString(drv, [showContextElement({ kind: 'deep', drv: baseName(drv) })])],
    ...[...derivation.outputs].map(
      ([output, { path }]) => [output, outputString(drv, output, path)] as const,
    ),
  ]);
}

/** The derivation with its inputs and the paths of its outputs, as far as they can be known. */
function complete(builder: Builder, store: Store, draft: Draft): Derivation {
  const inputs = inputsOf(store, draft.context);
  checkDraft(draft);
  const env = new Map(draft.env);
  if (draft.structured !== undefined) env.set('__json', structuredText(draft.structured));
  const names = draft.outputs;
  const outputs: (make: (name: ByteString) => DerivationOutput) => Map<ByteString, DerivationOutput> = (
    make,
  ) => new Map(names.map((name) => [name, make(name)]));
  const plain: Derivation = {
    outputs: outputs(() => ({ path: '', algorithm: '', hash: '' })),
    ...inputs,
    system: draft.system,
    builder: draft.builder,
    args: draft.args,
    env: sortedMap(env),
  };
  if (draft.outputHash !== undefined) {
    const out = fixedOutput(builder, draft, draft.outputHash);
    env.set('out', out.path);
    return { ...plain, outputs: new Map([['out', out]]), env: sortedMap(env) };
  }
  if (draft.contentAddressed || draft.impure) {
    if (draft.contentAddressed && draft.impure)
      throw new EvalError('eval', 'derivation cannot be both content-addressed and impure');
    const algorithm = `${methodPrefix(draft.outputHashMode ?? 'nar')}${draft.outputHashAlgo ?? 'sha256'}`;
    for (const name of names) env.set(name, placeholder(name));
    const floating = { path: '', algorithm, hash: draft.impure ? IMPURE : '' };
    return { ...plain, outputs: outputs(() => floating), env: sortedMap(env) };
  }
  checkOptions(plain);
  return withOutputPaths(plain, draft.name, (input) => store.hashOfDerivation(input));
}

function checkDraft({ name, builder, system, outputs, outputHashMode }: Draft): void {
  if (builder === '') throw new EvalError('eval', "required attribute 'builder' missing");
  if (system === '') throw new EvalError('eval', "required attribute 'system' missing");
  const makesOneText = outputHashMode === 'text' && outputs.length === 1 && outputs[0] === 'out';
  if (isDerivationPath(name) && !makesOneText)
    throw new EvalError(
      'eval',
      hint`derivation names are allowed to end in '${'.drv'}' only if they produce a single derivation file`,
    );
}

function fixedOutput(builder: Builder, draft: Draft, text: ByteString): DerivationOutput {
  if (draft.outputs.length !== 1 || draft.outputs[0] !== 'out')
    throw new EvalError('eval', 'multiple outputs are not supported in fixed-output derivations');
  const { algorithm, hash } = readHashOrNothing(builder, text, draft.outputHashAlgo);
  const method = draft.outputHashMode ?? 'flat';
  const path = makeFixedOutputPath(draft.name, method, algorithm, hash);
  return { path, algorithm: `${methodPrefix(method)}${algorithm}`, hash: toHex(hash) };
}

/** What is needed of one derivation. */
interface Needed {
  readonly outputs: Set<ByteString>;
  readonly of: Map<ByteString, Needed>;
}

const needed = (): Needed => ({ outputs: new Set(), of: new Map() });

/** The inputs that a context speaks of. */
function inputsOf(
  store: Store,
  context: Context,
): Pick<Derivation, 'inputDrvs' | 'inputSrcs' | 'dynamicInputs'> {
  const drvs = new Map<ByteString, Needed>();
  const sources = new Set<ByteString>();
  const within = (map: Map<ByteString, Needed>, key: ByteString): Needed => {
    const known = map.get(key) ?? needed();
    map.set(key, known);
    return known;
  };
  const place = (drv: ByteString): Needed => {
    const element = parseContextElement(drv);
    return element.kind === 'output'
      ? within(place(element.drv).of, element.output)
      : within(drvs, `${STORE_DIR}/${drv}`);
  };
  for (const text of context) {
    const element = parseContextElement(text);
    switch (element.kind) {
      case 'opaque':
        sources.add(`${STORE_DIR}/${element.path}`);
        break;
      case 'output':
        place(element.drv).outputs.add(element.output);
        break;
      case 'deep':
        for (const path of closure([`${STORE_DIR}/${element.drv}`], (p) => store.query(p).references)) {
          sources.add(path);
          if (!isDerivationPath(path)) continue;
          const { outputs } = within(drvs, path);
          for (const output of store.derivation(path).outputs.keys()) outputs.add(output);
        }
        break;
    }
  }
  const inputDrvs = sortedMap(new Map([...drvs].map(([drv, { outputs }]) => [drv, [...outputs].sort()])));
  const dynamic = [...drvs]
    .filter(([, { of }]) => of.size > 0)
    .map(([drv, { of }]) => [drv, sorted(of)] as const);
  return {
    inputDrvs,
    inputSrcs: [...sources].sort(),
    ...(dynamic.length === 0 ? {} : { dynamicInputs: new Map(dynamic) }),
  };
}

function sorted(of: ReadonlyMap<ByteString, Needed>): ReadonlyMap<ByteString, DynamicOutputs> {
  return sortedMap(
    new Map(
      [...of].map(([name, inner]) => [name, { outputs: [...inner.outputs].sort(), of: sorted(inner.of) }]),
    ),
  );
}
