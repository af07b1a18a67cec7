// The one place where text crosses between the machine (bytes) and the page (UTF-16).
//
// `decodeTexts` walks plain data and decodes every string in it; `Utf8Stream` decodes output that arrives in pieces,
// so that a character cut in two by a piece's end still arrives whole.
import { decodeUtf8, type ByteString } from '../engine/base/index.ts';

const BEYOND_ASCII = /[\x80-\xff]/;

/** The same data with every string decoded. Data without any byte above 127 comes back as it is. */
export function decodeTexts<T>(value: T): T {
  return decode(value) as T;
}

function decode(value: unknown): unknown {
  if (typeof value === 'string') return BEYOND_ASCII.test(value) ? decodeUtf8(value) : value;
  if (Array.isArray(value)) return mapUnlessSame(value);
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    let copy: Record<string, unknown> | undefined;
    for (const [key, member] of Object.entries(value)) {
      const decoded = decode(member);
      if (decoded !== member) (copy ??= { ...value })[key] = decoded;
    }
    return copy ?? value;
  }
  return value;
}

function mapUnlessSame(values: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  values.forEach((value, i) => {
    const decoded = decode(value);
    if (decoded !== value) (copy ??= [...values])[i] = decoded;
  });
  return copy ?? values;
}

/** Decodes one stream of bytes piece by piece. */
export class Utf8Stream {
  #rest: ByteString = '';

  /** The whole characters so far; the bytes of one that is not complete wait for the next piece. */
  push(piece: ByteString): string {
    const bytes = this.#rest + piece;
    const end = bytes.length - incompleteTail(bytes);
    this.#rest = bytes.slice(end);
    return decodeUtf8(bytes.slice(0, end));
  }

  /** What is left at the end of the stream. */
  flush(): string {
    const rest = decodeUtf8(this.#rest);
    this.#rest = '';
    return rest;
  }
}

/** How many bytes at the end could be the start of a character that goes on. */
function incompleteTail(bytes: ByteString): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes.charCodeAt(bytes.length - back);
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}
