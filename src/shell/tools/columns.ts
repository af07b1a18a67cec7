// Names in columns, as GNU ls lays them out: the fewest lines that fit, filled down or across, gaps made with tabs.
import type { ByteString } from '../../engine/base/index.ts';

/** A cell: what is printed (may hold escapes) and how wide it is on a screen. */
export interface Cell {
  readonly text: ByteString;
  readonly width: number;
}

export function inColumns(
  cells: readonly Cell[],
  lineWidth: number,
  direction: 'down' | 'across',
  tabs = true,
): ByteString {
  if (cells.length === 0) return '';
  if (lineWidth === Infinity) return `${cells.map(({ text }) => text).join('  ')}\n`;
  const widths = columnWidths(cells, lineWidth, direction);
  const rows = Math.ceil(cells.length / widths.length);
  const lines: ByteString[] = [];
  for (let row = 0; row < rows; row++) {
    let line = '';
    let at = 0;
    let start = 0;
    for (let column = 0; column < widths.length; column++) {
      const index = direction === 'down' ? column * rows + row : row * widths.length + column;
      if (index >= cells.length) break;
      line += gap(at, start, tabs) + cells[index].text;
      at = start + cells[index].width;
      start += widths[column];
    }
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

/** The widths of the most columns that fit in a line; a column but the last has a gap of two. */
function columnWidths(cells: readonly Cell[], lineWidth: number, direction: 'down' | 'across'): number[] {
  const most = Math.max(1, Math.min(cells.length, Math.ceil(lineWidth / 3)));
  for (let count = most; count > 1; count--) {
    const rows = Math.ceil(cells.length / count);
    const widths = new Array<number>(count).fill(3);
    cells.forEach(({ width }, index) => {
      const column = direction === 'down' ? Math.floor(index / rows) : index % count;
      widths[column] = Math.max(widths[column], width + (column === count - 1 ? 0 : 2));
    });
    if (widths.reduce((sum, width) => sum + width, 0) < lineWidth) return widths;
  }
  return [Math.max(...cells.map(({ width }) => width))];
}

function gap(from: number, to: number, tabs: boolean): ByteString {
  let out = '';
  let at = from;
  while (at < to) {
    if (tabs && Math.floor(to / 8) > Math.floor((at + 1) / 8)) {
      out += '\t';
      at += 8 - (at % 8);
    } else {
      out += ' ';
      at++;
    }
  }
  return out;
}
