// tree: directories drawn as a tree, as tree 2.1 prints them. The root counts as a directory.
//
// Left out by name: output as HTML, JSON or XML, colours other than the usual ones, `.gitignore`.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import type { Stat } from '../../engine/vfs/index.ts';
import { Accounts } from './accounts.ts';
import { formatTime } from '../../engine/base/index.ts';
import { sizeOf } from './disk-usage.ts';
import { fileNamePattern } from './glob.ts';
import { modeLetters } from './mode.ts';
import { humanSize } from './numbers.ts';
import { join, statOf } from './paths.ts';
import { defineTool, Failure, type Call } from './tool.ts';

const UTF8_LINES = {
  down: '\xe2\x94\x82\xc2\xa0\xc2\xa0 ',
  branch: '\xe2\x94\x9c\xe2\x94\x80\xe2\x94\x80 ',
  corner: '\xe2\x94\x94\xe2\x94\x80\xe2\x94\x80 ',
};
const ASCII_LINES = { down: '|   ', branch: '|-- ', corner: '`-- ' };

export const tree = defineTool({
  name: 'tree',
  summary: 'draw directories as a tree',
  synopsis: '[OPTION]... [DIRECTORY]...',
  options:
    'a d f F l L= P= I= i noreport n C u g p s h D t r U S dirsfirst filesfirst !J !X !H= !o= !T= !x !R !Q !N !q charset= ' +
    '!du !prune !matchdirs !gitignore !fromfile !filelimit= !si !inodes !device !sort= ignore-case !c !v !A',
  rewrite: (words) => words.map((word) => (/^-L\d+$/.test(word) ? `-L${word.slice(2)}` : word)),
  *run(call) {
    const { options } = call;
    const level = options.value('L');
    if (level !== undefined && !/^[1-9]\d*$/.test(level))
      throw new Failure('Invalid level, must be greater than 0.');
    const drawing = new Drawing(call, level === undefined ? Infinity : Number(level));
    for (const path of options.operands.length === 0 ? ['.'] : options.operands) yield* drawing.root(path);
    if (!options.has('noreport')) yield* drawing.report();
    return drawing.failed ? 2 : 0;
  },
});

interface Node {
  readonly name: ByteString;
  readonly path: ByteString;
  readonly stat: Stat;
  /** Whether it is descended into; a link is with `-l`. */
  readonly isDirectory: boolean;
  /** Whether it counts as a directory: a link to one does. */
  readonly counts: boolean;
}

class Drawing {
  failed = false;
  #directories = 0;
  #files = 0;
  readonly #lines: typeof UTF8_LINES;
  readonly #shown: readonly RegExp[];
  readonly #hidden: readonly RegExp[];
  readonly #accounts: Accounts;

  constructor(
    private readonly call: Call,
    private readonly level: number,
  ) {
    const charset = call.options.value('charset') ?? (call.utf8 ? 'UTF-8' : '');
    this.#lines = /utf-?8/i.test(charset) ? UTF8_LINES : ASCII_LINES;
    const ignoreCase = call.options.has('ignore-case');
    const patterns = (key: string) =>
      call.options
        .values(key)
        .flatMap((text) => text.split('|'))
        .map((text) => fileNamePattern(text, { ignoreCase }));
    this.#shown = patterns('P');
    this.#hidden = patterns('I');
    this.#accounts = new Accounts(call.files);
  }

  *root(path: ByteString): Task<void> {
    const stat = statOf(this.call.files, path);
    if (stat?.kind !== 'directory') {
      yield* this.call.print(`${path}  [error opening dir]\n`);
      this.failed = true;
      return;
    }
    yield* this.call.print(`${this.#details(stat)}${this.#painted(path, stat)}\n`);
    yield* this.#children(path, '', 1);
    this.#directories++;
  }

  *report(): Task<void> {
    const directories = `${this.#directories} ${this.#directories === 1 ? 'directory' : 'directories'}`;
    const files = this.call.options.has('d')
      ? ''
      : `, ${this.#files} ${this.#files === 1 ? 'file' : 'files'}`;
    yield* this.call.print(`\n${directories}${files}\n`);
  }

