// Reads a TOML text. After a mistake it goes on behind it, so that all mistakes of a text are told at once.
//
// Source of the rules, of how reading goes on, and of the words: toml11 4.4, measured through Nix 2.36.
import { NotSimulated, type ByteString } from '../../base/index.ts';
import { insert, makeTable, type Key, type List, type Node, type Table } from './node.ts';
import { guessNumber, readBoolean, readFloat, readInteger, readTime, type NumberKind } from './numbers.ts';
import { Problem, problemAt, regionBetween, showProblem, syntaxProblem } from './problem.ts';
import type { Scanner } from './scanner.ts';
import { readKey, readString } from './strings.ts';
import * as syntax from './syntax.ts';

/** A text that is not TOML; the message tells all that is wrong. */
export class BadToml extends Error {}

const MOST_NESTED = 500;
/** There are texts in which Nix goes back behind a mistake again and again. */
const MOST_PROBLEMS = 10_000;

/** The table that a text is. Throws BadToml. */
export function parseToml(text: ByteString): Table {
  const reader = new TomlReader(/[\n\r]$/.test(text) || text === '' ? text : `${text}\n`);
  const root = reader.file();
  if (reader.problems.length > 0) throw new BadToml(reader.problems.map(showProblem).join(''));
  return root;
}

type ValueKind = 'string' | 'array' | 'table' | 'boolean' | NumberKind;

class TomlReader {
  readonly name = 'fromTOML';
  readonly problems: Problem[] = [];
  at = 0;
  #depth = 0;

  constructor(readonly text: ByteString) {
    if (text.startsWith('\xef\xbb\xbf')) this.at = 3;
  }

  // -- tables --------------------------------------------------------------------------------------------------------

  file(): Table {
    const first = this.at;
    const root = makeTable('header', regionBetween(this, first, first));
    while (!this.#isOver) {
      const found = this.#try(() => this.#comment());
      if (found === undefined) this.#skipComments();
      else if (!found) {
        if (!this.#takes(syntax.SPACES, syntax.NEWLINE)) this.at = first;
        break;
      }
    }
    this.#body(root);
    while (!this.#isOver) {
      this.#spacer();
      if (this.#header(root)) continue;
      const isArray = this.text.startsWith('[[', this.at);
      this.problems.push(
        isArray
          ? syntaxProblem(this, 'toml::parse_file: invalid array-table key', syntax.ARRAY_HEADER)
          : syntaxProblem(this, 'toml::parse_file: invalid table key', syntax.TABLE_HEADER),
      );
      this.#skipToTable();
    }
    return root;
  }

  /** A `[table]` or `[[table]]` with what is in it; false when there is no such header. */
  #header(root: Table): boolean {
    const array = this.#headerKey(syntax.ARRAY_HEADER, 2);
    const key = array ?? this.#headerKey(syntax.TABLE_HEADER, 1);
    if (key === undefined) return false;
    const comment = this.#try(() => this.#comment());
    if (comment === false) {
      syntax.SPACES.scan(this);
      if (!this.#isOver && !syntax.NEWLINE.scan(this)) {
        this.problems.push(
          syntaxProblem(this, 'toml::parse_file: newline (or EOF) expected', syntax.NEWLINE),
        );
        this.#skipToTable();
        return true;
      }
    } else if (comment === undefined) {
      this.#skipToTable();
      return true;
    }
    const table = makeTable('header', key.region);
    const inserted = this.#try(() => insert(root, array === undefined ? 'table' : 'array', key, table));
    this.#body((inserted ?? table) as Table);
    return true;
  }

  /** The key of a header; undefined when there is none or it is no key after all. */
  #headerKey(scanner: Scanner, brackets: number): Key | undefined {
    const first = this.at;
    if (!scanner.scan(this)) return undefined;
    const region = regionBetween(this, first, this.at);
    this.at = first + brackets;
    syntax.SPACES.scan(this);
    try {
      const { names } = readKey(this);
      syntax.SPACES.scan(this);
      this.at += brackets;
      return { names, region };
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }

  /** Reads the pairs of a table; goes on with the next table after a mistake. */
  #body(table: Table): void {
    const known = this.problems.length;
    try {
      this.#pairs(table);
      if (this.problems.length === known) return;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problems.push(error);
    }
    this.#skipToTable();
  }

  #pairs(table: Table): void {
    let newline = true;
    while (!this.#isOver) {
      const start = this.at;
      newline = this.#spacer() || newline;
      if (this.#isOver) return;
      if (this.text[this.at] === '[') {
        this.at = start;
        return;
      }
      if (!newline) throw problemAt(this, 'toml::parse_table: newline (LF / CRLF) or EOF is expected');
      newline = false;
      const pair = this.#try(() => this.#pair());
      if (pair === undefined) {
        this.#skipPair();
        continue;
      }
      newline = this.#try(() => this.#comment()) === true;
      this.#try(() => insert(table, 'pair', pair.key, pair.value));
    }
  }

