// Hashes as people write them: SRI (`sha256-…`), `sha256:…`, or bare digits in base-16, nix32 or base-64.
// Source of the rules and messages: Nix's `Hash::parseAny` and `newHashAllowEmpty`.
import { decodeBase64Leniently, encodeBase64 } from './base64.ts';
import type { ByteString } from './byte-string.ts';
import { fromHex, HASH_SIZES, toHex, type HashAlgorithm } from './digest.ts';
import { decodeNix32, encodeNix32, nix32Length } from './nix32.ts';

/** A text that is no hash; the message is Nix's, in pieces, so that what it names can be highlighted. */
export class BadHash extends Error {
  readonly code = 'bad-hash';
  constructor(
    readonly parts: TemplateStringsArray,
    readonly values: readonly (ByteString | number)[],
    /** Nix counts an unknown algorithm or notation among the mistakes of usage, and adds a hint. */
    readonly isUsage = false,
  ) {
    super(parts.reduce((text, part, i) => `${text}${values[i - 1]}${part}`));
  }
}

const bad = (parts: TemplateStringsArray, ...values: (ByteString | number)[]) => new BadHash(parts, values);
const misused = (parts: TemplateStringsArray, ...values: ByteString[]) => new BadHash(parts, values, true);

export interface ParsedHash {
  readonly algorithm: HashAlgorithm;
  readonly hash: Uint8Array;
}

/** `sha256` and kin, or undefined. */
export function hashAlgorithm(name: ByteString): HashAlgorithm | undefined {
  return Object.hasOwn(HASH_SIZES, name) ? (name as HashAlgorithm) : undefined;
}

/** The same, required. Throws BadHash. */
export function requireHashAlgorithm(name: ByteString): HashAlgorithm {
  const algorithm = hashAlgorithm(name);
  if (algorithm !== undefined) return algorithm;
  throw misused`unknown hash algorithm '${name}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'`;
}

/** Splits off the algorithm that a hash names itself. */
function splitAlgorithm(text: ByteString): {
  name: ByteString | undefined;
  rest: ByteString;
  isSri: boolean;
} {
  for (const separator of [':', '-']) {
    const at = text.indexOf(separator);
    if (at >= 0) return { name: text.slice(0, at), rest: text.slice(at + 1), isSri: separator === '-' };
  }
  return { name: undefined, rest: text, isSri: false };
}

/** The algorithm that a hash names itself. */
export function namedAlgorithm(text: ByteString): ByteString | undefined {
  return splitAlgorithm(text).name;
}

/** Reads a hash. `expected` is the algorithm known from elsewhere. Throws BadHash. */
export function parseHash(text: ByteString, expected: HashAlgorithm | undefined): ParsedHash {
  const { name, rest, isSri } = splitAlgorithm(text);
  const own = name === undefined ? undefined : requireHashAlgorithm(name);
  const algorithm = own ?? expected;
  if (algorithm === undefined)
    throw bad`hash '${text}' does not include a type, nor is the type otherwise known from context`;
  if (expected !== undefined && algorithm !== expected)
    throw bad`hash '${text}' should have type '${expected}'`;
  return { algorithm, hash: isSri ? decode('SRI', rest, algorithm) : decodeByLength(rest, algorithm) };
}

function decodeByLength(digits: ByteString, algorithm: HashAlgorithm): Uint8Array {
  const size = HASH_SIZES[algorithm];
  switch (digits.length) {
    case size * 2:
      return decode('base16', digits, algorithm);
    case nix32Length(size):
      return decode('nix32', digits, algorithm);
    case Math.ceil(size / 3) * 4:
      return decode('Base64', digits, algorithm);
    default:
      throw bad`hash '${digits}' has wrong length for hash algorithm '${algorithm}'`;
  }
}

const DECODERS = {
  base16: fromHex,
  nix32: decodeNix32,
  Base64: decodeBase64Leniently,
  SRI: decodeBase64Leniently,
};

function decode(notation: keyof typeof DECODERS, digits: ByteString, algorithm: HashAlgorithm): Uint8Array {
  const bytes = DECODERS[notation](digits) ?? new Uint8Array();
  const size = HASH_SIZES[algorithm];
  if (bytes.length === size) return bytes;
  throw bad`invalid ${notation} hash '${digits}', length ${bytes.length} != expected length ${size}`;
}

/** The notations of `convertHash`; `base32` is an old name of `nix32`. */
export type HashNotation = 'base16' | 'nix32' | 'base64' | 'sri';

/** Throws BadHash. */
export function requireHashNotation(name: ByteString): HashNotation {
  if (name === 'base32') return 'nix32';
  if (name === 'base16' || name === 'nix32' || name === 'base64' || name === 'sri') return name;
  throw misused`unknown hash format '${name}', expect 'base16', 'base32', 'base64', or 'sri'`;
}

/** Writes a hash; only SRI names the algorithm. */
export function showHash({ algorithm, hash }: ParsedHash, notation: HashNotation): ByteString {
  switch (notation) {
    case 'base16':
      return toHex(hash);
    case 'nix32':
      return encodeNix32(hash);
    case 'base64':
      return encodeBase64(hash);
    case 'sri':
      return `${algorithm}-${encodeBase64(hash)}`;
  }
}
