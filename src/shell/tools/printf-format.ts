// What printf(1) and echo make of their arguments: text alone, so that a shell's builtins can use it too.
//
// Invariant: nothing is written here; complaints come back beside the text. Left out: floats beyond double precision.
import { encodeCodePoint, type ByteString } from '../../engine/base/index.ts';

export interface Formatted {
  readonly text: ByteString;
  /** What was wrong with an argument, in order; the status is 1 when there is any. */
  readonly complaints: readonly ByteString[];
  /** `\c` was met: nothing more is to be written. */
  readonly stopped: boolean;
}

/** The format itself is wrong: nothing after it is printed. */
export class FormatError extends Error {
  constructor(
    message: string,
    /** What came before the error. */
    readonly text: ByteString,
    readonly complaints: readonly ByteString[],
  ) {
    super(message);
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  '"': '"',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** One escape at a backslash: what it stands for and where the text goes on; undefined text for `\c`. */
function escape(
  text: ByteString,
  at: number,
  zeroOctal: boolean,
): { text: ByteString | undefined; end: number } {
  const letter = text[at + 1];
  if (letter === undefined) return { text: '\\', end: at + 1 };
  if (letter === 'c') return { text: undefined, end: at + 2 };
  if (letter in SIMPLE && !(zeroOctal && letter === '"')) return { text: SIMPLE[letter], end: at + 2 };
  const rest = text.slice(at + 1, at + 12);
  const octal = zeroOctal ? /^0[0-7]{0,3}|^[1-7][0-7]{0,2}/.exec(rest) : /^[0-7]{1,3}/.exec(rest);
  if (octal !== null)
    return { text: String.fromCharCode(parseInt(octal[0], 8) & 255), end: at + 1 + octal[0].length };
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest);
  if (hex !== null) return { text: String.fromCharCode(parseInt(hex[1], 16)), end: at + 1 + hex[0].length };
  const code = /^u([0-9a-fA-F]{1,4})|^U([0-9a-fA-F]{1,8})/.exec(rest);
  if (code !== null)
    return { text: encodeCodePoint(parseInt(code[1] ?? code[2], 16)), end: at + 1 + code[0].length };
  return { text: `\\${letter}`, end: at + 2 };
}

/** `echo -e`, `printf %b`: escapes with octal as `\0NNN`. */
export function interpretEscapes(text: ByteString): { text: ByteString; stopped: boolean } {
  let out = '';
  for (let i = 0; i < text.length;) {
    if (text[i] !== '\\') {
      out += text[i++];
      continue;
    }
    const found = escape(text, i, true);
    if (found.text === undefined) return { text: out, stopped: true };
    out += found.text;
    i = found.end;
  }
  return { text: out, stopped: false };
}

/** What echo prints: options as bash and coreutils have them (`-n`, `-e`, `-E`, clusters). */
export function echoText(words: readonly ByteString[], escapesByDefault = false): ByteString {
  let at = 0;
  let newline = true;
  let escapes = escapesByDefault;
  for (; at < words.length && /^-[neE]+$/.test(words[at]); at++)
    for (const letter of words[at].slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  const text = words.slice(at).join(' ');
  if (!escapes) return newline ? `${text}\n` : text;
  const interpreted = interpretEscapes(text);
  return interpreted.text + (newline && !interpreted.stopped ? '\n' : '');
}

export interface FormatWords {
  /** Around a bad word in a complaint. */
  readonly quote: (text: ByteString) => ByteString;
  /** What `%q` prints; bash's way when not given. */
  readonly shellWord?: (text: ByteString) => ByteString;
  /** coreutils refuses `\u` for what can be written plainly; bash does not. */
  readonly strictUnicode?: boolean;
}

/** printf FORMAT ARGUMENT…: the format is used again while arguments are left. Throws FormatError. */
export function formatPrintf(format: ByteString, words: readonly ByteString[], how: FormatWords): Formatted {
  const run = new Formatter(words, how);
  do {
    run.once(format);
  } while (!run.stopped && run.consumed && run.left > 0);
  if (!run.stopped && run.left > 0 && !run.consumed)
    run.complaints.push(
      `warning: ignoring excess arguments, starting with ${how.quote(words[words.length - run.left])}`,
    );
  return { text: run.text, complaints: run.complaints, stopped: run.stopped };
}

class Formatter {
  text = '';
  readonly complaints: ByteString[] = [];
  stopped = false;
  /** Whether the last round took any argument. */
  consumed = false;
  #next = 0;
  constructor(
    private readonly words: readonly ByteString[],
    private readonly how: FormatWords,
  ) {}

  get left(): number {
    return this.words.length - this.#next;
  }

  once(format: ByteString): void {
    this.consumed = false;
    for (let i = 0; i < format.length && !this.stopped;) {
      if (format[i] === '\\') {
        this.#checkUnicode(format, i);
        const found = escape(format, i, false);
        if (found.text === undefined) this.stopped = true;
        else this.text += found.text;
        i = found.end;
      } else if (format[i] === '%') i = this.#directive(format, i);
      else this.text += format[i++];
    }
  }

  #checkUnicode(format: ByteString, at: number): void {
    if (this.how.strictUnicode !== true) return;
    const match = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(format.slice(at, at + 10));
    if (match === null) return;
    const code = parseInt(match[1] ?? match[2], 16);
    if ((code < 0xa0 && ![0x24, 0x40, 0x60].includes(code)) || (code >= 0xd800 && code <= 0xdfff))
      throw new FormatError(`invalid universal character name ${match[0]}`, this.text, this.complaints);
  }

  #take(): ByteString | undefined {
    this.consumed = true;
    return this.words[this.#next++] as ByteString | undefined;
  }

  #directive(format: ByteString, start: number): number {
    if (format[start + 1] === '%') {
      this.text += '%';
      return start + 2;
    }
    const match = /^%([-+ 0#']*)(\*|\d*)(?:(\.)(\*|-?\d*))?(?:hh|[hlLjtz]*)([^]?)/.exec(format.slice(start));
    if (match === null)
      throw new FormatError(
        `${format.slice(start)}: invalid conversion specification`,
        this.text,
        this.complaints,
      );
    const [whole, , , dot, , letter] = match;
    let [, flags, width] = match;
    let precision = match[4] ?? '';
    if (!'diouxXeEfFgGaAcsbq'.includes(letter) || letter === '')
      throw new FormatError(`${whole}: invalid conversion specification`, this.text, this.complaints);
    if (width === '*') {
      const value = Number(this.#integer(this.#take() ?? '0'));
      width = String(Math.abs(value));
      if (value < 0) flags += '-';
    }
    if (precision === '*') precision = String(this.#integer(this.#take() ?? '0'));
    const digits = dot === undefined || precision.startsWith('-') ? undefined : Number(precision);
    const word = this.#take();
    this.text += this.#converted(letter, flags, Number(width), digits, word);
    return start + whole.length;
  }

  #converted(
    letter: string,
    flags: string,
    width: number,
    precision: number | undefined,
    word: ByteString | undefined,
  ): ByteString {
    switch (letter) {
      case 's':
        return pad((word ?? '').slice(0, precision), width, flags);
      case 'c':
        return pad((word ?? '').slice(0, 1), width, flags);
      case 'q':
        return pad((this.how.shellWord ?? shellWord)(word ?? ''), width, flags);
      case 'b': {
        const interpreted = interpretEscapes(word ?? '');
        this.stopped ||= interpreted.stopped;
        return pad(interpreted.text.slice(0, precision), width, flags);
      }
      case 'd':
      case 'i':
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        return integerText(
          letter,
          flags,
          width,
          precision,
          this.#integer(word ?? '0', 'di'.includes(letter)),
        );
      default:
        return floatText(letter, flags, width, precision, this.#float(word ?? '0'));
    }
  }

  #integer(word: ByteString, signed = true): bigint {
    const character = /^["'](.)/s.exec(word);
    if (character !== null) return BigInt(character[1].charCodeAt(0));
    const match = /^[ \t]*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(word);
    if (match === null) {
      this.complaints.push(`${this.how.quote(word)}: expected a numeric value`);
      return 0n;
    }
    const digits = /^0[0-7]+$/.test(match[2]) ? `0o${match[2].slice(1)}` : match[2];
    const value = BigInt(digits) * (match[1] === '-' ? -1n : 1n);
    if (match[0].length < word.length)
      this.complaints.push(`${this.how.quote(word)}: value not completely converted`);
    const [low, high] = signed ? [-(2n ** 63n), 2n ** 63n - 1n] : [-(2n ** 63n), 2n ** 64n - 1n];
    if (value < low || value > high) {
      this.complaints.push(`${this.how.quote(word)}: Numerical result out of range`);
      return value < low ? low : high;
    }
    return value;
  }

  #float(word: ByteString): number {
    const character = /^["'](.)/s.exec(word);
    if (character !== null) return character[1].charCodeAt(0);
    const match =
      /^[ \t]*([-+]?(?:0x[0-9a-f]+|\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf(?:inity)?|nan))/i.exec(
        word,
      );
    if (match === null) {
      this.complaints.push(`${this.how.quote(word)}: expected a numeric value`);
      return 0;
    }
    if (match[0].length < word.length)
      this.complaints.push(`${this.how.quote(word)}: value not completely converted`);
    const text = match[1].toLowerCase();
    if (text.includes('nan')) return NaN;
    if (text.includes('inf')) return text.startsWith('-') ? -Infinity : Infinity;
    return Number(text);
  }
}

function pad(text: ByteString, width: number, flags: string): ByteString {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

function integerText(
  letter: string,
  flags: string,
  width: number,
  precision: number | undefined,
  value: bigint,
): ByteString {
  const signed = letter === 'd' || letter === 'i';
  const magnitude = signed ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  let digits = magnitude.toString(letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10);
  if (letter === 'X') digits = digits.toUpperCase();
  if (precision !== undefined)
    digits = precision === 0 && magnitude === 0n ? '' : digits.padStart(precision, '0');
  let prefix = '';
  if (signed) prefix = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (flags.includes('#') && magnitude !== 0n) {
    if (letter === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
    if (letter === 'x' || letter === 'X') prefix = `0${letter}`;
  }
  if (flags.includes('0') && !flags.includes('-') && precision === undefined)
    digits = digits.padStart(width - prefix.length, '0');
  return pad(prefix + digits, width, flags);
}

/** A number as C's `%e`, `%f`, `%g` and `%a` write it. */
export function floatText(
  letter: string,
  flags: string,
  width: number,
  precision: number | undefined,
  value: number,
): ByteString {
  const upper = letter === letter.toUpperCase();
  const kind = letter.toLowerCase();
  const size = Math.abs(value);
  let digits: string;
  if (!Number.isFinite(value)) digits = Number.isNaN(value) ? 'nan' : 'inf';
  else if (kind === 'f') digits = fixed(size, precision ?? 6);
  else if (kind === 'e') digits = exponential(size, precision ?? 6);
  else if (kind === 'g') digits = general(size, precision ?? 6, flags.includes('#'));
  else digits = hexadecimal(size, precision);
  if (upper) digits = digits.toUpperCase();
  const sign =
    value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (flags.includes('0') && !flags.includes('-') && Number.isFinite(value))
    digits = digits.padStart(width - sign.length, '0');
  return pad(sign + digits, width, flags);
}

function fixed(value: number, precision: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  return precision <= 100 ? value.toFixed(precision) : value.toFixed(100) + '0'.repeat(precision - 100);
}

function exponential(value: number, precision: number): string {
  return value.toExponential(Math.min(100, precision)).replace(/e([-+])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const figures = Math.max(1, precision);
  const exponent = value === 0 ? 0 : Number(value.toExponential(figures - 1).split('e')[1]);
  const text =
    exponent < -4 || exponent >= figures
      ? exponential(value, figures - 1)
      : fixed(value, figures - 1 - exponent);
  if (keepZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}

function hexadecimal(value: number, precision: number | undefined): string {
  if (value === 0) return `0x0${precision ? `.${'0'.repeat(precision)}` : ''}p+0`;
  // As an x86 long double is written: the first figure holds four bits.
  const exponent = Math.floor(Math.log2(value)) - 3;
  let rest = value / 2 ** exponent;
  const first = Math.floor(rest).toString(16);
  rest -= Math.floor(rest);
  let digits = '';
  for (let n = 0; n < (precision ?? 15) && (precision !== undefined || rest > 0); n++) {
    rest *= 16;
    digits += Math.floor(rest).toString(16);
    rest -= Math.floor(rest);
  }
  return `0x${first}${digits === '' ? '' : `.${digits}`}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** `%q`: a word that a shell reads back. */
function shellWord(text: ByteString): ByteString {
  if (text === '') return "''";
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(text))
    // eslint-disable-next-line no-control-regex
    return `$'${text.replace(/[\\']/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, (byte) => {
      const name = Object.keys(SIMPLE).find((key) => SIMPLE[key] === byte && key !== '"');
      return name === undefined ? `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}` : `\\${name}`;
    })}'`;
  return text.replace(/[^A-Za-z0-9_@%+=:,./\x80-\xff-]/g, '\\$&');
}
