// Entries of search paths that are no paths: URLs of archives, channels, and flake references.
import type { ByteString } from '../base/index.ts';
import { EvalError, hint, requireFeature, type Builder } from '../lang/index.ts';
import { channelUrl, fetchArchive, fetching, parseFlakeRef, SCHEMES } from './fetchers/index.ts';
import { lookUpFlake } from './flake-registry.ts';
import type { StoreHost } from './store-host.ts';

const ARCHIVE = /^(?:channel:|(?:https?|file|channel|git|s3|ssh):\/\/)/;

/** Tries to fetch what an entry names; there is a warning when that fails, and an error when a flake does. */
export function fetchSearchPathEntry(builder: Builder, host: StoreHost, entry: ByteString): undefined {
  const f = fetching(builder, host);
  if (ARCHIVE.test(entry))
    try {
      fetchArchive(channelUrl(entry), f);
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      f.warn(hint`Nix search path entry '${entry}' cannot be downloaded, ignoring`);
    }
  else if (entry.startsWith('flake:')) {
    requireFeature(builder.features, 'flakes');
    lookUpFlake(parseFlakeRef(entry.slice('flake:'.length), SCHEMES, f).input, f);
  }
}
