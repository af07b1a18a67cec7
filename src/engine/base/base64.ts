// Base-64 with padding (RFC 4648, section 4), as SRI hashes and signatures are written. By hand because the pure
// rooms have no btoa, and Node 20 no Uint8Array.toBase64.
import type { ByteString } from './byte-string.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(bytes: Uint8Array): ByteString {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const rest = bytes.length - i;
    const bits = (bytes[i] << 16) | ((rest > 1 ? bytes[i + 1] : 0) << 8) | (rest > 2 ? bytes[i + 2] : 0);
    out += ALPHABET[bits >> 18] + ALPHABET[(bits >> 12) & 63];
    out += (rest > 1 ? ALPHABET[(bits >> 6) & 63] : '=') + (rest > 2 ? ALPHABET[bits & 63] : '=');
  }
  return out;
}

/** The bytes of a padded base-64 text, or undefined when it is not one. */
export function decodeBase64(text: ByteString): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let bits = 0;
    for (let k = 0; k < 4; k++) bits = (bits << 6) | Math.max(0, ALPHABET.indexOf(text[i + k]));
    for (let k = 2; k >= 0; k--, at++) if (at < bytes.length) bytes[at] = (bits >> (8 * k)) & 255;
  }
  return bytes;
}

/**
 * The bytes of a base-64 text as Nix reads it: it ends at the first `=`, line ends do not count, left-over bits are
 * dropped. Undefined when a character is none of the alphabet.
 */
export function decodeBase64Leniently(text: ByteString): Uint8Array | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    if (character === '=') break;
    if (character === '\n') continue;
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return new Uint8Array(bytes);
}
