// The fetchers: every kind of input that Nix 2.36 knows.
import { ARCHIVE_SCHEMES } from './archive-scheme.ts';
import { FILE_SCHEME, TARBALL_SCHEME } from './curl-scheme.ts';
import { GIT_SCHEME } from './git-scheme.ts';
import { INDIRECT_SCHEME } from './indirect-scheme.ts';
import { Schemes } from './input.ts';
import { MERCURIAL_SCHEME } from './mercurial-scheme.ts';
import { PATH_SCHEME } from './path-scheme.ts';

export { attributesToJson, revisionOf, type InputAttributes, type InputValue } from './attributes.ts';
export { download, channelUrl, downloadFile } from './download.ts';
export { flakeRefFromAttributes, flakeRefToAttributes, parseFlakeRef, showFlakeRef } from './flake-ref.ts';
export { fetchArchive } from './curl-scheme.ts';
export { gitUrl } from './git-url.ts';
export { fetching, withNarHash, type Fetched, type Fetching, type Input } from './input.ts';
export { BadUrl, parseUrl, segmentsToPath, showUrl } from './url.ts';

export const SCHEMES = new Schemes([
  ...ARCHIVE_SCHEMES,
  FILE_SCHEME,
  TARBALL_SCHEME,
  GIT_SCHEME,
  INDIRECT_SCHEME,
  MERCURIAL_SCHEME,
  PATH_SCHEME,
]);
