// Bytes to tokens. The longest match wins, the earlier rule on a tie, as in Nix's own lexer.
//
// Invariant: strings, indented strings and paths are modes on a stack that is never deeper than the brackets of the
// text, and nothing here recurses, so no input overflows. What a token means is the parser's business.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { isDocComment, type DocComment, type DocComments } from './doc-comments.ts';
import { TOKENS } from './grammar.ts';
import type { Source } from './source.ts';

type Mode = 'initial' | 'default' | 'string' | 'indented' | 'path' | 'path-slash' | 'path-start';

/** A piece of an indented string; only text that stood there unescaped takes part in indentation. */
export interface IndentedText {
  readonly text: ByteString;
  readonly indents: boolean;
}

export type TokenValue = ByteString | number | bigint | IndentedText | undefined;

const T: Readonly<Record<string, number>> = Object.fromEntries(TOKENS.map((t, i) => [t, i]));
const KEYWORDS: ReadonlyMap<string, number> = new Map([
  ['if', T.IF],
  ['then', T.THEN],
  ['else', T.ELSE],
  ['assert', T.ASSERT],
  ['with', T.WITH],
  ['let', T.LET],
  ['in', T.IN_KW],
  ['rec', T.REC],
  ['inherit', T.INHERIT],
  ['or', T.OR_KW],
]);
const OPERATORS: ReadonlyMap<string, number> = new Map([
  ['==', T.EQ],
  ['!=', T.NEQ],
  ['<=', T.LEQ],
  ['>=', T.GEQ],
  ['&&', T.AND],
  ['||', T.OR],
  ['->', T.IMPL],
  ['//', T.UPDATE],
  ['++', T.CONCAT],
  ['<|', T.PIPE_FROM],
  ['|>', T.PIPE_INTO],
  ['${', T.DOLLAR_CURLY],
]);
const END = T['end of file'];
const INVALID = T['invalid token'];
const I64_MAX = 2n ** 63n - 1n;

