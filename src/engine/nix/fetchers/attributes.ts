// The attributes of an input: strings, unsigned integers and Booleans by name.
//
// Source of the messages: Nix's `fetchers::Attrs`; measured on Nix 2.36.
import { hashAlgorithm, namedAlgorithm, toHex, type ByteString, type ParsedHash } from '../../base/index.ts';
import { EvalError, hint, jsonString, readHash, type Builder, type Int } from '../../lang/index.ts';
import { sortedEntries } from './url.ts';

export type InputValue = ByteString | Int | boolean;
export type InputAttributes = ReadonlyMap<ByteString, InputValue>;

const shown = (value: InputValue) => (typeof value === 'string' ? jsonString(value) : String(value));

/** As JSON, the way messages show an input. */
export function attributesToJson(attrs: InputAttributes): ByteString {
  return `{${sortedEntries(attrs)
    .map(([name, value]) => `${jsonString(name)}:${shown(value)}`)
    .join(',')}}`;
}

/** As the parameters of a URL. */
export function attributesToQuery(attrs: InputAttributes): Map<ByteString, ByteString> {
  const text = (value: InputValue) => (typeof value === 'boolean' ? (value ? '1' : '0') : String(value));
  return new Map([...attrs].map(([name, value]) => [name, text(value)]));
}

export function maybeString(attrs: InputAttributes, name: ByteString): ByteString | undefined {
  const value = attrs.get(name);
  if (value === undefined || typeof value === 'string') return value;
  throw new EvalError('eval', hint`input attribute '${name}' is not a string ${attributesToJson(attrs)}`);
}

export function requireString(attrs: InputAttributes, name: ByteString): ByteString {
  const value = maybeString(attrs, name);
  if (value === undefined) throw new EvalError('eval', hint`input attribute '${name}' is missing`);
  return value;
}

export function maybeInt(attrs: InputAttributes, name: ByteString): Int | undefined {
  const value = attrs.get(name);
  if (value === undefined || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new EvalError('eval', hint`input attribute '${name}' is not an integer`);
}

export function maybeBoolean(attrs: InputAttributes, name: ByteString): boolean | undefined {
  const value = attrs.get(name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw new EvalError('eval', hint`input attribute '${name}' is not a Boolean`);
}

/** The commit: a hash that names its algorithm, or SHA-1. */
export function revisionOf(c: Builder, attrs: InputAttributes): ByteString | undefined {
  const text = maybeString(attrs, 'rev');
  if (text === undefined) return undefined;
  const name = namedAlgorithm(text);
  const own = name === undefined ? undefined : hashAlgorithm(name);
  return toHex(readHash(c, text, own ?? 'sha1').hash);
}

/** The promised NAR hash. */
export function narHashOf(c: Builder, attrs: InputAttributes): ParsedHash | undefined {
  const text = maybeString(attrs, 'narHash');
  if (text === undefined) return undefined;
  if (text === '') return { algorithm: 'sha256', hash: new Uint8Array(32) };
  if (!text.includes('-')) throw new EvalError('eval', hint`hash '${text}' is not SRI`);
  const hash = readHash(c, text, undefined);
  if (hash.algorithm !== 'sha256') throw new EvalError('usage', 'narHash must use SHA-256');
  return hash;
}
