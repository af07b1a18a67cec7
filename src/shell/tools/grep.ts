// grep, egrep, fgrep: lines that match.
//
// Left out by name: devices. What is compared is bytes; see posix-regex.ts.
import { sequenceLength, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { fileNamePattern } from './glob.ts';
import { countOf, GrepPrinter } from './grep-print.ts';
import { LineMatcher } from './grep-match.ts';
import type { Input } from './output.ts';
import { baseName, join, statOf } from './paths.ts';
import { RegexError } from './posix-regex.ts';
import { defineTool, Failure, UsageError, type Call, type Tool } from './tool.ts';

const OPTIONS =
  'E,extended-regexp F,fixed-strings G,basic-regexp P,perl-regexp e,regexp= f,file= i,y,ignore-case no-ignore-case ' +
  'w,word-regexp x,line-regexp z,null-data s,no-messages v,invert-match m,max-count= b,byte-offset n,line-number ' +
  'line-buffered H,with-filename h,no-filename label= o,only-matching q,quiet,silent binary-files= a,text I ' +
  'd,directories= !D,devices= r,recursive R,dereference-recursive include= exclude= !exclude-from= exclude-dir= ' +
  'L,files-without-match l,files-with-matches c,count T,initial-tab Z,null B,before-context= A,after-context= ' +
  'C,context= context-digits= group-separator= no-group-separator color,colour?= U,binary';

function grepTool(name: string, fallback: 'E' | 'F' | 'G'): Tool {
  return defineTool({
    name,
    summary: 'print lines that match a pattern',
    synopsis: '[OPTION]... PATTERNS [FILE]...',
    options: OPTIONS,
    usageStatus: 2,
    usageLine: '[OPTION]... PATTERNS [FILE]...',
    rewrite: (words) => words.flatMap(contextDigits),
    *run(call) {
      const grep = new Grep(call, fallback, yield* givenPatterns(call));
      for (const warning of grep.warnings) yield* call.warn(`warning: ${warning}`);
      return yield* grep.run();
    },
  });
}

export const grep = grepTool('grep', 'G');
export const egrep = grepTool('egrep', 'E');
export const fgrep = grepTool('fgrep', 'F');

/** `-3`: lines of context. */
function contextDigits(word: ByteString): ByteString[] {
  const match = /^-(\d+)([A-Za-z]*)$/.exec(word);
  return match === null
    ? [word]
    : [`--context-digits=${match[1]}`, ...(match[2] === '' ? [] : [`-${match[2]}`])];
}

class Grep {
  readonly #call: Call;
  readonly #matcher: LineMatcher;
  readonly #paths: readonly ByteString[];
  readonly #recursive: boolean;
  readonly #printer: GrepPrinter;
  readonly #quiet: boolean;
  readonly #binary: 'report' | 'text' | 'skip';
  readonly warnings: readonly string[];
  #matched = false;
  #trouble = false;

  constructor(call: Call, fallback: 'E' | 'F' | 'G', patterns: readonly ByteString[] | undefined) {
    this.#call = call;
    const { options } = call;
    const operands = [...options.operands];
    if (patterns === undefined && operands.length === 0) throw new UsageError('');
    const list = patterns ?? (operands.shift() ?? '').split('\n');
    const kind = options.last('E', 'F', 'G', 'P') ?? fallback;
    try {
      this.#matcher = new LineMatcher(list, {
        kind: kind as 'E' | 'F' | 'G' | 'P',
        ignoreCase: options.last('i', 'no-ignore-case') === 'i',
        words: options.has('w'),
        lines: options.has('x'),
        utf8: call.utf8,
      });
    } catch (error) {
      if (error instanceof RegexError) throw new Failure(error.message, 2);
      throw error;
    }
    this.warnings = this.#matcher.warnings;
    this.#recursive = options.has('r') || options.has('R') || options.value('d') === 'recurse';
    this.#paths = operands.length > 0 ? operands : [this.#recursive ? '' : '-'];
    const several =
      operands.length > 1 ||
      (this.#recursive && operands.every((path) => statOf(call.files, path)?.kind === 'directory'));
    const named = options.last('H', 'h');
    this.#quiet = options.has('q');
    const binary = options.last('a', 'I', 'binary-files');
    const word =
      binary === 'a'
        ? 'text'
        : binary === 'I'
          ? 'without-match'
          : (options.value('binary-files') ?? 'binary');
    this.#binary = word === 'text' ? 'text' : word === 'without-match' ? 'skip' : 'report';
    this.#printer = new GrepPrinter(call, this.#matcher, named === undefined ? several : named === 'H');
  }

  *run(): Task<number> {
    const { options } = this.#call;
    for (const path of this.#paths) {
      yield* this.#path(path, true);
      if (this.#quiet && this.#matched) return 0;
    }
    const found = options.has('L') ? this.#printer.listed : this.#matched;
    return this.#trouble ? 2 : found ? 0 : 1;
  }

  *#path(path: ByteString, isOperand: boolean): Task<void> {
    const call = this.#call;
    const { options, files } = call;
    const stat =
      path === '-' ? undefined : statOf(files, path === '' ? '.' : path, isOperand || options.has('R'));
    if (stat?.kind === 'directory') {
      if (options.value('d') === 'skip') return;
      if (this.#recursive) return yield* this.#directory(path, isOperand);
      yield* this.#complain(`${path}: Is a directory`);
      return;
    }
    if (!isOperand && stat?.kind !== 'file') return;
    if (path !== '-' && !this.#included(path, isOperand)) return;
    yield 'tick';
    try {
      const input = call.open(path);
      try {
        yield* this.#file(input, path === '-' ? (options.value('label') ?? '(standard input)') : path);
      } finally {
        input.close();
      }
    } catch (error) {
      if (!(error instanceof PosixError) || error.code === 'EPIPE') throw error;
      yield* this.#complain(`${path}: ${error.reason}`);
    }
  }

  *#directory(path: ByteString, isOperand: boolean): Task<void> {
    const call = this.#call;
    const excluded = call.options
      .values('exclude-dir')
      .map((pattern) => fileNamePattern(pattern.replace(/\/+$/, '')));
    const name = baseName(path);
    if (path !== '' && excluded.some((pattern) => pattern.test(name) || (isOperand && pattern.test(path))))
      return;
    let entries;
    try {
      entries = call.files.readDir(path === '' ? '.' : path);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* this.#complain(`${path}: ${error.reason}`);
      return;
    }
    for (const entry of entries) {
      yield* this.#path(path === '' ? entry.name : join(path, entry.name), false);
      if (this.#quiet && this.#matched) return;
    }
  }

  #included(path: ByteString, isOperand: boolean): boolean {
    const { options } = this.#call;
    const fits = (pattern: ByteString) =>
      fileNamePattern(pattern).test(baseName(path)) || (isOperand && fileNamePattern(pattern).test(path));
    const include = options.values('include');
    if (options.values('exclude').some(fits)) return false;
    return include.length === 0 || include.some(fits);
  }

  *#file(input: Input, name: ByteString): Task<void> {
    const call = this.#call;
    const { options } = call;
    const printer = this.#printer;
    const delimiter = options.has('z') ? '\0' : '\n';
    const most = countOf(call, 'm', Infinity);
    const listing = options.last('l', 'L');
    const counting = options.has('c');
    let count = 0;
    let binary = false;
    let number = 0;
    let offset = 0;
    printer.begin(name);
    if (most === 0) return;
    for (let line = yield* input.line(delimiter); line !== undefined; line = yield* input.line(delimiter)) {
      number++;
      const text = line.endsWith(delimiter) ? line.slice(0, -1) : line;
      binary ||= this.#binary !== 'text' && this.#isBinary(text, delimiter);
      if (binary && this.#binary === 'skip') return;
      const selected = this.#matcher.test(text) !== options.has('v');
      if (selected) {
        count++;
        this.#matched = true;
        if (this.#quiet) return;
        if (listing !== undefined && !counting) break;
        if (!counting && listing === undefined) {
          if (binary) {
            yield* call.warn(`${name}: binary file matches`);
            return;
          }
          yield* printer.selected(text, number, offset);
        }
        if (count >= most) {
          if (!counting) yield* this.#trailing(input, delimiter, number, offset + line.length);
          break;
        }
      } else if (!counting && listing === undefined && !binary) yield* printer.other(text, number, offset);
      offset += line.length;
    }
    if (counting && !this.#quiet) yield* printer.count(count);
    if (listing !== undefined && !this.#quiet) yield* printer.list(listing === 'l' ? count > 0 : count === 0);
  }

  /** The context behind the last line that `-m` allows. */
  *#trailing(input: Input, delimiter: ByteString, number: number, offset: number): Task<void> {
    let [n, at] = [number, offset];
    while (this.#printer.wantsMore) {
      const line = yield* input.line(delimiter);
      if (line === undefined) return;
      const text = line.endsWith(delimiter) ? line.slice(0, -1) : line;
      if (this.#matcher.test(text) !== this.#call.options.has('v')) return;
      yield* this.#printer.other(text, ++n, at);
      at += line.length;
    }
  }

  #isBinary(text: ByteString, delimiter: ByteString): boolean {
    if (delimiter === '\n' && text.includes('\0')) return true;
    if (!this.#call.utf8) return false;
    for (let i = 0; i < text.length;) {
      const length = sequenceLength(text, i);
      if (length === 0) return true;
      i += length;
    }
    return false;
  }

  *#complain(message: ByteString): Task<void> {
    this.#trouble = true;
    if (!this.#call.options.has('s')) yield* this.#call.complain(message, 2);
  }
}

/** The patterns of `-e` and `-f`; undefined when there is neither. */
function* givenPatterns(call: Call): Task<ByteString[] | undefined> {
  const patterns: ByteString[] = [];
  let given = false;
  for (const { key, value = '' } of call.options.given) {
    if (key !== 'e' && key !== 'f') continue;
    given = true;
    if (key === 'e') patterns.push(...value.split('\n'));
    else {
      try {
        const text = value === '-' ? yield* call.open('-').rest() : call.files.readText(value);
        if (text !== '') patterns.push(...text.replace(/\n$/, '').split('\n'));
      } catch (error) {
        if (error instanceof PosixError) throw new Failure(`${value}: ${error.reason}`, 2);
        throw error;
      }
    }
  }
  return given ? patterns : undefined;
}
