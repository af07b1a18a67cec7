// Git's own ways to name a repository, as URLs: an absolute path, `user@host:path`, `git+https://…`.
//
// Source of the rules and messages: Nix's `fixGitURL`; measured on Nix 2.36.
import type { ByteString } from '../../base/index.ts';
import { hint } from '../../lang/index.ts';
import {
  applicationOf,
  BadUrl,
  LOCAL,
  parseUrl,
  pathToSegments,
  showUrl,
  transportOf,
  type Authority,
  type Url,
  type UrlOptions,
} from './url.ts';

const SCHEMES = new Set(
  ['ssh', 'http', 'https', 'file', 'ftp', 'ftps', 'git'].flatMap((scheme) => [scheme, `git+${scheme}`]),
);

/** Throws BadUrl. */
export function gitUrl(text: ByteString, options: UrlOptions): Url {
  if (text.startsWith('/'))
    return {
      scheme: 'file',
      authority: LOCAL,
      path: pathToSegments(text),
      query: new Map(),
      fragment: '',
    };
  const scp = scpParts(text);
  if (scp !== undefined) return scpUrl(text, scp.host, scp.path, options);
  const url = parseUrl(text, options);
  return applicationOf(url.scheme) === 'git' ? { ...url, scheme: transportOf(url.scheme) } : url;
}

/** The two sides of the colon of `host:path`; undefined for what is not written that way. */
function scpParts(text: ByteString): { host: ByteString; path: ByteString } | undefined {
  if (text.includes('://')) return undefined;
  const colon = text.indexOf(':');
  const first = text.slice(0, colon);
  if (colon < 0 || first.includes('/') || SCHEMES.has(first)) return undefined;
  const after = text.indexOf('@[');
  const bracket = after >= 0 ? after + 1 : text.startsWith('[') ? 0 : -1;
  const close = bracket < 0 ? -1 : text.indexOf(']', bracket);
  if (close < 0) return { host: first, path: text.slice(colon + 1) };
  return text[close + 1] === ':'
    ? { host: text.slice(0, close + 1), path: text.slice(close + 2) }
    : undefined;
}

function scpUrl(text: ByteString, place: ByteString, path: ByteString, options: UrlOptions): Url {
  const at = place.indexOf('@');
  const host = place.slice(at + 1);
  const isLiteral = host.startsWith('[') && host.endsWith(']');
  const address = isLiteral ? host.slice(1, -1) : host;
  if (isLiteral && !/^[0-9A-Fa-f:.]+$/.test(address))
    throw new BadUrl(hint`Git SCP bracketed URL is not valid: '${address}' is not a valid IPv6 address`);
  if (path === '') throw new BadUrl(hint`SCP-style Git URL '${text}' has an empty path`);
  const authority: Authority = {
    user: at < 0 ? undefined : place.slice(0, at),
    password: undefined,
    host: address,
    isLiteral,
    port: undefined,
  };
  const segments = path.split('/');
  const url = (parts: readonly ByteString[]): Url => ({
    scheme: 'ssh',
    authority,
    path: parts,
    query: new Map(),
    fragment: '',
  });
  if (segments[0] === '') return url(segments);
  const absolute = url(['', ...segments]);
  if (!path.startsWith('~'))
    options.warn(
      hint`SCP-style URL '${text}' has a relative path which cannot be faithfully converted to an SSH URL: ` +
        'we will convert it to an absolute path when making an SSH URL.\n\n' +
        hint`Use an explicit absolute path:\n\n    ${`${host}:/${path}`}\n\n` +
        hint`or with an explicit SSH URL:\n\n    ${showUrl(absolute)}\n\n` +
        'instead, to explicitly use an absolute path (and silence this warning). ' +
        hint`Or, to be relative to the remote user's home directory:\n\n    ${`${host}:~/${path}`}\n\n` +
        hint`or with an explicit SSH URL:\n\n    ${showUrl(url(['', '~', ...segments]))}`,
    );
  return absolute;
}

/** Whether a branch or tag may have that name (`git check-ref-format`). */
export function isRefName(name: ByteString): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (name === '@' || name === '' || /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$/.test(name))
    return false;
  if (name.startsWith('-') && !name.includes('/')) return false;
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}
