// Strings and keys of TOML.
//
// Source of the rules and words: toml11 4.4, measured through Nix 2.36.
import { encodeUtf8, type ByteString } from '../../base/index.ts';
import type { Key, Scalar } from './node.ts';
import { Problem, regionBetween, syntaxProblem, type Source } from './problem.ts';
import type { Scanner } from './scanner.ts';
import * as syntax from './syntax.ts';

export function readString(c: Source): Scalar {
  const first = c.at;
  const quote = c.text.charAt(c.at);
  const isLong = c.text.startsWith(quote.repeat(3), c.at);
  let value: ByteString;
  if (isLong) {
    const [scanner, name] =
      quote === '"'
        ? [syntax.MULTILINE_BASIC_STRING, 'ml_basic_string']
        : [syntax.MULTILINE_LITERAL_STRING, 'ml_literal_string'];
    const content = take(c, scanner, name, 3).replace(/^\r?\n/, '');
    value = quote === '"' ? unescape(content) : content;
  } else value = quote === '"' ? readBasic(c) : readLiteral(c);
  return { kind: 'string', value, region: regionBetween(c, first, c.at) };
}

const readBasic = (c: Source) => unescape(take(c, syntax.BASIC_STRING, 'basic_string', 1));
const readLiteral = (c: Source) => take(c, syntax.LITERAL_STRING, 'literal_string', 1);

/** What is between the quotes. Throws a Problem. */
function take(c: Source, scanner: Scanner, name: ByteString, quotes: number): ByteString {
  const first = c.at;
  if (!scanner.scan(c)) throw syntaxProblem(c, `toml::parse_${name}: invalid string format`, scanner);
  return c.text.slice(first + quotes, c.at - quotes);
}

/** The text that escape sequences stand for. Throws a Problem, which shows what is left of the string alone. */
function unescape(text: ByteString): ByteString {
  let out = '';
  for (let from = 0; ;) {
    const at = text.indexOf('\\', from);
    if (at < 0) return out + text.slice(from);
    out += text.slice(from, at);
    const c = { text: text.slice(at), name: 'internal temporary', at: 0 };
    if (!syntax.ESCAPED_NEWLINE.scan(c)) out += readEscape(c);
    from = at + c.at;
  }
}

const ESCAPES: Record<string, string> = {
  '\\': '\\',
  '"': '"',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The syntax has been checked, so that only the number of a character can be wrong. */
function readEscape(c: Source): ByteString {
  c.at++;
  const letter = c.text[c.at];
  if (letter in ESCAPES) {
    c.at++;
    return ESCAPES[letter];
  }
  const first = c.at;
  (letter === 'u' ? syntax.ESCAPED_4 : syntax.ESCAPED_8).scan(c);
  const code = parseInt(c.text.slice(first + 1, c.at), 16);
  const wrong = (why: ByteString, message: ByteString) =>
    new Problem(`toml::parse_utf8_codepoint: ${why}`, [{ region: regionBetween(c, first, c.at), message }]);
  if (code >= 0xd800 && code <= 0xdfff) throw wrong('[0xD800, 0xDFFF] is not a valid UTF-8', 'here');
  if (code >= 0x110000) throw wrong('input codepoint is too large.', 'must be in range [0x00, 0x10FFFF]');
  return encodeUtf8(String.fromCodePoint(code));
}

/** A key: names with dots between them. Throws a Problem. */
export function readKey(c: Source): Key {
  const first = c.at;
  const names: ByteString[] = [];
  do names.push(readName(c));
  while (syntax.DOT.scan(c) && c.at < c.text.length);
  return { names, region: regionBetween(c, first, c.at) };
}

function readName(c: Source): ByteString {
  const first = c.at;
  const quote = c.text.charAt(c.at);
  if (quote === '"') return readBasic(c);
  if (quote === "'") return readLiteral(c);
  if (syntax.BARE_KEY.scan(c)) return c.text.slice(first, c.at);
  throw syntaxProblem(
    c,
    'toml::parse_simple_key: invalid key: key must be "quoted", \'quoted-literal\', or bare key.',
    syntax.BARE_KEY,
    'Hint: non-ASCII scripts are allowed in toml v1.1.0, but not in v1.0.0.\n',
  );
}
