// Numbers as tools write and read them: sizes with suffixes, and sizes for people (`-h`).
import type { ByteString } from '../../engine/base/index.ts';

const POWERS = 'KMGTPEZY';

/** A size such as `10`, `4k`, `2M`, `1kB`, `3b`; undefined when it is none. */
export function parseSize(text: ByteString): number | undefined {
  const match = /^(\d*)(?:(b)|([kKMGTPEZY])(iB|B|D)?)?$/.exec(text);
  if (match === null || text === '') return undefined;
  const [, digits, block, letter, unit] = match;
  const number = digits === '' ? 1 : Number(digits);
  if (block !== undefined) return number * 512;
  if (letter === undefined) return number;
  return number * (unit === 'B' || unit === 'D' ? 1000 : 1024) ** (POWERS.indexOf(letter.toUpperCase()) + 1);
}

/** `1.5K`, `20M`: rounded up to two figures below ten, as coreutils' human_readable does. */
export function humanSize(bytes: number, base: 1024 | 1000 = 1024): string {
  if (bytes < base) return String(bytes);
  let value = bytes;
  let power = -1;
  while (value >= base && power < POWERS.length - 1) {
    value /= base;
    power++;
  }
  const letter = base === 1000 && power === 0 ? 'k' : POWERS[power];
  if (value < 10) {
    const tenths = Math.ceil(value * 10 - 1e-9);
    if (tenths < 100) return `${Math.floor(tenths / 10)}.${tenths % 10}${letter}`;
    return `10${letter}`;
  }
  const whole = Math.ceil(value - 1e-9);
  if (whole < base) return `${whole}${letter}`;
  return `1.0${POWERS[power + 1]}`;
}
