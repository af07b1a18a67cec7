// Inputs that are a Mercurial repository: `hg+https://host/repo`. The machine has no Mercurial, and so as real Nix without
// it none can be fetched.
import type { ByteString } from '../../base/index.ts';
import { EvalError, hint } from '../../lang/index.ts';
import {
  maybeString,
  requireString,
  revisionOf,
  type InputAttributes,
  type InputValue,
} from './attributes.ts';
import type { Fetching, Scheme } from './input.ts';
import { BadUrl, parseUrl, showUrl } from './url.ts';

const TRANSPORTS = ['http', 'https', 'ssh', 'file'];

export const MERCURIAL_SCHEME: Scheme = {
  name: 'hg',
  attributes: new Set(['url', 'ref', 'rev', 'revCount', 'narHash', 'name']),

  fromUrl(url, _tree, f) {
    if (!TRANSPORTS.includes(url.scheme.slice(3)) || !url.scheme.startsWith('hg+')) return undefined;
    const attrs = new Map<ByteString, InputValue>([['type', 'hg']]);
    const query = new Map<ByteString, ByteString>();
    for (const [name, value] of url.query)
      if (name === 'rev' || name === 'ref') attrs.set(name, value);
      else query.set(name, value);
    attrs.set('url', showUrl({ ...url, scheme: url.scheme.slice(3), query }));
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
    return { ...url, scheme: `hg+${url.scheme}`, query };
  },

  isLocked: (attrs, f) => revisionOf(f.builder, attrs) !== undefined,

  fetch() {
    throw new EvalError('eval', 'hg failed with exit code 1');
  },
};

function checkedAttributes(attrs: InputAttributes, f: Fetching): InputAttributes {
  parseUrl(requireString(attrs, 'url'), f);
  const ref = maybeString(attrs, 'ref');
  if (ref !== undefined && !/^[a-zA-Z0-9@][a-zA-Z0-9_./@+-]*$/.test(ref))
    throw new BadUrl(hint`invalid Mercurial branch/tag name '${ref}'`);
  return attrs;
}
