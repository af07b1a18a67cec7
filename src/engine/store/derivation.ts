// A derivation: what to build, with what, and how. Plain data and its rules; the ATerm text is in `aterm`.
//
// Invariant: maps are sorted by key in byte order, as they stand in the file.
import { digest, toHex, type ByteString, type HashAlgorithm } from '../base/index.ts';
import { writeDerivation } from './aterm.ts';
import { CONTENT_METHODS, makeOutputPath, methodPrefix, type ContentMethod } from './store-path.ts';

/**
 * One output. `algorithm` makes it content-addressed, and `hash` (base-16) fixed; the hash `impure` marks one that may
 * be different each time. An empty `path` is one that is known only when it (or what it needs) has been built.
 */
export interface DerivationOutput {
  readonly path: ByteString;
  /** `sha256`, `r:sha256` … or empty. */
  readonly algorithm: ByteString;
  readonly hash: ByteString;
}

/** What stands for the hash of an output that may be different each time. */
export const IMPURE = 'impure';

/** Outputs of a derivation that is itself an output: which of them are needed, and what is needed of theirs. */
export interface DynamicOutputs {
  readonly outputs: readonly ByteString[];
  readonly of: ReadonlyMap<ByteString, DynamicOutputs>;
}

export interface Derivation {
  readonly outputs: ReadonlyMap<ByteString, DerivationOutput>;
  /** The derivations it needs, and which of their outputs. */
  readonly inputDrvs: ReadonlyMap<ByteString, readonly ByteString[]>;
  /** Derivations that are outputs of derivations it needs, by the output's name; for each a place in `inputDrvs` too. */
  readonly dynamicInputs?: ReadonlyMap<ByteString, ReadonlyMap<ByteString, DynamicOutputs>>;
  /** Store paths it needs that are no outputs. */
  readonly inputSrcs: readonly ByteString[];
  readonly system: ByteString;
  readonly builder: ByteString;
  readonly args: readonly ByteString[];
  readonly env: ReadonlyMap<ByteString, ByteString>;
}

/** The name in the store: the path's name part without `.drv`. */
export function derivationName(drvPath: ByteString): ByteString {
  return drvPath.slice(drvPath.lastIndexOf('/') + 1 + 33, -'.drv'.length);
}

/** A derivation's single output `out` with a hash that was told in advance. */
export function fixedOutput(derivation: Derivation): DerivationOutput | undefined {
  const out = derivation.outputs.get('out');
  const isFixed =
    derivation.outputs.size === 1 && out !== undefined && out.hash !== '' && out.hash !== IMPURE;
  return isFixed ? out : undefined;
}

/** Whether the paths of a derivation's outputs are known before it is built. */
export function hasKnownOutputs(derivation: Derivation): boolean {
  return [...derivation.outputs.values()].every(({ path }) => path !== '');
}

/** Splits `r:sha256` into how the hash was taken and with what. */
export function hashMethod(text: ByteString): { method: ContentMethod; algorithm: HashAlgorithm } {
  const method =
    CONTENT_METHODS.find((name) => name !== 'flat' && text.startsWith(methodPrefix(name))) ?? 'flat';
  return { method, algorithm: text.slice(methodPrefix(method).length) as HashAlgorithm };
}

/** How to find the modulo hash of an input derivation: 32 bytes, or undefined when its outputs' paths are not known. */
export type HashOfInput = (drvPath: ByteString) => Uint8Array | undefined;

/**
 * `hashDerivationModulo`: the derivation's identity up to everything that does not matter. A fixed output counts by
 * its content alone, so that another mirror does not rebuild the world; inputs count by their own modulo hash; with
 * `maskOutputs` the output paths are blank, since they are what is being computed. Undefined when it has none: as long
 * as outputs, or those of inputs, have no path.
 */
export function hashModulo(
  derivation: Derivation,
  hashOf: HashOfInput,
  maskOutputs: boolean,
): Uint8Array | undefined {
  const fixed = fixedOutput(derivation);
  if (fixed !== undefined)
    return digest('sha256', `fixed:out:${fixed.algorithm}:${fixed.hash}:${fixed.path}`);
  if (derivation.dynamicInputs !== undefined || (!maskOutputs && !hasKnownOutputs(derivation)))
    return undefined;
  const inputs = new Map<ByteString, readonly ByteString[]>();
  for (const [path, outputs] of derivation.inputDrvs) {
    const hash = hashOf(path);
    if (hash === undefined) return undefined;
    const key = toHex(hash);
    inputs.set(key, mergeNames(inputs.get(key) ?? [], outputs));
  }
  return digest('sha256', writeDerivation(derivation, { inputDrvs: sortedMap(inputs), maskOutputs }));
}

/**
 * Fills in the output paths of an input-addressed derivation, in `outputs` and in the environment, where every output
 * has a variable (empty while the path is being computed, and for good when it depends on what is not built yet).
 */
export function withOutputPaths(derivation: Derivation, name: ByteString, hashOf: HashOfInput): Derivation {
  const env = new Map(derivation.env);
  for (const output of derivation.outputs.keys()) env.set(output, '');
  const modulo = hashModulo({ ...derivation, env: sortedMap(env) }, hashOf, true);
  const outputs = new Map<ByteString, DerivationOutput>();
  for (const output of derivation.outputs.keys()) {
    const path = modulo === undefined ? '' : makeOutputPath(output, modulo, name);
    outputs.set(output, { path, algorithm: '', hash: '' });
    env.set(output, path);
  }
  return { ...derivation, outputs, env: sortedMap(env) };
}

/** A map with its keys in byte order. */
export function sortedMap<V>(map: ReadonlyMap<ByteString, V>): Map<ByteString, V> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function mergeNames(a: readonly ByteString[], b: readonly ByteString[]): readonly ByteString[] {
  return [...new Set([...a, ...b])].sort();
}