  #pair(): { key: Key; value: Node } {
    const first = this.at;
    let key: Key;
    try {
      key = readKey(this);
      if (!syntax.EQUALS.scan(this))
        throw syntaxProblem(
          this,
          'toml::parse_key_value_pair: invalid key value separator `=`',
          syntax.EQUALS,
        );
    } catch (error) {
      this.at = first;
      throw error;
    }
    return { key, value: this.#value() };
  }

  // -- values --------------------------------------------------------------------------------------------------------

  #value(): Node {
    const kind = this.#guess();
    switch (kind) {
      case 'string':
        return readString(this);
      case 'array':
        return this.#nested(() => this.#array());
      case 'table':
        return this.#nested(() => this.#inlineTable());
      case 'boolean':
        return readBoolean(this);
      case 'integer':
        return readInteger(this);
      case 'float':
        return readFloat(this);
      default:
        return readTime(this, kind);
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MOST_NESTED) throw new NotSimulated(`TOML of more than ${MOST_NESTED} levels`);
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  #guess(): ValueKind {
    const char = this.text.charAt(this.at);
    const lower = (word: ByteString, scanner: Scanner) =>
      syntaxProblem(
        this,
        `toml::parse_value: \`${word}\` must be in lowercase. A string must be surrounded by quotes.`,
        scanner,
      );
    switch (char) {
      case '"':
      case "'":
        return 'string';
      case '[':
        return 'array';
      case '{':
        return 'table';
      case 't':
      case 'f':
        return 'boolean';
      case 'T':
        throw lower('true', syntax.BOOLEAN);
      case 'F':
        throw lower('false', syntax.BOOLEAN);
      case 'i':
      case 'n':
      case 'I':
      case 'N': {
        const word = /[iI]/.test(char) ? 'inf' : 'nan';
        if (this.text.startsWith(word, this.at)) return 'float';
        throw lower(word, syntax.FLOAT);
      }
      default:
        return guessNumber(this);
    }
  }

  #array(): List {
    const known = this.problems.length;
    const first = this.at++;
    const items: Node[] = [];
    this.#spacer();
    let comma = true;
    while (!this.#isOver && this.text[this.at] !== ']') {
      if (!comma) throw problemAt(this, 'toml::parse_array: expected value-separator `,` or closing `]`');
      const item = this.#try(() => this.#value());
      if (item === undefined) {
        const before = this.at;
        this.#skipValue();
        if (this.at === before) break;
        continue;
      }
      this.#spacer();
      comma = this.#takesChar(',');
      this.#try(() => this.#comment());
      if (comma) this.#spacer();
      items.push(item);
    }
    if (this.text[this.at] !== ']')
      throw problemAt(this, 'toml::parse_array: missing closing bracket `]`', 'expected `]`, reached EOF');
    this.at++;
    // the last mistake is told again by who wanted the array
    if (this.problems.length !== known) throw this.problems[this.problems.length - 1];
    return { kind: 'array', ofHeaders: false, items, region: regionBetween(this, first, this.at) };
  }

  #inlineTable(): Table {
    const known = this.problems.length;
    const first = this.at++;
    const table = makeTable('inline', regionBetween(this, first, first));
    syntax.SPACES.scan(this);
    let isEmpty = true;
    let comma = false;
    while (!this.#isOver) {
      if (this.text[this.at] === '}') {
        if (comma)
          throw problemAt(this, 'toml::parse_inline_table: trailing comma is not allowed in TOML-v1.0.0)');
        break;
      }
      if (!comma && !isEmpty)
        throw problemAt(this, 'toml::parse_inline_table: expected value-separator `,` or closing `}`');
      isEmpty = false;
      const pair = this.#try(() => this.#pair());
      if (pair === undefined) {
        this.#skipTo('}\n');
        break;
      }
      if (this.#try(() => insert(table, 'pair', pair.key, pair.value)) === undefined) {
        this.#skipTo(',\n}');
        if (!this.#isOver) comma = this.text[this.at] === ',';
        continue;
      }
      syntax.SPACES.scan(this);
      comma = this.#takesChar(',');
      syntax.SPACES.scan(this);
    }
    if (this.text[this.at] !== '}')
      throw problemAt(
        this,
        'toml::parse_inline_table: missing closing bracket `}`',
        'expected `}`, reached line end',
      );
    this.at++;
    if (this.problems.length > known) throw this.problems.pop() as Problem;
    table.region = regionBetween(this, first, this.at);
    return table;
  }

  // -- between values ------------------------------------------------------------------------------------------------

  /** Spaces and a comment with the end of its line; whether there was one. Throws a Problem behind a bad line. */
  #comment(): boolean {
    const first = this.at;
    syntax.SPACES.scan(this);
    if (!syntax.COMMENT.scan(this)) {
      this.at = first;
      return false;
    }
    if (this.#isOver || syntax.NEWLINE.scan(this)) return true;
    while (!this.#isOver) {
      this.#advance();
      if (this.text[this.at] === '\n') {
        this.at++;
        break;
      }
    }
    throw problemAt(
      this,
      'toml::parse_comment_line: newline (LF / CRLF) or EOF is expected',
      'but got this',
      'Hint: most of the control characters are not allowed in comments',
    );
  }

  /** Skips spaces, ends of lines and whole comments; whether there was an end of a line. */
  #spacer(): boolean {
    let newline = false;
    for (;;)
      if (this.#takes(syntax.COMMENT, syntax.NEWLINE) || syntax.NEWLINE.scan(this)) newline = true;
      else if (!this.#takesChar(' ') && !this.#takesChar('\t')) return newline;
  }

  get #isOver(): boolean {
    return this.at >= this.text.length;
  }

  #advance(): void {
    this.at = Math.min(this.at + 1, this.text.length);
  }

  #takes(first: Scanner, second: Scanner): boolean {
    const start = this.at;
    if (first.scan(this) && second.scan(this)) return true;
    this.at = start;
    return false;
  }

  #takesChar(char: ByteString): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  /** What is read, or undefined when there is a problem, which is kept. */
  #try<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problems.push(error);
      if (this.problems.length > MOST_PROBLEMS) throw new NotSimulated('TOML with so many mistakes');
      return undefined;
    }
  }

  // -- going on after a mistake --------------------------------------------------------------------------------------

  #skipTo(chars: ByteString): void {
    while (!this.#isOver && !chars.includes(this.text[this.at])) this.at++;
  }

  #skipComments(): void {
    while (!this.#isOver) {
      syntax.SPACES.scan(this);
      if (this.text[this.at] === '#')
        throw new NotSimulated('a comment after a mistake in TOML, where Nix goes on forever');
      if (!syntax.NEWLINE.scan(this)) return;
    }
  }

  #skipToTable(): void {
    while (!this.#isOver) {
      if (this.#takesChar('\n')) {
        const line = this.at;
        syntax.SPACES.scan(this);
        const found = syntax.TABLE_HEADER.scan(this) || syntax.ARRAY_HEADER.scan(this);
        if (found) {
          this.at = line;
          return;
        }
      }
      this.#advance();
    }
  }

  #skipPair(): void {
    this.#skipTo('=\n');
    if (this.text[this.at] === '=') this.#skipValue();
  }

  #skipValue(): void {
    switch (this.#guessed()) {
      case 'string':
        return this.#skipString();
      case 'array':
        return this.#skipArray();
      case 'table':
        return this.#skipInlineTable();
      default:
        return this.#skipTo('\n,]}');
    }
  }

  #guessed(): ValueKind | undefined {
    try {
      return this.#guess();
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }

  #skipString(): void {
    const quote = this.text[this.at];
    const long = quote.repeat(3);
    if (this.text.startsWith(long, this.at)) {
      const end = this.text.indexOf(long, this.at + 3);
      this.at = end < 0 ? this.text.length : end + 3;
      return;
    }
    this.at++;
    this.#skipTo(`${quote}\n`);
    this.#advance();
  }

  #skipArray(): void {
    this.at++;
    while (!this.#isOver) {
      const char = this.text[this.at];
      if (char === ']') return;
      if (char === '=') {
        // a pair is in no array: the bracket was not closed before its line
        this.at = this.text.lastIndexOf('\n', this.at) + 1;
        return;
      }
      if (char === '[' && this.#isHeader()) return;
      this.#skipPiece(char);
    }
  }

  #skipInlineTable(): void {
    this.at++;
    while (!this.#isOver) {
      const char = this.text[this.at];
      if (char === '\n' || char === '}') return;
      if (char === '[' && this.#isHeader()) return;
      this.#skipPiece(char);
    }
  }

  #skipPiece(char: ByteString): void {
    if (char === '"' || char === "'") this.#skipString();
    else if (char === '#') this.#skipComments();
    else if (char === '{') this.#nested(() => this.#skipInlineTable());
    else if (char === '[') this.#nested(() => this.#skipArray());
    else this.at++;
  }

  #isHeader(): boolean {
    const start = this.at;
    const found = syntax.TABLE_HEADER.scan(this) || syntax.ARRAY_HEADER.scan(this);
    this.at = start;
    return found;
  }
}
