// Points in time as people write them for `touch -d` and `date -d`: `@N`, ISO dates, `1 Jan 2020`, `2 days ago`.
//
// A careful part of gnulib's parse-datetime: what is not understood is refused, never guessed.
import type { ByteString } from '../../engine/base/index.ts';
import { civilTime, secondsFromCivil } from '../../engine/base/index.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const SECONDS: Readonly<Record<string, number>> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86400,
  week: 604800,
  fortnight: 1209600,
};

/** Seconds since 1970, or undefined when the text is not understood. */
export function parseTime(text: ByteString, now: number): number | undefined {
  let rest = text.trim().toLowerCase();
  const epoch = /^@(-?\d+)(?:\.\d*)?$/.exec(rest);
  if (epoch !== null) return Number(epoch[1]);
  const today = civilTime(now);
  let date = { year: today.year, month: today.month, day: today.day };
  let clock: { hour: number; minute: number; second: number } | undefined;
  let dated = false;
  let offset = 0;
  let months = 0;
  let zone = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(rest);
    if (match === null) return undefined;
    rest = rest.slice(match[0].length).replace(/^[\s,]+/, '');
    return match;
  };
  while (rest !== '') {
    let match: RegExpExecArray | undefined;
    if ((match = take(/^(\d{4,})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|(?=[\s,z]|$))/))) {
      date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
      dated = true;
    } else if ((match = take(/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/))) {
      date = { year: Number(match[3]), month: Number(match[1]), day: Number(match[2]) };
      dated = true;
    } else if ((match = take(/^(\d{8})(?![\d:])/))) {
      const [, digits] = match;
      date = {
        year: Number(digits.slice(0, 4)),
        month: Number(digits.slice(4, 6)),
        day: Number(digits.slice(6)),
      };
      dated = true;
    } else if ((match = take(/^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?(?![\d:])/))) {
      let hour = Number(match[1]);
      if (match[4] !== undefined) hour = (hour % 12) + (match[4] === 'pm' ? 12 : 0);
      clock = { hour, minute: Number(match[2]), second: Number(match[3] ?? 0) };
    } else if (take(/^(?:z|utc|gmt)(?![a-z])/) !== undefined) {
      zone = 0;
    } else if (clock !== undefined && (match = take(/^([-+])(\d{2}):?(\d{2})(?!\d)/))) {
      zone = (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
    } else if (
      (match = take(/^(\d{1,2})[\s-]+([a-z]{3,9})\.?[\s,-]+(\d{4})(?!\d)/)) &&
      monthOf(match[2]) > 0
    ) {
      date = { year: Number(match[3]), month: monthOf(match[2]), day: Number(match[1]) };
      dated = true;
    } else if (
      (match = take(/^([a-z]{3,9})\.?\s+(\d{1,2})(?:[\s,]+(\d{4}))?(?![\d:])/)) &&
      monthOf(match[1]) > 0
    ) {
      date = { year: Number(match[3] ?? today.year), month: monthOf(match[1]), day: Number(match[2]) };
      dated = true;
    } else if (match !== undefined) return undefined;
    else if ((match = take(/^(now|today|tomorrow|yesterday|midnight|noon)(?![a-z])/))) {
      if (match[1] === 'tomorrow') offset += 86400;
      if (match[1] === 'yesterday') offset -= 86400;
      if (match[1] === 'midnight') clock = { hour: 0, minute: 0, second: 0 };
      if (match[1] === 'noon') clock = { hour: 12, minute: 0, second: 0 };
    } else if (
      (match = take(
        /^([-+]?\s*\d+|next|last|an?)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(\s+ago)?(?![a-z])/,
      ))
    ) {
      const count =
        match[1] === undefined || /^an?$|^next$/.test(match[1])
          ? 1
          : match[1] === 'last'
            ? -1
            : Number(match[1].replace(/\s/g, ''));
      const signed = match[3] === undefined ? count : -count;
      if (match[2] === 'month') months += signed;
      else if (match[2] === 'year') months += 12 * signed;
      else offset += signed * SECONDS[match[2]];
    } else if ((match = take(/^(?:(next|last)\s+)?([a-z]{3,9})(?![a-z])/)) && weekdayOf(match[2]) >= 0) {
      const ahead = (weekdayOf(match[2]) - today.weekday + 7) % 7;
      if (!dated)
        offset +=
          86400 *
          (match[1] === 'last'
            ? ahead === 0
              ? -7
              : ahead - 7
            : ahead + (match[1] === 'next' && ahead === 0 ? 7 : 0));
      clock ??= { hour: 0, minute: 0, second: 0 };
    } else return undefined;
  }
  if (clock === undefined)
    clock = dated
      ? { hour: 0, minute: 0, second: 0 }
      : { hour: today.hour, minute: today.minute, second: today.second };
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > daysInMonth(date.year, date.month))
    return undefined;
  if (clock.hour > 23 || clock.minute > 59 || clock.second > 60) return undefined;
  const monthIndex = date.year * 12 + date.month - 1 + months;
  const [year, month] = [Math.floor(monthIndex / 12), (monthIndex % 12) + 1];
  return secondsFromCivil(year, month, date.day, clock.hour, clock.minute, clock.second) - zone + offset;
}

function monthOf(word: string): number {
  return MONTHS.indexOf(word.slice(0, 3)) + 1;
}

function weekdayOf(word: string): number {
  const at = WEEKDAYS.indexOf(word.slice(0, 3));
  return /^(sun|mon|tue(s|)|wed(nes)?|thu(r|rs)?|fri|sat(ur)?)(day)?$/.test(word) ? at : -1;
}

function daysInMonth(year: number, month: number): number {
  const days = [
    31,
    year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ];
  return days[month - 1];
}

/** `[[CC]YY]MMDDhhmm[.ss]` of `touch -t`. */
export function parseStamp(text: ByteString, now: number): number | undefined {
  const match = /^(\d{2})?(\d{2})?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(text);
  if (match === null) return undefined;
  const [, century, yy, month, day, hour, minute, second] = match;
  let { year } = civilTime(now);
  if (century !== undefined && yy !== undefined) year = Number(century + yy);
  else if (century !== undefined) year = Number(century) + (Number(century) < 69 ? 2000 : 1900);
  if (
    Number(month) < 1 ||
    Number(month) > 12 ||
    Number(day) < 1 ||
    Number(day) > daysInMonth(year, Number(month))
  )
    return undefined;
  if (Number(hour) > 23 || Number(minute) > 59) return undefined;
  return secondsFromCivil(
    year,
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
  );
}
