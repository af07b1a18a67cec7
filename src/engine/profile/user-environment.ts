// A user environment: the derivation that `nix-env` builds for a set of packages, one tree of symlinks to all of them.
//
// Its builder is Nix's own `builtin:buildenv`. The derivation's text must be Nix's to the byte, for its store path is
// what the next generation points at.
import type { ByteString } from '../base/index.ts';
import { withOutputPaths, sortedMap, type Derivation, type Store } from '../store/index.ts';
import { priorityOf, writeManifest, type InstalledPackage } from './manifest.ts';

const NAME = 'user-environment';

/** Writes the manifest and the derivation of a user environment. Answers the derivation's path and its output. */
export function addUserEnvironment(
  store: Store,
  packages: readonly InstalledPackage[],
): { readonly drv: ByteString; readonly output: ByteString } {
  const references = packages.flatMap(({ outputs }) => outputs.map(({ path }) => path));
  const manifest = store.addText(
    'env-manifest.nix',
    writeManifest(packages),
    [...new Set(references)].sort(),
  );
  const derivations = packages.map((element) => {
    const active = element.meta.get('active') ?? 'true';
    const paths = element.outputs.map(({ path }) => path);
    return [active, priorityOf(element), paths.length, ...paths].join(' ');
  });
  const plain: Derivation = {
    outputs: new Map([['out', { path: '', algorithm: '', hash: '' }]]),
    inputDrvs: new Map(),
    inputSrcs: [manifest],
    system: 'builtin',
    builder: 'builtin:buildenv',
    args: [],
    env: sortedMap(
      new Map([
        ['allowSubstitutes', ''],
        ['builder', 'builtin:buildenv'],
        ['derivations', derivations.join(' ')],
        ['manifest', manifest],
        ['name', NAME],
        ['preferLocalBuild', '1'],
        ['system', 'builtin'],
      ]),
    ),
  };
  const derivation = withOutputPaths(plain, NAME, (input) => store.hashOfDerivation(input));
  const drv = store.addDerivation(derivation, NAME);
  return { drv, output: derivation.outputs.get('out')?.path ?? '' };
}
