// `test`: POSIX's rules by the number of words, then the grammar with `-a`, `-o`, `!` and parentheses.
//
// Invariant: what a word asks of files and shells is the dialect's `unary`; the grammar is here for both programs.
// Sources of the rules: bash 5.2, test.c (posixtest, expr); coreutils 9.1, test.c.
import type { ByteString } from '../../engine/base/index.ts';
import { BINARY, compareNumbers, testBinary, testInteger, type Asked } from './test-primaries.ts';

/** Wrong syntax: the status is 2. */
export class TestProblem extends Error {}

export interface TestDialect {
  readonly asked: Asked;
  readonly isUnary: (word: ByteString) => boolean;
  readonly unary: (operator: ByteString, operand: ByteString) => boolean;
  /**
   * GNU: in an expression a dash and a letter is always an operator, three words around `-a` are an expression, and
   * what is in parentheses is read by its number of words again.
   */
  readonly gnu: boolean;
  readonly words: {
    /** Two words, and the first is no operator. */
    readonly notUnary: (operator: ByteString, operand: ByteString) => ByteString;
    readonly notBinary: (operator: ByteString) => ByteString;
    readonly notInteger: (word: ByteString) => ByteString;
    /** The expression ends behind this word. */
    readonly missing: (last: ByteString) => ByteString;
    /** The expression is over, and this word is left. */
    readonly extra: (word: ByteString) => ByteString;
    readonly unclosed: (found: ByteString | undefined) => ByteString;
  };
}

/** The truth of `test words…`. Throws TestProblem. */
export function evaluateTest(words: readonly ByteString[], dialect: TestDialect): boolean {
  return new Evaluator(words, dialect).whole();
}

class Evaluator {
  #at = 0;
  constructor(
    private readonly words: readonly ByteString[],
    private readonly dialect: TestDialect,
  ) {}

  whole(): boolean {
    const { words } = this;
    if (words.length === 0) return false;
    const value = this.#counted(words.length);
    if (this.#at < words.length) throw new TestProblem(this.dialect.words.extra(words[this.#at]));
    return value;
  }

  /** The next `count` words by POSIX's rules; from five on, and where those say nothing, an expression. */
  #counted(count: number): boolean {
    const { words } = this;
    switch (count) {
      case 1:
        return words[this.#at++] !== '';
      case 2:
        return this.#two();
      case 3:
        return this.#three();
      case 4:
        if (words[this.#at] === '!') {
          this.#at += 1;
          return !this.#three();
        }
        if (words[this.#at] === '(' && words[this.#at + 3] === ')') {
          this.#at += 1;
          const value = this.#two();
          this.#at += 1;
          return value;
        }
        break;
    }
    return this.#or();
  }

  #two(): boolean {
    const [operator, operand] = this.words.slice(this.#at, this.#at + 2);
    this.#at += 2;
    if (operator === '!') return operand === '';
    if (this.dialect.isUnary(operator)) return this.dialect.unary(operator, operand);
    throw new TestProblem(this.dialect.words.notUnary(operator, operand));
  }

  #three(): boolean {
    const [left, operator, right] = this.words.slice(this.#at, this.#at + 3);
    const joins = operator === '-a' || operator === '-o';
    if (left === '!' && !BINARY.has(operator) && (this.dialect.gnu || !joins)) {
      this.#at += 1;
      return !this.#two();
    }
    if (joins && this.dialect.gnu && !(left === '(' && right === ')')) return this.#or();
    this.#at += 3;
    if (BINARY.has(operator)) return this.#binary(left, operator, right);
    if (joins && !this.dialect.gnu)
      return operator === '-a' ? left !== '' && right !== '' : left !== '' || right !== '';
    if (left === '(' && right === ')') return operator !== '';
    throw new TestProblem(this.dialect.words.notBinary(operator));
  }

  #binary(left: ByteString, operator: ByteString, right: ByteString): boolean {
    if (operator === '=' || operator === '==') return left === right;
    if (operator === '!=') return left !== right;
    if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(operator))
      return compareNumbers(operator, this.#integer(left), this.#integer(right));
    return testBinary(this.dialect.asked, operator, left, right);
  }

  #integer(word: ByteString): bigint {
    const value = testInteger(word);
    if (value === undefined) throw new TestProblem(this.dialect.words.notInteger(word));
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.words[this.#at] === '-o') {
      this.#at += 1;
      const right = this.#and();
      value ||= right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#term();
    while (this.words[this.#at] === '-a') {
      this.#at += 1;
      const right = this.#term();
      value &&= right;
    }
    return value;
  }

  /** What is inside parentheses: GNU counts the words up to the next `)`, when these are few. */
  #group(): boolean {
    const { words, dialect } = this;
    const left = words.length - this.#at;
    if (!dialect.gnu || left === 0) return this.#or();
    const close = words.indexOf(')', this.#at + 1);
    const count = close < 0 ? left : close - this.#at;
    return this.#counted(count <= 4 ? count : left);
  }

  #term(): boolean {
    const { words, dialect } = this;
    const left = words.length - this.#at;
    if (left === 0) throw new TestProblem(dialect.words.missing(words.at(-1) ?? ''));
    const word = words[this.#at++];
    if (word === '!') return !this.#term();
    if (word === '(') {
      const value = this.#group();
      const close = words[this.#at] as ByteString | undefined;
      if (close !== ')') throw new TestProblem(dialect.words.unclosed(close));
      this.#at += 1;
      return value;
    }
    if (left >= 3 && BINARY.has(words[this.#at])) {
      this.#at += 2;
      return this.#binary(word, words[this.#at - 2], words[this.#at - 1]);
    }
    if (left >= 2 && dialect.isUnary(word)) return dialect.unary(word, words[this.#at++]);
    if (dialect.gnu && /^-[^]$/.test(word))
      throw new TestProblem(
        dialect.isUnary(word) ? dialect.words.missing(word) : dialect.words.notUnary(word, ''),
      );
    return word !== '';
  }
}
