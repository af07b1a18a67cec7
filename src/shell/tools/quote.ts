// Names in messages and listings, quoted as gnulib's quotearg does.
//
// Three styles: `locale` ('x' with backslash escapes), `shell-escape` (bare when safe), `shell-escape-always`. In a
// UTF-8 locale valid sequences are printable and the locale's quotes are curly; in the C locale they are octal escapes.
import { sequenceLength, type ByteString } from '../../engine/base/index.ts';
import { escapeByte } from '../format/escape.ts';

/** Whether text is UTF-8 for a process: the first of LC_ALL, LC_CTYPE and LANG that is set decides. */
export function isUtf8Locale(environment: ReadonlyMap<ByteString, ByteString>): boolean {
  const name = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((key) => environment.get(key)).find((value) => value);
  return name !== undefined && /\.utf-?8$/i.test(name);
}

/** The printable pieces of a text: `[piece, printable]`, where a piece is a byte or one valid UTF-8 sequence. */
function* pieces(text: ByteString, utf8: boolean): Generator<readonly [ByteString, boolean]> {
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i);
    const length = code < 0x80 || !utf8 ? 1 : sequenceLength(text, i);
    const printable = code < 0x80 ? code >= 0x20 && code < 0x7f : utf8 && length > 0;
    yield [text.slice(i, i + Math.max(1, length)), printable];
    i += Math.max(1, length);
  }
}

/** As in `invalid mode: 'x'`. */
export function quoteLocale(text: ByteString, utf8: boolean): ByteString {
  const [open, close] = utf8 ? ['\xe2\x80\x98', '\xe2\x80\x99'] : ["'", "'"];
  let out = open;
  for (const [piece, printable] of pieces(text, utf8)) {
    if (!printable) out += escapeByte(piece);
    else if (piece === '\\' || (piece === "'" && !utf8)) out += `\\${piece}`;
    else out += piece;
  }
  return out + close;
}

/** A word a shell reads back as `text`. With `always`, in quotes even where none are needed. */
export function quoteShell(
  text: ByteString,
  { utf8, always = false, colon = false }: { utf8: boolean; always?: boolean; colon?: boolean },
): ByteString {
  if (text === '') return "''";
  let plain = true;
  let unprintable = false;
  for (const [, printable] of pieces(text, utf8)) unprintable ||= !printable;
  if (unprintable || /[\s!"$&()*;<=>[^`|?\\']/.test(text) || /^[#~]/.test(text) || /^[{}]$/.test(text))
    plain = false;
  if (colon && text.includes(':')) plain = false;
  if (plain) return always ? `'${text}'` : text;
  if (!unprintable && text.includes("'") && /^[ '%+,\-./0-9:A-Z\]_a-z]*$/.test(text)) return `"${text}"`;
  let out = '';
  let inQuotes = true;
  for (const [piece, printable] of pieces(text, utf8)) {
    if (!printable) {
      out += (inQuotes ? "'$'" : '') + escapeByte(piece);
      inQuotes = false;
      continue;
    }
    if (!inQuotes) out += "''";
    inQuotes = true;
    out += piece === "'" ? "'\\''" : piece;
  }
  return `'${out}'`;
}

/** With C's escapes: between double quotes (`marks`), or bare with spaces escaped (`ls -b`). */
export function quoteC(text: ByteString, { utf8, marks }: { utf8: boolean; marks: boolean }): ByteString {
  let out = '';
  for (const [piece, printable] of pieces(text, utf8)) {
    if (!printable) out += escapeByte(piece);
    else if (piece === '\\' || (marks && piece === '"') || (!marks && piece === ' ')) out += `\\${piece}`;
    else out += piece;
  }
  return marks ? `"${out}"` : out;
}

/** Columns on a screen: one for each byte, or for each character of UTF-8 (wide characters are not known here). */
export function displayWidth(text: ByteString, utf8: boolean): number {
  if (!utf8) return text.length;
  return [...pieces(text, utf8)].length;
}
