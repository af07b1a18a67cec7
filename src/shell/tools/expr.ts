// expr: arithmetic and text on words. Integers have any length.
import type { ByteString } from '../../engine/base/index.ts';
import { PosixRegex, RegexError } from './posix-regex.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const expr = defineTool({
  name: 'expr',
  summary: 'print the value of an expression',
  synopsis: 'EXPRESSION',
  usageStatus: 2,
  *run(call) {
    const words = call.operands[0] === '--' ? call.operands.slice(1) : call.operands;
    if (words.length === 0) throw new UsageError('missing operand');
    const value = new Expression(call, words).whole();
    yield* call.print(`${value}\n`);
    return value === '' || /^-?0+$/.test(value) ? 1 : 0;
  },
});

const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];

class Expression {
  #at = 0;
  constructor(
    private readonly call: Call,
    private readonly words: readonly ByteString[],
  ) {}

  whole(): ByteString {
    const value = this.#level(0, true);
    if (this.#at < this.words.length)
      throw new Failure(`syntax error: unexpected argument ${this.call.quote(this.words[this.#at])}`, 2);
    return value;
  }

  /** With `live` false the value does not count: nothing in it is an error of arithmetic. */
  #level(level: number, live: boolean): ByteString {
    if (level >= LEVELS.length) return this.#term(live);
    let left = this.#level(level + 1, live);
    while (this.#at < this.words.length && LEVELS[level].includes(this.words[this.#at])) {
      const operator = this.words[this.#at++];
      const skip = (operator === '|' && !isNull(left)) || (operator === '&' && isNull(left));
      const right = this.#level(level + 1, live && !skip);
      if (live) left = this.#apply(operator, left, right);
    }
    return left;
  }

  #apply(operator: string, left: ByteString, right: ByteString): ByteString {
    switch (operator) {
      case '|':
        return isNull(left) ? (isNull(right) ? '0' : right) : left;
      case '&':
        return isNull(left) || isNull(right) ? '0' : left;
      case ':':
        return this.#match(left, right);
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return this.#arithmetic(operator, left, right);
      default: {
        const numeric = isInteger(left) && isInteger(right);
        const [a, b] = [BigInt(numeric ? left : 0), BigInt(numeric ? right : 0)];
        const order = numeric ? (a < b ? -1 : a > b ? 1 : 0) : left < right ? -1 : left > right ? 1 : 0;
        return COMPARISONS[operator](order) ? '1' : '0';
      }
    }
  }

  #arithmetic(operator: string, left: ByteString, right: ByteString): ByteString {
    if (!isInteger(left) || !isInteger(right)) throw new Failure('non-integer argument', 2);
    const [a, b] = [BigInt(left), BigInt(right)];
    if (operator === '+') return String(a + b);
    if (operator === '-') return String(a - b);
    if (operator === '*') return String(a * b);
    if (b === 0n) throw new Failure('division by zero', 2);
    return String(operator === '/' ? a / b : a % b);
  }

  #match(text: ByteString, pattern: ByteString): ByteString {
    let regex;
    try {
      regex = new PosixRegex(pattern, { extended: false, utf8: this.call.utf8 }, { before: '^' });
    } catch (error) {
      if (error instanceof RegexError) throw new Failure(error.message, 2);
      throw error;
    }
    const match = regex.exec(text);
    if (regex.groups > 0) return match?.groups[0] ?? '';
    return match === undefined ? '0' : String(match.end - match.start);
  }

  #next(): ByteString {
    const word = this.words[this.#at] as ByteString | undefined;
    if (word === undefined)
      throw new Failure(
        `syntax error: missing argument after ${this.call.quote(this.words[this.#at - 1])}`,
        2,
      );
    this.#at++;
    return word;
  }

  #term(live: boolean): ByteString {
    const word = this.#next();
    switch (word) {
      case '+':
        return this.#next();
      case '(': {
        const value = this.#level(0, live);
        if (this.#at >= this.words.length)
          throw new Failure(
            `syntax error: expecting ')' after ${this.call.quote(this.words[this.#at - 1])}`,
            2,
          );
        if (this.words[this.#at] !== ')')
          throw new Failure(
            `syntax error: expecting ')' instead of ${this.call.quote(this.words[this.#at])}`,
            2,
          );
        this.#at++;
        return value;
      }
      case ')':
        throw new Failure("syntax error: unexpected ')'", 2);
      case 'match': {
        const [text, pattern] = [this.#term(live), this.#term(live)];
        return live ? this.#match(text, pattern) : '';
      }
      case 'length':
        return String(this.#term(live).length);
      case 'index': {
        const [text, letters] = [this.#term(live), this.#term(live)];
        return String([...text].findIndex((letter) => letters.includes(letter)) + 1);
      }
      case 'substr': {
        const [text, from, count] = [this.#term(live), this.#term(live), this.#term(live)];
        if (!isInteger(from) || !isInteger(count) || Number(from) < 1 || Number(count) < 1) return '';
        return text.substr(Number(from) - 1, Number(count));
      }
    }
    return word;
  }
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>=': (order) => order >= 0,
  '>': (order) => order > 0,
};

function isInteger(text: ByteString): boolean {
  return /^-?\d+$/.test(text);
}

function isNull(text: ByteString): boolean {
  return text === '' || /^-?0+$/.test(text);
}
