// Conditions: the primaries that `[[ … ]]` and `test` share, and `[[ … ]]` itself.
//
// Invariant: nothing here changes a file; BASH_REMATCH is the only variable written.
import type { TestExpression } from 'unbash';
import type { ByteString } from '../../engine/base/index.ts';
import { descriptorPath, type Task } from '../../engine/os/index.ts';
import { PosixError, type Stat } from '../../engine/vfs/index.ts';
import { arithmetic, parseTarget, readElement, readVariable, resolve } from './assignment.ts';
import { ShellError } from './control.ts';
import { expandExpression, expandPattern, expandRegex, expandText } from './expand.ts';
import { Pattern } from './pattern.ts';
import { translateRegex } from './regex.ts';
import type { Shell } from './shell.ts';
import { traceText } from './trace.ts';
import { isSet, PLAIN, scalarOf } from './variables.ts';

export const UNARY = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map((letter) => `-${letter}`));
export const BINARY = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);

/** What `stat` tells of a descriptor that is no file. */
const PIPE: Stat = { ino: 0, kind: 'device', mode: 0o600, uid: 0, gid: 0, mtime: 0, size: 0, links: 1 };

/** A unary primary: `-f file`, `-z text`, `-v name` … */
export function testUnary(shell: Shell, operator: string, operand: ByteString): boolean {
  const { files, descriptors } = shell.process;
  const stat = (follow = true): Stat | undefined => {
    const fd = descriptorPath(operand);
    if (fd !== undefined) {
      const stream = descriptors.get(fd);
      if (stream === undefined) return undefined;
      if (stream.handle !== undefined) return stream.handle.stat();
      return PIPE;
    }
    try {
      return follow ? files.stat(operand) : files.lstat(operand);
    } catch (error) {
      if (error instanceof PosixError) return undefined;
      throw error;
    }
  };
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-a':
    case '-e':
      return stat() !== undefined;
    case '-f':
      return stat()?.kind === 'file';
    case '-d':
      return stat()?.kind === 'directory';
    case '-h':
    case '-L':
      return stat(false)?.kind === 'symlink';
    case '-c':
      return stat()?.kind === 'device' && stat() !== PIPE;
    case '-b':
    case '-S':
      return false;
    case '-p':
      return stat() === PIPE;
    case '-s':
      return stat()?.kind === 'directory' || (stat()?.size ?? 0) > 0;
    case '-r':
    case '-w':
    case '-x':
      if (descriptorPath(operand) !== undefined && operator !== '-x')
        return descriptors.has(descriptorPath(operand) ?? -1);
      return files.access(operand, operator[1] as 'r' | 'w' | 'x');
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
    case '-t':
      return descriptors.get(Number(operand))?.isTerminal ?? false;
    case '-o':
      return shell.options.has(operand);
    case '-v':
      return isSetText(shell, operand);
    case '-R':
      return shell.variables.lookup(operand)?.nameref === true;
    default:
      return false;
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

/** A comparison of numbers or files; texts are the caller's affair. */
export function testBinary(shell: Shell, operator: string, left: ByteString, right: ByteString): boolean {
  const { files } = shell.process;
  const time = (path: ByteString) => (files.exists(path) ? files.stat(path).mtime : undefined);
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt': {
      const [a, b] = [time(left), time(right)];
      return a !== undefined && (b === undefined || a > b);
    }
    case '-ot': {
      const [a, b] = [time(left), time(right)];
      return b !== undefined && (a === undefined || a < b);
    }
    case '-ef':
      return files.exists(left) && files.exists(right) && files.realpath(left) === files.realpath(right);
    default:
      return false;
  }
}

export function compareNumbers(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '-eq':
      return left === right;
    case '-ne':
      return left !== right;
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    default:
      return left >= right;
  }
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
      return testUnary(shell, node.operator, operand);
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
  return testBinary(shell, operator, left, right);
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
