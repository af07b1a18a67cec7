// What has to change between two lists of lines: a shortest edit (Myers 1986), its runs slid to where GNU diff has them.
import type { ByteString } from '../../engine/base/index.ts';

/** Lines `fromStart` to `fromEnd` (0-based, end not included) become lines `toStart` to `toEnd`. */
export interface Hunk {
  readonly fromStart: number;
  readonly fromEnd: number;
  readonly toStart: number;
  readonly toEnd: number;
}

export function editScript(from: readonly ByteString[], to: readonly ByteString[]): Hunk[] {
  const removed = new Array<boolean>(from.length).fill(false);
  const added = new Array<boolean>(to.length).fill(false);
  mark(from, to, removed, added);
  slide(from, removed, added);
  slide(to, added, removed);
  const hunks: Hunk[] = [];
  let [i, k] = [0, 0];
  while (i < from.length || k < to.length) {
    if (!removed[i] && !added[k]) {
      i++;
      k++;
      continue;
    }
    const [fromStart, toStart] = [i, k];
    while (i < from.length && removed[i]) i++;
    while (k < to.length && added[k]) k++;
    hunks.push({ fromStart, fromEnd: i, toStart, toEnd: k });
  }
  return hunks;
}

/** Marks the lines that are no part of a longest common subsequence. */
function mark(
  from: readonly ByteString[],
  to: readonly ByteString[],
  removed: boolean[],
  added: boolean[],
): void {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  )
    tail++;
  const [n, m] = [from.length - head - tail, to.length - head - tail];
  // The furthest reach of every diagonal, one copy for each number of edits.
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= n + m; edits++) {
    const next = new Map(reach);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));
      let x = down ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1;
      while (x < n && x - diagonal < m && x - diagonal >= 0 && from[head + x] === to[head + x - diagonal])
        x++;
      next.set(diagonal, x);
      if (x >= n && x - diagonal >= m) {
        trace.push(reach);
        walkBack(trace, n, m, head, removed, added);
        return;
      }
    }
    trace.push(reach);
    reach = next;
  }
}

function walkBack(
  trace: readonly Map<number, number>[],
  n: number,
  m: number,
  head: number,
  removed: boolean[],
  added: boolean[],
): void {
  let [x, y] = [n, m];
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const reach = trace[edits];
    const diagonal = x - y;
    const down =
      diagonal === -edits ||
      (diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const startX = reach.get(before) ?? 0;
    const startY = startX - before;
    if (down) added[head + startY] = true;
    else removed[head + startX] = true;
    [x, y] = [startX, startY];
  }
}

/**
 * Slides every run of changed lines as far down as it goes, joining runs that meet; a run that can stand beside a run
 * of the other side goes back up to it.
 */
function slide(lines: readonly ByteString[], changed: boolean[], other: readonly boolean[]): void {
  let i = 0;
  let k = 0;
  while (i < lines.length) {
    while (i < lines.length && !changed[i]) {
      while (other[k]) k++;
      k++;
      i++;
    }
    if (i >= lines.length) return;
    let start = i;
    while (changed[i]) i++;
    while (other[k]) k++;
    let besides: number;
    let length: number;
    do {
      length = i - start;
      while (start > 0 && lines[start - 1] === lines[i - 1]) {
        changed[--start] = true;
        changed[--i] = false;
        while (start > 0 && changed[start - 1]) start--;
        do k--;
        while (other[k]);
      }
      besides = k > 0 && other[k - 1] ? i : lines.length;
      while (i < lines.length && lines[start] === lines[i]) {
        changed[start++] = false;
        changed[i++] = true;
        while (changed[i]) i++;
        k++;
        while (other[k]) {
          besides = i;
          k++;
        }
      }
    } while (length !== i - start);
    while (besides < i) {
      changed[--start] = true;
      changed[--i] = false;
      do k--;
      while (other[k]);
    }
  }
}
