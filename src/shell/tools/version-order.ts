// The order of version numbers in names, as gnulib's filevercmp has it: `a2` before `a10`, `~` before everything.
import type { ByteString } from '../../engine/base/index.ts';

const SUFFIX = /(\.[A-Za-z~][A-Za-z0-9~]*)*$/;

/** Negative, zero or positive. */
export function compareVersions(a: ByteString, b: ByteString): number {
  if (a === b) return 0;
  for (const special of ['', '.', '..']) {
    if (a === special) return -1;
    if (b === special) return 1;
  }
  if (a.startsWith('.') !== b.startsWith('.')) return a.startsWith('.') ? -1 : 1;
  const bare = (name: string) => name.slice(0, SUFFIX.exec(name)?.index);
  let [x, y] = [bare(a), bare(b)];
  if (x === y) [x, y] = [a, b];
  return compareRuns(x, y) || compareRuns(a, b);
}

function compareRuns(a: ByteString, b: ByteString): number {
  let [i, j] = [0, 0];
  const isDigit = (text: string, at: number) => /\d/.test(text[at] ?? '');
  const order = (text: string, at: number): number => {
    if (at >= text.length) return -1;
    const letter = text[at];
    if (/\d/.test(letter)) return 0;
    if (/[A-Za-z]/.test(letter)) return letter.charCodeAt(0);
    return letter === '~' ? -2 : letter.charCodeAt(0) + 256;
  };
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = order(a, i) - order(b, j);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    while (a[i] === '0') i++;
    while (b[j] === '0') j++;
    let first = 0;
    while (isDigit(a, i) && isDigit(b, j)) {
      first ||= a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
    if (isDigit(a, i)) return 1;
    if (isDigit(b, j)) return -1;
    if (first !== 0) return first;
  }
  return 0;
}
