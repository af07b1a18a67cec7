// Numbers as C's printf writes them: integers of 64 bits, floats of all kinds.
//
// Invariant: pure; every digit of a double is exact and rounded half to even, as glibc does it. printf(1) has long
// doubles, so digits beyond the 17th can differ; `%a` is written as for them.
import type { ByteString } from '../../engine/base/index.ts';

export interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  /** `d`, `x`, `f` … */
  readonly conversion: string;
}

export function pad(text: ByteString, { flags, width }: Pick<Directive, 'flags' | 'width'>): ByteString {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

/** `d i o u x X`; the unsigned ones show a negative value as the machine holds it. */
export function integerText(value: bigint, directive: Directive): ByteString {
  const { flags, precision, width, conversion } = directive;
  const signed = conversion === 'd' || conversion === 'i';
  const magnitude = !signed ? BigInt.asUintN(64, value) : value < 0n ? -value : value;
  const base = conversion === 'o' ? 8 : conversion === 'x' || conversion === 'X' ? 16 : 10;
  let digits = magnitude.toString(base);
  if (conversion === 'X') digits = digits.toUpperCase();
  if (precision !== undefined)
    digits = precision === 0 && magnitude === 0n ? '' : digits.padStart(precision, '0');
  let prefix = signed ? signOf(value < 0n, flags) : '';
  if (flags.includes('#')) {
    if (conversion === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
    else if (base === 16 && magnitude !== 0n) prefix = `0${conversion}`;
  }
  if (flags.includes('0') && !flags.includes('-') && precision === undefined)
    digits = digits.padStart(width - prefix.length, '0');
  return pad(prefix + digits, directive);
}

/** `a e f g` and their capitals. */
export function floatText(value: number, directive: Directive): ByteString {
  const { flags, width, precision, conversion } = directive;
  const kind = conversion.toLowerCase();
  const size = Math.abs(value);
  const full = flags.includes('#');
  let prefix = signOf(value < 0 || Object.is(value, -0), flags);
  let digits: string;
  if (!Number.isFinite(value)) digits = Number.isNaN(value) ? 'nan' : 'inf';
  else if (kind === 'f') digits = fixed(size, precision ?? 6, full);
  else if (kind === 'e') digits = exponential(size, precision ?? 6, full);
  else if (kind === 'g') digits = general(size, precision ?? 6, full);
  else {
    prefix += '0x';
    digits = hexadecimal(size, precision, full);
  }
  if (flags.includes('0') && !flags.includes('-') && Number.isFinite(value))
    digits = digits.padStart(width - prefix.length, '0');
  const text = prefix + digits;
  return pad(conversion === kind ? text : text.toUpperCase(), directive);
}

function signOf(negative: boolean, flags: string): string {
  return negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** The quotient, rounded half to even. */
function divided(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  return twice > denominator || (twice === denominator && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

/** value * 10^places as a whole number. */
function scaled(value: number, places: number): bigint {
  const [mantissa, exponent] = decompose(value);
  let numerator = mantissa << BigInt(Math.max(0, exponent));
  let denominator = 1n << BigInt(Math.max(0, -exponent));
  if (places >= 0) numerator *= 10n ** BigInt(places);
  else denominator *= 10n ** BigInt(-places);
  return divided(numerator, denominator);
}

/** A double as m * 2^e with a whole m. */
function decompose(value: number): readonly [bigint, number] {
  let exponent = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent -= 1;
  }
  return [BigInt(mantissa), exponent];
}

/** Digits with a point before the last `places`; a bare point at the end only when asked for. */
function pointed(digits: string, places: number, point: boolean): string {
  if (places === 0) return point ? `${digits}.` : digits;
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function fixed(value: number, precision: number, point: boolean): string {
  return pointed(
    scaled(value, precision)
      .toString()
      .padStart(precision + 1, '0'),
    precision,
    point,
  );
}

/** The `figures` first digits of a value, rounded, and the exponent of the first one. */
function significant(value: number, figures: number): readonly [string, number] {
  if (value === 0) return ['0'.repeat(figures), 0];
  let exponent = Number(value.toExponential(20).split('e')[1]);
  let digits = scaled(value, figures - 1 - exponent).toString();
  if (digits.length > figures) {
    // Rounded up to the next power of ten.
    exponent += 1;
    digits = digits.slice(0, -1);
  }
  return [digits, exponent];
}

function exponential(value: number, precision: number, point: boolean): string {
  const [digits, exponent] = significant(value, precision + 1);
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${pointed(digits, precision, point)}e${exponent < 0 ? '-' : '+'}${power}`;
}

function general(value: number, given: number, full: boolean): string {
  const figures = Math.max(1, given);
  const [, exponent] = significant(value, figures);
  const text =
    exponent < -4 || exponent >= figures
      ? exponential(value, figures - 1, full)
      : fixed(value, figures - 1 - exponent, full);
  return full || !text.includes('.') ? text : text.replace(/\.?0+(?=e|$)/, '');
}

/** As an x86 long double is written: the first figure holds four bits, fifteen more follow. */
function hexadecimal(value: number, precision: number | undefined, point: boolean): string {
  if (value === 0) return `${pointed('0'.repeat(1 + (precision ?? 0)), precision ?? 0, point)}p+0`;
  const [mantissa, power] = decompose(value);
  const bits = mantissa.toString(2).length;
  let exponent = power + bits - 4;
  const places = precision ?? 15;
  const shift = bits - 4 - 4 * places;
  const whole = shift <= 0 ? mantissa << BigInt(-shift) : divided(mantissa, 1n << BigInt(shift));
  let digits = whole.toString(16);
  if (digits.length > places + 1) {
    exponent += 4;
    digits = digits.slice(0, -1);
  }
  if (precision === undefined) digits = digits.replace(/(?!^)0+$/, '');
  return `${pointed(digits, digits.length - 1, point)}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}
