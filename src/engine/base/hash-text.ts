// Hashes as people write them: SRI (`sha256-…`), `sha256:…`, or bare digits in base-16, nix32 or base-64.
// Source of the rules and messages: Nix's `Hash::parseAny` and `newHashAllowEmpty`.
import { decodeBase64 } from './base64.ts';
import type { ByteString } from './byte-string.ts';
import { fromHex, HASH_SIZES, type HashAlgorithm } from './digest.ts';
import { decodeNix32, nix32Length } from './nix32.ts';

/** A text that is no hash; the message is Nix's. */
export class BadHash extends Error {
  readonly code = 'bad-hash';
  constructor(
    message: string,
    /** Nix counts an unknown algorithm among the mistakes of usage, and adds a hint. */
    readonly isUsage = false,
  ) {
    super(message);
  }
}

export interface ParsedHash {
  readonly algorithm: HashAlgorithm;
  readonly hash: Uint8Array;
}

function isAlgorithm(name: ByteString): name is HashAlgorithm {
  return Object.hasOwn(HASH_SIZES, name);
}

/** `sha256` and kin, or undefined. */
export function hashAlgorithm(name: ByteString): HashAlgorithm | undefined {
  return isAlgorithm(name) ? name : undefined;
}

/** Reads a hash. `expected` is the algorithm known from elsewhere. Throws BadHash. */
export function parseHash(text: ByteString, expected: HashAlgorithm | undefined): ParsedHash {
  const prefixed = /^([^-:]*)([-:])(.*)$/s.exec(text);
  const isSri = prefixed?.[2] === '-';
  const name = prefixed?.[1];
  if (name !== undefined && !isAlgorithm(name))
    throw new BadHash(`unknown hash algorithm '${name}', expect 'md5', 'sha1', 'sha256', or 'sha512'`, true);
  const algorithm = name ?? expected;
  if (algorithm === undefined)
    throw new BadHash(`hash '${text}' does not include a type, nor is the type otherwise known from context`);
  if (expected !== undefined && algorithm !== expected)
    throw new BadHash(`hash '${text}' should have type '${expected}'`);
  return { algorithm, hash: decode(prefixed?.[3] ?? text, algorithm, isSri) };
}

function decode(digits: ByteString, algorithm: HashAlgorithm, isSri: boolean): Uint8Array {
  const size = HASH_SIZES[algorithm];
  if (!isSri && digits.length === size * 2)
    return fromHex(digits) ?? fail(`invalid base-16 hash '${digits}'`);
  if (!isSri && digits.length === nix32Length(size))
    return decodeNix32(digits) ?? fail(`invalid base-32 hash '${digits}'`);
  if (isSri || digits.length === Math.ceil(size / 3) * 4) {
    const bytes = decodeBase64(digits);
    if (bytes?.length === size) return bytes;
    fail(isSri ? `invalid SRI hash '${digits}'` : `invalid base-64 hash '${digits}'`);
  }
  return fail(`hash '${digits}' has wrong length for hash algorithm '${algorithm}'`);
}

function fail(message: string): never {
  throw new BadHash(message);
}
