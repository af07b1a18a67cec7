// printf's format language, for bash's builtin and for the core tool: directives, escapes, reuse of the format.
//
// Invariant: pure; complaints are gathered beside the text, in order. Whatever differs between the two programs is in
// PrintfDialect: which escapes and conversions there are, and the words of the complaints.
import { formatTime, type ByteString } from '../../engine/base/index.ts';
import { decodeEscape, decodeEscapes, type EscapeSet } from './escape.ts';
import { floatText, integerText, pad, type Directive } from './number.ts';

export interface PrintfDialect {
  /** Escapes of the format. */
  readonly formatEscapes: EscapeSet;
  /** Escapes of `%b`. */
  readonly wordEscapes: EscapeSet;
  /** The letters of the directives. */
  readonly conversions: string;
  /** What `%q` prints. */
  readonly shellWord: (word: ByteString) => ByteString;
  /** The time, in seconds, for `%(…)T`. */
  readonly now?: () => number;
  /** Whether an empty word, or a quote and nothing, is the number 0. */
  readonly emptyIsZero: boolean;
  /** Whether `\u` is refused for what can be written plainly. */
  readonly strictUnicode: boolean;
  readonly words: {
    /** A directive nobody knows; its letter is empty at the end of the format. */
    readonly badDirective: (directive: ByteString, letter: ByteString) => ByteString;
    readonly notNumeric: (word: ByteString) => ByteString;
    /** A number with something behind it. */
    readonly trailing: (word: ByteString) => ByteString;
    readonly outOfRange: (word: ByteString) => ByteString;
    /** Words are left that no directive takes; silent when not given. */
    readonly excess?: (word: ByteString) => ByteString;
  };
}

export interface Printed {
  readonly text: ByteString;
  /** What was wrong, in order, without the program's name before it; those with `warning:` leave the status at 0. */
  readonly complaints: readonly ByteString[];
}

/** printf FORMAT WORD…: the format is used again while words are left. */
export function formatPrintf(
  format: ByteString,
  words: readonly ByteString[],
  dialect: PrintfDialect,
): Printed {
  const printer = new Printer(words, dialect);
  printer.run(format);
  return printer;
}

class Printer {
  text = '';
  readonly complaints: ByteString[] = [];
  /** Nothing more is to be printed: `\c`, or the format is wrong. */
  #ended = false;
  #next = 0;

  constructor(
    private readonly args: readonly ByteString[],
    private readonly dialect: PrintfDialect,
  ) {}

  run(format: ByteString): void {
    const { args, dialect } = this;
    do {
      const before = this.#next;
      this.#pass(format);
      if (this.#ended) return;
      if (this.#next === before && before < args.length) {
        const excess = dialect.words.excess?.(args[before]);
        if (excess !== undefined) this.complaints.push(excess);
        return;
      }
    } while (this.#next < args.length);
  }

  #pass(format: ByteString): void {
    for (let i = 0; i < format.length && !this.#ended;) {
      if (format[i] === '\\') i = this.#escape(format, i);
      else if (format[i] === '%') i = this.#directive(format, i);
      else this.text += format[i++];
    }
  }

  /** The format is wrong: nothing after this is printed. */
  #wrong(complaint: ByteString): void {
    this.complaints.push(complaint);
    this.#ended = true;
  }

