// Numbers, truth values and times of TOML.
//
// Source of the rules and words: toml11 4.4, measured through Nix 2.36.
import { NotSimulated, type ByteString } from '../../base/index.ts';
import { makeInt } from '../eval/integers.ts';
import type { Scalar } from './node.ts';
import { Problem, problemAt, regionBetween, syntaxProblem, type Source } from './problem.ts';
import type { Scanner } from './scanner.ts';
import * as syntax from './syntax.ts';

export type NumberKind = 'integer' | 'float' | 'offset-date-time' | 'local-date-time' | 'date' | 'time';

const TIME_HINT =
  'Hint: valid  : 1979-05-27T07:32:00, 1979-05-27 07:32:00.999999\n' +
  'Hint: invalid: 1979-05-27T7:32:00, 1979-05-27 17:32\n';
const FLOAT_HINT =
  'Hint: valid  : +1.0, -2e-2, 3.141_592_653_589, inf, nan\n' +
  'Hint: invalid: .0, 1., _1.0, 1.0_, 1_.0, 1.0__0\n';
const INTEGER_HINT =
  'Hint: valid  : -42, 1_000, 1_2_3_4_5, 0xC0FFEE, 0b0010, 0o755\nHint: invalid: _42, 1__000, 0123\n';

const isDigit = (char: ByteString) => char >= '0' && char <= '9';

/** What a value that is no string, list or table seems to be. Throws a Problem. */
export function guessNumber(at: Source): NumberKind {
  const { text, name } = at;
  const c = { text, name, at: at.at };
  const starts = (scanner: Scanner) => {
    c.at = at.at;
    return scanner.scan(c);
  };
  const here = () => text.charAt(c.at);
  if (starts(syntax.OFFSET_DATE_TIME)) return 'offset-date-time';
  if (starts(syntax.LOCAL_DATE_TIME)) {
    if (here() !== '+' && here() !== '-') return 'local-date-time';
    const hint = 'Hint: valid  : +09:00, -05:30\nHint: invalid: +9:00,  -5:30\n';
    throw syntaxProblem(c, 'bad offset: must be [+-]HH:MM or Z', syntax.OFFSET, hint);
  }
  if (starts(syntax.DATE)) {
    checkAfterDate(c);
    return 'date';
  }
  if (starts(syntax.TIME)) return 'time';
  if (starts(syntax.FLOAT)) {
    if (here() !== '_') return 'float';
    throw problemAt(c, 'bad float: `_` must be surrounded by digits', 'invalid underscore', FLOAT_HINT);
  }
  if (starts(syntax.INTEGER)) {
    checkAfterInteger(c, text.slice(at.at, c.at));
    return 'integer';
  }
  c.at = at.at;
  if (here() === '.')
    throw problemAt(
      c,
      'bad float: integer part is required before decimal point',
      'missing integer part',
      FLOAT_HINT,
    );
  if (here() === '_')
    throw problemAt(
      c,
      'bad number: `_` must be surrounded by digits',
      'digits required before `_`',
      INTEGER_HINT,
    );
  throw problemAt(c, 'bad format: unknown value appeared');
}

function checkAfterDate(c: Source): void {
  const next = c.text.charAt(c.at);
  if (next === 'T' || next === 't' || next === ' ') {
    c.at++;
    if (next === ' ' && !isDigit(c.text.charAt(c.at))) return;
    throw syntaxProblem(c, 'bad time: must be HH:MM:SS.subsec', syntax.TIME, TIME_HINT);
  }
  if (isDigit(next))
    throw syntaxProblem(c, 'bad datetime: missing T or space', syntax.DATE_DELIMITER, TIME_HINT);
}

function checkAfterInteger(c: Source, integer: ByteString): void {
  const next = c.text.charAt(c.at);
  if (next === '_')
    throw /^[+-]?0$/.test(integer)
      ? problemAt(c, 'bad integer: leading zero is not allowed in decimal int', 'leading zero', INTEGER_HINT)
      : problemAt(c, 'bad integer: `_` must be surrounded by digits', 'invalid underscore', INTEGER_HINT);
  if (next === '0') {
    c.at--;
    throw problemAt(c, 'bad integer: leading zero', 'leading zero is not allowed', INTEGER_HINT);
  }
  if (isDigit(next))
    throw problemAt(
      c,
      'bad integer: invalid digit after an integer',
      'this digit is not allowed',
      INTEGER_HINT,
    );
  if (next === ':' || next === '-')
    throw problemAt(
      c,
      'bad datetime: invalid format',
      'here',
      'Hint: valid  : 1979-05-27T07:32:00-07:00, 1979-05-27 07:32:00.999999Z\n' +
        'Hint: invalid: 1979-05-27T7:32:00-7:00, 1979-05-27 7:32-00:30',
    );
  if (next === '.' || next === 'e' || next === 'E')
    throw problemAt(c, 'bad float: invalid format', 'here', FLOAT_HINT);
}

/** The text that a scanner takes. Throws a Problem. */
function take(c: Source, scanner: Scanner, title: ByteString): ByteString {
  const first = c.at;
  if (!scanner.scan(c)) throw syntaxProblem(c, title, scanner);
  return c.text.slice(first, c.at);
}

