// `$'…'` and its kin: text in it decoded, and the quoting that turns bytes back into source text.
import type { ByteString } from '../../engine/base/index.ts';
import { decodeEscape, ESCAPES, escapeByte } from '../format/escape.ts';

/** The text inside `$'…'` with its escapes decoded. A NUL ends it, as in bash. */
export function decodeAnsi(text: ByteString): ByteString {
  let out = '';
  for (let i = 0; i < text.length;) {
    if (text[i] !== '\\') {
      out += text[i++];
      continue;
    }
    const [decoded, next] = decodeEscape(text, i, ESCAPES.ansi);
    if (decoded === undefined || decoded === '\0') return out;
    out += decoded;
    i = next;
  }
  return out;
}

function isPlain(code: number): boolean {
  return code >= 32 && code < 127;
}

/** True when a text has bytes that only `$'…'` can show. */
export function needsAnsi(text: ByteString): boolean {
  for (let i = 0; i < text.length; i++) if (!isPlain(text.charCodeAt(i))) return true;
  return false;
}

/** The text as `$'…'`. */
export function quoteAnsi(text: ByteString): ByteString {
  let out = '';
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char === "'" || char === '\\') out += `\\${char}`;
    else if (isPlain(code)) out += char;
    else out += char === '\x1b' ? '\\E' : escapeByte(char);
  }
  return `$'${out}'`;
}

/** The text in single quotes, with `'\''` for a quote. */
export function quoteSingle(text: ByteString): ByteString {
  if (text === "'") return "\\'";
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** With backslashes, as `printf %q` and completion write a word. */
export function quoteBackslash(text: ByteString): ByteString {
  if (text === '') return "''";
  if (needsAnsi(text)) return quoteAnsi(text);
  return text.replace(/[ !"#$&'()*,;<>?@[\\\]^`{|}~]/g, (char, at: number) => {
    if (char === '#') return at === 0 ? '\\#' : '#';
    if (char === '~') return at === 0 || /[:=]/.test(text[at - 1]) ? '\\~' : '~';
    if (char === '@') return '@';
    return `\\${char}`;
  });
}

/** As `declare -p` and `set` write a value that is not plain: single quotes or `$'…'`. */
export function quoteReusable(text: ByteString): ByteString {
  if (needsAnsi(text)) return quoteAnsi(text);
  return quoteSingle(text);
}

/** In double quotes, as `declare -p` writes values. */
export function quoteDouble(text: ByteString): ByteString {
  if (needsAnsi(text)) return quoteAnsi(text);
  return `"${text.replace(/["$`\\]/g, '\\$&')}"`;
}
