// UTF-8 at the machine's edges: host text (UTF-16) to byte strings and back.
//
// Written out here because the pure rooms see neither the DOM's nor Node's TextEncoder. Decoding never throws: a
// byte that is not valid UTF-8 becomes U+FFFD, as terminals and browsers show it.
import type { ByteString } from './byte-string.ts';

const ASCII_ONLY = /^[\0-\x7f]*$/;

/** Host text as UTF-8 bytes in a byte string; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): ByteString {
  if (ASCII_ONLY.test(text)) return text;
  let out = '';
  for (const character of text) out += encodeCodePoint(character.codePointAt(0) as number);
  return out;
}

/** One code point as UTF-8 bytes; a surrogate becomes U+FFFD. */
export function encodeCodePoint(code: number): ByteString {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
  if (code >= 0xd800 && code <= 0xdfff) return '\xef\xbf\xbd';
  if (code < 0x10000)
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  return String.fromCharCode(
    0xf0 | (code >> 18),
    0x80 | ((code >> 12) & 63),
    0x80 | ((code >> 6) & 63),
    0x80 | (code & 63),
  );
}

/** UTF-8 bytes as host text; each byte that does not belong to a valid sequence becomes U+FFFD. */
export function decodeUtf8(bytes: ByteString): string {
  if (ASCII_ONLY.test(bytes)) return bytes;
  let out = '';
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      out += '\ufffd';
      i += 1;
      continue;
    }
    out += String.fromCodePoint(codePointAt(bytes, i, length));
    i += length;
  }
  return out;
}

/** The length of the valid UTF-8 sequence at `i` (1 to 4), or 0 when there is none (RFC 3629, table 3-7 of Unicode). */
export function sequenceLength(bytes: ByteString, i: number): 0 | 1 | 2 | 3 | 4 {
  const first = bytes.charCodeAt(i);
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : (first & 0xf0) === 0xe0 ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (length === 0 || i + length > bytes.length) return 0;
  const second = bytes.charCodeAt(i + 1);
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let k = 2; k < length; k++) if ((bytes.charCodeAt(i + k) & 0xc0) !== 0x80) return 0;
  return length;
}

function codePointAt(bytes: ByteString, i: number, length: number): number {
  const at = (k: number) => bytes.charCodeAt(i + k) & 63;
  switch (length) {
    case 1:
      return bytes.charCodeAt(i);
    case 2:
      return ((bytes.charCodeAt(i) & 31) << 6) | at(1);
    case 3:
      return ((bytes.charCodeAt(i) & 15) << 12) | (at(1) << 6) | at(2);
    default:
      return ((bytes.charCodeAt(i) & 7) << 18) | (at(1) << 12) | (at(2) << 6) | at(3);
  }
}
