// Differences as text: the normal form (`2c2`) and the unified one (`@@ -1,3 +1,4 @@`).
import type { ByteString } from '../../engine/base/index.ts';
import type { Hunk } from './edit-script.ts';

export interface Side {
  /** Without newlines. */
  readonly lines: readonly ByteString[];
  /** Whether the last line has its newline. */
  readonly ended: boolean;
}

const NO_NEWLINE = '\\ No newline at end of file\n';

function shown(side: Side, i: number, mark: string): ByteString {
  const missing = i === side.lines.length - 1 && !side.ended;
  return `${mark}${side.lines[i]}\n${missing ? NO_NEWLINE : ''}`;
}

export function normalDiff(one: Side, two: Side, hunks: readonly Hunk[]): ByteString {
  let out = '';
  for (const { fromStart, fromEnd, toStart, toEnd } of hunks) {
    const range = (start: number, end: number) =>
      end - start > 1 ? `${start + 1},${end}` : String(end > start ? end : start);
    const letter = fromStart === fromEnd ? 'a' : toStart === toEnd ? 'd' : 'c';
    out += `${range(fromStart, fromEnd)}${letter}${range(toStart, toEnd)}\n`;
    for (let i = fromStart; i < fromEnd; i++) out += shown(one, i, '< ');
    if (letter === 'c') out += '---\n';
    for (let i = toStart; i < toEnd; i++) out += shown(two, i, '> ');
  }
  return out;
}

export function unifiedDiff(one: Side, two: Side, hunks: readonly Hunk[], context: number): ByteString {
  let out = '';
  for (let first = 0; first < hunks.length;) {
    let last = first;
    while (last + 1 < hunks.length && hunks[last + 1].fromStart - hunks[last].fromEnd <= 2 * context) last++;
    const [a, b] = [hunks[first], hunks[last]];
    const start = Math.max(0, a.fromStart - context);
    const end = Math.min(one.lines.length, b.fromEnd + context);
    const toStart = a.toStart - (a.fromStart - start);
    const toEnd = b.toEnd + (end - b.fromEnd);
    const range = (from: number, to: number) =>
      to - from === 1 ? String(to) : `${to === from ? from : from + 1},${to - from}`;
    out += `@@ -${range(start, end)} +${range(toStart, toEnd)} @@\n`;
    let at = start;
    for (const hunk of hunks.slice(first, last + 1)) {
      for (; at < hunk.fromStart; at++) out += shown(one, at, ' ');
      for (; at < hunk.fromEnd; at++) out += shown(one, at, '-');
      for (let i = hunk.toStart; i < hunk.toEnd; i++) out += shown(two, i, '+');
    }
    for (; at < end; at++) out += shown(one, at, ' ');
    first = last + 1;
  }
  return out;
}
