// ls, dir and vdir: which files are listed, and in which order. How they look is ls-format.ts's.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError, type Stat } from '../../engine/vfs/index.ts';
import { fileNamePattern } from './glob.ts';
import { Listing, type Entry, type ListFormat, type QuotingStyle } from './ls-format.ts';
import { parseSize } from './numbers.ts';
import { join, statOf } from './paths.ts';
import { defineTool, Failure, UsageError, type Call, type Tool } from './tool.ts';
import { compareVersions } from './version-order.ts';

const OPTIONS =
  'a,all A,almost-all author !D,dired b,escape !block-size= B,ignore-backups c C color?= d,directory f F,classify?= ' +
  'file-type format= full-time g group-directories-first G,no-group h,human-readable si H,dereference-command-line ' +
  '!dereference-command-line-symlink-to-dir !hide= !hyperlink?= indicator-style= i,inode I,ignore= k,kibibytes l ' +
  'L,dereference m n,numeric-uid-gid N,literal o p q,hide-control-chars show-control-chars Q,quote-name ' +
  'quoting-style= r,reverse R,recursive s,size S sort= time= time-style= t !T,tabsize= u U v w,width= x X ' +
  '!Z,context !zero 1';

/** One of the three faces of ls: with a format of its own where none is asked for. */
function listTool(name: string, summary: string, face: 'ls' | 'dir' | 'vdir'): Tool {
  return defineTool({
    name,
    summary,
    synopsis: '[OPTION]... [FILE]...',
    options: OPTIONS,
    usageStatus: 2,
    *run(call) {
      yield* new Lister(call, face).list();
    },
  });
}

const FORMATS: Readonly<Record<string, ListFormat>> = {
  verbose: 'long',
  long: 'long',
  commas: 'commas',
  horizontal: 'across',
  across: 'across',
  vertical: 'columns',
  'single-column': 'single',
};

function namedFormat(call: Call, word: ByteString): ListFormat {
  if (word in FORMATS) return FORMATS[word];
  throw invalidArgument(call, '--format', word, [
    ['verbose', 'long'],
    ['commas'],
    ['horizontal', 'across'],
    ['vertical'],
    ['single-column'],
  ]);
}

export const ls = listTool('ls', 'list what is in directories', 'ls');
export const dir = listTool('dir', 'list what is in directories, in columns', 'dir');
export const vdir = listTool('vdir', 'list what is in directories, at length', 'vdir');

type SortKey = 'name' | 'size' | 'time' | 'version' | 'extension' | 'width' | 'none';

class Lister {
  readonly #listing: Listing;
  readonly #sort: SortKey;
  readonly #hidden: 'hidden' | 'almost' | 'all';
  readonly #ignored: readonly RegExp[];
  #first = true;

