// The keys of sort: `-k 2,3n`, and how two lines compare by them.
import { compareBytes, type ByteString } from '../../engine/base/index.ts';
import { compareVersions } from './version-order.ts';
import { Failure, type Call } from './tool.ts';

export interface Ordering {
  readonly numeric: 'no' | 'numeric' | 'general' | 'human' | 'month' | 'version';
  readonly fold: boolean;
  readonly dictionary: boolean;
  readonly printing: boolean;
  readonly blanks: boolean;
  readonly blanksAtEnd: boolean;
  readonly reverse: boolean;
}

export interface Key extends Ordering {
  readonly startField: number;
  readonly startChar: number;
  /** 0: to the end of the line. */
  readonly endField: number;
  /** 0: to the end of the field. */
  readonly endChar: number;
}

const LETTERS = 'bdfgiMhnRrV';

/** Reads `F[.C][OPTS][,F[.C][OPTS]]`; a key without letters takes the ordering of the whole. */
export function parseKey(call: Call, text: ByteString, whole: Ordering): Key {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (match === null) {
    if (/^\D|^$/.test(text))
      throw new Failure(`invalid number at field start: invalid count at start of ${call.quote(text)}`, 2);
    throw new Failure(`stray character in field spec: invalid field specification ${call.quote(text)}`, 2);
  }
  const [, field, char = '1', first, endField = '0', endChar = '0', last = ''] = match;
  if (Number(field) === 0 || (match[4] !== undefined && Number(endField) === 0))
    throw new Failure(`field number is zero: invalid field specification ${call.quote(text)}`, 2);
  if (Number(char) === 0)
    throw new Failure(`character offset is zero: invalid field specification ${call.quote(text)}`, 2);
  const letters = first + last;
  for (const letter of letters)
    if (!LETTERS.includes(letter))
      throw new Failure(`stray character in field spec: invalid field specification ${call.quote(text)}`, 2);
  const own = letters === '' ? whole : orderingOf(letters);
  return {
    ...own,
    blanks: letters === '' ? whole.blanks : first.includes('b'),
    blanksAtEnd: letters === '' ? whole.blanks : last.includes('b'),
    startField: Number(field),
    startChar: Number(char),
    endField: Number(endField),
    endChar: Number(endChar),
  };
}

export function orderingOf(letters: string): Ordering {
  const has = (letter: string) => letters.includes(letter);
  return {
    numeric: has('n')
      ? 'numeric'
      : has('g')
        ? 'general'
        : has('h')
          ? 'human'
          : has('M')
            ? 'month'
            : has('V')
              ? 'version'
              : 'no',
    fold: has('f'),
    dictionary: has('d'),
    printing: has('i'),
    blanks: has('b'),
    blanksAtEnd: has('b'),
    reverse: has('r'),
  };
}

/** The part of a line that a key looks at. */
export function keyText(line: ByteString, key: Key, separator: ByteString | undefined): ByteString {
  let start = fieldStart(line, key.startField - 1, separator);
  if (key.blanks) start = skipBlanks(line, start);
  start = Math.min(line.length, start + key.startChar - 1);
  let end = line.length;
  if (key.endField > 0) {
    if (key.endChar === 0) end = fieldEnd(line, key.endField, separator);
    else {
      end = fieldStart(line, key.endField - 1, separator);
      if (key.blanksAtEnd) end = skipBlanks(line, end);
      end = Math.min(line.length, end + key.endChar);
    }
  }
  return line.slice(start, Math.max(start, end));
}

const isBlank = (letter: string | undefined) => letter === ' ' || letter === '\t' || letter === '\n';

function skipBlanks(line: ByteString, at: number): number {
  while (isBlank(line[at])) at++;
  return at;
}

