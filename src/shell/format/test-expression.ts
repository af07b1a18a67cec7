// `test`: POSIX's rules by the number of arguments, then the grammar with `-a`, `-o`, `!` and parentheses.
// Source of the rule: bash 5.2, test.c (posixtest, expr).
import type { ByteString } from '../../engine/base/index.ts';

export class TestProblem extends Error {}

export interface TestPrimaries {
  unary(operator: ByteString, operand: ByteString): boolean;
  binary(operator: ByteString, left: ByteString, right: ByteString): boolean;
  compare(operator: ByteString, left: bigint, right: bigint): boolean;
  isUnary(text: ByteString): boolean;
  isBinary(text: ByteString): boolean;
}

/** The truth of `test args…`. Throws TestProblem with bash's words. */
export function evaluateTest(args: readonly ByteString[], primaries: TestPrimaries): boolean {
  return new Evaluator(args, primaries).posix();
}

class Evaluator {
  #at = 0;
  constructor(
    private readonly args: readonly ByteString[],
    private readonly primaries: TestPrimaries,
  ) {}

  posix(): boolean {
    const { args } = this;
    switch (args.length) {
      case 0:
        return false;
      case 1:
        return args[0] !== '';
      case 2:
        return this.#two(0);
      case 3:
        return this.#three(0);
      case 4:
        if (args[0] === '!') return !this.#three(1);
        if (args[0] === '(' && args[3] === ')') return this.#two(1);
        break;
    }
    const value = this.#or();
    if (this.#at < args.length) throw new TestProblem('too many arguments');
    return value;
  }

  #two(at: number): boolean {
    const [operator, operand] = [this.args[at], this.args[at + 1]];
    if (operator === '!') return operand === '';
    if (this.primaries.isUnary(operator)) return this.#unary(operator, operand);
    throw new TestProblem(`${operator}: unary operator expected`);
  }

  #three(at: number): boolean {
    const [left, operator, right] = this.args.slice(at, at + 3);
    if (this.primaries.isBinary(operator)) return this.#binary(left, operator, right);
    if (operator === '-a') return left !== '' && right !== '';
    if (operator === '-o') return left !== '' || right !== '';
    if (left === '!') return !this.#two(at + 1);
    if (left === '(' && right === ')') return operator !== '';
    throw new TestProblem(`${operator}: binary operator expected`);
  }

  #unary(operator: ByteString, operand: ByteString): boolean {
    if (operator === '-t' && !/^\d+$/.test(operand))
      throw new TestProblem(`${operand}: integer expression expected`);
    return this.primaries.unary(operator, operand);
  }

  #binary(left: ByteString, operator: ByteString, right: ByteString): boolean {
    if (operator === '=' || operator === '==') return left === right;
    if (operator === '!=') return left !== right;
    if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(operator))
      return this.primaries.compare(operator, this.#integer(left), this.#integer(right));
    return this.primaries.binary(operator, left, right);
  }

  #integer(text: ByteString): bigint {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestProblem(`${text}: integer expression expected`);
    return BigInt(text.trim().replace(/^\+/, ''));
  }

  #or(): boolean {
    let value = this.#and();
    while (this.args[this.#at] === '-o') {
      this.#at += 1;
      const right = this.#and();
      value = value || right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#term();
    while (this.args[this.#at] === '-a') {
      this.#at += 1;
      const right = this.#term();
      value = value && right;
    }
    return value;
  }

  #term(): boolean {
    const { args } = this;
    if (this.#at >= args.length) throw new TestProblem('argument expected');
    const word = args[this.#at];
    if (word === '!') {
      this.#at += 1;
      return !this.#term();
    }
    if (word === '(') {
      this.#at += 1;
      const value = this.#or();
      if (args[this.#at] !== ')')
        throw new TestProblem(
          args[this.#at] === undefined ? "`)' expected" : `\`)' expected, found ${args[this.#at]}`,
        );
      this.#at += 1;
      return value;
    }
    const operator = args[this.#at + 1];
    if (this.#at + 2 < args.length && operator !== undefined && this.primaries.isBinary(operator)) {
      const right = args[this.#at + 2];
      this.#at += 3;
      return this.#binary(word, operator, right);
    }
    if (this.primaries.isUnary(word) && operator !== undefined) {
      this.#at += 2;
      return this.#unary(word, operator);
    }
    this.#at += 1;
    return word !== '';
  }
}
