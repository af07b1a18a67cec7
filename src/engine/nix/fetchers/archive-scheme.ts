// Inputs that are a commit or branch on a Git forge, fetched as an archive: `github:owner/repo/branch`.
import type { ByteString } from '../../base/index.ts';
import { EvalError, hint, readHash } from '../../lang/index.ts';
import {
  attributesToJson,
  maybeString,
  narHashOf,
  requireString,
  revisionOf,
  type InputAttributes,
  type InputValue,
} from './attributes.ts';
import { download, unpack } from './download.ts';
import { isRefName } from './git-url.ts';
import type { Fetching, Input, Scheme } from './input.ts';
import { BadUrl, showUrl, sortedEntries, type Url } from './url.ts';
import { showHash } from '../../base/index.ts';

interface Forge {
  readonly name: ByteString;
  /** Where it tells the commit that a name stands for. */
  readonly commitUrl: (
    host: ByteString | undefined,
    owner: ByteString,
    repo: ByteString,
    ref: ByteString,
  ) => ByteString;
  readonly archiveUrl: (
    host: ByteString | undefined,
    owner: ByteString,
    repo: ByteString,
    rev: ByteString,
  ) => ByteString;
}

const FORGES: readonly Forge[] = [
  {
    name: 'github',
    commitUrl: (host = 'github.com', owner, repo, ref) =>
      host === 'github.com'
        ? `https://api.${host}/repos/${owner}/${repo}/commits/${ref}`
        : `https://${host}/api/v3/repos/${owner}/${repo}/commits/${ref}`,
    archiveUrl: (host = 'github.com', owner, repo, rev) =>
      host === 'github.com'
        ? `https://${host}/${owner}/${repo}/archive/${rev}.tar.gz`
        : `https://${host}/api/v3/repos/${owner}/${repo}/tarball/${rev}`,
  },
  {
    name: 'gitlab',
    commitUrl: (host = 'gitlab.com', owner, repo, ref) =>
      `https://${host}/api/v4/projects/${owner}%2F${repo}/repository/commits?ref_name=${ref}`,
    archiveUrl: (host = 'gitlab.com', owner, repo, rev) =>
      `https://${host}/api/v4/projects/${owner}%2F${repo}/repository/archive.tar.gz?sha=${rev}`,
  },
  {
    name: 'sourcehut',
    commitUrl: (host = 'git.sr.ht', owner, repo, ref) =>
      `https://${host}/${owner}/${repo}/${ref === 'HEAD' ? 'HEAD' : 'info/refs'}`,
    archiveUrl: (host = 'git.sr.ht', owner, repo, rev) =>
      `https://${host}/${owner}/${repo}/archive/${rev}.tar.gz`,
  },
];

const REVISION = /^[0-9a-fA-F]{40}$/;

export const ARCHIVE_SCHEMES: readonly Scheme[] = FORGES.map((forge): Scheme => ({
  name: forge.name,
  feature: 'flakes',
  attributes: new Set(['owner', 'repo', 'ref', 'rev', 'narHash', 'lastModified', 'host', 'treeHash']),

  fromUrl(url, _tree, f) {
    return url.scheme === forge.name ? checkedAttributes(attributesOf(forge, url), f) : undefined;
  },

  fromAttributes: checkedAttributes,

  toUrl(attrs, f) {
    const path = [requireString(attrs, 'owner'), requireString(attrs, 'repo')];
    const name = maybeString(attrs, 'ref') ?? revisionOf(f.builder, attrs);
    const query = new Map<ByteString, ByteString>();
    const narHash = narHashOf(f.builder, attrs);
    if (narHash !== undefined) query.set('narHash', showHash(narHash, 'sri'));
    const host = maybeString(attrs, 'host');
    if (host !== undefined) query.set('host', host);
    return {
      scheme: forge.name,
      authority: undefined,
      path: name === undefined ? path : [...path, name],
      query,
      fragment: '',
    };
  },

  // the archives of a forge are trusted by default
  isLocked: (attrs, f) => revisionOf(f.builder, attrs) !== undefined,

  fetch: (input, f) => fetchArchive(forge, input, f),
}));

function attributesOf(forge: Forge, url: Url): InputAttributes {
  const path = url.path.filter((segment) => segment !== '');
  const attrs = new Map<ByteString, InputValue>();
  const name = path.slice(2).join('/');
  if (path.length < 2) throw new BadUrl(hint`URL '${showUrl(url)}' is invalid`);
  if (path.length === 3 && REVISION.test(name)) attrs.set('rev', name);
  else if (path.length > 2) attrs.set('ref', name);
  for (const [key, value] of sortedEntries(url.query)) {
    if (key === 'rev' && attrs.has(key))
      throw new BadUrl(hint`URL '${showUrl(url)}' contains multiple commit hashes`);
    if (key === 'ref' && attrs.has(key))
      throw new BadUrl(hint`URL '${showUrl(url)}' contains multiple branch/tag names`);
    if (!['rev', 'ref', 'host', 'narHash'].includes(key))
      throw new BadUrl(hint`URL '${showUrl(url)}' contains unknown parameter '${key}'`);
    attrs.set(key, value);
  }
  return attrs.set('type', forge.name).set('owner', path[0]).set('repo', path[1]);
}

function checkedAttributes(attrs: InputAttributes, f: Fetching): InputAttributes {
  requireString(attrs, 'owner');
  requireString(attrs, 'repo');
  const ref = maybeString(attrs, 'ref');
  const rev = maybeString(attrs, 'rev');
  const shown = () => attributesToJson(attrs);
  if (ref !== undefined && rev !== undefined)
    throw new BadUrl(
      hint`input ${shown()} contains both a commit hash ('${rev}') and a branch/tag name ('${ref}')`,
    );
  if (rev !== undefined) readHash(f.builder, rev, 'sha1');
  if (ref !== undefined && !isRefName(ref))
    throw new BadUrl(hint`input ${shown()} contains an invalid branch/tag name`);
  const host = maybeString(attrs, 'host');
  if (host !== undefined && !/^[a-zA-Z0-9.-]*$/.test(host))
    throw new BadUrl(hint`input ${shown()} contains an invalid instance host`);
  return attrs;
}

function fetchArchive(forge: Forge, { attrs, scheme }: Input, f: Fetching): never {
  const owner = requireString(attrs, 'owner');
  const repo = requireString(attrs, 'repo');
  const host = maybeString(attrs, 'host');
  const rev = revisionOf(f.builder, attrs);
  const ref = maybeString(attrs, 'ref') ?? 'HEAD';
  if (rev === undefined) throw download(forge.commitUrl(host, owner, repo, ref), f);
  if (scheme === undefined) throw new EvalError('eval', 'an input without a scheme');
  throw unpack(forge.archiveUrl(host, owner, repo, rev), showUrl(scheme.toUrl(attrs, f)), f);
}