export function readBoolean(c: Source): Scalar {
  const first = c.at;
  const text = take(
    c,
    syntax.BOOLEAN,
    'toml::parse_boolean: invalid boolean: boolean must be `true` or `false`, in lowercase. string must be surrounded by `"`',
  );
  return { kind: 'boolean', value: text === 'true', region: regionBetween(c, first, c.at) };
}

interface Base {
  readonly scanner: Scanner;
  readonly name: ByteString;
  readonly like: ByteString;
  readonly bound: ByteString;
}

const BASES: Record<string, Base> = {
  b: { scanner: syntax.BINARY, name: 'bin', like: '0b0101, 0b1111_0000', bound: 'value' },
  o: { scanner: syntax.OCTAL, name: 'oct', like: '0o775, 0o04_44', bound: 'value' },
  x: { scanner: syntax.HEXADECIMAL, name: 'hex', like: '0xC0FFEE, 0xdead_beef', bound: 'value' },
};
const DECIMAL: Base = { scanner: syntax.DECIMAL, name: 'dec', like: '42, 123_456_789', bound: 'digits' };

export function readInteger(c: Source): Scalar {
  const first = c.at;
  const unsigned = /[+-]/.test(c.text.charAt(first)) ? first + 1 : first;
  const prefix = c.text[unsigned] === '0' ? c.text.charAt(unsigned + 1) : '';
  const base = prefix in BASES ? BASES[prefix] : DECIMAL;
  if (isDigit(prefix))
    throw problemAt(
      c,
      'toml::parse_integer: leading zero in an decimal integer is not allowed',
      'leading zero',
    );
  const text = take(
    c,
    base.scanner,
    `toml::parse_${base.name}_integer: invalid integer: ${base.name}_int must be like: ${base.like}`,
  );
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(text.replaceAll('_', '')) as RegExpExecArray;
  const magnitude = BigInt(digits);
  const value = makeInt(sign === '-' ? -magnitude : magnitude);
  if (value === undefined) {
    const problem = problemAt(
      c,
      `toml::parse_${base.name}_integer: too large integer: current max ${base.bound} = 2^63`,
      'must be < 2^63',
    );
    c.at = first;
    throw problem;
  }
  return { kind: 'integer', value, region: regionBetween(c, first, c.at) };
}

export function readFloat(c: Source): Scalar {
  const first = c.at;
  const written = take(
    c,
    syntax.FLOAT,
    'toml::parse_floating: invalid floating: float must be like: -3.14159_26535, 6.022e+23, inf, or nan (lowercase).',
  );
  const text = written.replaceAll('_', '');
  // here every NaN is one with a sign, as those are that come of computing
  if (/^\+?nan$/.test(text)) throw new NotSimulated('a NaN without a sign');
  const value = /inf$/.test(text)
    ? Number(text.replace('inf', 'Infinity'))
    : /nan$/.test(text)
      ? NaN
      : Number(text);
  if (!Number.isFinite(value) && isDigit(text[text.length - 1]))
    throw problemAt(c, 'toml::parse_floating: failed to read floating point value from stream');
  return { kind: 'float', value, region: regionBetween(c, first, c.at) };
}

export function readTime(c: Source, kind: NumberKind): Scalar {
  const first = c.at;
  let value: ByteString;
  if (kind === 'date') value = date(c);
  else if (kind === 'time') value = time(c);
  else {
    value = date(c);
    c.at++;
    value += `T${time(c)}`;
    if (kind === 'offset-date-time') value += offset(c, first);
  }
  return { kind: 'time', value, region: regionBetween(c, first, c.at) };
}

function date(c: Source): ByteString {
  const first = c.at;
  syntax.DATE.scan(c);
  const text = c.text.slice(first, c.at);
  const [year, month, day] = text.split('-').map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (month < 1 || month > 12 || day < 1 || day > days)
    throw problemAt(
      { text: c.text, name: c.name, at: first },
      'toml::parse_local_date: invalid date.',
      'month must be 01-12, day must be any of 01-28,29,30,31 depending on the month/year.',
    );
  return text;
}

function time(c: Source): ByteString {
  const first = c.at;
  syntax.TIME.scan(c);
  const text = c.text.slice(first, c.at);
  const [hour, minute, second] = text.split(/[:.]/).map(Number);
  const wrong = (why: ByteString) =>
    problemAt({ text: c.text, name: c.name, at: first }, 'toml::parse_local_time: invalid time.', why);
  if (hour > 23 || minute > 59) throw wrong('hour must be 00-23, minute must be 00-59.');
  if (second > 60) throw wrong('second must be 00-60.');
  // three, six or nine digits of a second, as many as say something
  const fraction = (text.split('.')[1] ?? '').padEnd(9, '0').slice(0, 9);
  return text.slice(0, 8) + `.${fraction}`.replace(/(?:000)+$/, '').replace(/^\.$/, '');
}

function offset(c: Source, first: number): ByteString {
  const from = c.at;
  syntax.OFFSET.scan(c);
  const text = c.text.slice(from, c.at);
  if (/^z$/i.test(text)) return 'Z';
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 24 || minutes > 60)
    throw new Problem('toml::parse_offset_datetime: too large offset: |hour| <= 24, |minute| <= 60', [
      { region: regionBetween(c, first, c.at), message: 'here' },
    ]);
  const total = hours * 60 + minutes;
  if (total === 0) return 'Z';
  const two = (n: number) => String(n).padStart(2, '0');
  return `${text[0]}${two(Math.floor(total / 60))}:${two(total % 60)}`;
}
