// "Did you mean": the names nearest to a misspelt one by Levenshtein distance.
import { compareBytes, type ByteString } from '../../base/index.ts';

/** At most five names at a distance of at most two, nearest first, then in byte order. */
export function suggest(names: Iterable<ByteString>, wanted: ByteString): ByteString[] {
  const near: { name: ByteString; distance: number }[] = [];
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > 2) continue;
    const distance = levenshtein(wanted, name);
    if (distance <= 2) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || compareBytes(a.name, b.name));
  return near.slice(0, 5).map((n) => n.name);
}

function levenshtein(a: ByteString, b: ByteString): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next[j + 1] = Math.min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] === b[j] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
