// JSON as text: how strings and numbers are written, and a reader that says what is wrong the way Nix's does.
// Source of the forms and messages: measured on Nix 2.36 (its JSON library's words).
import { encodeCodePoint, sequenceLength, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { makeAttrs } from './attrs.ts';
import { NixFloat, type List, type Slot, type Value } from './value.ts';

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

export function jsonString(text: ByteString): ByteString {
  checkUtf8(text);
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  const escaped = text.replace(/["\\\x00-\x1f]/g, (c) => {
    const code = c.charCodeAt(0).toString(16);
    return SHORT[c] ?? `\\u${code.padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

function checkUtf8(text: ByteString): void {
  for (let i = 0; i < text.length;) {
    const length = sequenceLength(text, i);
    if (length > 0) {
      i += length;
      continue;
    }
    throw invalidUtf8(text, i);
  }
}

function invalidUtf8(text: ByteString, start: number): EvalError {
  const first = text.charCodeAt(start);
  const size = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  let bad = start;
  if (first >= 0xc2 && first < 0xf5)
    for (bad = start + 1; bad < start + size && bad < text.length; bad++)
      if ((text.charCodeAt(bad) & 0xc0) !== 0x80) break;
  const hex = (n: number) => n.toString(16).toUpperCase().padStart(2, '0');
  const what =
    bad >= text.length
      ? `[json.exception.type_error.316] incomplete UTF-8 string; last byte: 0x${hex(text.charCodeAt(text.length - 1))}`
      : `[json.exception.type_error.316] invalid UTF-8 byte at index ${bad}: 0x${hex(text.charCodeAt(bad))}`;
  return new EvalError('eval', hint`JSON serialization error: ${what}`);
}

/** A float with the fewest digits that read back the same, and always with a point or an exponent. */
export function jsonFloat(value: number): ByteString {
  if (!Number.isFinite(value)) return 'null';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa, exponent] = value.toExponential().split('e');
  const e = Number(exponent);
  if (e >= -4 && e < 15) {
    const plain = e < 0 ? value.toFixed(mantissa.replace(/^-?\d\.?/, '').length - e) : String(value);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  const size = Math.abs(e);
  return `${mantissa}e${e < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`;
}

type Token =
  | { readonly kind: '{' | '}' | '[' | ']' | ':' | ',' | 'end' }
  | { readonly kind: 'literal'; readonly name: ByteString; readonly value: Value };

/** Reads a JSON text into a value. Throws an EvalError in the words of Nix. */
export function parseJson(text: ByteString): Value {
  return new JsonReader(text).read();
}

type Open =
  | { readonly kind: 'list'; readonly items: List }
  | { readonly kind: 'object'; readonly entries: Map<ByteString, Slot>; key: ByteString };

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

class JsonReader {
  #at = 0;
  #token: Token = { kind: 'end' };
  /** Where the last string or number began: what an error quotes as "last read" begins there. */
  #start = 0;
  /** What is being parsed, and what must come next there, if that is one thing. */
  #context: ByteString = 'value';
  #expected: ByteString | undefined;

  constructor(readonly text: ByteString) {}

  read(): Value {
    if (this.text === '')
      this.#fail(
        1,
        'attempting to parse an empty input; check that your input string or stream contains the expected JSON',
      );
    const stack: Open[] = [];
    this.#next('value');
    for (;;) {
      let done: Value | undefined;
      const token = this.#token;
      if (token.kind === '{') {
        this.#next('object key', 'string literal');
        if (this.#is('}')) done = makeAttrs([]);
        else {
          stack.push({ kind: 'object', entries: new Map(), key: this.#key() });
          continue;
        }
      } else if (token.kind === '[') {
        this.#next('value');
        if (this.#is(']')) done = [];
        else {
          stack.push({ kind: 'list', items: [] });
          continue;
        }
      } else if (token.kind === 'literal') done = token.value;
      else this.#unexpected("'[', '{', or a literal");
      for (;;) {
        const top = stack[stack.length - 1];
        if (top === undefined) {
          this.#next('value', 'end of input');
          if (this.#token.kind !== 'end') this.#unexpected('end of input');
          return done as Value;
        }
        if (top.kind === 'list') {
          top.items.push(done as Value);
          this.#next('array', "']'");
          if (this.#is(',')) {
            this.#next('value');
            break;
          }
          if (!this.#is(']')) this.#unexpected("']'");
          done = top.items;
        } else {
          top.entries.set(top.key, done as Value);
          this.#next('object', "'}'");
          if (this.#is(',')) {
            this.#next('object key', 'string literal');
            top.key = this.#key();
            break;
          }
          if (!this.#is('}')) this.#unexpected("'}'");
          done = makeAttrs([...top.entries]);
        }
        stack.pop();
      }
    }
  }

  /** A member's name and colon; leaves the first token of its value. */
  #key(): ByteString {
    const token = this.#token;
    if (token.kind !== 'literal' || typeof token.value !== 'string' || token.name !== 'string literal')
      return this.#unexpected('string literal');
    this.#next('object separator', "':'");
    if (!this.#is(':')) this.#unexpected("':'");
    this.#next('value');
    return token.value;
  }

  #is(kind: Token['kind']): boolean {
    return this.#token.kind === kind;
  }

  #fail(column: number, what: ByteString): never {
    const before = this.text.slice(0, Math.max(0, column - 1));
    const line = before.split('\n').length;
    const inLine = column - 1 - (before.lastIndexOf('\n') + 1) + 1;
    throw new EvalError(
      'eval',
      hint`${`[json.exception.parse_error.101] parse error at line ${line}, column ${inLine}: ${what}`}`,
    ).trace(0, 'while decoding a JSON string');
  }

  #unexpected(expected: ByteString): never {
    const { kind } = this.#token;
    const name =
      this.#token.kind === 'literal' ? this.#token.name : kind === 'end' ? 'end of input' : `'${kind}'`;
    const column = kind === 'end' ? this.#at + 1 : this.#at;
    return this.#fail(
      column,
      `syntax error while parsing ${this.#context} - unexpected ${name}; expected ${expected}`,
    );
  }

  /** A token that is none: says what was read of it, up to `end` (one more than there is where the text ends). */
  #invalid(end: number, what: ByteString): never {
    const read = this.text
      .slice(this.#start, end)
      // eslint-disable-next-line no-control-regex -- control characters are what it looks for
      .replace(/[\x00-\x1f]/g, (c) => `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);
    const expected = this.#expected === undefined ? '' : `; expected ${this.#expected}`;
    return this.#fail(
      Math.min(end, this.text.length + 1),
      `syntax error while parsing ${this.#context} - ${what}; last read: '${read}'${expected}`,
    );
  }

  #next(context: ByteString, expected?: ByteString): void {
    const { text } = this;
    this.#context = context;
    this.#expected = expected;
    while (' \t\n\r'.includes(text[this.#at] ?? 'x')) this.#at++;
    const char = text[this.#at];
    switch (char) {
      case undefined:
        this.#token = { kind: 'end' };
        return;
      case '{':
      case '}':
      case '[':
      case ']':
      case ':':
      case ',':
        this.#at++;
        this.#token = { kind: char };
        return;
      case '"':
        this.#token = { kind: 'literal', name: 'string literal', value: this.#string() };
        return;
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
    }
    if (char === '-' || (char >= '0' && char <= '9')) return this.#number();
    this.#invalid(this.#at + 1, 'invalid literal');
  }

  #word(word: ByteString, value: Value): void {
    let i = 0;
    while (i < word.length && this.text[this.#at + i] === word[i]) i++;
    if (i < word.length) this.#invalid(this.#at + i + 1, 'invalid literal');
    this.#at += word.length;
    this.#token = { kind: 'literal', name: `${word} literal`, value };
  }

  #number(): void {
    this.#start = this.#at;
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.text);
    const end = this.#at + (match?.[0].length ?? 0);
    const bad = (what: ByteString, at: number) => this.#invalid(at + 1, what);
    if (match === null) return bad("invalid number; expected digit after '-'", this.#at + 1);
    const after = this.text[end];
    if (after === '.' && match[1] === undefined && match[2] === undefined)
      return bad("invalid number; expected digit after '.'", end + 1);
    if ((after === 'e' || after === 'E') && match[2] === undefined) {
      const sign = /[+-]/.test(this.text[end + 1] ?? '');
      return sign
        ? bad('invalid number; expected digit after exponent sign', end + 2)
        : bad("invalid number; expected '+', '-', or digit after exponent", end + 1);
    }
    this.#at = end;
    this.#token = { kind: 'literal', name: 'number literal', value: this.#numberValue(match[0], match) };
  }

  #numberValue(text: ByteString, match: RegExpExecArray): Value {
    if (match[1] === undefined && match[2] === undefined) {
      const small = Number(text);
      if (Number.isSafeInteger(small)) return small + 0;
      const big = BigInt(text);
      if (big >= -(2n ** 63n) && big < 2n ** 63n) return big;
      if (big >= 0n && big < 2n ** 64n)
        throw new EvalError('eval', hint`unsigned json number ${text} outside of Nix integer range`);
    }
    const value = Number(text);
    if (!Number.isFinite(value))
      throw new EvalError(
        'eval',
        hint`${`[json.exception.out_of_range.406] number overflow parsing '${text}'`}`,
      ).trace(0, 'while decoding a JSON string');
    return new NixFloat(value);
  }

  #string(): ByteString {
    const { text } = this;
    this.#start = this.#at;
    let out = '';
    let i = this.#at + 1;
    const hex4 = (at: number): number => {
      for (let k = 0; k < 4; k++)
        if (!/[0-9a-fA-F]/.test(text[at + k] ?? '')) {
          const what = "invalid string: '\\u' must be followed by 4 hex digits";
          this.#invalid(at + k + 1, what);
        }
      return parseInt(text.slice(at, at + 4), 16);
    };
    for (;;) {
      const char = text[i];
      if (char === undefined) return this.#invalid(i + 1, 'invalid string: missing closing quote');
      if (char === '"') break;
      if (char === '\\') {
        const escape = text[i + 1];
        const simple = 'bfnrt"\\/'.indexOf(escape ?? ' ');
        if (escape === 'u') {
          let code = hex4(i + 2);
          i += 6;
          if (code >= 0xd800 && code <= 0xdbff) {
            const what = 'invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF';
            if (text[i] !== '\\' || text[i + 1] !== 'u') this.#invalid(Math.min(i + 1, text.length), what);
            const low = hex4(i + 2);
            if (low < 0xdc00 || low > 0xdfff) this.#invalid(i + 6, what);
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            i += 6;
          } else if (code >= 0xdc00 && code <= 0xdfff)
            this.#invalid(i, 'invalid string: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF');
          out += encodeCodePoint(code);
        } else if (simple >= 0) {
          out += '\b\f\n\r\t"\\/'[simple];
          i += 2;
        } else this.#invalid(i + 2, 'invalid string: forbidden character after backslash');
        continue;
      }
      const code = char.charCodeAt(0);
      if (code < 0x20) this.#invalid(i + 1, controlCharacter(code));
      const length = sequenceLength(text, i);
      if (length === 0) this.#invalid(i + 1, 'invalid string: ill-formed UTF-8 byte');
      out += text.slice(i, i + length);
      i += length;
    }
    this.#at = i + 1;
    if (out.includes('\0'))
      throw new EvalError(
        'eval',
        hint`input string '${out.replaceAll('\0', '\xe2\x90\x80')}' cannot be represented as Nix string because it contains null bytes`,
      );
    return out;
  }
}

const CONTROL_NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US';

function controlCharacter(code: number): ByteString {
  const number = code.toString(16).toUpperCase().padStart(4, '0');
  const short: Readonly<Record<number, string>> = { 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r' };
  const also = short[code] === undefined ? '' : ` or ${short[code]}`;
  return `invalid string: control character U+${number} (${CONTROL_NAMES.split(' ')[code]}) must be escaped to \\u${number}${also}`;
}
