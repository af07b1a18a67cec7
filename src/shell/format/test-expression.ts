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
  /** GNU: a dash and a letter is an operator in every expression, also where POSIX reads three words as two texts. */
  readonly dashIsOperator: boolean;
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
    switch (words.length) {
      case 0:
        return false;
      case 1:
        return words[0] !== '';
      case 2:
        return this.#two(0);
      case 3:
        return this.#three(0);
      case 4:
        if (words[0] === '!') return !this.#three(1);
        if (words[0] === '(' && words[3] === ')') return this.#two(1);
        break;
    }
    return this.#rest(0);
  }

  #two(at: number): boolean {
    const [operator, operand] = [this.words[at], this.words[at + 1]];
    if (operator === '!') return operand === '';
    if (this.dialect.isUnary(operator)) return this.dialect.unary(operator, operand);
    throw new TestProblem(this.dialect.words.notUnary(operator, operand));
  }

  #three(at: number): boolean {
    const [left, operator, right] = this.words.slice(at, at + 3);
    const gnu = this.dialect.dashIsOperator;
    if (BINARY.has(operator)) return this.#binary(left, operator, right);
    if (operator === '-a' && !gnu) return left !== '' && right !== '';
    if (operator === '-o' && !gnu) return left !== '' || right !== '';
    if (left === '!') return !this.#two(at + 1);
    if (left === '(' && right === ')') return operator !== '';
    if (operator === '-a' || operator === '-o') return this.#rest(at);
    throw new TestProblem(this.dialect.words.notBinary(operator));
  }

  /** All words from one on, as an expression. */
  #rest(at: number): boolean {
    this.#at = at;
    const value = this.#or();
    if (this.#at < this.words.length) throw new TestProblem(this.dialect.words.extra(this.words[this.#at]));
    return value;
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

  #term(): boolean {
    const { words, dialect } = this;
    const left = words.length - this.#at;
    if (left === 0) throw new TestProblem(dialect.words.missing(words.at(-1) ?? ''));
    const word = words[this.#at++];
    if (word === '!') return !this.#term();
    if (word === '(') {
      const value = this.#or();
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
    if (dialect.dashIsOperator && /^-[^]$/.test(word))
      throw new TestProblem(
        dialect.isUnary(word) ? dialect.words.missing(word) : dialect.words.notUnary(word, ''),
      );
    return word !== '';
  }
}
