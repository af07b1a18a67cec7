// Flake references: an input with a folder in it, written as a URL, a path or a registry's name.
//
// Source of the rules and messages: Nix's `parseFlakeRef`; measured on Nix 2.36.
import type { ByteString } from '../../base/index.ts';
import { EvalError, hint } from '../../lang/index.ts';
import { maybeString, type InputAttributes } from './attributes.ts';
import type { Fetching, Input, Schemes } from './input.ts';
import {
  BadUrl,
  decodePercent,
  decodeQuery,
  LOCAL,
  parseUrl,
  pathToSegments,
  showUrl,
  type Url,
} from './url.ts';

export interface FlakeRef {
  readonly input: Input;
  /** The folder in the tree; empty for the tree itself. */
  readonly dir: ByteString;
}

const PCHAR = `(?:[a-zA-Z0-9\\-._~]|%[0-9a-fA-F][0-9a-fA-F]|[!$&'"()*+,;=]|[:@])`;
const REVISION = '[0-9a-fA-F]{40}';
const REF = '[a-zA-Z0-9@][a-zA-Z0-9_.\\/@+-]*';
const BY_NAME = new RegExp(
  `^([a-zA-Z][a-zA-Z0-9_-]*(?:/(?:${REVISION}|${REF}(?:/${REVISION})?))?)(?:#((?:${PCHAR}|[/? "^])*))?$`,
);

/** Reads a flake reference that must not have a fragment. Throws an EvalError. */
export function parseFlakeRef(text: ByteString, schemes: Schemes, f: Fetching): FlakeRef {
  const { ref, fragment } = byName(text, schemes, f) ?? byUrl(text, schemes, f) ?? byPath(text, schemes, f);
  if (fragment !== '')
    throw new EvalError('eval', hint`unexpected fragment '${fragment}' in flake reference '${text}'`);
  return ref;
}

interface WithFragment {
  readonly ref: FlakeRef;
  readonly fragment: ByteString;
}

function fromUrl(url: Url, schemes: Schemes, f: Fetching): WithFragment {
  const query = new Map(url.query);
  const dir = query.get('dir') ?? '';
  query.delete('dir');
  const input = schemes.fromUrl({ ...url, query, fragment: '' }, true, f);
  return { ref: { input, dir }, fragment: url.fragment };
}

/** `nixpkgs/branch/commit#fragment`. */
function byName(text: ByteString, schemes: Schemes, f: Fetching): WithFragment | undefined {
  const named = BY_NAME.exec(text);
  if (named === null) return undefined;
  const fragment = decodePercent((named[2] as string | undefined) ?? '');
  const path = named[1].split('/');
  return fromUrl({ scheme: 'flake', authority: undefined, path, query: new Map(), fragment }, schemes, f);
}

/** Undefined for what is no URL, and no input that its scheme would take. */
function byUrl(text: ByteString, schemes: Schemes, f: Fetching): WithFragment | undefined {
  try {
    return fromUrl(parseUrl(text, { lenient: true, warn: f.warn }), schemes, f);
  } catch (error) {
    if (error instanceof BadUrl) return undefined;
    throw error;
  }
}

function byPath(text: ByteString, schemes: Schemes, f: Fetching): WithFragment {
  const [, path, query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#([^]*))?$/.exec(text) ?? ['', ''];
  const parameters = decodeQuery(query, { lenient: true, warn: f.warn });
  if (!path.startsWith('/')) throw new BadUrl(hint`flake reference '${text}' is not an absolute path`);
  const url: Url = {
    scheme: 'path',
    authority: LOCAL,
    path: pathToSegments(path),
    query: parameters,
    fragment: decodePercent(fragment),
  };
  return fromUrl(url, schemes, f);
}

export function flakeRefFromAttributes(attrs: InputAttributes, schemes: Schemes, f: Fetching): FlakeRef {
  const rest = new Map(attrs);
  rest.delete('dir');
  const input = schemes.fromAttributes(rest, f);
  return { input, dir: maybeString(attrs, 'dir') ?? '' };
}

export function flakeRefToAttributes({ input, dir }: FlakeRef): InputAttributes {
  return dir === '' || input.attrs.has('dir') ? input.attrs : new Map([...input.attrs, ['dir', dir]]);
}

export function showFlakeRef({ input, dir }: FlakeRef, f: Fetching): ByteString {
  const url = input.toUrl(f);
  return showUrl(
    dir === '' || url.query.has('dir') ? url : { ...url, query: new Map([...url.query, ['dir', dir]]) },
  );
}
