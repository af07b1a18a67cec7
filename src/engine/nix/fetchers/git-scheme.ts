// Inputs that are a Git repository: `git+https://host/repo?ref=main`. The machine has no Git, and so as real Nix without
// it none can be fetched.
import { NotSimulated, type ByteString } from '../../base/index.ts';
import { EvalError, hint, requireFeature } from '../../lang/index.ts';
import {
  maybeBoolean,
  maybeString,
  requireString,
  revisionOf,
  type InputAttributes,
  type InputValue,
} from './attributes.ts';
import { gitUrl, isRefName } from './git-url.ts';
import type { Fetching, Input, Scheme } from './input.ts';
import { applicationOf, BadUrl, parseUrl, segmentsToPath, showUrl, sortedEntries } from './url.ts';

const VERIFYING = ['verifyCommit', 'keytype', 'publicKey', 'publicKeys'];
const FLAGS = ['shallow', 'submodules', 'lfs', 'exportIgnore', 'allRefs', 'verifyCommit'];
const TEXTS = ['rev', 'ref', 'keytype', 'publicKey', 'publicKeys'];

export const GIT_SCHEME: Scheme = {
  name: 'git',
  attributes: new Set([
    ...FLAGS,
    ...TEXTS,
    'url',
    'lastModified',
    'revCount',
    'narHash',
    'name',
    'dirtyRev',
    'dirtyShortRev',
  ]),

  fromUrl(url, _tree, f) {
    if (url.scheme !== 'git' && applicationOf(url.scheme) !== 'git') return undefined;
    const attrs = new Map<ByteString, InputValue>([['type', 'git']]);
    const query = new Map<ByteString, ByteString>();
    for (const [name, value] of url.query)
      if (TEXTS.includes(name)) attrs.set(name, value);
      else if (FLAGS.includes(name)) attrs.set(name, value === '1');
      else query.set(name, value);
    attrs.set('url', showUrl({ ...url, query }));
    return checkedAttributes(attrs, f);
  },

  fromAttributes: checkedAttributes,

  toUrl(attrs, f) {
    const url = parseUrl(requireString(attrs, 'url'), f);
    const query = new Map(url.query);
    const rev = revisionOf(f.builder, attrs);
    if (rev !== undefined) query.set('rev', rev);
    const ref = maybeString(attrs, 'ref');
    if (ref !== undefined) query.set('ref', ref);
    for (const flag of ['shallow', 'lfs', 'submodules', 'exportIgnore', 'verifyCommit'])
      if (maybeBoolean(attrs, flag) === true) query.set(flag, '1');
    return { ...url, scheme: url.scheme === 'git' ? 'git' : `git+${url.scheme}`, query };
  },

  isLocked(attrs, f) {
    const rev = revisionOf(f.builder, attrs);
    return rev !== undefined && !/^0*$/.test(rev);
  },

  fetch: fetchGit,
};

function checkedAttributes(attrs: InputAttributes, f: Fetching): InputAttributes {
  for (const name of [...attrs.keys()].sort())
    if (VERIFYING.includes(name)) {
      requireFeature(f.builder.features, 'verified-fetches');
      throw new NotSimulated(`the attribute ${name} of Git inputs`);
    }
  const ref = maybeString(attrs, 'ref');
  if (ref !== undefined && !isRefName(ref)) throw new BadUrl(hint`invalid Git branch/tag name '${ref}'`);
  const checked = new Map(attrs).set('url', showUrl(gitUrl(requireString(attrs, 'url'), f)));
  for (const flag of ['shallow', 'submodules', 'allRefs']) maybeBoolean(checked, flag);
  return new Map(sortedEntries(checked));
}

function fetchGit({ attrs }: Input, f: Fetching): never {
  const url = parseUrl(requireString(attrs, 'url'), f);
  const { host } = f;
  if (url.scheme === 'file') {
    const path = segmentsToPath(url.path);
    const isThere = host.lstat(path) !== undefined;
    if (!isThere) throw new EvalError('eval', hint`Git repository ${`"${path}"`} does not exist.`);
    if (host.lstat(`${path}/.git`) !== undefined || host.lstat(`${path}/HEAD`) !== undefined)
      throw new NotSimulated('reading a Git repository');
  }
  const shown = showUrl(url.scheme === 'file' ? { ...url, query: new Map() } : url);
  if (maybeString(attrs, 'ref') === undefined)
    f.warn(hint`could not read HEAD ref from repo at '${shown}', using 'master'`);
  throw new EvalError('eval', hint`Failed to fetch git repository '${shown}'`);
}
