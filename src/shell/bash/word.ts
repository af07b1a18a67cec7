// Words: from source text to parts, with the quoting of each part settled.
//
// Invariant: parsing a word has no side effects and needs no variables; what it gives can be cached by its text.
// The statements around words are unbash's business; inside words bash's rules depend on context (quotes, operand of
// an expansion, here-document), so they are read here.
import type { ByteString } from '../../engine/base/index.ts';
import { decodeAnsi } from './ansi-quote.ts';
import { arithmeticEnd, skipAnsi, skipBackquotes, skipBraces, skipBracket, skipCommand } from './scan.ts';
import { skipDoubleQuotes } from './scan.ts';

export type Part =
  | { readonly kind: 'text'; readonly text: ByteString; readonly quoted: boolean }
  | { readonly kind: 'quotes'; readonly parts: readonly Part[] }
  | { readonly kind: 'parameter'; readonly parameter: Parameter }
  | { readonly kind: 'command'; readonly source: ByteString; readonly line: number }
  | { readonly kind: 'arithmetic'; readonly text: ByteString }
  | {
      readonly kind: 'process';
      readonly operator: '<' | '>';
      readonly source: ByteString;
      readonly line: number;
    };

export interface Parameter {
  /** The whole expansion, for error texts: `${x?}`. */
  readonly text: ByteString;
  readonly name: ByteString;
  readonly subscript: ByteString | undefined;
  readonly prefix: '' | '!' | '#';
  readonly operation: Operation | undefined;
}

export type Operation =
  | { readonly kind: 'default'; readonly operator: string; readonly word: readonly Part[] }
  | { readonly kind: 'remove'; readonly operator: string; readonly pattern: readonly Part[] }
  | {
      readonly kind: 'replace';
      readonly operator: string;
      readonly pattern: readonly Part[];
      readonly replacement: readonly Part[];
    }
  | { readonly kind: 'slice'; readonly offset: ByteString; readonly length: ByteString | undefined }
  | { readonly kind: 'case'; readonly operator: string; readonly pattern: readonly Part[] }
  | { readonly kind: 'transform'; readonly operator: string }
  | { readonly kind: 'names'; readonly operator: string }
  | { readonly kind: 'bad' };

/** `word`: bare text. `double`: inside double quotes. `document`: a here-document. `operand`: of `"${x-…}"`. */
export type WordMode = 'word' | 'double' | 'document' | 'operand';

/** The parts of a text in one of the four contexts. */
export function parseWord(text: ByteString, mode: WordMode = 'word'): readonly Part[] {
  return new WordParser(text).parts(mode);
}