  #escape(format: ByteString, at: number): number {
    const match = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(format.slice(at, at + 10));
    if (match !== null && this.dialect.strictUnicode) {
      const code = parseInt(match[1] ?? match[2], 16);
      if ((code < 0xa0 && ![0x24, 0x40, 0x60].includes(code)) || (code >= 0xd800 && code <= 0xdfff)) {
        this.#wrong(`invalid universal character name ${match[0]}`);
        return format.length;
      }
    }
    const [text, next] = decodeEscape(format, at, this.dialect.formatEscapes);
    if (text === undefined) this.#ended = true;
    else this.text += text;
    return next;
  }

  #take(): ByteString | undefined {
    return this.args[this.#next++] as ByteString | undefined;
  }

  #directive(format: ByteString, start: number): number {
    if (format[start + 1] === '%') {
      this.text += '%';
      return start + 2;
    }
    const match = /^%([-+ 0#']*)(\*|\d*)(?:\.(\*|-?\d*))?[hlLjtz]*(?:\(([^)]*)\)(?=T))?([^]?)/.exec(
      format.slice(start),
    )!; // every part can be empty
    const [whole, flags, width, precision, , conversion] = match;
    const timeFormat = match[4] as string | undefined;
    if (conversion === '' || !this.dialect.conversions.includes(conversion)) {
      this.#wrong(this.dialect.words.badDirective(whole, conversion));
      return format.length;
    }
    const columns = width === '*' ? Number(this.#integer(true)) : Number(width);
    const given = precision === '*' ? Number(this.#integer(true)) : Number(precision);
    this.text += this.#converted(
      {
        flags: columns < 0 ? `${flags}-` : flags,
        width: Math.abs(columns),
        precision: given >= 0 ? given : undefined,
        conversion,
      },
      timeFormat,
    );
    return start + whole.length;
  }

  #converted(directive: Directive, timeFormat: string | undefined): ByteString {
    const { precision } = directive;
    switch (directive.conversion) {
      case 's':
        return pad((this.#take() ?? '').slice(0, precision), directive);
      case 'c':
        return pad((this.#take() ?? '').slice(0, 1), directive);
      case 'b': {
        const { text, ended } = decodeEscapes(this.#take() ?? '', this.dialect.wordEscapes);
        this.#ended ||= ended;
        return pad(text.slice(0, precision), directive);
      }
      case 'q':
      case 'Q':
        return pad(this.dialect.shellWord(this.#take() ?? ''), directive);
      case 'T': {
        const word = this.#take();
        const now = word === undefined || word === '-1' || word === '-2';
        const seconds = now ? (this.dialect.now?.() ?? 0) : Number(word);
        return pad(
          formatTime(timeFormat === undefined || timeFormat === '' ? '%X' : timeFormat, seconds),
          directive,
        );
      }
      case 'd':
      case 'i':
        return integerText(this.#integer(true), directive);
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        return integerText(this.#integer(false), directive);
      default:
        return floatText(this.#float(), directive);
    }
  }

  /** The next word when it has to be read as a number; a number when it needs no reading. */
  #numeral(): ByteString | number {
    const word = this.#take();
    if (word === undefined) return 0;
    if (this.dialect.emptyIsZero && /^["']?$/.test(word)) return 0;
    return /^["']./s.test(word) ? word.charCodeAt(1) : word;
  }

  /** The match of a number at the start of a word, with what is wrong about it told. */
  #matched(word: ByteString, number: RegExp): RegExpExecArray | undefined {
    const { words } = this.dialect;
    const match = number.exec(word);
    if (match === null) this.complaints.push(words.notNumeric(word));
    else if (match[0].length < word.length) this.complaints.push(words.trailing(word));
    return match ?? undefined;
  }

  #integer(signed: boolean): bigint {
    const word = this.#numeral();
    if (typeof word === 'number') return BigInt(word);
    const match = this.#matched(word, /^[ \t-\r]*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/);
    if (match === undefined) return 0n;
    const digits = /^0[0-7]+$/.test(match[2]) ? `0o${match[2].slice(1)}` : match[2];
    const value = BigInt(digits) * (match[1] === '-' ? -1n : 1n);
    const high = (1n << (signed ? 63n : 64n)) - 1n;
    const low = signed ? -high - 1n : -high;
    if (value >= low && value <= high) return value;
    this.complaints.push(this.dialect.words.outOfRange(word));
    return value < low && signed ? low : high;
  }

  #float(): number {
    const word = this.#numeral();
    if (typeof word === 'number') return word;
    const match = this.#matched(
      word,
      /^[ \t-\r]*([-+]?)(0x[0-9a-f]+|inf(?:inity)?|nan|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/i,
    );
    if (match === undefined) return 0;
    const text = match[2].toLowerCase();
    const size = text.startsWith('i') ? Infinity : Number(text);
    return match[1] === '-' ? -size : size;
  }
}
