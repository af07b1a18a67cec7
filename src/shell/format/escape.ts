// Backslash escapes of C as the shell, echo and printf know them, and the way back: a byte as its escape.
//
// Invariant: what each program knows is a row of ESCAPES and nothing else; an escape that is not known stays as it is.
// A code point is written in UTF-8, whatever the locale.
import { encodeCodePoint, type ByteString } from '../../engine/base/index.ts';

export interface EscapeSet {
  /** The letters that stand for one byte. */
  readonly letters: ByteString;
  /** Which digits make an octal escape. */
  readonly octal: RegExp;
  /** Whether `\u` and `\U` are known. */
  readonly unicode: boolean;
  /** What `\c` is: the end of all output, or with the next letter a control character. */
  readonly c?: 'end' | 'control';
}

const BYTES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

const DIGITS = /^[0-7]{1,3}/;
const ZERO_DIGITS = /^0[0-7]{0,3}/;
const EITHER_DIGITS = /^(?:0[0-7]{0,3}|[1-7][0-7]{0,2})/;

export const ESCAPES = {
  /** `$'…'`. */
  ansi: { letters: 'abeEfnrtv\\\'"?', octal: DIGITS, unicode: true, c: 'control' },
  bashEcho: { letters: 'abeEfnrtv\\', octal: ZERO_DIGITS, unicode: true, c: 'end' },
  bashFormat: { letters: 'abeEfnrtv\\\'"?', octal: DIGITS, unicode: true },
  bashWord: { letters: 'abeEfnrtv\\', octal: EITHER_DIGITS, unicode: true, c: 'end' },
  coreEcho: { letters: 'abefnrtv\\', octal: EITHER_DIGITS, unicode: false, c: 'end' },
  coreFormat: { letters: 'abefnrtv\\"', octal: DIGITS, unicode: true, c: 'end' },
  coreWord: { letters: 'abefnrtv\\"', octal: EITHER_DIGITS, unicode: true, c: 'end' },
  stat: { letters: 'abefnrtv\\"', octal: DIGITS, unicode: false },
} as const satisfies Readonly<Record<string, EscapeSet>>;

/** The escape whose backslash stands at `i`: its bytes (undefined for the end of all output), and the index behind it. */
export function decodeEscape(
  text: ByteString,
  i: number,
  set: EscapeSet,
): readonly [ByteString | undefined, number] {
  const rest = text.slice(i + 1, i + 12);
  const letter = rest[0] as ByteString | undefined;
  if (letter === undefined) return ['\\', i + 1];
  const octal = set.octal.exec(rest);
  if (octal !== null) return [String.fromCharCode(parseInt(octal[0], 8) & 255), i + 1 + octal[0].length];
  if (set.letters.includes(letter)) return [BYTES[letter], i + 2];
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest);
  if (hex !== null) return [String.fromCharCode(parseInt(hex[1], 16)), i + 1 + hex[0].length];
  const code = set.unicode ? /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest) : null;
  if (code !== null) return [encodeCodePoint(parseInt(code[1] ?? code[2], 16)), i + 1 + code[0].length];
  if (letter === 'c' && set.c === 'end') return [undefined, i + 2];
  if (letter === 'c' && set.c === 'control' && rest.length > 1)
    return [String.fromCharCode(rest.charCodeAt(1) & 31), i + 3];
  return [`\\${letter}`, i + 2];
}

/** A text with all its escapes decoded. */
export function decodeEscapes(
  text: ByteString,
  set: EscapeSet,
): { readonly text: ByteString; readonly ended: boolean } {
  let out = '';
  for (let i = 0; i < text.length;) {
    if (text[i] !== '\\') {
      out += text[i++];
      continue;
    }
    const [decoded, next] = decodeEscape(text, i, set);
    if (decoded === undefined) return { text: out, ended: true };
    out += decoded;
    i = next;
  }
  return { text: out, ended: false };
}

/** A byte as its escape: by its letter, or as three octal digits. */
export function escapeByte(byte: ByteString): ByteString {
  const letter = [...'abfnrtv'].find((name) => BYTES[name] === byte);
  return `\\${letter ?? byte.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
