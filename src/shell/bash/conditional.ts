// Conditions: the primaries that only a shell has (for `test` too), and `[[ … ]]`.
//
// Invariant: nothing here changes a file; BASH_REMATCH is the only variable written.
import type { TestExpression } from 'unbash';
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { compareNumbers, testBinary, testUnary, UNARY } from '../format/test-primaries.ts';
import { arithmetic, parseTarget, readElement, readVariable, resolve } from './assignment.ts';
import { ShellError } from './control.ts';
import { expandExpression, expandPattern, expandRegex, expandText } from './expand.ts';
import { Pattern } from './pattern.ts';
import { translateRegex } from './regex.ts';
import type { Shell } from './shell.ts';
import { traceText } from './trace.ts';
import { isSet, PLAIN, scalarOf } from './variables.ts';

/** The operators of one operand: those of test(1), and what only a shell can know. */
export const UNARY_OF_SHELL: ReadonlySet<string> = new Set([...UNARY, '-a', '-o', '-v', '-R']);

/** A unary primary: `-f file`, `-z text`, `-v name` … */
export function testUnaryOfShell(shell: Shell, operator: string, operand: ByteString): boolean {
  switch (operator) {
    case '-a':
      return testUnary(shell.process, '-e', operand);
    case '-o':
      return shell.options.has(operand);
    case '-v':
      return isSetText(shell, operand);
    case '-R':
      return shell.variables.lookup(operand)?.nameref === true;
    default:
      return testUnary(shell.process, operator, operand);
  }
}

function isSetText(shell: Shell, text: ByteString): boolean {
  if (/^\d+$/.test(text)) return Number(text) <= shell.positional.length;
  const target = parseTarget(text);
  if (target === undefined) return false;
  if (target.subscript === '@' || target.subscript === '*')
    return isSet(readVariable(shell, resolve(shell, { name: target.name, subscript: undefined }).name));
  if (target.subscript !== undefined) return readElement(shell, target) !== undefined;
  const variable = readVariable(shell, resolve(shell, target).name);
  return scalarOf(variable) !== undefined;
}

/** The truth of a `[[ … ]]`. */
export function* evaluateCondition(shell: Shell, node: TestExpression, inverted = false): Task<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return yield* evaluateCondition(shell, node.expression, inverted);
    case 'TestNot': {
      const odd = node.negations.length % 2 === 1;
      const value = yield* evaluateCondition(shell, node.operand, odd !== inverted);
      return odd ? !value : value;
    }
    case 'TestLogical': {
      for (const operand of node.operands) {
        const value = yield* evaluateCondition(shell, operand);
        if (value !== (node.operator === '&&')) return value;
      }
      return node.operator === '&&';
    }
    case 'TestUnary': {
      const operand = yield* expandText(shell, node.operand.text);
      yield* trace(shell, `${node.operator} ${shown(operand)}`, inverted);
      return testUnaryOfShell(shell, node.operator, operand);
    }
    case 'TestBinary':
      return yield* evaluateBinary(shell, node, inverted);
  }
}

/** What `set -x` shows of a primary. */
function* trace(shell: Shell, text: ByteString, inverted: boolean): Task<void> {
  if (shell.options.has('xtrace')) yield* traceText(shell, `[[ ${inverted ? '! ' : ''}${text} ]]`);
}

const shown = (text: ByteString): ByteString => (text === '' ? "''" : text);

function* evaluateBinary(
  shell: Shell,
  node: Extract<TestExpression, { type: 'TestBinary' }>,
  inverted: boolean,
): Task<boolean> {
  const { operator } = node;
  const left = yield* expandText(shell, node.left.text);
  const ignoreCase = shell.shopts.has('nocasematch');
  if (operator === '=' || operator === '==' || operator === '!=') {
    const pattern = yield* expandPattern(shell, node.right.text);
    yield* trace(shell, `${shown(left)} ${operator} ${shown(pattern)}`, inverted);
    const matches = new Pattern(pattern, { extended: true, ignoreCase }).matches(left);
    return operator === '!=' ? !matches : matches;
  }
  if (operator === '=~') {
    const source = yield* expandRegex(shell, node.right.text);
    yield* trace(shell, `${shown(left)} =~ ${shown(source)}`, inverted);
    return matchRegex(shell, left, source, ignoreCase);
  }
  const right = yield* expandText(shell, node.right.text);
  yield* trace(shell, `${shown(left)} ${operator} ${shown(right)}`, inverted);
  if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
    const a = numberOf(shell, yield* expandExpression(shell, left));
    const b = numberOf(shell, yield* expandExpression(shell, right));
    return compareNumbers(operator, a, b);
  }
  return testBinary(shell.process, operator, left, right);
}

/** An operand's value; an error in it only makes `[[` fail. */
function numberOf(shell: Shell, text: ByteString): bigint {
  try {
    return arithmetic(shell, text, '[[');
  } catch (error) {
    if (error instanceof ShellError && error.effect === 'discard')
      throw new ShellError(error.message, 'command');
    throw error;
  }
}

function matchRegex(shell: Shell, text: ByteString, source: ByteString, ignoreCase: boolean): boolean {
  const regexp = translateRegex(source, ignoreCase ? 'i' : '');
  if (regexp === undefined) throw new ShellError('', 'command', 2);
  const match = regexp.exec(text);
  const groups = match === null ? [] : Array.from(match, (group) => group ?? '');
  shell.variables.put('BASH_REMATCH', { ...PLAIN, array: new Map(groups.map((g, i) => [i, g])) });
  return match !== null;
}
