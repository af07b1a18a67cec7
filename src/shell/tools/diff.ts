// diff and cmp: how two files differ.
//
// Left out by name: contexts (`-c`), side by side, ed scripts, merging. Times in headers are UTC.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError, type Stat } from '../../engine/vfs/index.ts';
import { formatTime } from '../../engine/base/index.ts';
import { editScript } from './edit-script.ts';
import { normalDiff, unifiedDiff, type Side } from './diff-print.ts';
import { fileNamePattern } from './glob.ts';
import { parseSize } from './numbers.ts';
import { baseName, join, statOf } from './paths.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const diff = defineTool({
  name: 'diff',
  summary: 'tell how files differ, line by line',
  synopsis: '[OPTION]... FILES',
  options:
    'a,text b,ignore-space-change B,ignore-blank-lines !c !C,context= color?= !d,minimal !D,ifdef= !e,ed E,ignore-tab-expansion ' +
    '!f,forward-ed !F,show-function-line= !from-file= !to-file= !H,speed-large-files i,ignore-case !I,ignore-matching-lines= ' +
    'label= !l,paginate !n,rcs N,new-file no-dereference normal !p,show-c-function !P,unidirectional-new-file q,brief ' +
    'r,recursive s,report-identical-files !S,starting-file= strip-trailing-cr !suppress-blank-empty !t,expand-tabs ' +
    '!T,initial-tab u U,unified?= unified-lines= w,ignore-all-space !W,width= x,exclude= !X,exclude-from= !y,side-by-side ' +
    'Z,ignore-trailing-space',
  usageStatus: 2,
  tryWithName: true,
  rewrite: (words) =>
    words.flatMap((word, i) => {
      if (/^-U\d+$/.test(word)) return [`--unified-lines=${word.slice(2)}`];
      if (word === '-U') return ['--unified-lines'];
      if (/^--unified=/.test(word)) return [`--unified-lines=${word.slice(10)}`];
      return [words[i]];
    }),
  *run(call) {
    const [first, second, extra] = call.operands;
    if (first === undefined) throw new UsageError(`missing operand after ${call.quote(call.name)}`);
    if (second === undefined)
      throw new UsageError(`missing operand after ${call.quote(call.process.argv.at(-1) ?? '')}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${call.quote(extra)}`);
    yield* new Comparison(call).operands(first, second);
    return call.status;
  },
});

class Comparison {
  readonly #context: number | undefined;
  readonly #excluded: readonly RegExp[];
  constructor(private readonly call: Call) {
    const { options } = call;
    const lines = options.value('unified-lines');
    if (lines !== undefined && !/^\d+$/.test(lines))
      throw new UsageError(`invalid context length ${call.quote(lines)}`);
    const unified = options.has('u') || options.has('U') || lines !== undefined;
    this.#context = unified ? Number(lines ?? 3) : undefined;
    this.#excluded = options.values('x').map((pattern) => fileNamePattern(pattern));
  }

