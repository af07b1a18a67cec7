// Inputs that are one file or one archive behind a URL: `file+https://…`, `https://….tar.gz`.
import { NotSimulated, showHash, type ByteString } from '../../base/index.ts';
import { EvalError, hint } from '../../lang/index.ts';
import {
  maybeString,
  narHashOf,
  requireString,
  type InputAttributes,
  type InputValue,
} from './attributes.ts';
import { downloadFile, unpack } from './download.ts';
import { withNarHash, type Fetched, type Fetching, type Input, type Scheme } from './input.ts';
import { applicationOf, parseUrl, segmentsToPath, showUrl, transportOf, type Url } from './url.ts';

const ATTRIBUTES = new Set(['url', 'narHash', 'name', 'unpack', 'rev', 'revCount', 'lastModified']);
const ARCHIVE = /\.(?:zip|tar|tgz|tar\.gz|tar\.xz|tar\.bz2|tar\.zst)$/;

/** `isMeant` tells whether a URL that does not say so is of this scheme. */
function curlScheme(
  name: ByteString,
  isMeant: (tree: boolean, isArchive: boolean) => boolean,
  fetch: Scheme['fetch'],
): Scheme {
  return {
    name,
    attributes: ATTRIBUTES,

    fromUrl(url, tree) {
      if (!['file', 'http', 'https'].includes(transportOf(url.scheme))) return undefined;
      const application = applicationOf(url.scheme);
      const isArchive = ARCHIVE.test(url.path[url.path.length - 1] ?? '');
      if (application === undefined ? !isMeant(tree, isArchive) : application !== name) return undefined;
      const attrs = new Map<ByteString, InputValue>([['type', name]]);
      for (const [key, value] of url.query)
        if (key === 'narHash' || key === 'rev') attrs.set(key, value);
        else if ((key === 'revCount' || key === 'lastModified') && /^[0-9]+$/.test(value))
          attrs.set(key, Number(value));
      const query = new Map([...url.query].filter(([key]) => !ATTRIBUTES.has(key)));
      return attrs.set('url', showUrl({ ...url, scheme: transportOf(url.scheme), query }));
    },

    fromAttributes: (attrs) => attrs,

    toUrl(attrs, f) {
      const url = parseUrl(requireString(attrs, 'url'), f);
      const narHash = narHashOf(f.builder, attrs);
      if (narHash === undefined) return url;
      return { ...url, query: new Map([...url.query, ['narHash', showHash(narHash, 'sri')]]) };
    },

    isLocked: (attrs, f) => narHashOf(f.builder, attrs) !== undefined,

    fetch,
  };
}

export const FILE_SCHEME = curlScheme('file', (tree, isArchive) => !tree && !isArchive, fetchFile);
export const TARBALL_SCHEME = curlScheme('tarball', (tree, isArchive) => tree || isArchive, fetchTarball);

const nameOf = (attrs: InputAttributes) => maybeString(attrs, 'name') ?? 'source';

function fetchFile(input: Input, f: Fetching): Fetched {
  const { attrs } = input;
  const name = nameOf(attrs);
  const file = downloadFile(requireString(attrs, 'url'), name, f);
  const storePath = f.host.fetchTree(file, name);
  input.toText(f); // as Nix writes it here, and tells again what is odd in it
  return { storePath, attrs: withNarHash({ storePath, attrs }, f) };
}

function fetchTarball(input: Input, f: Fetching): never {
  const text = requireString(input.attrs, 'url');
  parseUrl(text, f); // Nix reads it twice, and tells twice what is odd in it
  return fetchArchive(text, f);
}

/** Fails to fetch an archive. */
export function fetchArchive(text: ByteString, f: Fetching): never {
  const url = parseUrl(text, f);
  if (url.scheme === 'file') checkArchive(url, f);
  throw unpack(showUrl(url), showUrl(url), f);
}

/** What is wrong with an archive of this machine; none can be unpacked here. */
function checkArchive(url: Url, { host }: Fetching): never {
  const path = segmentsToPath(url.path);
  if (!path.startsWith('/'))
    throw new EvalError(
      'eval',
      hint`tarball '${showUrl(url)}' must use an absolute path. The 'file' scheme does not support relative paths.`,
    );
  const quoted = `"${path}"`;
  const type = host.lstat(path);
  if (type === undefined) throw new EvalError('eval', hint`tarball ${quoted} does not exist.`);
  if (type === 'directory')
    throw new EvalError(
      'eval',
      host.lstat(`${path}/.git`) === undefined
        ? hint`tarball ${quoted} is a directory, not a file.`
        : hint`tarball ${quoted} is a git repository, not a tarball. Please use \`git+file\` as the scheme.`,
    );
  throw new NotSimulated('unpacking an archive');
}
