// URLs as Nix reads and writes them: RFC 3986, with the path in decoded segments and the query as a map.
//
// Source of the rules and messages: Nix's `parseURL` (and the words of the library below it); measured on Nix 2.36.
import type { ByteString } from '../../base/index.ts';
import { EvalError, hint } from '../../lang/index.ts';

/** A text that is no URL. */
export class BadUrl extends EvalError {
  constructor(message: ByteString) {
    super('eval', message);
  }
}

export interface Authority {
  readonly user: ByteString | undefined;
  readonly password: ByteString | undefined;
  readonly host: ByteString;
  /** An address in brackets. */
  readonly isLiteral: boolean;
  readonly port: number | undefined;
}

export interface Url {
  readonly scheme: ByteString;
  readonly authority: Authority | undefined;
  /** Decoded; an absolute path begins with an empty segment. */
  readonly path: readonly ByteString[];
  /** Decoded. */
  readonly query: ReadonlyMap<ByteString, ByteString>;
  readonly fragment: ByteString;
}

export const LOCAL: Authority = {
  user: undefined,
  password: undefined,
  host: '',
  isLiteral: false,
  port: undefined,
};

export interface UrlOptions {
  /** Allows spaces, quotes and (in a fragment) carets that are not encoded. */
  readonly lenient?: boolean;
  /** Told of a query parameter that has no value. */
  readonly warn: (message: ByteString) => void;
}

const UNRESERVED = 'A-Za-z0-9._~\\-';
const SUB_DELIMITERS = "!$&'()*+,;=";
const PCHAR = `${UNRESERVED}${SUB_DELIMITERS}:@`;
const ENCODED = '%[0-9A-Fa-f]{2}';

/** Reads a URL. Throws BadUrl. */
export function parseUrl(text: ByteString, options: UrlOptions): Url {
  const reader = new UrlReader(text, options.lenient === true ? encodeLenient(text) : text);
  const scheme = reader.scheme();
  const authority = reader.authority();
  const isFile = transportOf(scheme) === 'file';
  if (authority !== undefined && authority.host !== '' && isFile)
    throw new BadUrl(hint`file:// URL '${text}' has unexpected authority '${showAuthority(authority)}'`);
  const path = reader.path(authority !== undefined);
  const query = reader.query();
  const fragment = reader.fragment();
  return {
    scheme,
    authority,
    path: (isFile && path === '' ? '/' : path).split('/').map(decodePercent),
    query: decodeQuery(query, options),
    fragment,
  };
}

class UrlReader {
  #at = 0;

  constructor(
    /** As it was given. */
    readonly given: ByteString,
    readonly text: ByteString,
  ) {}