  *operands(first: ByteString, second: ByteString): Task<void> {
    let [left, right] = [first, second];
    const [a, b] = [yield* this.#stat(left), yield* this.#stat(right)];
    if (a === 'trouble' || b === 'trouble') return;
    if (a?.kind === 'directory' && b?.kind === 'directory') return yield* this.#directories(left, right);
    if (a?.kind === 'directory' && right !== '-') left = join(left, baseName(right));
    else if (b?.kind === 'directory' && left !== '-') right = join(right, baseName(left));
    const [x, y] = [yield* this.#stat(left), yield* this.#stat(right)];
    if (x === 'trouble' || y === 'trouble') return;
    yield* this.#files(left, right);
  }

  *#stat(path: ByteString): Task<Stat | undefined | 'trouble'> {
    if (path === '-') return undefined;
    try {
      return this.call.files.stat(path);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      if (error.code === 'ENOENT' && this.call.options.has('N')) return undefined;
      yield* this.call.complain(`${path}: ${error.reason}`, 2);
      return 'trouble';
    }
  }

  *#directories(left: ByteString, right: ByteString): Task<void> {
    const { call } = this;
    const { options, files } = call;
    yield 'tick';
    const names = (path: ByteString) =>
      statOf(files, path) === undefined
        ? []
        : files
            .readDir(path)
            .map(({ name }) => name)
            .filter((name) => !this.#excluded.some((pattern) => pattern.test(name)));
    const [a, b] = [names(left), names(right)];
    for (const name of [...new Set([...a, ...b])].sort()) {
      const [x, y] = [join(left, name), join(right, name)];
      const [inLeft, inRight] = [a.includes(name), b.includes(name)];
      const [one, two] = [statOf(files, x), statOf(files, y)];
      if (
        !(inLeft && inRight) &&
        !(options.has('N') && (one ?? two)?.kind === 'file') &&
        !(options.has('N') && options.has('r'))
      ) {
        call.status = Math.max(call.status, 1);
        yield* call.print(`Only in ${inLeft ? left : right}: ${name}\n`);
        continue;
      }
      const [directoryX, directoryY] = [one?.kind === 'directory', two?.kind === 'directory'];
      if ((directoryX && (directoryY || two === undefined)) || (directoryY && one === undefined)) {
        if (options.has('r')) yield* this.#directories(x, y);
        else yield* call.print(`Common subdirectories: ${x} and ${y}\n`);
      } else if (one !== undefined && two !== undefined && directoryX !== directoryY) {
        const word = (isDirectory: boolean, stat: Stat) =>
          isDirectory ? 'directory' : stat.size === 0 ? 'regular empty file' : 'regular file';
        call.status = Math.max(call.status, 1);
        yield* call.print(
          `File ${x} is a ${word(directoryX, one)} while file ${y} is a ${word(directoryY, two)}\n`,
        );
      } else yield* this.#files(x, y, `diff${this.#written()} ${call.nameAsWord(x)} ${call.nameAsWord(y)}\n`);
    }
  }

  /** The options as they were written, for the lines between files of a tree. */
  #written(): string {
    const { argv } = this.call.process;
    const words = argv.slice(1).filter((word, i) => /^-./.test(word) || /^-[xUW]$/.test(argv[i]));
    return words.map((word) => ` ${this.call.nameAsWord(word)}`).join('');
  }

  *#read(path: ByteString): Task<ByteString | undefined> {
    const { call } = this;
    if (path !== '-' && call.options.has('N') && statOf(call.files, path) === undefined) return '';
    try {
      const input = call.open(path);
      const text = yield* input.rest();
      input.close();
      return text;
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* call.complain(`${path}: ${error.reason}`, 2);
      return undefined;
    }
  }

  *#files(left: ByteString, right: ByteString, headline = ''): Task<void> {
    const { call } = this;
    const { options } = call;
    const [a, b] = [yield* this.#read(left), left === '-' && right === '-' ? '' : yield* this.#read(right)];
    if (a === undefined || b === undefined) return;
    const same = a === b || (left === '-' && right === '-');
    const [one, two] = [sideOf(a), sideOf(b)];
    const hunks = same ? [] : this.#hunks(one, two);
    if (same || hunks.length === 0) {
      if (options.has('s')) yield* call.print(`Files ${left} and ${right} are identical\n`);
      return;
    }
    call.status = Math.max(call.status, 1);
    if (!options.has('a') && (a.includes('\0') || b.includes('\0'))) {
      yield* call.print(
        options.has('q')
          ? `Files ${left} and ${right} differ\n`
          : `Binary files ${left} and ${right} differ\n`,
      );
      return;
    }
    if (options.has('q')) {
      yield* call.print(`Files ${left} and ${right} differ\n`);
      return;
    }
    yield* call.print(headline);
    if (this.#context === undefined) {
      yield* call.print(normalDiff(one, two, hunks));
      return;
    }
    const labels = options.values('label');
    yield* call.print(`--- ${labels[0] ?? this.#header(left)}\n+++ ${labels[1] ?? this.#header(right)}\n`);
    yield* call.print(unifiedDiff(one, two, hunks, this.#context));
  }

  #header(path: ByteString): ByteString {
    const time = path === '-' ? this.call.process.now() : (statOf(this.call.files, path)?.mtime ?? 0);
    return `${path}\t${formatTime('%Y-%m-%d %H:%M:%S.000000000 +0000', time)}`;
  }

  #hunks(one: Side, two: Side) {
    const { options } = this.call;
    const key = (side: Side) =>
      side.lines.map((line, i) => {
        let text = line;
        if (options.has('strip-trailing-cr')) text = text.replace(/\r$/, '');
        if (options.has('w')) text = text.replace(/[ \t\r\f\v]+/g, '');
        else if (options.has('b')) text = text.replace(/[ \t\r\f\v]+$/, '').replace(/[ \t\r\f\v]+/g, ' ');
        else if (options.has('Z')) text = text.replace(/[ \t\r\f\v]+$/, '');
        if (options.has('i')) text = text.toLowerCase();
        // A last line without its newline is another line.
        const loose = options.has('w') || options.has('b') || options.has('Z');
        return text + (i === side.lines.length - 1 && !side.ended && !loose ? '\0' : '\n');
      });
    const hunks = editScript(key(one), key(two));
    if (!options.has('B')) return hunks;
    return hunks.filter(
      ({ fromStart, fromEnd, toStart, toEnd }) =>
        one.lines.slice(fromStart, fromEnd).some((line) => line !== '') ||
        two.lines.slice(toStart, toEnd).some((line) => line !== ''),
    );
  }
}

