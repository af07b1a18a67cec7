// printf's format language, for the builtin and for the core tool: directives, escapes, reuse of the format.
//
// Invariant: pure; errors are gathered beside the output, in order. Integers are 64-bit; floats are doubles where
// printf(1) has long doubles, so digits beyond the 17th can differ.
import type { ByteString } from '../../engine/base/index.ts';
import { decodeEscape, quoteBackslash } from '../bash/ansi-quote.ts';

export interface PrintfResult {
  readonly output: ByteString;
  /** Messages without the `printf: ` before them. */
  readonly errors: readonly ByteString[];
  /** `\c` ended the output, or a directive was wrong. */
  readonly stopped: boolean;
}

interface Directive {
  readonly flags: string;
  width: number | undefined;
  precision: number | undefined;
  readonly conversion: string;
}

class Stop {}

/** Formats; the format is used again until the arguments are gone. */
export function formatPrintf(
  format: ByteString,
  args: readonly ByteString[],
  now: () => number,
): PrintfResult {
  const printer = new Printer(format, args, now);
  return printer.run();
}

class Printer {
  #out = '';
  #next = 0;
  readonly #errors: ByteString[] = [];

  constructor(
    private readonly format: ByteString,
    private readonly args: readonly ByteString[],
    private readonly now: () => number,
  ) {}

