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

/** Beyond this many edits the middle is changed as a whole: memory grows with their square. */
const MOST_EDITS = 4000;

/** Marks the lines that are no part of a longest common subsequence. */
function mark(
  from: readonly ByteString[],
  to: readonly ByteString[],
  removed: boolean[],
  added: boolean[],
): void {
  // A line that the other side has nowhere is changed for certain.
  const [known, wanted] = [new Set(to), new Set(from)];
  const left: number[] = [];
  const right: number[] = [];
  from.forEach((line, i) => (known.has(line) ? left.push(i) : (removed[i] = true)));
  to.forEach((line, i) => (wanted.has(line) ? right.push(i) : (added[i] = true)));
  const same = (x: number, y: number) => from[left[x]] === to[right[y]];
  let head = 0;
  while (head < left.length && head < right.length && same(head, head)) head++;
  let [n, m] = [left.length, right.length];
  while (n > head && m > head && same(n - 1, m - 1)) {
    n--;
    m--;
  }
  // `trace[e]` holds the furthest reach on the diagonals -e to e, after e edits, from the common head on.
  const trace: Int32Array[] = [];
  const before = (edits: number, diagonal: number) => {
    const reach = trace[edits - 1];
    const at = diagonal + edits - 1;
    return at < 0 || at >= reach.length ? -1 : reach[at];
  };
  const isDown = (edits: number, diagonal: number) =>
    diagonal === -edits || (diagonal !== edits && before(edits, diagonal - 1) < before(edits, diagonal + 1));
  let found: number | undefined;
  for (let edits = 0; found === undefined; edits++) {
    if (edits > MOST_EDITS) {
      for (let x = head; x < n; x++) removed[left[x]] = true;
      for (let y = head; y < m; y++) added[right[y]] = true;
      return;
    }
    const reach = new Int32Array(2 * edits + 1).fill(-1);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x =
        edits === 0
          ? head
          : isDown(edits, diagonal)
            ? before(edits, diagonal + 1)
            : before(edits, diagonal - 1) + 1;
      while (x < n && x - diagonal < m && same(x, x - diagonal)) x++;
      reach[diagonal + edits] = x;
      if (x >= n && x - diagonal >= m) found = edits;
      if (found !== undefined) break;
    }
    trace.push(reach);
  }
  let [x, y] = [n, m];
  for (let edits = found; edits > 0; edits--) {
    const diagonal = x - y;
    const down = isDown(edits, diagonal);
    const start = down ? before(edits, diagonal + 1) : before(edits, diagonal - 1);
    y = start - (down ? diagonal + 1 : diagonal - 1);
    x = start;
    if (down) added[right[y]] = true;
    else removed[left[x]] = true;
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
