// The expressions of test(1): by the number of words as POSIX has it, then by precedence.
//
// Written without a process, so that a shell's builtin `test` can use it: files are asked through `Files`.
import type { ByteString } from '../../engine/base/index.ts';
import { PosixError, type Files, type Stat } from '../../engine/vfs/index.ts';

/** Wrong syntax: the status is 2. */
export class TestError extends Error {}

export interface TestContext {
  readonly files: Files;
  /** `-t N`. */
  readonly isTerminal: (fd: number) => boolean;
  readonly quote: (text: ByteString) => ByteString;
}

const BINARY = ['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'];
const UNARY = 'bcdefgGhkLnNOprsStuwxz';

/** Throws TestError. */
export function evaluateTest(words: readonly ByteString[], context: TestContext): boolean {
  const at = new Expression(words, context);
  return at.whole();
}

class Expression {
  #at = 0;
  constructor(
    private readonly words: readonly ByteString[],
    private readonly context: TestContext,
  ) {}

  whole(): boolean {
    const { words } = this;
    if (words.length === 0) return false;
    if (words.length <= 4) return this.#short(words);
    const value = this.#or();
    if (this.#at < words.length) throw new TestError(`extra argument ${this.context.quote(words[this.#at])}`);
    return value;
  }

  /** One to four words mean what POSIX says, whatever they look like. */
  #short(words: readonly ByteString[]): boolean {
    const [first, second, third] = words;
    const { quote } = this.context;
    switch (words.length) {
      case 1:
        return first !== '';
      case 2:
        if (first === '!') return second === '';
        if (isUnary(first)) return this.#unary(first, second);
        if (/^-./.test(first) && first.length === 2)
          throw new TestError(`${quote(first)}: unary operator expected`);
        throw new TestError(`missing argument after ${quote(second)}`);
      case 3:
        if (BINARY.includes(second)) return this.#binary(first, second, third);
        if (second === '-a') return first !== '' && third !== '';
        if (second === '-o') return first !== '' || third !== '';
        if (first === '!') return !this.#short(words.slice(1));
        if (first === '(' && third === ')') return second !== '';
        throw new TestError(`${quote(second)}: binary operator expected`);
      default:
        if (first === '!') return !this.#short(words.slice(1));
        if (first === '(' && words[3] === ')') return this.#short(words.slice(1, 3));
        return this.#long();
    }
  }

  #long(): boolean {
    const value = this.#or();
    if (this.#at < this.words.length)
      throw new TestError(`extra argument ${this.context.quote(this.words[this.#at])}`);
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.words[this.#at] === '-o') {
      this.#at++;
      const right = this.#and();
      value ||= right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#term();
    while (this.words[this.#at] === '-a') {
      this.#at++;
      const right = this.#term();
      value &&= right;
    }
    return value;
  }

  #term(): boolean {
    const { words, context } = this;
    if (this.#at >= words.length)
      throw new TestError(`missing argument after ${context.quote(words.at(-1) ?? '')}`);
    const word = words[this.#at];
    const left = words.length - this.#at;
    if (word === '!') {
      this.#at++;
      return !this.#term();
    }
    if (word === '(' && !(left >= 3 && BINARY.includes(words[this.#at + 1]))) {
      this.#at++;
      const value = this.#or();
      if (words[this.#at] !== ')') throw new TestError(`${context.quote(')')} expected`);
      this.#at++;
      return value;
    }
    if (left >= 3 && BINARY.includes(words[this.#at + 1])) {
      this.#at += 3;
      return this.#binary(word, words[this.#at - 2], words[this.#at - 1]);
    }
    if (isUnary(word)) {
      if (left < 2) throw new TestError(`missing argument after ${context.quote(word)}`);
      this.#at += 2;
      return this.#unary(word, words[this.#at - 1]);
    }
    this.#at++;
    return word !== '';
  }

  #binary(left: ByteString, operator: ByteString, right: ByteString): boolean {
    switch (operator) {
      case '=':
      case '==':
        return left === right;
      case '!=':
        return left !== right;
      case '<':
        return left < right;
      case '>':
        return left > right;
      case '-nt': {
        const [a, b] = [this.#stat(left), this.#stat(right)];
        return a !== undefined && (b === undefined || a.mtime > b.mtime);
      }
      case '-ot': {
        const [a, b] = [this.#stat(left), this.#stat(right)];
        return b !== undefined && (a === undefined || a.mtime < b.mtime);
      }
      case '-ef':
        return this.#same(left, right);
      default: {
        const [a, b] = [this.#integer(left), this.#integer(right)];
        return NUMERIC[operator](a < b ? -1 : a > b ? 1 : 0);
      }
    }
  }

  #unary(operator: ByteString, word: ByteString): boolean {
    const { files, isTerminal } = this.context;
    const stat = (follow = true) => this.#stat(word, follow);
    switch (operator) {
      case '-n':
        return word !== '';
      case '-z':
        return word === '';
      case '-e':
        return stat() !== undefined;
      case '-f':
        return stat()?.kind === 'file';
      case '-d':
        return stat()?.kind === 'directory';
      case '-c':
        return stat()?.kind === 'device';
      case '-h':
      case '-L':
        return stat(false)?.kind === 'symlink';
      case '-b':
      case '-p':
      case '-S':
        return false;
      case '-s':
        return (stat()?.size ?? 0) > 0 || stat()?.kind === 'directory';
      case '-r':
      case '-w':
      case '-x':
        return files.access(word, operator[1] as 'r' | 'w' | 'x');
      case '-u':
        return ((stat()?.mode ?? 0) & 0o4000) !== 0;
      case '-g':
        return ((stat()?.mode ?? 0) & 0o2000) !== 0;
      case '-k':
        return ((stat()?.mode ?? 0) & 0o1000) !== 0;
      case '-O':
        return stat()?.uid === files.credentials.uid;
      case '-G':
        return stat()?.gid === files.credentials.gid;
      case '-N':
        return false;
      default:
        return isTerminal(Number(this.#integer(word)));
    }
  }

  #integer(word: ByteString): bigint {
    const match = /^[ \t\n]*([-+]?\d+)[ \t\n]*$/.exec(word);
    if (match === null) throw new TestError(`invalid integer ${this.context.quote(word)}`);
    return BigInt(match[1].replace('+', ''));
  }

  #stat(path: ByteString, follow = true): Stat | undefined {
    try {
      return follow ? this.context.files.stat(path) : this.context.files.lstat(path);
    } catch (error) {
      if (error instanceof PosixError) return undefined;
      throw error;
    }
  }

  #same(a: ByteString, b: ByteString): boolean {
    try {
      const [x, y] = [this.context.files.place(a), this.context.files.place(b)];
      return x.fileSystem === y.fileSystem && x.ino === y.ino;
    } catch (error) {
      if (error instanceof PosixError) return false;
      throw error;
    }
  }
}

const NUMERIC: Readonly<Record<string, (order: number) => boolean>> = {
  '-eq': (order) => order === 0,
  '-ne': (order) => order !== 0,
  '-lt': (order) => order < 0,
  '-le': (order) => order <= 0,
  '-gt': (order) => order > 0,
  '-ge': (order) => order >= 0,
};

function isUnary(word: ByteString): boolean {
  return word.length === 2 && word[0] === '-' && UNARY.includes(word[1]);
}