const NAME = /[a-zA-Z_]\w*/y;
const SPECIAL = /[0-9@*#?$!-]/;

class WordParser {
  readonly #text: ByteString;
  #i = 0;
  #out: Part[] = [];
  #literal = '';
  #literalQuoted = false;

  constructor(text: ByteString) {
    this.#text = text;
  }

  parts(mode: WordMode): readonly Part[] {
    const text = this.#text;
    const soft = mode !== 'word';
    while (this.#i < text.length) {
      const char = text[this.#i];
      if (char === '\\') this.#backslash(mode);
      else if (char === "'" && mode === 'word') {
        const end = text.indexOf("'", this.#i + 1);
        const stop = end < 0 ? text.length : end;
        this.#add(text.slice(this.#i + 1, stop), true);
        if (stop === this.#i + 1) this.#push({ kind: 'quotes', parts: [] });
        this.#i = stop + 1;
      } else if (char === '"' && (mode === 'word' || mode === 'operand')) this.#doubleQuotes(this.#i);
      else if (char === '`') this.#backquotes(mode);
      else if (char === '$') this.#dollar(mode);
      else if ((char === '<' || char === '>') && mode === 'word' && text[this.#i + 1] === '(') {
        const end = skipCommand(text, this.#i);
        this.#push({
          kind: 'process',
          operator: char,
          source: text.slice(this.#i + 2, end - 1),
          line: this.#line(),
        });
        this.#i = end;
      } else {
        this.#add(char, soft);
        this.#i += 1;
      }
    }
    this.#flush();
    return this.#out;
  }

  #line(): number {
    let line = 0;
    for (let k = this.#text.indexOf('\n'); k >= 0 && k < this.#i; k = this.#text.indexOf('\n', k + 1))
      line += 1;
    return line;
  }

  #add(text: ByteString, quoted: boolean): void {
    if (this.#literal !== '' && this.#literalQuoted !== quoted) this.#flush();
    this.#literal += text;
    this.#literalQuoted = quoted;
  }

  #flush(): void {
    if (this.#literal !== '')
      this.#out.push({ kind: 'text', text: this.#literal, quoted: this.#literalQuoted });
    this.#literal = '';
  }

  #push(part: Part): void {
    this.#flush();
    this.#out.push(part);
  }

  #backslash(mode: WordMode): void {
    const next = this.#text[this.#i + 1];
    if (next === '\n') {
      this.#i += 2;
      return;
    }
    if (next === undefined) {
      this.#add('\\', true);
      this.#i += 1;
      return;
    }
    const escapes =
      mode === 'word' ||
      next === '$' ||
      next === '`' ||
      next === '\\' ||
      (next === '"' && mode !== 'document') ||
      (next === '}' && mode === 'operand');
    this.#add(escapes ? next : `\\${next}`, true);
    this.#i += 2;
  }

  #doubleQuotes(at: number): void {
    const end = skipDoubleQuotes(this.#text, at);
    const closed = this.#text[end - 1] === '"' && end > at + 1;
    const inner = this.#text.slice(at + 1, closed ? end - 1 : end);
    this.#push({ kind: 'quotes', parts: parseWord(inner, 'double') });
    this.#i = end;
  }

  #backquotes(mode: WordMode): void {
    const end = skipBackquotes(this.#text, this.#i);
    const inner = this.#text.slice(this.#i + 1, end - 1);
    const escapes = mode === 'double' || mode === 'operand' ? /\\([$`\\"])/g : /\\([$`\\])/g;
    this.#push({ kind: 'command', source: inner.replace(escapes, '$1'), line: this.#line() });
    this.#i = end;
  }

  #dollar(mode: WordMode): void {
    const text = this.#text;
    const i = this.#i;
    // A backslash and a newline vanish before anything else is read.
    const next = text[i + 1];
    if (next === '{') {
      const end = skipBraces(text, i + 2, mode !== 'word');
      const inner = text.slice(i + 2, end - 1);
      this.#push({ kind: 'parameter', parameter: parseParameter(inner, mode) });
      this.#i = end;
    } else if (next === '(') {
      const end = text[i + 2] === '(' ? arithmeticEnd(text, i) : -1;
      if (end > 0) {
        this.#push({ kind: 'arithmetic', text: text.slice(i + 3, end - 2) });
        this.#i = end;
        return;
      }
      const close = skipCommand(text, i);
      this.#push({ kind: 'command', source: text.slice(i + 2, close - 1), line: this.#line() });
      this.#i = close;
    } else if (next === '[') {
      const end = skipBracket(text, i + 1);
      this.#push({ kind: 'arithmetic', text: text.slice(i + 2, end - 1) });
      this.#i = end;
    } else if (next === "'" && mode === 'word') {
      const end = skipAnsi(text, i + 1);
      const decoded = decodeAnsi(text.slice(i + 2, end - 1));
      this.#add(decoded, true);
      if (decoded === '') this.#push({ kind: 'quotes', parts: [] });
      this.#i = end;
    } else if (next === '"' && (mode === 'word' || mode === 'operand')) {
      this.#doubleQuotes(i + 1);
    } else {
      NAME.lastIndex = i + 1;
      const match = NAME.exec(text);
      const name = match !== null ? match[0] : next !== undefined && SPECIAL.test(next) ? next : '';
      if (name === '') {
        this.#add('$', mode !== 'word');
        this.#i += 1;
        return;
      }
      this.#push({ kind: 'parameter', parameter: simple(name) });
      this.#i += 1 + name.length;
    }
  }
}

function simple(name: ByteString): Parameter {
  return { text: `$${name}`, name, subscript: undefined, prefix: '', operation: undefined };
}

/** What stands between `${` and `}`. */
function parseParameter(inner: ByteString, mode: WordMode): Parameter {
  const text = `\${${inner}}`;
  const bad: Parameter = { text, name: '', subscript: undefined, prefix: '', operation: { kind: 'bad' } };
  let i = 0;
  let prefix: Parameter['prefix'] = '';
  if (inner[0] === '#' && inner.length > 1 && /^#(?:[a-zA-Z_]|\d|[@*?$!#-]$|[@*]|-$)/.test(inner)) {
    prefix = '#';
    i = 1;
  } else if (
    inner[0] === '!' &&
    inner.length > 1 &&
    /^!(?:\w|[@*#?$!-])/.test(inner) &&
    !/^!-./.test(inner)
  ) {
    prefix = '!';
    i = 1;
  }
  const match = /^(?:[a-zA-Z_]\w*|\d+|[@*#?$!-])/.exec(inner.slice(i));
  if (match === null) return bad;
  const name = match[0];
  i += name.length;
  let subscript: ByteString | undefined;
  if (inner[i] === '[' && /^[a-zA-Z_]/.test(name)) {
    const end = skipBracket(inner, i);
    subscript = inner.slice(i + 1, end - 1);
    i = end;
  }
  const rest = inner.slice(i);
  if (rest === '') return { text, name, subscript, prefix, operation: undefined };
  if (prefix === '!' && (rest === '@' || rest === '*'))
    return { text, name, subscript, prefix, operation: { kind: 'names', operator: rest } };
  if (prefix === '#') return bad;
  const operation = parseOperation(rest, mode);
  return operation === undefined ? bad : { text, name, subscript, prefix, operation };
}

function parseOperation(rest: ByteString, mode: WordMode): Operation | undefined {
  const operandMode: WordMode = mode === 'word' ? 'word' : 'operand';
  let match = /^:?[-=?+]/.exec(rest);
  if (match !== null)
    return {
      kind: 'default',
      operator: match[0],
      word: parseWord(rest.slice(match[0].length), operandMode),
    };
  if (rest[0] === ':') {
    const [offset, length] = splitSlice(rest.slice(1));
    return { kind: 'slice', offset, length };
  }
  match = /^(?:##?|%%?)/.exec(rest);
  if (match !== null)
    return { kind: 'remove', operator: match[0], pattern: parseWord(rest.slice(match[0].length)) };
  match = /^(?:\^\^?|,,?|~~?)/.exec(rest);
  if (match !== null)
    return { kind: 'case', operator: match[0], pattern: parseWord(rest.slice(match[0].length)) };
  if (rest[0] === '/') {
    const operator = /^\/[/#%]?/.exec(rest)?.[0] ?? '/';
    const body = rest.slice(operator.length);
    const slash = patternEnd(body);
    return {
      kind: 'replace',
      operator,
      pattern: parseWord(body.slice(0, slash)),
      replacement: parseWord(body.slice(slash + 1)),
    };
  }
  if (/^@[A-Za-z]$/.test(rest)) return { kind: 'transform', operator: rest[1] };
  return undefined;
}

/** The slash that ends a pattern; a quoted one does not. */
function patternEnd(body: ByteString): number {
  for (let i = 0; i < body.length;) {
    const char = body[i];
    if (char === '/') return i;
    if (char === '\\') i += 2;
    else if (char === "'") i = Math.max(body.indexOf("'", i + 1) + 1, i + 1);
    else if (char === '"') i = skipDoubleQuotes(body, i);
    else if (char === '`') i = skipBackquotes(body, i);
    else if (char === '$' && body[i + 1] === '{') i = skipBraces(body, i + 2);
    else if (char === '$' && body[i + 1] === '(') i = skipCommand(body, i);
    else i += 1;
  }
  return body.length;
}

/** `offset:length`; a colon of `?:` or inside brackets and expansions does not count. */
function splitSlice(body: ByteString): [ByteString, ByteString | undefined] {
  let questions = 0;
  let depth = 0;
  for (let i = 0; i < body.length;) {
    const char = body[i];
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === '?') questions += 1;
    else if (char === ':' && depth === 0) {
      if (questions === 0) return [body.slice(0, i), body.slice(i + 1)];
      questions -= 1;
    }
    if (char === '$' && body[i + 1] === '{') i = skipBraces(body, i + 2);
    else if (char === '$' && body[i + 1] === '(') i = skipCommand(body, i);
    else if (char === '[') i = skipBracket(body, i);
    else i += 1;
  }
  return [body, undefined];
}