  *#children(path: ByteString, indent: ByteString, depth: number): Task<void> {
    const { call } = this;
    const { options } = call;
    yield 'tick';
    if (!call.files.access(path, 'r')) return;
    const nodes = this.#sorted(this.#nodes(path));
    for (const [i, node] of nodes.entries()) {
      const last = i === nodes.length - 1;
      const line = options.has('i') ? '' : indent + (last ? this.#lines.corner : this.#lines.branch);
      yield* call.print(`${line}${this.#details(node.stat)}${this.#title(node)}\n`);
      if (node.counts) this.#directories++;
      else this.#files++;
      if (node.isDirectory && depth < this.level)
        yield* this.#children(node.path, indent + (last ? '    ' : this.#lines.down), depth + 1);
    }
  }

  #nodes(path: ByteString): Node[] {
    const { options, files } = this.call;
    return files.readDir(path).flatMap(({ name }) => {
      if (name.startsWith('.') && !options.has('a')) return [];
      if (this.#hidden.some((pattern) => pattern.test(name))) return [];
      const full = join(path, name);
      const stat = files.lstat(full);
      const target = stat.kind === 'symlink' ? statOf(files, full) : stat;
      const isDirectory =
        stat.kind === 'directory' ||
        (stat.kind === 'symlink' && target?.kind === 'directory' && options.has('l'));
      const counts = target !== undefined && target.kind === 'directory';
      if (options.has('d') && !counts) return [];
      if (!isDirectory && this.#shown.length > 0 && !this.#shown.some((pattern) => pattern.test(name)))
        return [];
      return [{ name, path: full, stat, isDirectory, counts }];
    });
  }

  #sorted(nodes: Node[]): Node[] {
    const { options } = this.call;
    if (options.has('U')) return nodes;
    const byName = (a: Node, b: Node) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    nodes.sort((a, b) => (options.has('t') ? a.stat.mtime - b.stat.mtime || byName(a, b) : byName(a, b)));
    if (options.has('r')) nodes.reverse();
    if (!options.has('dirsfirst') && !options.has('filesfirst')) return nodes;
    const directories = nodes.filter(({ isDirectory }) => isDirectory);
    const files = nodes.filter(({ isDirectory }) => !isDirectory);
    return options.has('dirsfirst') ? [...directories, ...files] : [...files, ...directories];
  }

  #title({ name, path, stat }: Node): ByteString {
    const { options, files } = this.call;
    const shown = this.#painted(options.has('f') ? path : name, stat);
    const target = stat.kind === 'symlink' ? statOf(files, path) : undefined;
    if (stat.kind === 'symlink') {
      const link = files.readlink(path);
      return `${shown} -> ${target === undefined ? link : this.#painted(link, target)}${options.has('F') && target !== undefined ? mark(target) : ''}`;
    }
    return shown + (options.has('F') ? mark(stat) : '');
  }

  /** `[drwxr-xr-x root        4096]` in front of a name. */
  #details(stat: Stat): string {
    const { options } = this.call;
    const fields: string[] = [];
    if (options.has('p')) fields.push(modeLetters(stat));
    if (options.has('u')) fields.push(this.#accounts.userName(stat.uid).slice(0, 32).padEnd(8));
    if (options.has('g')) fields.push(this.#accounts.groupName(stat.gid).slice(0, 32).padEnd(8));
    if (options.has('h')) fields.push(humanSize(sizeOf(stat)).padStart(4));
    else if (options.has('s')) fields.push(String(sizeOf(stat)).padStart(11));
    if (options.has('D')) {
      const age = this.call.process.now() - stat.mtime;
      fields.push(formatTime(age >= 0 && age < 31556952 / 2 ? '%b %e %H:%M' : '%b %e  %Y', stat.mtime));
    }
    return fields.length === 0 ? '' : `[${fields.join(' ')}]  `;
  }

  #painted(text: ByteString, stat: Stat): ByteString {
    const { options, out } = this.call;
    const colors = options.has('C') || (out.stream.isTerminal && !options.has('n'));
    if (!colors) return text;
    const color =
      stat.kind === 'directory'
        ? '01;34'
        : stat.kind === 'symlink'
          ? '01;36'
          : stat.kind === 'device'
            ? '40;33;01'
            : (stat.mode & 0o111) !== 0
              ? '01;32'
              : undefined;
    return color === undefined ? text : `\x1b[${color}m${text}\x1b[0m`;
  }
}

function mark(stat: Stat): string {
  if (stat.kind === 'directory') return '/';
  return stat.kind === 'file' && (stat.mode & 0o111) !== 0 ? '*' : '';
}
