// The registries of flakes: names for flakes, of which the global list is behind a URL.
import { NotSimulated } from '../base/index.ts';
import { EvalError, hint } from '../lang/index.ts';
import { download, type Fetching, type Input } from './fetchers/index.ts';

/** Looks an input up, which always fails: the lists can not be fetched, or have nothing in them. */
export function lookUpFlake(input: Input, f: Fetching): never {
  const registry = f.host.settings.text('flake-registry');
  if (registry !== '' && !registry.startsWith('/')) throw download(registry, f);
  if (registry !== '' && f.host.lstat(registry) !== undefined)
    throw new NotSimulated('a registry of flakes in a file');
  if (input.isDirect) throw new NotSimulated(`fetching the flake ${input.toText(f)}`);
  throw notFound(input, f);
}

export function notFound(input: Input, f: Fetching): EvalError {
  return new EvalError('eval', hint`cannot find flake '${input.toText(f)}' in the flake registries`);
}
