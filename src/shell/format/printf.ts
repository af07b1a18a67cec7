// printf's format language, for the builtin and for the core tool: directives, escapes, reuse of the format.
//
// Invariant: pure; errors are gathered beside the output, in order. Integers are 64-bit; floats are doubles where
// printf(1) has long doubles, so digits beyond the 17th can differ.
import { formatTime, type ByteString } from '../../engine/base/index.ts';
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
