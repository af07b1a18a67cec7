// Builtins that print or decide: echo, printf, test.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import { PosixError } from '../../../engine/vfs/index.ts';
import { echoText } from '../../format/echo.ts';
import { formatPrintf } from '../../format/printf.ts';
import { assign, isTarget, parseTarget } from '../assignment.ts';
import { BINARY, compareNumbers, testBinary, testUnary, UNARY } from '../conditional.ts';
import type { Builtin, Shell } from '../shell.ts';
import { evaluateTest, TestProblem } from '../../format/test-expression.ts';
import { usage } from './options.ts';

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
  return yield* printOrFail(shell, 'echo', echoText(args, shell.shopts.has('xpg_echo')));
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
  const { output, errors } = formatPrintf(rest[0], rest.slice(1), () => shell.process.now());
  let status = errors.some((e) => !e.startsWith('warning')) ? 1 : 0;
  for (const error of errors) yield* shell.error(`printf: ${error}`);
  if (variable !== undefined)
    assign(shell, parseTarget(variable)!, output); // isTarget said so
  else if (output !== '') status = (yield* printOrFail(shell, 'printf', output)) || status;
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
        unary: (operator, operand) => testUnary(shell, operator, operand),
        binary: (operator, left, right) => testBinary(shell, operator, left, right),
        compare: compareNumbers,
        isUnary: (text) => UNARY.has(text),
        isBinary: (text) => BINARY.has(text),
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
