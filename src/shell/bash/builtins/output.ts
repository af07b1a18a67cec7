// Builtins that print or decide: echo, printf, test.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import { PosixError } from '../../../engine/vfs/index.ts';
import { echoText } from '../../format/echo.ts';
import { ESCAPES } from '../../format/escape.ts';
import { formatPrintf, type PrintfDialect } from '../../format/printf.ts';
import { evaluateTest, TestProblem, type TestDialect } from '../../format/test-expression.ts';
import { quoteBackslash } from '../ansi-quote.ts';
import { assign, isTarget, parseTarget } from '../assignment.ts';
import { testUnaryOfShell, UNARY_OF_SHELL } from '../conditional.ts';
import type { Builtin, Shell } from '../shell.ts';
import { usage } from './options.ts';

const PRINTF: Omit<PrintfDialect, 'now'> = {
  formatEscapes: ESCAPES.bashFormat,
  wordEscapes: ESCAPES.bashWord,
  conversions: 'diouxXeEfFgGaAcsbqQT',
  shellWord: quoteBackslash,
  emptyIsZero: true,
  strictUnicode: false,
  words: {
    badDirective: (directive, letter) =>
      letter === '' ? `\`${directive}': missing format character` : `\`${letter}': invalid format character`,
    notNumeric: (word) => `${word}: invalid number`,
    trailing: (word) => `${word}: invalid number`,
    outOfRange: (word) => `warning: ${word}: Numerical result out of range`,
  },
};

const TEST_WORDS: TestDialect['words'] = {
  notUnary: (operator) => `${operator}: unary operator expected`,
  notBinary: (operator) => `${operator}: binary operator expected`,
  notInteger: (word) => `${word}: integer expression expected`,
  missing: () => 'argument expected',
  extra: (word) => (word.startsWith('-') ? `syntax error: \`${word}' unexpected` : 'too many arguments'),
  unclosed: (found) => `\`)' expected${found === undefined ? '' : `, found ${found}`}`,
};

/** Prints, and turns a failing write into bash's message and status 1. */
export function* printOrFail(shell: Shell, name: ByteString, text: ByteString): Task<number> {
  try {
    yield* shell.process.print(text);
    return 0;
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* shell.error(`${name}: write error: ${error.reason}`);
    return 1;
  }
}

function* echo(shell: Shell, args: readonly ByteString[]): Task<number> {
  return yield* printOrFail(shell, 'echo', echoText(args, ESCAPES.bashEcho, shell.shopts.has('xpg_echo')));
}

function* printf(shell: Shell, args: readonly ByteString[]): Task<number> {
  let rest = args;
  let variable: ByteString | undefined;
  while (rest.length > 0 && /^-./.test(rest[0])) {
    if (rest[0] === '--') {
      rest = rest.slice(1);
      break;
    }
    if (!rest[0].startsWith('-v')) {
      yield* shell.error(`printf: ${rest[0].slice(0, 2)}: invalid option`);
      return yield* usage(shell, 'printf');
    }
    variable = rest[0].length > 2 ? rest[0].slice(2) : rest[1];
    rest = rest.slice(rest[0].length > 2 ? 1 : 2);
    if (variable === undefined || !isTarget(variable)) {
      yield* shell.error(`printf: \`${variable ?? ''}': not a valid identifier`);
      return 2;
    }
  }
  if (rest.length === 0) return yield* usage(shell, 'printf');
  const { text, complaints } = formatPrintf(rest[0], rest.slice(1), {
    ...PRINTF,
    now: () => shell.process.now(),
  });
  let status = complaints.some((complaint) => !complaint.startsWith('warning:')) ? 1 : 0;
  for (const complaint of complaints) yield* shell.error(`printf: ${complaint}`);
  if (variable !== undefined)
    assign(shell, parseTarget(variable)!, text); // isTarget said so
  else if (text !== '') status = (yield* printOrFail(shell, 'printf', text)) || status;
  return status;
}

const test = (name: 'test' | '['): Builtin['run'] =>
  function* (shell, args) {
    let operands = args;
    if (name === '[') {
      if (args.at(-1) !== ']') {
        yield* shell.error("[: missing `]'");
        return 2;
      }
      operands = args.slice(0, -1);
    }
    try {
      return evaluateTest(operands, {
        asked: shell.process,
        isUnary: (word) => UNARY_OF_SHELL.has(word),
        unary: (operator, operand) => testUnaryOfShell(shell, operator, operand),
        gnu: false,
        words: TEST_WORDS,
      })
        ? 0
        : 1;
    } catch (error) {
      if (!(error instanceof TestProblem)) throw error;
      yield* shell.error(`${name}: ${error.message}`);
      return 2;
    }
  };

export const OUTPUT: readonly Builtin[] = [
  { name: 'echo', run: echo },
  { name: 'printf', run: printf },
  { name: 'test', run: test('test') },
  { name: '[', run: test('[') },
];