/** Where field `count` (from 0) begins; without a separator a field begins with the blanks before it. */
function fieldStart(line: ByteString, count: number, separator: ByteString | undefined): number {
  let at = 0;
  for (let n = 0; n < count && at < line.length; n++) {
    if (separator === undefined) {
      at = skipBlanks(line, at);
      while (at < line.length && !isBlank(line[at])) at++;
    } else {
      const next = line.indexOf(separator, at);
      at = next < 0 ? line.length : next + 1;
    }
  }
  return at;
}

function fieldEnd(line: ByteString, count: number, separator: ByteString | undefined): number {
  if (separator === undefined) return fieldStart(line, count, undefined);
  let at = 0;
  for (let n = 1; ; n++) {
    const next = line.indexOf(separator, at);
    if (next < 0) return line.length;
    if (n === count) return next;
    at = next + 1;
  }
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const SCALE = ' KMGTPEZY';

/** Compares two keys' texts, without the ordering's `reverse`. */
export function compareKeys(a: ByteString, b: ByteString, ordering: Ordering): number {
  switch (ordering.numeric) {
    case 'numeric':
      return compareNumbers(a, b);
    case 'human': {
      const [x, y] = [humanOrder(a), humanOrder(b)];
      return x - y || compareNumbers(a, b);
    }
    case 'general':
      return compareGeneral(a, b);
    case 'month':
      return month(a) - month(b);
    case 'version':
      return compareVersions(a, b);
    case 'no':
      return compareBytes(translated(a, ordering), translated(b, ordering));
  }
}

function translated(text: ByteString, { fold, dictionary, printing }: Ordering): ByteString {
  let out = text;
  if (dictionary) out = out.replace(/[^0-9A-Za-z \t]/g, '');
  if (printing) out = out.replace(/[^ -~]/g, '');
  return fold ? out.replace(/[a-z]/g, (letter) => letter.toUpperCase()) : out;
}

/** Decimal numbers of any length, exactly. */
function compareNumbers(a: ByteString, b: ByteString): number {
  const [x, y] = [decimal(a), decimal(b)];
  if (x.sign !== y.sign) return x.sign - y.sign;
  const size =
    x.whole.length - y.whole.length || compareBytes(x.whole, y.whole) || compareBytes(x.fraction, y.fraction);
  return size * x.sign;
}

function decimal(text: ByteString): { sign: number; whole: string; fraction: string } {
  const [, minus, digits, fraction = ''] = /^[ \t\n]*(-?)(\d*)(?:\.(\d*))?/.exec(text) ?? [];
  const whole = digits.replace(/^0+/, '');
  const rest = fraction.replace(/0+$/, '');
  return { sign: whole === '' && rest === '' ? 0 : minus === '-' ? -1 : 1, whole, fraction: rest };
}

function humanOrder(text: ByteString): number {
  const match = /^[ \t]*(-?)\d*(?:\.\d*)?([kKMGTPEZY]?)/.exec(text);
  if (match === null || decimal(text).sign === 0) return 0;
  const order = Math.max(0, SCALE.indexOf(match[2].toUpperCase() || ' '));
  return match[1] === '-' ? -order : order;
}

function compareGeneral(a: ByteString, b: ByteString): number {
  const read = (text: string) => {
    const match = /^[ \t\n]*([-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf(?:inity)?|nan))/i.exec(
      text,
    );
    if (match === null) return undefined;
    const word = match[1].toLowerCase();
    if (word.includes('nan')) return NaN;
    return word.includes('inf') ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word);
  };
  const [x, y] = [read(a), read(b)];
  const rank = (value: number | undefined) => (value === undefined ? 0 : Number.isNaN(value) ? 1 : 2);
  if (rank(x) !== rank(y) || rank(x) < 2) return rank(x) - rank(y);
  return (x as number) < (y as number) ? -1 : (x as number) > (y as number) ? 1 : 0;
}

function month(text: ByteString): number {
  return (
    MONTHS.indexOf(
      text
        .replace(/^[ \t]+/, '')
        .slice(0, 3)
        .toUpperCase(),
    ) + 1
  );
}
