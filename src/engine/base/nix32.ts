// Nix's own base-32: the alphabet leaves out e, o, t and u, and digits are written from the last five bits backwards.
// Source of the rule: Nix manual, "Nix32"; libutil/base-nix-32.
import type { ByteString } from './byte-string.ts';

const ALPHABET = '0123456789abcdfghijklmnpqrsvwxyz';

/** The number of nix32 digits that `bytes` bytes take. */
export function nix32Length(bytes: number): number {
  return bytes === 0 ? 0 : Math.floor((bytes * 8 - 1) / 5) + 1;
}

export function encodeNix32(bytes: Uint8Array): ByteString {
  let out = '';
  for (let n = nix32Length(bytes.length) - 1; n >= 0; n--) {
    const bit = n * 5;
    const byte = bit >> 3;
    const shift = bit & 7;
    const next = byte + 1 < bytes.length ? bytes[byte + 1] << (8 - shift) : 0;
    out += ALPHABET[((bytes[byte] >> shift) | next) & 31];
  }
  return out;
}

/** The bytes a nix32 text stands for, or undefined when a digit is not in the alphabet or spare bits are set. */
export function decodeNix32(text: ByteString): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  for (let n = 0; n < text.length; n++) {
    const digit = ALPHABET.indexOf(text[text.length - n - 1]);
    if (digit < 0) return undefined;
    const bit = n * 5;
    const byte = bit >> 3;
    const shift = bit & 7;
    if (byte < bytes.length) bytes[byte] |= (digit << shift) & 255;
    const carry = digit >> (8 - shift);
    if (byte + 1 < bytes.length) bytes[byte + 1] |= carry;
    else if (carry !== 0) return undefined;
  }
  return bytes;
}
