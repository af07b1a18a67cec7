export type { ValidPath } from './valid-path.ts';
export type { StoreEvent } from './events.ts';
export {
  STORE_DIR,
  BadStorePath,
  baseName,
  checkStorePath,
  computedPlaceholder,
  foldHash,
  hashAnatomy,
  hashPart,
  isDerivationPath,
  isInStore,
  isStorePath,
  makeFixedOutputPath,
  makeOutputPath,
  makeStorePath,
  makeTextPath,
  methodPrefix,
  namePart,
  nameProblem,
  outputName,
  placeholder,
  splitStorePath,
  upstreamPlaceholder,
  type ContentMethod,
  type HashAnatomy,
} from './store-path.ts';
export {
  derivationName,
  fixedOutput,
  hasKnownOutputs,
  hashMethod,
  hashModulo,
  IMPURE,
  sortedMap,
  withOutputPaths,
  type Derivation,
  type DerivationOutput,
  type DynamicOutputs,
} from './derivation.ts';
export { BadDerivation, readDerivation, writeDerivation } from './aterm.ts';
export { BadNar, readNar, restoreNar, writeNar, type NarNode, type PathFilter } from './nar.ts';
export { ReferenceScanner } from './references.ts';
export { Database } from './database.ts';
export { closure, dependenciesFirst } from './closure.ts';
export { InvalidPath, Store, derivationReferences, narHash32, type StoreOptions } from './store.ts';
export { STATE_DIR, addIndirectRoot, findRoots, removeStale, type Root, type Roots } from './roots.ts';
export { mark, sweep, type Marked } from './collect-garbage.ts';
