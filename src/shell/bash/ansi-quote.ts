// `$'…'` and its kin: backslash escapes of ANSI C, and the quoting that turns bytes back into source text.
import { encodeCodePoint, type ByteString } from '../../engine/base/index.ts';

const SIMPLE: Readonly<Record<string, string>> = {
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

/** The text inside `$'…'` with its escapes decoded. A NUL ends it, as in bash. */
export function decodeAnsi(text: ByteString): ByteString {
  let out = '';
  for (let i = 0; i < text.length;) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      out += text[i++];
      continue;
    }
    const [decoded, next] = decodeEscape(text, i + 1, /^[0-7]{1,3}/);
    if (decoded === '\0') return out;
    out += decoded;
    i = next;
  }
  return out;
}

/**
 * One escape whose letter stands at `i`: its bytes, and the index behind it. An unknown letter keeps its backslash.
 * `octal` says which digits make an octal escape (echo wants `0nnn`, the others `nnn`).
 */
export function decodeEscape(text: ByteString, i: number, octal: RegExp): [ByteString, number] {
  const char = text[i];
  const rest = text.slice(i, i + 12);
  const digits = octal.exec(rest);
  if (digits !== null)
    return [String.fromCharCode(parseInt(digits[0] === '' ? '0' : digits[0], 8) & 255), i + digits[0].length];
  const simple = SIMPLE[char];
  if (simple !== undefined) return [simple, i + 1];
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest);
  if (hex !== null) return [String.fromCharCode(parseInt(hex[1], 16)), i + hex[0].length];
  const unicode = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest);
  if (unicode !== null)
    return [inCLocale(parseInt(unicode[1] ?? unicode[2], 16), char), i + unicode[0].length];
  if (char === 'c' && i + 1 < text.length) return [String.fromCharCode(text.charCodeAt(i + 1) & 31), i + 2];
  return [`\\${char}`, i + 1];
}

/** A character beyond ASCII as UTF-8: the machine's terminal speaks it, whatever the locale. */
function inCLocale(code: number, _letter: string): ByteString {
  return encodeCodePoint(code);
}

const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

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
    else if (NAMED[char] !== undefined) out += NAMED[char];
    else if (isPlain(code)) out += char;
    else out += `\\${code.toString(8).padStart(3, '0')}`;
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
