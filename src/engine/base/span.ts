// Places in a source text. Offsets count bytes from 0; lines and columns count from 1, columns in bytes, as Nix does.
import type { ByteString } from './byte-string.ts';

/** A half-open range of byte offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** The start offset of every line; `\n`, `\r\n` and a lone `\r` each end one, as Nix's position table has it. */
export function lineStarts(text: ByteString): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** The line and column of an offset, by binary search in `lineStarts`. */
export function lineColumn(starts: readonly number[], offset: number): LineColumn {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low] + 1 };
}
