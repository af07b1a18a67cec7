// Civil time from seconds since 1970, in UTC: the machine has one time zone and its own logical clock.
//
// Written out here because the pure rooms have no Date. Left out: time zones, leap seconds, locales other than C.
import type { ByteString } from './byte-string.ts';

export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 to 366. */
  readonly dayOfYear: number;
}

const DAY = 86400;
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** Days from 1970-01-01 to a civil date (the proleptic Gregorian calendar). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719468
  );
}

export function secondsFromCivil(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number {
  return daysFromCivil(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
}

export function civilTime(seconds: number): CivilTime {
  const days = Math.floor(seconds / DAY);
  const rest = Math.floor(seconds) - days * DAY;
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfMarchYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfMarchYear + 2) / 153);
  const month = marchMonth + (marchMonth < 10 ? 3 : -9);
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfMarchYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    dayOfYear: days - daysFromCivil(year, 1, 1) + 1,
  };
}

/** ISO 8601 week and its year. */
function isoWeek(time: CivilTime): { year: number; week: number } {
  const weekday = (time.weekday + 6) % 7;
  const week = Math.floor((time.dayOfYear - 1 - weekday + 10) / 7);
  if (week < 1) {
    const days = daysFromCivil(time.year, 1, 1) - daysFromCivil(time.year - 1, 1, 1);
    return {
      year: time.year - 1,
      week: Math.floor((time.dayOfYear + days - 1 - weekday + 10) / 7),
    };
  }
  const days = daysFromCivil(time.year + 1, 1, 1) - daysFromCivil(time.year, 1, 1);
  if (week === 53 && time.dayOfYear - 1 - weekday + 3 >= days) return { year: time.year + 1, week: 1 };
  return { year: time.year, week };
}

/** strftime with GNU date's flags (`%-d`, `%_H`, `%^a`, `%010s`) in UTC; an unknown directive stays as it is. */
export function formatTime(format: ByteString, seconds: number, nanoseconds = 0): ByteString {
  const time = civilTime(seconds);
  return format.replace(
    /%([-_0^#]*)(\d*)([EO]?)(:{0,3}z|[a-zA-Z%+])/g,
    (whole, flags: string, width: string, _modifier: string, letter: string) => {
      const field = directive(letter, time, seconds, nanoseconds);
      if (field === undefined) return whole;
      let { text } = field;
      const pad = /[-_0]/.exec(flags.replace(/[\^#]/g, ''))?.[0] ?? field.pad;
      const least = width === '' ? (pad === '-' ? 0 : field.width) : Number(width);
      if (flags.includes('^')) text = text.toUpperCase();
      if (flags.includes('#'))
        text = letter === 'p' || letter === 'Z' ? text.toLowerCase() : text.toUpperCase();
      return pad === '-' ? text : text.padStart(least, pad === '0' ? '0' : ' ');
    },
  );
}

interface Field {
  readonly text: string;
  readonly width: number;
  readonly pad: '0' | '_';
}

function directive(letter: string, time: CivilTime, seconds: number, nanoseconds: number): Field | undefined {
  const number = (value: number, width: number, pad: '0' | '_' = '0'): Field => ({
    text: String(value),
    width,
    pad,
  });
  const word = (text: string): Field => ({ text, width: 0, pad: '_' });
  const again = (format: string): Field => word(formatTime(format, seconds, nanoseconds));
  const hour12 = time.hour % 12 === 0 ? 12 : time.hour % 12;
  switch (letter) {
    case '%':
      return word('%');
    case 'a':
      return word(DAYS[time.weekday].slice(0, 3));
    case 'A':
      return word(DAYS[time.weekday]);
    case 'b':
    case 'h':
      return word(MONTHS[time.month - 1].slice(0, 3));
    case 'B':
      return word(MONTHS[time.month - 1]);
    case 'c':
      return again('%a %b %e %H:%M:%S %Y');
    case 'C':
      return number(Math.floor(time.year / 100), 2);
    case 'd':
      return number(time.day, 2);
    case 'D':
    case 'x':
      return again('%m/%d/%y');
    case 'e':
      return number(time.day, 2, '_');
    case 'F':
      return again('%Y-%m-%d');
    case 'g':
      return number(isoWeek(time).year % 100, 2);
    case 'G':
      return number(isoWeek(time).year, 4);
    case 'H':
      return number(time.hour, 2);
    case 'I':
      return number(hour12, 2);
    case 'j':
      return number(time.dayOfYear, 3);
    case 'k':
      return number(time.hour, 2, '_');
    case 'l':
      return number(hour12, 2, '_');
    case 'm':
      return number(time.month, 2);
    case 'M':
      return number(time.minute, 2);
    case 'n':
      return word('\n');
    case 'N':
      return number(nanoseconds, 9);
    case 'p':
      return word(time.hour < 12 ? 'AM' : 'PM');
    case 'P':
      return word(time.hour < 12 ? 'am' : 'pm');
    case 'q':
      return number(Math.ceil(time.month / 3), 1);
    case 'r':
      return again('%I:%M:%S %p');
    case 'R':
      return again('%H:%M');
    case 's':
      return number(Math.floor(seconds), 1);
    case 'S':
      return number(time.second, 2);
    case 't':
      return word('\t');
    case 'T':
    case 'X':
      return again('%H:%M:%S');
    case 'u':
      return number(time.weekday === 0 ? 7 : time.weekday, 1);
    case 'U':
      return number(Math.floor((time.dayOfYear + 6 - time.weekday) / 7), 2);
    case 'V':
      return number(isoWeek(time).week, 2);
    case 'w':
      return number(time.weekday, 1);
    case 'W':
      return number(Math.floor((time.dayOfYear + 6 - ((time.weekday + 6) % 7)) / 7), 2);
    case 'y':
      return number(((time.year % 100) + 100) % 100, 2);
    case 'Y':
      return number(time.year, 4);
    case 'z':
      return word('+0000');
    case ':z':
      return word('+00:00');
    case '::z':
      return word('+00:00:00');
    case ':::z':
      return word('+00');
    case 'Z':
      return word('UTC');
  }
  return undefined;
}