const ID = /[a-zA-Z_][a-zA-Z0-9_'-]*/y;
const INT = /[0-9]+/y;
const FLOAT = /(?:[1-9][0-9]*\.[0-9]*|0?\.[0-9]+)(?:[Ee][+-]?[0-9]+)?/y;
const PATH = /[a-zA-Z0-9._+-]*(?:\/[a-zA-Z0-9._+-]+)+\/?/y;
const PATH_RUN = /[a-zA-Z0-9._+/-]*/y;
const SCHEME_RUN = /[a-zA-Z0-9+.-]*/y;
const PATH_SEGMENT = /[a-zA-Z0-9._+-]*\//y;
const PATH_CHARS = /[a-zA-Z0-9._+-]+/y;
const PATH_INTERPOLATED = /[a-zA-Z0-9._+-]*\/\$\{/y;
const HOME_PATH = /~(?:\/[a-zA-Z0-9._+-]+)+\/?/y;
const HOME_INTERPOLATED = /~\/\$\{/y;
const SEARCH_PATH = /<[a-zA-Z0-9._+-]+(?:\/[a-zA-Z0-9._+-]+)*>/y;
const URI = /[a-zA-Z][a-zA-Z0-9+.-]*:[a-zA-Z0-9%/?:@&=+$,_.!~*'-]+/y;
const SPACE = /[ \t\r\n]+/y;
const LINE_COMMENT = /#[^\r\n]*/y;
const INDENTED_OPEN = /''(?: *\n)?/y;

export interface LexerOptions {
  readonly pipeOperators: boolean;
  /** Whether the text is bindings (`a = 1; inherit b;`), as the read-eval-print loop takes them. */
  readonly isBindings?: boolean;
  /** What is read behind the text, and is not shown with it. */
  readonly suffix?: ByteString;
  /** Takes the comments that document something. */
  readonly docs?: DocComments;
}

export class Lexer {
  /** The last token's bytes, and (for the path modes) those of the match before it. */
  start = 0;
  end = 0;
  value: TokenValue;
  readonly #text: ByteString;
  readonly #modes: Mode[] = ['initial'];
  /** The end of the run of path chars that was looked at last, and the last slash in it. */
  #runEnd = 0;
  #lastSlash = -1;
  #schemeEnd = 0;
  #stashedStart = 0;
  #stashedEnd = 0;
  #endAtEof: number | undefined;
  /** The documentation comment that nothing has come behind yet. */
  #doc: DocComment | undefined;

  constructor(
    readonly source: Source,
    readonly options: LexerOptions,
  ) {
    this.#text = source.text + (options.suffix ?? '');
  }

  /** The next token's number. */
  next(): number {
    for (;;) {
      const mode = this.#modes[this.#modes.length - 1];
      const token =
        mode === 'string'
          ? this.#string()
          : mode === 'indented'
            ? this.#indented()
            : mode === 'path' || mode === 'path-slash'
              ? this.#insidePath(mode)
              : mode === 'path-start'
                ? this.#pathStart()
                : this.#plain();
      if (token !== undefined) {
        if (this.#doc !== undefined) this.#document(this.#doc);
        return token;
      }
    }
  }

  /** A comment speaks of the token behind it. */
  #document(comment: DocComment): void {
    this.options.docs?.set(this.source.base + this.start, comment);
    this.#doc = undefined;
  }

  fail(message: ByteString): never {
    throw new EvalError('parse', message, this.source.base + this.start);
  }

  #accept(length: number): ByteString {
    this.#stashedStart = this.start;
    this.#stashedEnd = this.end;
    this.start = this.end;
    this.end += length;
    return this.#text.slice(this.start, this.end);
  }

  /** Where the last token ends in messages. */
  get placeEnd(): number {
    return this.#endAtEof ?? this.end;
  }

  #length(pattern: RegExp): number {
    pattern.lastIndex = this.end;
    return pattern.test(this.#text) ? pattern.lastIndex - this.end : 0;
  }

  #plain(): number | undefined {
    const text = this.#text;
    const at = this.end;
    if (at >= text.length) return END;
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10 || code === 13 || code === 9) {
      this.#accept(this.#length(SPACE));
      return undefined;
    }
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
    if (letter) {
      const length = this.#length(ID);
      const after = text[at + length];
      // only these can make a longer match (a path or a URI)
      if (after !== '/' && after !== '.' && after !== '+' && after !== ':') return this.#word(length);
      return this.#longest(length);
    }
    if (code === 35) {
      this.#accept(this.#length(LINE_COMMENT));
      return undefined;
    }
    if (code === 47 && text[at + 1] === '*') {
      const close = text.indexOf('*/', at + 2);
      if (close >= 0) {
        const comment = this.#accept(close + 2 - at);
        if (isDocComment(comment)) {
          const { base } = this.source;
          this.#doc = { start: base + at, end: base + this.end };
        }
        return undefined;
      }
    }
    return this.#longest(0);
  }

  /**
   * Whether a slash is among the chars that follow and may be of a path. The run of such chars is looked at once, so
   * that a long one (`a.b.c…`) takes no longer than it has to.
   */
  #slashAhead(): boolean {
    if (this.end >= this.#runEnd) {
      this.#runEnd = this.end + this.#length(PATH_RUN);
      const slash = this.#text.slice(this.end, this.#runEnd).lastIndexOf('/');
      this.#lastSlash = slash < 0 ? -1 : this.end + slash;
    }
    return this.#lastSlash >= this.end;
  }

  /** Whether the chars that follow, as far as they may be of a URI's scheme, end at a colon; looked at once too. */
  #colonAhead(): boolean {
    if (this.end >= this.#schemeEnd) this.#schemeEnd = this.end + this.#length(SCHEME_RUN);
    return this.#text[this.#schemeEnd] === ':';
  }

  #word(length: number): number {
    const word = this.#accept(length);
    const keyword = KEYWORDS.get(word);
    this.value = word;
    return keyword ?? T.ID;
  }

  #longest(idLength: number): number {
    const text = this.#text;
    const char = text[this.end];
    let best = idLength;
    let kind = idLength > 0 ? 'id' : '';
    const consider = (name: string, pattern: RegExp) => {
      const length = this.#length(pattern);
      if (length > best) {
        best = length;
        kind = name;
      }
    };
    if (OPERATORS.has(text.slice(this.end, this.end + 2))) {
      best = 2;
      kind = 'operator';
    }
    if (char === '.' && text.startsWith('...', this.end)) {
      best = 3;
      kind = 'ellipsis';
    }
    if (char === "'") consider('indented', INDENTED_OPEN);
    else if (char === '~') {
      consider('home-interpolated', HOME_INTERPOLATED);
      consider('home', HOME_PATH);
    } else if (char === '<') consider('search', SEARCH_PATH);
    else if (/[a-zA-Z0-9._+/-]/.test(char)) {
      consider('int', INT);
      consider('float', FLOAT);
      if (this.#slashAhead()) {
        consider('path-interpolated', PATH_INTERPOLATED);
        consider('path', PATH);
      }
      if (this.#colonAhead()) consider('uri', URI);
    }
    switch (kind) {
      case 'id':
        return this.#word(best);
      case 'operator':
        return this.#operator();
      case 'ellipsis':
        this.#accept(3);
        return T.ELLIPSIS;
      case 'indented':
        this.#accept(best);
        this.#modes.push('indented');
        return T.IND_STRING_OPEN;
      case 'int':
        return this.#int(this.#accept(best));
      case 'float':
        return this.#float(this.#accept(best));
      case 'path-interpolated':
      case 'home-interpolated':
        this.#modes.push('path-start');
        return this.#pathStart();
      case 'path':
      case 'home': {
        const path = this.#accept(best);
        this.#modes.push(path.endsWith('/') ? 'path-slash' : 'path');
        this.value = path;
        return kind === 'path' ? T.PATH : T.HPATH;
      }
      case 'search':
        this.value = this.#accept(best);
        return T.SPATH;
      case 'uri':
        this.value = this.#accept(best);
        return T.URI;
      default:
        return this.#punctuation();
    }
  }

  #operator(): number {
    const operator = this.#accept(2);
    if ((operator === '<|' || operator === '|>') && !this.options.pipeOperators)
      this.fail(
        hint`experimental Nix feature '${'pipe-operators'}' is disabled; add '--extra-experimental-features ${'pipe-operators'}' to enable it`,
      );
    if (operator === '${') this.#modes.push('default');
    return OPERATORS.get(operator) ?? INVALID;
  }

  #punctuation(): number {
    const char = this.#accept(1);
    if (char === '\0') return END;
    if (char === '}' && this.#modes.length > 1) this.#modes.pop();
    else if (char === '{') this.#modes.push('default');
    else if (char === '"') this.#modes.push('string');
    return T[`'${char}'`] ?? INVALID;
  }

  #int(digits: ByteString): number {
    const value = Number(digits);
    if (Number.isSafeInteger(value)) this.value = value;
    else {
      const big = BigInt(digits);
      if (big > I64_MAX) this.fail(hint`invalid integer '${digits}'`);
      this.value = big;
    }
    return T.INT_LIT;
  }

  #float(digits: ByteString): number {
    const value = Number(digits);
    const zero = /^[0.]*(?:[Ee].*)?$/.test(digits);
    // strtod reports overflow and underflow, subnormal results included
    if (!Number.isFinite(value) || (!zero && value < 2.2250738585072014e-308))
      this.fail(hint`invalid float '${digits}'`);
    this.value = value;
    return T.FLOAT_LIT;
  }

  #string(): number {
    const text = this.#text;
    let i = this.end;
    scan: while (i < text.length)
      switch (text[i]) {
        case '"':
          break scan;
        case '\\':
          if (i + 1 >= text.length) break scan;
          i += 2;
          break;
        case '$': {
          const next = text[i + 1];
          if (next === '{' || next === undefined) break scan;
          if (next === '"') {
            i += 1;
            break scan;
          }
          if (next !== '\\') i += 2;
          else if (i + 2 < text.length) i += 3;
          else break scan;
          break;
        }
        default:
          i++;
      }
    if (i > this.end) {
      this.value = this.#unescape(this.#accept(i - this.end));
      return T.STR;
    }
    if (i >= text.length) return END;
    if (text[i] === '"') {
      this.#accept(1);
      this.#modes.pop();
      return T[`'"'`];
    }
    if (text.startsWith('${', i)) {
      this.#accept(2);
      this.#modes.push('default');
      return T.DOLLAR_CURLY;
    }
    this.#accept(text.startsWith('$\\', i) ? 2 : 1);
    return END;
  }

  #unescape(raw: ByteString): ByteString {
    this.#refuseNul(raw);
    if (!/[\\\r]/.test(raw)) return raw;
    return raw.replace(/\\([^])|\r\n?/g, (_, escaped: string | undefined) =>
      escaped === undefined
        ? '\n'
        : escaped === 'n'
          ? '\n'
          : escaped === 'r'
            ? '\r'
            : escaped === 't'
              ? '\t'
              : escaped,
    );
  }

  #refuseNul(raw: ByteString): void {
    if (raw.includes('\0'))
      this.fail(
        hint`input string '${raw.replaceAll('\0', '\xe2\x90\x80')}' cannot be represented as Nix string because it contains null bytes`,
      );
  }

  #indented(): number {
    const text = this.#text;
    let i = this.end;
    while (i < text.length) {
      const char = text[i];
      const next = text[i + 1];
      if (char === '$') {
        if (next === undefined || next === '{' || next === "'") break;
        i += 2;
      } else if (char === "'") {
        if (next === undefined || next === "'" || next === '$') break;
        i += 2;
      } else i++;
    }
    if (i > this.end) {
      const raw = this.#accept(i - this.end);
      this.#refuseNul(raw);
      this.value = { text: raw, indents: true };
      return T.IND_STR;
    }
    if (i >= text.length) return END;
    const piece = (length: number, value: ByteString) => {
      this.#accept(length);
      this.value = { text: value, indents: false };
      return T.IND_STR;
    };
    if (text.startsWith('${', i)) {
      this.#accept(2);
      this.#modes.push('default');
      return T.DOLLAR_CURLY;
    }
    if (text[i] === '$') return piece(1, '$');
    if (!text.startsWith("''", i)) return piece(1, "'");
    switch (text[i + 2]) {
      case '$':
        return piece(3, '$');
      case "'":
        return piece(3, "''");
      case '\\':
        if (i + 3 < text.length) return piece(4, this.#unescape(text.slice(i + 2, i + 4)));
    }
    this.#accept(2);
    this.#modes.pop();
    return T.IND_STRING_CLOSE;
  }

  #pathStart(): number {
    const home = this.#text[this.end] === '~';
    this.value = this.#accept(home ? 2 : this.#length(PATH_SEGMENT));
    this.#modes.pop();
    this.#modes.push('path-slash');
    return home ? T.HPATH : T.PATH;
  }

  #insidePath(mode: Mode): number {
    if (this.#text.startsWith('${', this.end)) {
      this.#accept(2);
      this.#modes.pop();
      this.#modes.push('path', 'default');
      return T.DOLLAR_CURLY;
    }
    const length = Math.max(this.#length(PATH), this.#length(PATH_SEGMENT), this.#length(PATH_CHARS));
    if (length > 0) {
      const part = this.#accept(length);
      this.#modes.pop();
      this.#modes.push(part.endsWith('/') ? 'path-slash' : 'path');
      this.value = part;
      return T.STR;
    }
    const atEnd = this.end >= this.#text.length;
    if (mode === 'path-slash') {
      if (!atEnd) this.#accept(1);
      this.fail('path has a trailing slash');
    }
    this.#modes.pop();
    // the byte after a path is read again, so the path's end has the place of the path; at the end of the text Nix
    // goes back one token more, and the end of file is then reported there
    if (atEnd) {
      this.start = this.#stashedStart;
      this.#endAtEof = this.#stashedEnd;
    }
    return T.PATH_END;
  }
}
