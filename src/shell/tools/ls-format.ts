// How ls shows files: long lines, columns, indicators, colours, totals.
//
// Sizes on disk are those of a file system with blocks of 4096 bytes, and a directory takes one block.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import type { Stat } from '../../engine/vfs/index.ts';
import { Accounts } from './accounts.ts';
import { formatTime } from '../../engine/base/index.ts';
import { inColumns, type Cell } from './columns.ts';
import { blocksOf, deviceNumbers, sizeOf } from './disk-usage.ts';
import { modeLetters } from './mode.ts';
import { humanSize } from './numbers.ts';
import { displayWidth, quoteC, quoteShell } from './quote.ts';
import type { Call } from './tool.ts';

export type ListFormat = 'long' | 'single' | 'columns' | 'across' | 'commas';
export type QuotingStyle = 'literal' | 'c' | 'escape' | 'shell-escape' | 'shell-escape-always';

export interface ListStyle {
  readonly format: ListFormat;
  readonly width: number;
  readonly numeric: boolean;
  readonly owner: boolean;
  readonly author: boolean;
  readonly group: boolean;
  readonly inode: boolean;
  readonly blocks: boolean;
  readonly human: 1024 | 1000 | undefined;
  readonly indicator: 'none' | 'slash' | 'file-type' | 'classify';
  readonly quoting: QuotingStyle;
  readonly timeStyle: ByteString;
  readonly color: boolean;
}

export interface Entry {
  readonly path: ByteString;
  /** As it is shown. */
  readonly name: ByteString;
  readonly stat: Stat;
  readonly target?: ByteString | undefined;
  readonly targetStat?: Stat | undefined;
}

/** Half a Gregorian year: older files are shown with their year. */
const RECENT = 31556952 / 2;

export class Listing {
  readonly isLong: boolean;
  readonly hasTotal: boolean;
  readonly #accounts: Accounts;
  #colored = false;

  constructor(
    private readonly call: Call,
    private readonly style: ListStyle,
  ) {
    this.isLong = style.format === 'long';
    this.hasTotal = this.isLong || style.blocks;
    this.#accounts = new Accounts(call.files);
  }

  total(entries: readonly Entry[]): ByteString {
    const blocks = entries.reduce((sum, { stat }) => sum + blocksOf(stat), 0);
    return `total ${this.#blockText(blocks)}\n`;
  }