  constructor(
    private readonly call: Call,
    face: 'ls' | 'dir' | 'vdir',
  ) {
    const { options } = call;
    const terminal = call.out.stream.isTerminal;
    const format = formatOf(call, face, terminal);
    this.#sort = sortOf(call, format);
    const shown = options.last('a', 'A', 'f');
    this.#hidden = shown === undefined ? 'hidden' : shown === 'A' ? 'almost' : 'all';
    const patterns = options.values('I');
    if (options.has('B')) patterns.push('*~', '.*~');
    this.#ignored = patterns.map((pattern) => fileNamePattern(pattern, { period: true }));
    this.#listing = new Listing(call, {
      format,
      width: widthOf(call),
      numeric: options.has('n'),
      owner: !options.has('g'),
      author: options.has('author'),
      group: !options.has('o') && !options.has('G'),
      inode: options.has('i'),
      blocks: options.has('s'),
      human: options.has('h') ? 1024 : options.has('si') ? 1000 : undefined,
      indicator: indicatorOf(call, terminal),
      quoting: quotingOf(call, face, terminal),
      timeStyle: format === 'long' ? timeStyleOf(call) : 'locale',
      color: choiceOf(call, 'color', terminal) && knowsColors(call),
    });
  }

  *list(): Task<void> {
    const { call } = this;
    const { options } = call;
    const operands = options.operands.length === 0 ? ['.'] : options.operands;
    const entries: Entry[] = [];
    for (const path of operands) {
      const stat = yield* this.#operandStat(path);
      if (stat !== undefined) entries.push(this.#entry(path, path, stat));
    }
    this.#order(entries);
    const isDirectory = (entry: Entry) => entry.stat.kind === 'directory' && !options.has('d');
    const files = entries.filter((entry) => !isDirectory(entry));
    const directories = entries.filter(isDirectory);
    if (files.length > 0) {
      yield* this.#listing.print(files, entries);
      this.#first = false;
    }
    const headed = operands.length > 1 || options.has('R');
    for (const { path } of directories) yield* this.#directory(path, headed, true, []);
    yield* this.#listing.end();
  }

  *#operandStat(path: ByteString): Task<Stat | undefined> {
    const { call } = this;
    const { options, files } = call;
    try {
      if (options.has('L') || options.has('H')) return files.stat(path);
      const stat = files.lstat(path);
      if (stat.kind !== 'symlink' || options.has('d') || this.#listing.isLong || options.has('F'))
        return stat;
      const target = statOf(files, path);
      return target?.kind === 'directory' ? target : stat;
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* call.complain(`cannot access ${call.quoteName(path)}: ${error.reason}`, 2);
      return undefined;
    }
  }

  *#directory(path: ByteString, headed: boolean, isOperand: boolean, above: readonly number[]): Task<void> {
    const { call } = this;
    const { options, files } = call;
    yield 'tick';
    const words = `cannot open directory ${call.quoteName(path)}`;
    let names: ByteString[];
    let here: Stat;
    try {
      here = files.stat(path);
      names = files.readDir(path).map(({ name }) => name);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* call.complain(`${words}: ${error.reason}`, isOperand ? 2 : 1);
      return;
    }
    if (above.includes(here.ino)) {
      yield* call.complain(`${call.nameBeforeColon(path)}: not listing already-listed directory`, 2);
      return;
    }
    const entries: Entry[] = [];
    const wanted = this.#hidden === 'all' ? ['.', '..', ...names] : names;
    for (const name of wanted) {
      if (this.#hidden === 'hidden' && name.startsWith('.')) continue;
      if (this.#ignored.some((pattern) => pattern.test(name))) continue;
      const file = join(path, name);
      const stat = yield* this.#entryStat(file);
      if (stat !== undefined) entries.push(this.#entry(file, name, stat));
    }
    this.#order(entries);
    if (headed) {
      if (!this.#first) yield* call.print('\n');
      yield* call.print(`${this.#listing.headline(path)}:\n`);
    }
    this.#first = false;
    if (this.#listing.hasTotal) yield* call.print(this.#listing.total(entries));
    yield* this.#listing.print(entries);
    if (!options.has('R')) return;
    for (const entry of entries)
      if (entry.stat.kind === 'directory' && entry.name !== '.' && entry.name !== '..')
        yield* this.#directory(entry.path, true, false, [...above, here.ino]);
  }

  *#entryStat(path: ByteString): Task<Stat | undefined> {
    const { call } = this;
    const follow = call.options.has('L');
    const stat = statOf(call.files, path, follow) ?? statOf(call.files, path, false);
    if (stat === undefined)
      return yield* call.attempt(`cannot access ${call.quoteName(path)}`, () => call.files.lstat(path));
    return stat;
  }

  #entry(path: ByteString, name: ByteString, stat: Stat): Entry {
    const { files } = this.call;
    if (stat.kind !== 'symlink') return { path, name, stat };
    let target: ByteString | undefined;
    try {
      target = files.readlink(path);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
    }
    return { path, name, stat, target, targetStat: statOf(files, path) };
  }

  #order(entries: Entry[]): void {
    const { options } = this.call;
    if (this.#sort === 'none') return;
    const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const compare = COMPARISONS[this.#sort];
    entries.sort((a, b) => compare(a, b) || byName(a, b));
    if (options.has('r')) entries.reverse();
    if (!options.has('group-directories-first')) return;
    const isDirectory = (entry: Entry) => (entry.targetStat ?? entry.stat).kind === 'directory';
    const sorted = [...entries.filter(isDirectory), ...entries.filter((entry) => !isDirectory(entry))];
    entries.splice(0, entries.length, ...sorted);
  }
}

const extensionOf = (name: string) => (name.includes('.') ? name.slice(name.lastIndexOf('.')) : '');

const COMPARISONS: Readonly<Record<Exclude<SortKey, 'none'>, (a: Entry, b: Entry) => number>> = {
  name: () => 0,
  size: (a, b) => listedSize(b.stat) - listedSize(a.stat),
  time: (a, b) => b.stat.mtime - a.stat.mtime,
  version: (a, b) => compareVersions(a.name, b.name),
  extension: (a, b) => {
    const [x, y] = [extensionOf(a.name), extensionOf(b.name)];
    return x < y ? -1 : x > y ? 1 : 0;
  },
  width: (a, b) => a.name.length - b.name.length,
};

/** A directory takes one block, whatever is in it. */
function listedSize(stat: Stat): number {
  return stat.kind === 'directory' ? 4096 : stat.size;
}

function formatOf(call: Call, face: 'ls' | 'dir' | 'vdir', terminal: boolean): ListFormat {
  const { options } = call;
  let format: ListFormat | undefined;
  for (const { key, value } of options.given) {
    if (key === 'l' || key === 'g' || key === 'o' || key === 'n' || key === 'full-time') format = 'long';
    if (key === 'C') format = 'columns';
    if (key === 'x') format = 'across';
    if (key === 'm') format = 'commas';
    if (key === 'format') format = namedFormat(call, value ?? '');
    if (key === '1' && format !== 'long') format = 'single';
  }
  return format ?? (face === 'vdir' ? 'long' : face === 'dir' || terminal ? 'columns' : 'single');
}

function sortOf(call: Call, format: ListFormat): SortKey {
  const { options } = call;
  const keys: Readonly<Record<string, SortKey>> = {
    S: 'size',
    t: 'time',
    v: 'version',
    X: 'extension',
    U: 'none',
    f: 'none',
  };
  const last = options.last('S', 't', 'v', 'X', 'U', 'f', 'sort');
  if (last === undefined)
    return (options.has('c') || options.has('u')) && format !== 'long' ? 'time' : 'name';
  if (last !== 'sort') return keys[last];
  const word = options.value('sort') ?? '';
  if (['name', 'size', 'time', 'version', 'extension', 'width', 'none'].includes(word))
    return word as SortKey;
  throw invalidArgument(call, '--sort', word, ['none', 'time', 'size', 'extension', 'version', 'width']);
}

function widthOf(call: Call): number {
  const text = call.options.value('w');
  if (text === undefined) {
    const columns = call.process.environment.get('COLUMNS');
    if (columns !== undefined && /^[1-9]\d*$/.test(columns)) return Number(columns);
    return call.out.stream.isTerminal ? call.process.terminalColumns : 80;
  }
  const width = parseSize(text);
  if (width === undefined) throw new Failure(`invalid line width: ${call.quote(text)}`, 2);
  return width === 0 ? Infinity : width;
}

function indicatorOf(call: Call, terminal: boolean): 'none' | 'slash' | 'file-type' | 'classify' {
  const { options } = call;
  const style = options.last('F', 'p', 'file-type', 'indicator-style');
  if (style === 'F') return choiceOf(call, 'F', terminal) ? 'classify' : 'none';
  if (style === 'p') return 'slash';
  if (style === 'file-type') return 'file-type';
  const word = options.value('indicator-style') ?? 'none';
  if (word === 'none' || word === 'slash' || word === 'file-type' || word === 'classify') return word;
  throw invalidArgument(call, '--indicator-style', word, ['none', 'slash', 'file-type', 'classify']);
}

function quotingOf(call: Call, face: 'ls' | 'dir' | 'vdir', terminal: boolean): QuotingStyle {
  const { options } = call;
  const last = options.last('N', 'Q', 'b', 'quoting-style');
  if (last === 'N') return 'literal';
  if (last === 'Q') return 'c';
  if (last === 'b') return 'escape';
  const word = options.value('quoting-style');
  if (word === undefined) return face !== 'ls' ? 'escape' : terminal ? 'shell-escape' : 'literal';
  const known: readonly QuotingStyle[] = ['literal', 'c', 'escape', 'shell-escape', 'shell-escape-always'];
  const style = known.find((name) => name === word);
  if (style === undefined) throw new NotSimulated(`ls --quoting-style=${word}`);
  return style;
}

function timeStyleOf(call: Call): ByteString {
  const { options, process } = call;
  if (options.has('full-time')) return 'full-iso';
  const style = (options.value('time-style') ?? process.environment.get('TIME_STYLE') ?? 'locale').replace(
    /^posix-/,
    '',
  );
  if (style.startsWith('+') || ['full-iso', 'long-iso', 'iso', 'locale'].includes(style)) return style;
  throw invalidArgument(call, 'time style', style, ['full-iso', 'long-iso', 'iso', 'locale']);
}

/** `--color[=WHEN]` and its like. */
function choiceOf(call: Call, key: string, terminal: boolean): boolean {
  if (!call.options.has(key)) return false;
  const when = call.options.value(key) ?? 'always';
  if (['always', 'yes', 'force'].includes(when)) return true;
  if (['never', 'no', 'none'].includes(when)) return false;
  if (['auto', 'tty', 'if-tty'].includes(when)) return terminal;
  throw invalidArgument(call, key === 'F' ? '--classify' : `--${key}`, when, [
    ['always', 'yes', 'force'],
    ['never', 'no', 'none'],
    ['auto', 'tty', 'if-tty'],
  ]);
}

/** Without LS_COLORS it is the terminal's name that says whether it has colours. */
function knowsColors(call: Call): boolean {
  const { environment } = call.process;
  if (environment.get('LS_COLORS') || environment.get('COLORTERM')) return true;
  return COLOR_TERMINALS.test(environment.get('TERM') ?? '');
}

const COLOR_TERMINALS =
  /color|^(Eterm|ansi|con[0-9].*|cons25|console|cygwin|dtterm|gnome|hurd|jfbterm|konsole|kterm|linux.*|putty|rxvt.*|screen.*|st|terminator|tmux.*|vt100|xterm.*|alacritty|foot|kitty|nxterm|mlterm|mach-gnu-color)$/;

/** `valid` holds groups of words that mean the same. */
function invalidArgument(
  call: Call,
  option: string,
  word: string,
  valid: readonly (string | readonly string[])[],
): UsageError {
  const list = valid
    .map(
      (names) =>
        `\n  - ${[names]
          .flat()
          .map((name) => call.quote(name))
          .join(', ')}`,
    )
    .join('');
  return new UsageError(
    `invalid argument ${call.quote(word)} for ${call.quote(option)}\nValid arguments are:${list}`,
    1,
  );
}
