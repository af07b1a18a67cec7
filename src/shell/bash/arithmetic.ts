// Shell arithmetic: 64-bit integers, C's operators, evaluated while it is read, as bash's expr.c does, so that error
// tokens come out the same.
//
// Invariant: `value` is always a signed 64-bit BigInt; nothing is assigned while `#skip` is above 0 (the branch of
// `&&`, `||` and `?:` that is not taken).
import type { ByteString } from '../../engine/base/index.ts';

/** The variables an expression reads and writes; a subscript is source text. */
export interface ArithmeticVariables {
  /** The value's text, or undefined when unset (the host decides about `set -u`). */
  read(name: ByteString, subscript: ByteString | undefined): ByteString | undefined;
  write(name: ByteString, subscript: ByteString | undefined, value: ByteString): void;
}

/** `expression: message (error token is "…")`, without the shell's prefix. */
export class ArithmeticError extends Error {}

/** The value of an expression; an empty one is 0. Throws ArithmeticError. */
export function evaluateArithmetic(text: ByteString, variables: ArithmeticVariables): bigint {
  return new Evaluator(text, variables, 0).whole();
}

const RECURSION_LIMIT = 1024;
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);
/** Longest first. */
const OPERATORS = [
  '<<=',
  '>>=',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '<<',
  '>>',
  '**',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '^=',
  '|=',
];
const SINGLE = '=!<>+-*/%&|^~?:(),';
const BINARY: readonly (readonly string[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

type Token = 'number' | 'name' | 'end' | string;

class Evaluator {
  readonly #text: ByteString;
  readonly #variables: ArithmeticVariables;
  readonly #depth: number;
  #i = 0;
  #token: Token = 'end';
  #lastToken: Token = 'end';
  #tokenStart = 0;
  #value = 0n;
  #name = '';
  #subscript: ByteString | undefined;
  #skip = 0;

  constructor(text: ByteString, variables: ArithmeticVariables, depth: number) {
    this.#text = text;
    this.#variables = variables;
    this.#depth = depth;
  }

  whole(): bigint {
    if (this.#depth > RECURSION_LIMIT) this.#fail('expression recursion level exceeded');
    if (/^\s*$/.test(this.#text)) return 0n;
    this.#read();
    const value = this.#comma();
    if (this.#token !== 'end') this.#fail('syntax error in expression');
    return value;
  }

  /** `end`: where bash has cut the text off while it reads a number. */
  #fail(message: string, end = this.#text.length): never {
    const text = this.#text.slice(0, end);
    const expression = text.replace(/^[ \t\n]+/, '');
    throw new ArithmeticError(`${expression}: ${message} (error token is "${text.slice(this.#tokenStart)}")`);
  }

  #read(): void {
    const text = this.#text;
    while (this.#i < text.length && /[ \t\n\r]/.test(text[this.#i])) this.#i += 1;
    this.#lastToken = this.#token;
    if (this.#i >= text.length) {
      this.#token = 'end';
      return;
    }
    this.#tokenStart = this.#i;
    const char = text[this.#i];
    if (/[a-zA-Z_]/.test(char)) this.#readName();
    else if (/[0-9]/.test(char)) {
      const digits = /^[0-9a-zA-Z#@_]+/.exec(text.slice(this.#i)) as RegExpExecArray;
      this.#i += digits[0].length;
      this.#value = this.#number(digits[0]);
      this.#token = 'number';
    } else this.#readOperator(char);
  }

  #readName(): void {
    const text = this.#text;
    const match = /^\w+/.exec(text.slice(this.#i)) as RegExpExecArray;
    this.#name = match[0];
    this.#i += match[0].length;
    this.#subscript = undefined;
    if (text[this.#i] === '[') {
      const end = matchingBracket(text, this.#i);
      if (end < 0) {
        this.#fail('bad array subscript');
      }
      this.#subscript = text.slice(this.#i + 1, end);
      this.#i = end + 1;
    }
    this.#token = 'name';
    const assigned = /^[ \t\n]*=(?!=)/.test(text.slice(this.#i));
    this.#value = assigned || this.#skip > 0 ? 0n : this.#variable(this.#name, this.#subscript);
  }

  #variable(name: ByteString, subscript: ByteString | undefined): bigint {
    const text = this.#variables.read(name, subscript);
    if (text === undefined || text === '') return 0n;
    if (/^-?[1-9]\d{0,17}$|^0$/.test(text)) return BigInt(text);
    return new Evaluator(text, this.#variables, this.#depth + 1).whole();
  }

  #readOperator(char: string): void {
    const text = this.#text;
    const next = text[this.#i + 1];
    if ((char === '+' || char === '-') && next === char) {
      if (this.#lastToken === 'name') {
        this.#token = `post${char}${char}`;
        this.#i += 2;
        return;
      }
      if (/^\s*[a-zA-Z_]/.test(text.slice(this.#i + 2))) {
        this.#token = `pre${char}${char}`;
        this.#i += 2;
        return;
      }
      this.#token = char;
      this.#i += 1;
      return;
    }
    for (const operator of OPERATORS)
      if (text.startsWith(operator, this.#i)) {
        this.#token = operator;
        this.#i += operator.length;
        return;
      }
    if (!SINGLE.includes(char)) {
      const afterOperand =
        this.#lastToken === 'number' || this.#lastToken === 'name' || this.#lastToken === ')';
      this.#fail(
        afterOperand ? 'syntax error: invalid arithmetic operator' : 'syntax error: operand expected',
      );
    }
    this.#token = char;
    this.#i += 1;
  }

  #number(digits: ByteString): bigint {
    if (/^0[xX]/.test(digits)) return this.#digits(digits.slice(2), 16);
    if (/^[1-9][0-9]*$/.test(digits)) return BigInt.asIntN(64, BigInt(digits));
    if (digits[0] === '0' && !digits.includes('#')) return this.#digits(digits.slice(1), 8);
    const hash = digits.indexOf('#');
    if (hash < 0) return this.#digits(digits, 10);
    const base = Number(digits.slice(0, hash));
    if (!(base >= 2 && base <= 64)) this.#fail('invalid arithmetic base', this.#i);
    if (hash === digits.length - 1) this.#fail('invalid integer constant', this.#i);
    return this.#digits(digits.slice(hash + 1), base);
  }

  #digits(digits: ByteString, base: number): bigint {
    let value = 0n;
    for (const char of digits) {
      const code = char.charCodeAt(0);
      let digit: number;
      if (char >= '0' && char <= '9') digit = code - 48;
      else if (char >= 'a' && char <= 'z') digit = code - 87;
      else if (char >= 'A' && char <= 'Z') digit = base <= 36 ? code - 55 : code - 29;
      else if (char === '@') digit = 62;
      else if (char === '_') digit = 63;
      else digit = 64;
      if (char === '#') this.#fail('invalid number', this.#i);
      if (digit >= base) this.#fail('value too great for base', this.#i);
      value = value * BigInt(base) + BigInt(digit);
    }
    return BigInt.asIntN(64, value);
  }

  /** Whether the current token is one of these (a call, so that TypeScript forgets what it knew). */
  #at(...tokens: readonly Token[]): boolean {
    return tokens.includes(this.#token);
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.#token === ',') {
      this.#read();
      value = this.#assignment();
    }
    return value;
  }

  #assignment(): bigint {
    const value = this.#conditional();
    if (!ASSIGNMENTS.has(this.#token)) return value;
    const operator = this.#token;
    if (this.#lastToken !== 'name') this.#fail('attempted assignment to non-variable');
    const name = this.#name;
    const subscript = this.#subscript;
    this.#read();
    let result = this.#assignment();
    if (operator !== '=') result = this.#apply(operator.slice(0, -1), value, result);
    if (this.#skip === 0) this.#variables.write(name, subscript, String(result));
    // What was assigned is a value from here on: `(x = 1) = 2` is an error.
    this.#lastToken = 'number';
    return result;
  }

  #conditional(): bigint {
    const test = this.#or();
    if (this.#token !== '?') return test;
    this.#read();
    if (this.#at('end', ':')) this.#fail('expression expected');
    if (test === 0n) this.#skip += 1;
    const yes = this.#comma();
    if (test === 0n) this.#skip -= 1;
    if (!this.#at(':')) this.#fail("`:' expected for conditional expression");
    if (test !== 0n) this.#skip += 1;
    this.#read();
    if (this.#at('end')) this.#fail('expression expected');
    const no = this.#conditional();
    if (test !== 0n) this.#skip -= 1;
    return test !== 0n ? yes : no;
  }

  #or(): bigint {
    let value = this.#and();
    while (this.#token === '||') {
      const known = value !== 0n;
      if (known) this.#skip += 1;
      this.#read();
      const right = this.#and();
      if (known) this.#skip -= 1;
      value = known || right !== 0n ? 1n : 0n;
      this.#lastToken = 'number';
    }
    return value;
  }

  #and(): bigint {
    let value = this.#binary(0);
    while (this.#token === '&&') {
      const known = value === 0n;
      if (known) this.#skip += 1;
      this.#read();
      const right = this.#binary(0);
      if (known) this.#skip -= 1;
      value = !known && right !== 0n ? 1n : 0n;
      this.#lastToken = 'number';
    }
    return value;
  }

  #binary(level: number): bigint {
    if (level === BINARY.length) return this.#power();
    let value = this.#binary(level + 1);
    while (BINARY[level].includes(this.#token)) {
      const operator = this.#token;
      this.#read();
      const start = this.#tokenStart;
      const right = this.#binary(level + 1);
      if ((operator === '/' || operator === '%') && right === 0n && this.#skip === 0) {
        this.#tokenStart = start;
        this.#fail('division by 0');
      }
      value = this.#apply(operator, value, right);
      this.#lastToken = 'number';
    }
    return value;
  }

  #power(): bigint {
    const base = this.#unary();
    if (this.#token !== '**') return base;
    this.#read();
    const exponent = this.#power();
    if (exponent < 0n && this.#skip === 0) this.#fail('exponent less than 0');
    let result = 1n;
    let factor = base;
    for (let e = exponent; e > 0n; e >>= 1n) {
      if (e & 1n) result = BigInt.asIntN(64, result * factor);
      factor = BigInt.asIntN(64, factor * factor);
    }
    this.#lastToken = 'number';
    return result;
  }

  #unary(): bigint {
    const token = this.#token;
    switch (token) {
      case '!':
      case '~':
      case '-':
      case '+': {
        this.#read();
        const value = this.#unary();
        this.#lastToken = 'number';
        if (token === '!') return value === 0n ? 1n : 0n;
        if (token === '~') return ~value;
        return BigInt.asIntN(64, token === '-' ? -value : value);
      }
      case 'pre++':
      case 'pre--': {
        this.#read();
        const value = BigInt.asIntN(64, this.#value + (token === 'pre++' ? 1n : -1n));
        if (this.#skip === 0) this.#variables.write(this.#name, this.#subscript, String(value));
        this.#token = 'number';
        this.#read();
        return value;
      }
      default:
        return this.#primary();
    }
  }

  #primary(): bigint {
    const token = this.#token;
    if (token === '(') {
      this.#read();
      const value = this.#comma();
      if (this.#token !== ')') this.#fail("missing `)'");
      this.#read();
      return value;
    }
    if (token === 'number') {
      const value = this.#value;
      this.#read();
      return value;
    }
    if (token === 'name') {
      const value = this.#value;
      const name = this.#name;
      const subscript = this.#subscript;
      this.#read();
      if (this.#token === 'post++' || this.#token === 'post--') {
        const next = BigInt.asIntN(64, value + (this.#token === 'post++' ? 1n : -1n));
        if (this.#skip === 0) this.#variables.write(name, subscript, String(next));
        this.#token = 'number';
        this.#read();
      }
      return value;
    }
    return this.#fail('syntax error: operand expected');
  }

  #apply(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case '+':
        return BigInt.asIntN(64, left + right);
      case '-':
        return BigInt.asIntN(64, left - right);
      case '*':
        return BigInt.asIntN(64, left * right);
      case '/':
      case '%':
        if (right === 0n) {
          if (this.#skip > 0) return 0n;
          this.#fail('division by 0');
        }
        return BigInt.asIntN(64, operator === '/' ? left / right : left % right);
      case '<<':
        return BigInt.asIntN(64, left << (right & 63n));
      case '>>':
        return left >> (right & 63n);
      case '&':
        return left & right;
      case '|':
        return left | right;
      case '^':
        return left ^ right;
      case '==':
        return left === right ? 1n : 0n;
      case '!=':
        return left !== right ? 1n : 0n;
      case '<':
        return left < right ? 1n : 0n;
      case '>':
        return left > right ? 1n : 0n;
      case '<=':
        return left <= right ? 1n : 0n;
      default:
        return left >= right ? 1n : 0n;
    }
  }
}

function matchingBracket(text: ByteString, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '[') depth += 1;
    else if (text[i] === ']' && --depth === 0) return i;
  }
  return -1;
}
