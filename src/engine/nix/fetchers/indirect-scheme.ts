// Inputs that are a name to be looked up in a registry: `nixpkgs`, `flake:nixpkgs/nixos-25.05`.
import type { ByteString } from '../../base/index.ts';
import { EvalError, hint } from '../../lang/index.ts';
import {
  maybeString,
  requireString,
  revisionOf,
  type InputAttributes,
  type InputValue,
} from './attributes.ts';
import { isRefName } from './git-url.ts';
import type { Scheme } from './input.ts';
import { BadUrl, showUrl, type Url } from './url.ts';

const REVISION = /^[0-9a-fA-F]{40}$/;

export const INDIRECT_SCHEME: Scheme = {
  name: 'indirect',
  feature: 'flakes',
  attributes: new Set(['id', 'ref', 'rev', 'narHash']),
  isDirect: false,

  fromUrl: (url) => (url.scheme === 'flake' ? attributesOf(url) : undefined),

  fromAttributes(attrs) {
    checkId(requireString(attrs, 'id'));
    return attrs;
  },

  toUrl(attrs, f) {
    const path = [requireString(attrs, 'id')];
    const ref = maybeString(attrs, 'ref');
    if (ref !== undefined) path.push(ref);
    const rev = revisionOf(f.builder, attrs);
    if (rev !== undefined) path.push(rev);
    return { scheme: 'flake', authority: undefined, path, query: new Map(), fragment: '' };
  },

  isLocked: () => false,

  fetch(input, f) {
    throw new EvalError('eval', hint`indirect input '${input.toText(f)}' cannot be fetched directly`);
  },
};

function checkId(id: ByteString): void {
  if (!/^[a-zA-Z][a-zA-Z0-9_-]*$/.test(id)) throw new BadUrl(hint`'${id}' is not a valid flake ID`);
}

function attributesOf(url: Url): InputAttributes {
  const path = url.path.filter((segment) => segment !== '');
  const shown = showUrl(url);
  const attrs = new Map<ByteString, InputValue>([['type', 'indirect']]);
  const [id, name, rev] = path;
  if (path.length === 0 || path.length > 3) throw new BadUrl(hint`GitHub URL '${shown}' is invalid`);
  if (path.length === 2 && REVISION.test(name)) attrs.set('rev', name.toLowerCase());
  else if (path.length >= 2) {
    if (!isRefName(name))
      throw new BadUrl(
        path.length === 2
          ? hint`in flake URL '${shown}', '${name}' is not a commit hash or branch/tag name`
          : hint`in flake URL '${shown}', '${name}' is not a branch/tag name`,
      );
    attrs.set('ref', name);
  }
  if (path.length === 3) {
    if (!REVISION.test(rev)) throw new BadUrl(hint`in flake URL '${shown}', '${rev}' is not a commit hash`);
    attrs.set('rev', rev.toLowerCase());
  }
  checkId(id);
  return attrs.set('id', id);
}