function sideOf(text: ByteString): Side {
  const ended = text === '' || text.endsWith('\n');
  const lines = text === '' ? [] : (ended ? text.slice(0, -1) : text).split('\n');
  return { lines, ended };
}

export const cmp = defineTool({
  name: 'cmp',
  summary: 'tell where two files first differ, byte by byte',
  synopsis: '[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]',
  options: 'b,print-bytes i,ignore-initial= l,verbose n,bytes= s,quiet,silent',
  usageStatus: 2,
  tryWithName: true,
  *run(call) {
    const { options } = call;
    const [first, second = '-', skipA, skipB] = call.operands;
    if (first === undefined) throw new UsageError(`missing operand after ${call.quote(call.name)}`);
    const skips = (options.value('i') ?? `${skipA ?? 0}:${(skipB ?? skipA === undefined) ? 0 : 0}`).split(
      ':',
    );
    const sizes = [skips[0], skips[1] ?? skips[0]].map((text) => parseSize(text) ?? 0);
    const texts: ByteString[] = [];
    for (const [i, path] of [first, second].entries()) {
      try {
        const input = call.open(path);
        texts.push(
          (yield* input.rest()).slice(
            sizes[i],
            options.has('n') ? sizes[i] + (parseSize(options.value('n') ?? '') ?? 0) : undefined,
          ),
        );
        input.close();
      } catch (error) {
        if (error instanceof PosixError) throw new Failure(`${path}: ${error.reason}`, 2);
        throw error;
      }
    }
    const [a, b] = texts;
    const shortest = Math.min(a.length, b.length);
    let line = 1;
    let differs = false;
    const octal = (byte: string) => byte.charCodeAt(0).toString(8).padStart(3);
    for (let i = 0; i < shortest; i++) {
      if (a[i] !== b[i]) {
        differs = true;
        if (options.has('s')) return 1;
        if (!options.has('l')) {
          const bytes = options.has('b')
            ? ` is ${octal(a[i])} ${visible(a[i])} ${octal(b[i])} ${visible(b[i])}`
            : '';
          const place = options.has('b') ? 'byte' : 'char';
          yield* call.print(`${first} ${second} differ: ${place} ${i + 1}, line ${line}${bytes}\n`);
          return 1;
        }
        const number = String(i + 1).padStart(String(Math.max(a.length, b.length)).length);
        yield* call.print(
          options.has('b')
            ? `${number} ${octal(a[i])} ${visible(a[i]).padEnd(4)} ${octal(b[i])} ${visible(b[i])}\n`
            : `${number} ${octal(a[i])} ${octal(b[i])}\n`,
        );
      }
      if (a[i] === '\n') line++;
    }
    if (a.length === b.length) return differs ? 1 : 0;
    if (options.has('s')) return 1;
    const shorter = a.length < b.length ? first : second;
    const text = a.length < b.length ? a : b;
    if (text === '') yield* call.warn(`EOF on ${shorter} which is empty`);
    else if (options.has('l')) yield* call.warn(`EOF on ${shorter} after byte ${text.length}`);
    else
      yield* call.warn(
        `EOF on ${shorter} after byte ${text.length}, ${text.endsWith('\n') ? `line ${line - 1}` : `in line ${line}`}`,
      );
    return 1;
  },
});

function visible(byte: string): string {
  const code = byte.charCodeAt(0);
  if (code >= 128) return `M-${visible(String.fromCharCode(code - 128))}`;
  return code === 127 ? '^?' : code < 32 ? `^${String.fromCharCode(code + 64)}` : byte;
}