  #fail(why: ByteString): never {
    throw new BadUrl(hint`'${this.given}' is not a valid URL: ${why}`);
  }

  #take(pattern: string): ByteString {
    const found = new RegExp(pattern, 'y');
    found.lastIndex = this.#at;
    const text = found.exec(this.text)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }

  scheme(): ByteString {
    const scheme = this.#take('[A-Za-z][A-Za-z0-9+.-]*:');
    if (scheme !== '') return scheme.slice(0, -1);
    // a relative reference: a path whose first segment has no colon
    this.#take(`(?:[${PCHAR.replace(':', '')}]|${ENCODED})*`);
    if (this.text[this.#at] === ':' || this.text[this.#at] === '%') this.#fail('mismatch');
    this.#take(`(?:[${PCHAR}/]|${ENCODED})*`);
    this.#take(`(?:\\?[^#]*)?(?:#.*)?`);
    if (this.#at < this.text.length) this.#fail('leftover');
    throw new BadUrl(hint`'${this.given}' doesn't have a scheme`);
  }

  authority(): Authority | undefined {
    if (this.#take('//') === '') return undefined;
    const userInfo = this.#take(`(?:[${UNRESERVED}${SUB_DELIMITERS}:]|${ENCODED})*@`);
    const colon = userInfo.indexOf(':');
    const hasUser = userInfo !== '';
    const user = colon < 0 ? userInfo.slice(0, -1) : userInfo.slice(0, colon);
    const isLiteral = this.text[this.#at] === '[';
    const host = isLiteral
      ? this.#take('\\[[0-9A-Za-z:.%]*\\]').slice(1, -1)
      : this.#take(`(?:[${UNRESERVED}${SUB_DELIMITERS}]|${ENCODED})*`);
    if (isLiteral && host === '') this.#fail('mismatch');
    const port = this.#take(':[0-9]*').slice(1);
    if (!/[/?#]|^$/.test(this.text[this.#at] ?? '')) this.#fail('leftover');
    if (port !== '' && (Number(port) === 0 || Number(port) > 65535))
      throw new BadUrl(hint`port '${port}' is invalid`);
    return {
      user: hasUser ? decodePercent(user) : undefined,
      password: colon < 0 ? undefined : decodePercent(userInfo.slice(colon + 1, -1)),
      host: decodePercent(host),
      isLiteral,
      port: port === '' ? undefined : Number(port),
    };
  }

  /** Encoded still. */
  path(hasAuthority: boolean): ByteString {
    const path = this.#take(`(?:[${PCHAR}/]|${ENCODED})*`);
    if (this.text[this.#at] === '%') this.#fail('mismatch');
    if (hasAuthority && path !== '' && !path.startsWith('/')) this.#fail('leftover');
    if (!/[?#]|^$/.test(this.text[this.#at] ?? '')) this.#fail('leftover');
    return path;
  }

  /** Encoded still. */
  query(): ByteString {
    const query = this.#take(`\\?(?:[${PCHAR}/?[\\]]|${ENCODED})*`);
    if (!/#|^$/.test(this.text[this.#at] ?? '')) this.#fail('leftover');
    return query.slice(1);
  }

  fragment(): ByteString {
    const fragment = this.#take(`#(?:[${PCHAR}/?]|${ENCODED})*`);
    if (this.#at < this.text.length) this.#fail(this.text[this.#at] === '%' ? 'mismatch' : 'leftover');
    return decodePercent(fragment.slice(1));
  }
}

/** Encodes what a lenient reader forgives. */
function encodeLenient(text: ByteString): ByteString {
  const hash = text.indexOf('#', Math.max(0, text.indexOf('?')));
  const body = hash < 0 ? text : text.slice(0, hash);
  const fragment = hash < 0 ? '' : text.slice(hash);
  const mark = body.indexOf('?');
  const encode = (part: ByteString, characters: RegExp) => part.replace(characters, (c) => encodePercent(c));
  const query = mark < 0 ? '' : body.slice(mark);
  return `${mark < 0 ? body : body.slice(0, mark)}${encode(query, /[ "]/g)}${encode(fragment, /[ "^]/g)}`;
}

/** Decodes `%20` and kin. Throws BadUrl. */
export function decodePercent(text: ByteString): ByteString {
  if (/%(?![0-9A-Fa-f]{2})/.test(text))
    throw new BadUrl(hint`invalid URI parameter '${text}': ${'mismatch'}`);
  return text.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Encodes everything but letters, digits, `-._~` and what is to be kept. */
export function encodePercent(text: ByteString, keep = ''): ByteString {
  return Array.from(text, (c) =>
    /[A-Za-z0-9._~-]/.test(c) || keep.includes(c)
      ? c
      : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

/** Reads `a=1&b=2`; of parameters with one name the first counts. */
export function decodeQuery(
  query: ByteString,
  { lenient, warn }: UrlOptions,
): ReadonlyMap<ByteString, ByteString> {
  const out = new Map<ByteString, ByteString>();
  if (query === '') return out;
  const text = lenient === true ? query.replace(/[ "]/g, (c) => encodePercent(c)) : query;
  for (const parameter of text.split('&')) {
    const equals = parameter.indexOf('=');
    const name = equals < 0 ? parameter : parameter.slice(0, equals);
    if (equals < 0) warn(hint`dubious URI query '${name}' is missing equal sign '${'='}', ignoring`);
    else {
      const key = decodePercent(name);
      if (!out.has(key)) out.set(key, decodePercent(parameter.slice(equals + 1)));
    }
  }
  return out;
}

function showAuthority({ user, password, host, isLiteral, port }: Authority): ByteString {
  let out = '';
  if (user !== undefined)
    out += `${encodePercent(user)}${password === undefined ? '' : `:${encodePercent(password)}`}@`;
  out += isLiteral ? `[${encodePercent(host, ':')}]` : encodePercent(host);
  return port === undefined ? out : `${out}:${port}`;
}

export function showUrl({ scheme, authority, path, query, fragment }: Url): ByteString {
  let out = `${scheme}:${authority === undefined ? '' : `//${showAuthority(authority)}`}`;
  out += path.map((segment) => encodePercent(segment, ':@')).join('/');
  if (query.size > 0)
    out += `?${sortedEntries(query)
      .map(([name, value]) => `${encodePercent(name, ':@/?')}=${encodePercent(value, ':@/?')}`)
      .join('&')}`;
  return fragment === '' ? out : `${out}#${encodePercent(fragment)}`;
}

export function sortedEntries<V>(map: ReadonlyMap<ByteString, V>): (readonly [ByteString, V])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `tarball+https` without what it is to be used for. */
export function transportOf(scheme: ByteString): ByteString {
  return scheme.slice(scheme.indexOf('+') + 1);
}

/** What stands before the plus sign. */
export function applicationOf(scheme: ByteString): ByteString | undefined {
  const plus = scheme.indexOf('+');
  return plus < 0 ? undefined : scheme.slice(0, plus);
}

/** A file's path as segments of a URL. */
export function pathToSegments(path: ByteString): ByteString[] {
  const parts = path.split('/').filter((part) => part !== '');
  const segments = path.startsWith('/') ? ['', ...parts] : parts;
  if (path === '') return [''];
  // the end of `/a/` counts twice in C++'s paths
  if (path.endsWith('/')) segments.push(...(parts.length === 0 ? [''] : ['', '']));
  return segments;
}

/** Segments of a URL as a file's path. Throws BadUrl. */
export function segmentsToPath(segments: readonly ByteString[]): ByteString {
  for (const segment of segments) {
    if (segment.includes('/'))
      throw new BadUrl(
        hint`URL path component '${segment}' contains '/', which is not allowed in file names`,
      );
    if (segment.includes('\0'))
      throw new BadUrl(
        hint`URL path component '${segment.replaceAll('\0', '\xe2\x90\x80')}' contains NUL byte which is not allowed`,
      );
  }
  const isAbsolute = segments.length > 0 && segments[0] === '';
  let path = isAbsolute ? '/' : '';
  for (const segment of isAbsolute ? segments.slice(1) : segments)
    path += path === '' || path.endsWith('/') ? segment : `/${segment}`;
  return path;
}
