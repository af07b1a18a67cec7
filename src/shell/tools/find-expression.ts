// Expressions of find: from words to a tree of tests and actions. GNU find 4.9's words; what it has and we do not is
// refused by name.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { fileNamePattern } from './glob.ts';
import { parseMode } from './mode.ts';
import { statOf } from './paths.ts';
import { PosixRegex, RegexError } from './posix-regex.ts';
import { parseTime } from './time-text.ts';
import { Failure, type Call } from './tool.ts';
import type { Stat } from '../../engine/vfs/index.ts';

export interface Visited {
  readonly path: ByteString;
  readonly name: ByteString;
  readonly stat: Stat;
  readonly depth: number;
  readonly operand: ByteString;
}

export type Comparison = (value: number) => boolean;

export type Node =
  | { readonly kind: 'and' | 'or' | 'list'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'not'; readonly node: Node }
  | { readonly kind: 'test'; readonly test: (file: Visited) => boolean }
  | { readonly kind: 'print' | 'print0' | 'delete' | 'prune' | 'quit' | 'ls' }
  | { readonly kind: 'printf'; readonly format: ByteString }
  | { readonly kind: 'exec'; readonly argv: readonly ByteString[]; readonly inDirectory: boolean }
  | { readonly kind: 'exec-many'; readonly argv: readonly ByteString[]; readonly gathered: ByteString[] };

export interface Expression {
  readonly node: Node;
  /** Whether an action stands in it; otherwise what is true is printed. */
  readonly acts: boolean;
  readonly mindepth: number;
  readonly maxdepth: number;
  /** The content of a directory before itself. */
  readonly depthFirst: boolean;
  readonly many: readonly Extract<Node, { kind: 'exec-many' }>[];
}

const TYPES: Readonly<Record<string, Stat['kind'] | 'none'>> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  c: 'device',
  b: 'none',
  p: 'none',
  s: 'none',
  D: 'none',
};
const MISSING =
  '-amin -anewer -atime -cmin -cnewer -context -daystart -fls -fprint -fprint0 -fprintf -fstype -ilname -ok -okdir -used -xtype -newerat -files0-from';

/** Throws Failure in find's words, and NotSimulated. */
export function parseExpression(call: Call, words: readonly ByteString[]): Expression {
  return new Parser(call, words).whole();
}

class Parser {
  #at = 0;
  #acts = false;
  #mindepth = 0;
  #maxdepth = Infinity;
  #depthFirst = false;
  #extended = false;
  readonly #many: Extract<Node, { kind: 'exec-many' }>[] = [];
  constructor(
    private readonly call: Call,
    private readonly words: readonly ByteString[],
  ) {}