  run(): PrintfResult {
    let stopped = false;
    try {
      do {
        const before = this.#next;
        this.#pass();
        if (this.#next === before) break;
      } while (this.#next < this.args.length);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      stopped = true;
    }
    return { output: this.#out, errors: this.#errors, stopped };
  }

  #argument(): ByteString | undefined {
    return this.args[this.#next++];
  }

  #pass(): void {
    const { format } = this;
    for (let i = 0; i < format.length;) {
      const char = format[i];
      if (char === '\\' && i + 1 < format.length) {
        if (format[i + 1] === 'c') throw new Stop();
        const [text, next] = decodeEscape(format, i + 1, /^[0-7]{1,3}/);
        this.#out += text;
        i = next;
      } else if (char === '%') i = this.#directive(i);
      else {
        this.#out += char;
        i += 1;
      }
    }
  }

  #directive(start: number): number {
    const match =
      /^%([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?(?:\(([^)]*)\)(?=T))?(.?)/s.exec(
        this.format.slice(start),
      );
    if (match === null) return start + 1;
    const [all, flags, widthText, precisionText, timeFormat, conversion] = match;
    if (conversion === '') {
      this.#errors.push(`\`${all.at(-1) === '%' ? '%' : all}': missing format character`);
      throw new Stop();
    }
    if (conversion === '%') {
      this.#out += '%';
      return start + all.length;
    }
    const width =
      widthText === '*' ? Number(this.#integer()) : widthText === undefined ? undefined : Number(widthText);
    let precision =
      precisionText === '*'
        ? Number(this.#integer())
        : precisionText === undefined
          ? undefined
          : Number(precisionText || 0);
    if (precision !== undefined && precision < 0) precision = undefined;
    const directive: Directive = {
      flags: width !== undefined && width < 0 ? `${flags}-` : flags,
      width: width === undefined ? undefined : Math.abs(width),
      precision,
      conversion,
    };
    this.#out += this.#convert(directive, timeFormat);
    return start + all.length;
  }

  #convert(directive: Directive, timeFormat: string | undefined): ByteString {
    switch (directive.conversion) {
      case 's':
        return pad((this.#argument() ?? '').slice(0, directive.precision), directive);
      case 'c':
        return pad((this.#argument() ?? '').slice(0, 1), directive);
      case 'b': {
        const [text, stop] = decodeB(this.#argument() ?? '');
        const padded = pad(text.slice(0, directive.precision), directive);
        if (!stop) return padded;
        this.#out += padded;
        throw new Stop();
      }
      case 'q':
      case 'Q':
        return pad(quoteBackslash(this.#argument() ?? ''), directive);
      case 'd':
      case 'i':
        return formatInteger(this.#integer(), directive);
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        return formatInteger(BigInt.asUintN(64, this.#integer()), directive);
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
      case 'a':
      case 'A':
        return formatFloat(this.#float(), directive);
      case 'T': {
        const text = this.#argument();
        const seconds = text === undefined || text === '-1' || text === '-2' ? this.now() : Number(text);
        return pad(
          formatTime(timeFormat === '' || timeFormat === undefined ? '%X' : timeFormat, seconds),
          directive,
        );
      }
      default:
        this.#errors.push(`\`${directive.conversion}': invalid format character`);
        throw new Stop();
    }
  }

  #integer(): bigint {
    const text = this.#argument();
    if (text === undefined || text === '') return 0n;
    if (text[0] === "'" || text[0] === '"') return BigInt(text.charCodeAt(1) || 0);
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text);
    if (match === null) {
      this.#errors.push(`${text}: invalid number`);
      return 0n;
    }
    if (match[0].length < text.length) this.#errors.push(`${text}: invalid number`);
    const digits = match[2];
    const magnitude = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
    const value = match[1] === '-' ? -magnitude : magnitude;
    const low = -(1n << 63n);
    const high = (1n << 64n) - 1n;
    if (value < low || value > high) {
      this.#errors.push(`warning: ${text}: Numerical result out of range`);
      return value < low ? low : (1n << 63n) - 1n;
    }
    return value;
  }

  #float(): number {
    const text = this.#argument();
    if (text === undefined || text === '') return 0;
    if (text[0] === "'" || text[0] === '"') return text.charCodeAt(1) || 0;
    const match =
      /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|inf(?:inity)?|nan|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/i.exec(text);
    if (match === null) {
      this.#errors.push(`${text}: invalid number`);
      return 0;
    }
    if (match[0].length < text.length) this.#errors.push(`${text}: invalid number`);
    const word = match[0].trim().toLowerCase();
    if (/inf/.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
    return Number(word);
  }
}

/** `%b`: like echo's escapes, octal as `\0nnn` or `\nnn`. */
function decodeB(text: ByteString): [ByteString, boolean] {
  let out = '';
  for (let i = 0; i < text.length;) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      out += text[i++];
      continue;
    }
    if (text[i + 1] === 'c') return [out, true];
    const [decoded, next] = decodeEscape(text, i + 1, /^(?:0[0-7]{0,3}|[1-7][0-7]{0,2})/);
    out += decoded;
    i = next;
  }
  return [out, false];
}

function pad(text: ByteString, { flags, width }: Directive): ByteString {
  if (width === undefined) return text;
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

function formatInteger(value: bigint, directive: Directive): ByteString {
  const { flags, precision, width, conversion } = directive;
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const base = conversion === 'o' ? 8 : conversion === 'x' || conversion === 'X' ? 16 : 10;
  let digits = magnitude.toString(base);
  if (conversion === 'X') digits = digits.toUpperCase();
  if (precision !== undefined)
    digits = precision === 0 && magnitude === 0n ? '' : digits.padStart(precision, '0');
  let prefix = negative ? '-' : '';
  if (conversion === 'd' || conversion === 'i') {
    if (!negative && flags.includes('+')) prefix = '+';
    else if (!negative && flags.includes(' ')) prefix = ' ';
  }
  if (flags.includes('#') && magnitude !== 0n) {
    if (conversion === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
    else if (base === 16) prefix = `0${conversion}`;
  }
  if (flags.includes('0') && !flags.includes('-') && precision === undefined && width !== undefined)
    digits = digits.padStart(width - prefix.length, '0');
  return pad(prefix + digits, directive);
}

/** printf's floating conversions for a double. */
export function formatFloat(value: number, directive: Directive): ByteString {
  const { flags, width, conversion } = directive;
  const lower = conversion.toLowerCase();
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  const precision = directive.precision ?? 6;
  let digits: string;
  if (!Number.isFinite(value)) digits = Number.isNaN(value) ? 'nan' : 'inf';
  else if (lower === 'f') digits = fixed(magnitude, precision);
  else if (lower === 'e') digits = exponential(magnitude, precision);
  else if (lower === 'g') digits = general(magnitude, precision, flags.includes('#'));
  else digits = exponential(magnitude, precision);
  if (flags.includes('#') && lower === 'f' && precision === 0) digits += '.';
  if (conversion !== lower) digits = digits.toUpperCase();
  const prefix = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (flags.includes('0') && !flags.includes('-') && width !== undefined && Number.isFinite(value))
    digits = digits.padStart(width - prefix.length, '0');
  return pad(prefix + digits, directive);
}

/** Exact decimal digits of a double, rounded half to even as glibc does. */
function fixed(value: number, precision: number): string {
  if (value === 0) return (0).toFixed(Math.min(precision, 100));
  // A double is m * 2^e; scale to an integer and round exactly.
  const [mantissa, exponent] = decompose(value);
  const scale = 10n ** BigInt(precision);
  let numerator = mantissa * scale;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  let quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && (quotient & 1n) === 1n)) quotient += 1n;
  const digits = quotient.toString().padStart(precision + 1, '0');
  return precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function decompose(value: number): [bigint, number] {
  let exponent = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent -= 1;
  }
  return [BigInt(mantissa), exponent];
}

function exponential(value: number, precision: number): string {
  const [digits, exponent] = value.toExponential(Math.min(precision, 100)).split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${digits}e${sign}${exponent.replace(/^[-+]/, '').padStart(2, '0')}`;
}

function general(value: number, given: number, keepZeros: boolean): string {
  const precision = given === 0 ? 1 : given;
  if (value === 0) return '0';
  const exponent = Number(value.toExponential(precision - 1).split('e')[1]);
  const text =
    exponent < -4 || exponent >= precision
      ? exponential(value, precision - 1)
      : fixed(value, precision - 1 - exponent);
  if (keepZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Seconds since 1970 as UTC's calendar (days-from-civil, backwards). */
export function civilTime(seconds: number): CivilTime {
  const whole = Math.floor(seconds);
  const days = Math.floor(whole / 86400);
  const rest = whole - days * 86400;
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const day = dayOfYear - Math.floor((153 * mp + 2) / 5) + 1;
  return {
    year,
    month,
    day,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: lengths.slice(0, month - 1).reduce((a, b) => a + b, day),
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
  };
}

/** strftime in UTC and the C locale. */
export function formatTime(format: ByteString, seconds: number): ByteString {
  const t = civilTime(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  const week = (start: number) => Math.floor((t.yearDay - 1 + 7 - ((t.weekday + 7 - start) % 7)) / 7);
  const fields: Record<string, () => string> = {
    '%': () => '%',
    n: () => '\n',
    t: () => '\t',
    a: () => DAYS[t.weekday].slice(0, 3),
    A: () => DAYS[t.weekday],
    b: () => MONTHS[t.month - 1].slice(0, 3),
    h: () => MONTHS[t.month - 1].slice(0, 3),
    B: () => MONTHS[t.month - 1],
    c: () => formatTime('%a %b %e %H:%M:%S %Y', seconds),
    C: () => two(Math.floor(t.year / 100)),
    d: () => two(t.day),
    D: () => formatTime('%m/%d/%y', seconds),
    e: () => String(t.day).padStart(2),
    F: () => formatTime('%Y-%m-%d', seconds),
    H: () => two(t.hour),
    I: () => two(t.hour % 12 === 0 ? 12 : t.hour % 12),
    j: () => String(t.yearDay).padStart(3, '0'),
    k: () => String(t.hour).padStart(2),
    l: () => String(t.hour % 12 === 0 ? 12 : t.hour % 12).padStart(2),
    m: () => two(t.month),
    M: () => two(t.minute),
    N: () => '000000000',
    p: () => (t.hour < 12 ? 'AM' : 'PM'),
    P: () => (t.hour < 12 ? 'am' : 'pm'),
    r: () => formatTime('%I:%M:%S %p', seconds),
    R: () => formatTime('%H:%M', seconds),
    s: () => String(Math.floor(seconds)),
    S: () => two(t.second),
    T: () => formatTime('%H:%M:%S', seconds),
    u: () => String(t.weekday === 0 ? 7 : t.weekday),
    U: () => two(week(0)),
    w: () => String(t.weekday),
    W: () => two(week(1)),
    x: () => formatTime('%m/%d/%y', seconds),
    X: () => formatTime('%H:%M:%S', seconds),
    y: () => two(((t.year % 100) + 100) % 100),
    Y: () => String(t.year),
    z: () => '+0000',
    Z: () => 'UTC',
  };
  return format.replace(/%([-_0^#]?)(:?)([a-zA-Z%])/g, (all, flag: string, colon: string, letter: string) => {
    if (colon !== '') return letter === 'z' ? '+00:00' : all;
    let text = fields[letter]?.() ?? all;
    if (flag === '-') text = text.replace(/^[0 ]+(?=\d)/, '');
    else if (flag === '_') text = text.replace(/^0+(?=\d)/, (zeros) => ' '.repeat(zeros.length));
    else if (flag === '^') text = text.toUpperCase();
    return text;
  });
}
