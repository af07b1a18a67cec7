// What may be fetched in restricted evaluation: what the setting `allowed-uris` names, and files that may be read.
//
// Source of the rules and messages: Nix's `EvalState::checkURI`.
import type { ByteString } from '../base/index.ts';
import { canonicalPath, EvalError, hint } from '../lang/index.ts';
import { BadUrl, parseUrl, segmentsToPath, type Fetching } from './fetchers/index.ts';

/** Throws an EvalError of kind `restricted`. */
export function checkUri(uri: ByteString, f: Fetching): void {
  const { restricted, allowedUris, access } = f.builder;
  if (!restricted || allowedUris.some((prefix) => isBelow(uri, prefix))) return;
  if (uri.startsWith('/')) return access.check(canonicalPath(uri));
  try {
    const { scheme, path } = parseUrl(uri, f);
    if (scheme === 'file') return access.check(canonicalPath(segmentsToPath(path)));
  } catch (error) {
    if (!(error instanceof BadUrl)) throw error;
  }
  throw new EvalError('restricted', hint`access to URI '${uri}' is forbidden in restricted mode`);
}

function isBelow(uri: ByteString, prefix: ByteString): boolean {
  if (uri === prefix) return true;
  if (prefix === '' || !uri.startsWith(prefix)) return false;
  return prefix.endsWith('/') || uri[prefix.length] === '/' || /^[a-z][a-z0-9+.-]*:$/.test(prefix);
}
