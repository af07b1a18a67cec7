// Byte strings: the text type of the whole machine.
//
// Invariant: a ByteString is a JavaScript string whose every char code is one byte (0 to 255). Nix, bash and POSIX
// work on bytes; so lengths, slices, order and hashes are exact here without any conversion, and bytes that are not
// valid UTF-8 survive. Only the edges (editor, terminal, host files) encode and decode UTF-8.

/** Text as bytes: every char code is 0 to 255. An alias, not a brand: literals in ASCII are byte strings already. */
export type ByteString = string;

const CHUNK = 8192;

/** The bytes as a byte string. */
export function fromBytes(bytes: Uint8Array): ByteString {
  if (bytes.length <= CHUNK) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += CHUNK)
    parts.push(String.fromCharCode.apply(null, bytes.subarray(i, i + CHUNK) as unknown as number[]));
  return parts.join('');
}

/** The byte string as bytes. Throws a RangeError on a char above 255: text that was never encoded. */
export function toBytes(text: ByteString): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255)
      throw new RangeError(
        `not a byte string: char ${code.toString(16)} at ${i}; encode UTF-8 at the edge first`,
      );
    bytes[i] = code;
  }
  return bytes;
}

/** Byte order, as memcmp and C++ `std::string::compare` have it: negative, zero or positive. */
export function compareBytes(a: ByteString, b: ByteString): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