  whole(): Expression {
    const node = this.words.length === 0 ? TRUE : this.#list();
    if (this.#at < this.words.length) {
      const word = this.words[this.#at];
      if (word === ')') throw new Failure("invalid expression; you have too many ')'");
      throw new Failure(`paths must precede expression: \`${word}'`);
    }
    return {
      node,
      acts: this.#acts,
      mindepth: this.#mindepth,
      maxdepth: this.#maxdepth,
      depthFirst: this.#depthFirst,
      many: this.#many,
    };
  }

  #list(): Node {
    let left = this.#or();
    while (this.words[this.#at] === ',') {
      this.#at++;
      left = { kind: 'list', left, right: this.#or() };
    }
    return left;
  }

  #or(): Node {
    let left = this.#and();
    while (['-o', '-or'].includes(this.words[this.#at])) {
      this.#operator();
      left = { kind: 'or', left, right: this.#and() };
    }
    return left;
  }

  #and(): Node {
    let left = this.#not();
    for (;;) {
      const word = this.words[this.#at] as ByteString | undefined;
      if (word === '-a' || word === '-and') this.#operator();
      else if (word === undefined || [')', ',', '-o', '-or'].includes(word)) return left;
      left = { kind: 'and', left, right: this.#not() };
    }
  }

  #operator(): void {
    const word = this.words[this.#at++];
    if (this.#at >= this.words.length) throw new Failure(`expected an expression after '${word}'`);
  }

  #not(): Node {
    const word = this.words[this.#at] as ByteString | undefined;
    if (word === '!' || word === '-not') {
      this.#operator();
      return { kind: 'not', node: this.#not() };
    }
    if (word !== '(') return this.#primary();
    this.#at++;
    if (this.words[this.#at] === ')')
      throw new Failure('invalid expression; empty parentheses are not allowed.');
    if (this.#at >= this.words.length)
      throw new Failure(
        "invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('",
      );
    const node = this.#list();
    if (this.words[this.#at] !== ')')
      throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
    this.#at++;
    return node;
  }

  #argument(word: ByteString): ByteString {
    const value = this.words[this.#at] as ByteString | undefined;
    if (value === undefined) throw new Failure(`missing argument to \`${word}'`);
    this.#at++;
    return value;
  }

  #primary(): Node {
    const word = this.words[this.#at++] as ByteString | undefined;
    const test = (check: (file: Visited) => boolean): Node => ({ kind: 'test', test: check });
    if (
      word === undefined ||
      word === '-a' ||
      word === '-o' ||
      word === '-or' ||
      word === '-and' ||
      word === ','
    )
      throw new Failure(
        `invalid expression; you have used a binary operator '${word ?? ''}' with nothing before it.`,
      );
    if (word === ')')
      throw new Failure("invalid expression; you have used a binary operator ')' with nothing before it.");
    const argument = () => this.#argument(word);
    const number = (): Comparison => comparison(word, argument());
    const glob = (ignoreCase: boolean) => fileNamePattern(argument(), { ignoreCase });
    switch (word) {
      case '-true':
        return TRUE;
      case '-false':
        return test(() => false);
      case '-name':
      case '-iname': {
        const pattern = glob(word === '-iname');
        return test(({ name }) => pattern.test(name));
      }
      case '-path':
      case '-wholename':
      case '-ipath':
      case '-iwholename': {
        const pattern = glob(word.startsWith('-i'));
        return test(({ path }) => pattern.test(path));
      }
      case '-lname': {
        const pattern = glob(false);
        return test(
          ({ path, stat }) => stat.kind === 'symlink' && pattern.test(this.call.files.readlink(path)),
        );
      }
      case '-regextype':
        this.#extended = /extended|egrep|awk/.test(argument());
        return TRUE;
      case '-regex':
      case '-iregex': {
        // Without -regextype find takes Emacs's expressions, which are basic ones with bare `+` and `?`.
        const source = argument();
        const basic = this.#extended
          ? source
          : source.replace(/\\([^])|([+?])/g, (whole, _escaped, bare?: string) =>
              bare === undefined ? whole : `\\${bare}`,
            );
        try {
          const pattern = new PosixRegex(
            basic,
            { extended: this.#extended, ignoreCase: word === '-iregex', utf8: this.call.utf8 },
            { before: '^', after: '$' },
          );
          return test(({ path }) => pattern.test(path));
        } catch (error) {
          if (error instanceof RegexError)
            throw new Failure(`failed to compile regular expression '${source}': ${error.message}`);
          throw error;
        }
      }
      case '-type': {
        const text = argument();
        if (text === '') throw new Failure('Arguments to -type should contain at least one letter');
        const kinds = text.split(',').map((letter) => {
          if (!(letter in TYPES))
            throw new Failure(
              letter.length > 1 && letter[0] in TYPES
                ? `Must separate multiple arguments to -type using: ','`
                : `Unknown argument to -type: ${letter}`,
            );
          return TYPES[letter];
        });
        return test(({ stat }) => kinds.includes(stat.kind));
      }
      case '-empty':
        return test(({ path, stat }) => {
          if (stat.kind === 'file') return stat.size === 0;
          return (
            stat.kind === 'directory' &&
            this.call.files.access(path, 'r') &&
            this.call.files.readDir(path).length === 0
          );
        });
      case '-size':
        return this.#size(argument());
      case '-perm':
        return this.#permission(argument());
      case '-newer':
      case '-newermm': {
        const path = argument();
        const reference = statOf(this.call.files, path);
        if (reference === undefined) throw new Failure(`${this.call.quote(path)}: No such file or directory`);
        return test(({ stat }) => stat.mtime > reference.mtime);
      }
      case '-newermt': {
        const text = argument();
        const time = parseTime(text, this.call.process.now());
        if (time === undefined)
          throw new Failure(`I cannot figure out how to interpret '${text}' as a date or time`);
        return test(({ stat }) => stat.mtime > time);
      }
      case '-mtime':
      case '-ctime':
      case '-mmin': {
        if (word === '-ctime') throw new NotSimulated('find -ctime');
        const unit = word === '-mmin' ? 60 : 86400;
        const compare = number();
        const now = this.call.process.now();
        return test(({ stat }) => compare(Math.floor((now - stat.mtime) / unit)));
      }
      case '-links': {
        const compare = number();
        return test(({ stat }) => compare(stat.links));
      }
      case '-inum': {
        const compare = number();
        return test(({ stat }) => compare(stat.ino));
      }
      case '-uid': {
        const compare = number();
        return test(({ stat }) => compare(stat.uid));
      }
      case '-gid': {
        const compare = number();
        return test(({ stat }) => compare(stat.gid));
      }
      case '-user':
      case '-group':
        return this.#owner(word, argument());
      case '-nouser':
      case '-nogroup':
        throw new NotSimulated(`find ${word}`);
      case '-samefile': {
        const path = argument();
        const reference = statOf(this.call.files, path, false);
        if (reference === undefined) throw new Failure(`'${path}': No such file or directory`);
        return test(({ stat }) => stat.ino === reference.ino);
      }
      case '-readable':
      case '-writable':
      case '-executable': {
        const what = ({ '-readable': 'r', '-writable': 'w', '-executable': 'x' } as const)[word];
        return test(({ path }) => this.call.files.access(path, what));
      }
      case '-maxdepth':
      case '-mindepth': {
        const text = argument();
        if (!/^\d+$/.test(text))
          throw new Failure(
            `Expected a positive decimal integer argument to ${word}, but got ${this.call.quote(text)}`,
          );
        if (word === '-maxdepth') this.#maxdepth = Number(text);
        else this.#mindepth = Number(text);
        return TRUE;
      }
      case '-depth':
      case '-d':
        this.#depthFirst = true;
        return TRUE;
      case '-mount':
      case '-xdev':
      case '-noleaf':
      case '-ignore_readdir_race':
      case '-noignore_readdir_race':
      case '-nowarn':
      case '-warn':
        return TRUE;
      case '-follow':
        throw new NotSimulated('find -follow');
      case '-print':
      case '-print0':
      case '-ls':
      case '-quit':
        this.#acts ||= word !== '-quit';
        return { kind: word.slice(1) as 'print' };
      case '-prune':
        return { kind: 'prune' };
      case '-delete':
        this.#acts = true;
        this.#depthFirst = true;
        return { kind: 'delete' };
      case '-printf':
        this.#acts = true;
        return { kind: 'printf', format: argument() };
      case '-exec':
      case '-execdir':
        return this.#exec(word);
    }
    if (MISSING.split(' ').includes(word)) throw new NotSimulated(`find ${word}`);
    if (word.startsWith('-')) throw new Failure(`unknown predicate \`${word}'`);
    throw new Failure(`paths must precede expression: \`${word}'`);
  }

  #exec(word: ByteString): Node {
    this.#acts = true;
    const argv: ByteString[] = [];
    for (;;) {
      const next = this.words[this.#at] as ByteString | undefined;
      if (next === undefined) throw new Failure(`missing argument to \`${word}'`);
      this.#at++;
      if (next === ';') break;
      if (next === '+' && argv.at(-1) === '{}') {
        argv.pop();
        if (argv.some((part) => part.includes('{}')))
          throw new Failure(`Only one instance of {} is supported with ${word} ... +`);
        const node = { kind: 'exec-many' as const, argv, gathered: [] };
        if (word === '-execdir') throw new NotSimulated('find -execdir … +');
        this.#many.push(node);
        return node;
      }
      argv.push(next);
    }
    if (argv.length === 0) throw new Failure(`missing argument to \`${word}'`);
    return { kind: 'exec', argv, inDirectory: word === '-execdir' };
  }

  #size(text: ByteString): Node {
    const match = /^([-+]?)(\d+)([bckwMG]?)$/.exec(text);
    if (match === null) {
      const bad = /^[-+]?\d+([^bckwMG])$/.exec(text);
      throw new Failure(
        bad === null ? `Invalid argument \`${text}' to -size` : `invalid -size type \`${bad[1]}'`,
      );
    }
    const [, sign, digits, unit] = match;
    const bytes = { b: 512, c: 1, w: 2, k: 1024, M: 1048576, G: 1073741824, '': 512 }[unit] ?? 512;
    const compare = comparison('-size', sign + digits);
    return {
      kind: 'test',
      test: ({ stat }) => compare(Math.ceil((stat.kind === 'directory' ? 4096 : stat.size) / bytes)),
    };
  }

  #permission(text: ByteString): Node {
    const [, how, mode] = /^([-/]?)(.*)$/s.exec(text) ?? ['', '', ''];
    const change = parseMode(mode);
    if (change === undefined) throw new Failure(`invalid mode ${this.call.quote(text)}`);
    const bits = change(0, false, 0);
    return {
      kind: 'test',
      test: ({ stat }) =>
        how === '-'
          ? (stat.mode & bits) === bits
          : how === '/'
            ? bits === 0 || (stat.mode & bits) !== 0
            : stat.mode === bits,
    };
  }

  #owner(word: ByteString, text: ByteString): Node {
    const table = word === '-user' ? '/etc/passwd' : '/etc/group';
    let id = /^\d+$/.test(text) ? Number(text) : undefined;
    const stat = statOf(this.call.files, table);
    if (stat?.kind === 'file')
      for (const row of this.call.files.readText(table).split('\n')) {
        const fields = row.split(':');
        if (fields[0] === text) id = Number(fields[2]);
      }
    if (id === undefined)
      throw new Failure(
        word === '-user'
          ? `${this.call.quote(text)} is not the name of a known user`
          : `${this.call.quote(text)} is not the name of an existing group`,
      );
    return { kind: 'test', test: (file) => (word === '-user' ? file.stat.uid : file.stat.gid) === id };
  }
}

const TRUE: Node = { kind: 'test', test: () => true };

function comparison(word: ByteString, text: ByteString): Comparison {
  const match = /^([-+]?)(\d+)$/.exec(text);
  if (match === null) throw new Failure(`invalid argument \`${text}' to \`${word}'`);
  const number = Number(match[2]);
  if (match[1] === '+') return (value) => value > number;
  return match[1] === '-' ? (value) => value < number : (value) => value === number;
}
