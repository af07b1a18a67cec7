// Bracket expressions of POSIX, `[a-z[:digit:]_-]`, as sets of bytes in the C locale.
//
// Source of the rules: what C++ calls the `extended` grammar, as libstdc++ reads it and as measured: bytes are signed when
// a range compares them, a range may begin (not end) with a collating symbol, and a dash has to be first, last or between.
import type { ByteString } from '../../base/index.ts';
import { BadRegex } from './bad-regex.ts';

/** Which bytes match: 256 flags. */
export type ByteSet = Uint8Array;

/** The bracket expression whose `[` stands before `at`: its set, and where it ends. Throws BadRegex. */
export function readBracket(
  pattern: ByteString,
  at: number,
): { readonly set: ByteSet; readonly end: number } {
  const reader = new BracketReader(pattern, at);
  return { set: reader.read(), end: reader.at };
}

/** What stood last: a byte that may begin a range, a class that may not, or the end of a range. */
type Last = number | 'class' | 'none';

class BracketReader {
  readonly #set = new Uint8Array(256);
  #last: Last = 'none';

  constructor(
    readonly pattern: ByteString,
    public at: number,
  ) {}

  read(): ByteSet {
    const negated = this.#take('^');
    // A bracket or a dash that comes first is itself.
    if (this.#peek() === ']' || this.#peek() === '-') this.#last = this.#byte();
    while (!this.#take(']')) this.#term();
    this.#keepLast();
    return negated ? this.#set.map((flag) => 1 - flag) : this.#set;
  }

  #peek(): string {
    if (this.at >= this.pattern.length) throw new BadRegex();
    return this.pattern[this.at];
  }

  #take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  #byte(): number {
    this.#peek();
    return this.pattern.charCodeAt(this.at++);
  }

  #keepLast(): void {
    if (typeof this.#last === 'number') this.#set[this.#last] = 1;
  }

  #push(last: Last): void {
    this.#keepLast();
    this.#last = last;
  }

  #term(): void {
    if (this.#take('[:')) {
      this.#push('class');
      const mask = CLASSES.get(this.#name(':').toLowerCase());
      if (mask === undefined) throw new BadRegex();
      for (let byte = 0; byte < 128; byte++) if (mask(byte)) this.#set[byte] = 1;
    } else if (this.#take('[=')) {
      this.#push('class');
      const text = String.fromCharCode(this.#collated('='));
      for (const byte of [text.toLowerCase(), text.toUpperCase()]) this.#set[byte.charCodeAt(0)] = 1;
    } else if (this.#take('[.')) this.#push(this.#collated('.'));
    else if (this.#take('-')) this.#dash();
    else this.#push(this.#byte());
  }

  #dash(): void {
    if (this.#peek() === ']') {
      this.#push(DASH);
      return;
    }
    if (typeof this.#last !== 'number' || /^\[[:=.]/.test(this.pattern.slice(this.at, this.at + 2)))
      throw new BadRegex();
    const [low, high] = [signed(this.#last), signed(this.#byte())];
    if (low > high) throw new BadRegex();
    for (let byte = low; byte <= high; byte++) this.#set[byte & 255] = 1;
    this.#last = 'none';
  }

  /** The text up to a closing `:]`. */
  #name(mark: string): ByteString {
    const end = this.pattern.indexOf(mark, this.at);
    if (end < 0 || this.pattern[end + 1] !== ']') throw new BadRegex();
    const name = this.pattern.slice(this.at, end);
    this.at = end + 2;
    return name;
  }

  #collated(mark: string): number {
    const byte = COLLATING_NAMES.indexOf(this.#name(mark));
    if (byte < 0) throw new BadRegex();
    return byte;
  }
}

const DASH = 0x2d;
const signed = (byte: number) => (byte << 24) >> 24;

const between = (low: string, high: string) => (byte: number) =>
  byte >= low.charCodeAt(0) && byte <= high.charCodeAt(0);
const upper = between('A', 'Z');
const lower = between('a', 'z');
const digit = between('0', '9');
const alpha = (byte: number) => upper(byte) || lower(byte);
const alnum = (byte: number) => alpha(byte) || digit(byte);
const graph = between('!', '~');
const space = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13);

const CLASSES: ReadonlyMap<string, (byte: number) => boolean> = new Map(
  Object.entries({
    alpha,
    upper,
    lower,
    digit,
    alnum,
    graph,
    space,
    d: digit,
    s: space,
    w: (byte: number) => alnum(byte) || byte === 0x5f,
    blank: (byte: number) => byte === 9 || byte === 32,
    cntrl: (byte: number) => byte < 32 || byte === 127,
    print: (byte: number) => byte === 32 || graph(byte),
    punct: (byte: number) => graph(byte) && !alnum(byte),
    xdigit: (byte: number) => digit(byte) || between('A', 'F')(byte) || between('a', 'f')(byte),
  }),
);

const letters = (first: string) =>
  Array.from({ length: 26 }, (_, i) => String.fromCharCode(first.charCodeAt(0) + i));

/** The names of ASCII's characters in POSIX, in order. */
const COLLATING_NAMES: readonly string[] = [
  ...'NUL SOH STX ETX EOT ENQ ACK alert backspace tab newline vertical-tab form-feed carriage-return SO SI'.split(
    ' ',
  ),
  ...'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC IS4 IS3 IS2 IS1 space exclamation-mark'.split(' '),
  ...'quotation-mark number-sign dollar-sign percent-sign ampersand apostrophe left-parenthesis'.split(' '),
  ...'right-parenthesis asterisk plus-sign comma hyphen period slash zero one two three four five six'.split(
    ' ',
  ),
  ...'seven eight nine colon semicolon less-than-sign equals-sign greater-than-sign question-mark'.split(' '),
  'commercial-at',
  ...letters('A'),
  ...'left-square-bracket backslash right-square-bracket circumflex underscore grave-accent'.split(' '),
  ...letters('a'),
  ...'left-curly-bracket vertical-line right-curly-bracket tilde DEL'.split(' '),
];
