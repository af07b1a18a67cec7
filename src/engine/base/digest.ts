// Digests by a library (noble), behind one interface of our own words. Synchronous, so that the engine stays a
// plain function of its input.
import { blake3 } from '@noble/hashes/blake3.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { toBytes, type ByteString } from './byte-string.ts';

/** The algorithms Nix names; `blake3` is behind an experimental feature. */
export type HashAlgorithm = 'blake3' | 'md5' | 'sha1' | 'sha256' | 'sha512';

const FUNCTIONS = { blake3, md5, sha1, sha256, sha512 };

/** The digest of some bytes: 16, 20, 32 or 64 bytes long. */
export function digest(algorithm: HashAlgorithm, data: Uint8Array | ByteString): Uint8Array {
  return FUNCTIONS[algorithm](typeof data === 'string' ? toBytes(data) : data);
}

/** A digest that takes its input in pieces. */
export interface StreamingDigest {
  update(data: Uint8Array): void;
  digest(): Uint8Array;
}

export function streamingDigest(algorithm: HashAlgorithm): StreamingDigest {
  const hash = FUNCTIONS[algorithm].create();
  return { update: (data) => void hash.update(data), digest: () => hash.digest() };
}

export const HASH_SIZES: Readonly<Record<HashAlgorithm, number>> = {
  blake3: 32,
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha512: 64,
};

/** Lower-case base-16, two digits a byte. */
export function toHex(bytes: Uint8Array): ByteString {
  let out = '';
  for (const byte of bytes) out += (byte < 16 ? '0' : '') + byte.toString(16);
  return out;
}

/** The bytes of a base-16 text of even length, or undefined. */
export function fromHex(text: ByteString): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