  /** Prints entries; `basis` (the same when not given) are those whose widths count in long lines. */
  *print(entries: readonly Entry[], basis: readonly Entry[] = entries): Task<void> {
    if (entries.length === 0) return;
    const { call, style } = this;
    if (this.isLong) {
      yield* this.#long(entries, basis);
      return;
    }
    const prefixes = this.#prefixes(entries);
    const padded = style.format !== 'commas' && this.#pads(entries);
    const cells = entries.map((entry, i) => this.#cell(entry, prefixes[i], padded));
    switch (style.format) {
      case 'single':
        for (const { text } of entries.map((entry, i) => this.#cell(entry, prefixes[i], false)))
          yield* call.print(`${text}\n`);
        return;
      case 'commas':
        yield* call.print(inCommas(cells, style.width));
        return;
      default:
        yield* call.print(inColumns(cells, style.width, style.format === 'across' ? 'across' : 'down'));
    }
  }

  /** Colours are switched off at the end, as at the beginning. */
  *end(): Task<void> {
    if (this.#colored) yield* this.call.print('');
  }

  /** A directory's name above its list. */
  headline(path: ByteString): ByteString {
    return this.#quoted(path, true);
  }

  #quoted(name: ByteString, colon = false): ByteString {
    const { utf8 } = this.call;
    switch (this.style.quoting) {
      case 'literal':
        return this.call.out.stream.isTerminal || this.call.options.has('q')
          ? this.call.options.has('show-control-chars')
            ? name
            : // eslint-disable-next-line no-control-regex -- control characters are what it looks for
              name.replace(/[\x00-\x1f\x7f]/g, '?')
          : name;
      case 'c':
        return quoteC(name, { utf8, marks: true });
      case 'escape':
        return quoteC(name, { utf8, marks: false });
      case 'shell-escape':
        return quoteShell(name, { utf8, colon });
      case 'shell-escape-always':
        return quoteShell(name, { utf8, always: true });
    }
  }

  /** With shell quotes around some names, the others get a space in front so that they line up. */
  #pads(entries: readonly Entry[]): boolean {
    if (this.style.quoting !== 'shell-escape' || this.style.width === Infinity) return false;
    return entries.some(({ name }) => /^['"]/.test(this.#quoted(name)));
  }

  #cell(entry: Entry, prefix: ByteString, padded: boolean): Cell {
    const quoted = this.#quoted(entry.name);
    const pad = padded && !/^['"]/.test(quoted) ? ' ' : '';
    const mark = this.#mark(entry.stat);
    const width = prefix.length + pad.length + displayWidth(quoted, this.call.utf8) + mark.length;
    return { text: prefix + pad + this.#painted(quoted, entry.stat, entry) + mark, width };
  }

  #prefixes(entries: readonly Entry[]): ByteString[] {
    const { style } = this;
    const aligned = style.format !== 'commas';
    const widest = (texts: readonly string[]) =>
      aligned ? Math.max(...texts.map((text) => text.length)) : 0;
    const inodes = entries.map(({ stat }) => String(stat.ino));
    const blocks = entries.map(({ stat }) => this.#blockText(blocksOf(stat)));
    const [inodeWidth, blockWidth] = [widest(inodes), widest(blocks)];
    return entries.map(
      (_, i) =>
        (style.inode ? `${inodes[i].padStart(inodeWidth)} ` : '') +
        (style.blocks ? `${blocks[i].padStart(blockWidth)} ` : ''),
    );
  }

  *#long(shown: readonly Entry[], entries: readonly Entry[]): Task<void> {
    const { call, style } = this;
    const prefixes = this.#prefixes(entries);
    const padded = this.#pads(entries);
    const links = entries.map(({ stat }) => String(stat.links));
    const owners = entries.map(({ stat }) => this.#name(stat.uid, 'user'));
    const groups = entries.map(({ stat }) => this.#name(stat.gid, 'group'));
    const sizes = this.#sizes(entries);
    const times = entries.map(({ stat }) => this.#time(stat.mtime));
    const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
    const widths = {
      links: widest(links),
      owner: widest(owners),
      group: widest(groups),
      time: widest(times),
    };
    const padName = (name: string, width: number) =>
      /^\d+$/.test(name) ? name.padStart(width) : name.padEnd(width);
    for (const [i, entry] of entries.entries()) {
      if (!shown.includes(entry)) continue;
      const fields = [modeLetters(entry.stat), links[i].padStart(widths.links)];
      if (style.owner) fields.push(padName(owners[i], widths.owner));
      if (style.group) fields.push(padName(groups[i], widths.group));
      if (style.author) fields.push(padName(owners[i], widths.owner));
      fields.push(sizes[i], times[i].padEnd(widths.time));
      const { text } = this.#cell({ ...entry, stat: entry.stat }, '', padded);
      yield* call.print(`${prefixes[i]}${fields.join(' ')} ${this.#withTarget(entry, text)}\n`);
    }
  }

  #withTarget(entry: Entry, text: ByteString): ByteString {
    if (entry.target === undefined) return text;
    const mark = entry.targetStat === undefined ? '' : this.#mark(entry.targetStat);
    // A symlink's own mark gives way to that of what it leads to.
    const bare = this.#mark(entry.stat) === '@' ? text.slice(0, -1) : text;
    const target = this.#quoted(entry.target);
    const shown =
      entry.targetStat === undefined ? target : this.#painted(target, entry.targetStat, undefined);
    return `${bare} -> ${shown}${mark}`;
  }

  #sizes(entries: readonly Entry[]): string[] {
    const devices = entries.map(({ path, stat }) =>
      stat.kind === 'device' ? deviceNumbers(this.call.files, path) : undefined,
    );
    const known = devices.filter((numbers) => numbers !== undefined);
    const majorWidth = Math.max(0, ...known.map(([major]) => String(major).length));
    const minorWidth = Math.max(0, ...known.map(([, minor]) => String(minor).length));
    const texts = entries.map(({ stat }, i) => {
      const numbers = devices[i];
      if (numbers !== undefined)
        return `${String(numbers[0]).padStart(majorWidth)}, ${String(numbers[1]).padStart(minorWidth)}`;
      const { human } = this.style;
      return human === undefined ? String(sizeOf(stat)) : humanSize(sizeOf(stat), human);
    });
    const width = Math.max(...texts.map((text) => text.length));
    return texts.map((text) => text.padStart(width));
  }

  #name(id: number, what: 'user' | 'group'): string {
    if (this.style.numeric) return String(id);
    return what === 'user' ? this.#accounts.userName(id) : this.#accounts.groupName(id);
  }

  #time(mtime: number): string {
    const now = this.call.process.now();
    const recent = mtime > now - RECENT && mtime <= now;
    const style = this.style.timeStyle;
    switch (style) {
      case 'full-iso':
        return formatTime('%Y-%m-%d %H:%M:%S.%N %z', mtime);
      case 'long-iso':
        return formatTime('%Y-%m-%d %H:%M', mtime);
      case 'iso':
        return formatTime(recent ? '%m-%d %H:%M' : '%Y-%m-%d ', mtime);
      case 'locale':
        return formatTime(recent ? '%b %e %H:%M' : '%b %e  %Y', mtime);
      default: {
        const [old, fresh = old] = style.slice(1).split('\n');
        return formatTime(recent ? fresh : old, mtime);
      }
    }
  }

  #blockText(kibibytes: number): string {
    const { human } = this.style;
    return human === undefined ? String(kibibytes) : humanSize(kibibytes * 1024, human);
  }

  #mark(stat: Stat): string {
    const { indicator } = this.style;
    if (indicator === 'none') return '';
    if (stat.kind === 'directory') return '/';
    if (indicator === 'slash') return '';
    if (stat.kind === 'symlink') return '@';
    return indicator === 'classify' && stat.kind === 'file' && (stat.mode & 0o111) !== 0 ? '*' : '';
  }

  /** The name in the colours that ls has without LS_COLORS. */
  #painted(text: ByteString, stat: Stat, entry: Entry | undefined): ByteString {
    if (!this.style.color) return text;
    const color = colorOf(stat, entry);
    if (color === undefined) return text;
    const first = this.#colored ? '' : '\x1b[0m';
    this.#colored = true;
    return `${first}\x1b[${color}m${text}\x1b[0m`;
  }
}

function colorOf(stat: Stat, _entry: Entry | undefined): string | undefined {
  switch (stat.kind) {
    case 'directory':
      if ((stat.mode & 0o1002) === 0o1002) return '30;42';
      if ((stat.mode & 0o002) !== 0) return '34;42';
      return (stat.mode & 0o1000) !== 0 ? '37;44' : '01;34';
    case 'symlink':
      return '01;36';
    case 'device':
      return '01;33';
    case 'file':
      if ((stat.mode & 0o4000) !== 0) return '37;41';
      if ((stat.mode & 0o2000) !== 0) return '30;43';
      return (stat.mode & 0o111) !== 0 ? '01;32' : undefined;
  }
}

function inCommas(cells: readonly Cell[], lineWidth: number): ByteString {
  let out = '';
  let at = 0;
  cells.forEach(({ text, width }, i) => {
    if (i > 0) {
      const fits = at + width + 2 < lineWidth;
      out += fits ? ', ' : ',\n';
      at = fits ? at + 2 : 0;
    }
    out += text;
    at += width;
  });
  return `${out}\n`;
}
