// Execution of the syntax tree: lists, pipelines, compound commands.
//
// Invariant: `shell.status` is the status of what ran last; `set -e` and the ERR trap are looked at in one place
// (`failed`), and only where bash looks: after simple commands, pipelines, subshells, `[[ ]]` and `(( ))`.
import type {
  AndOr,
  CommandNode,
  CompoundCommand,
  CompoundList,
  Pipeline,
  PipelineNode,
  Statement,
} from 'unbash';
import type { ByteString } from '../../engine/base/index.ts';
import {
  nullStream,
  type ChildProcess,
  type Process,
  type Stream,
  type Task,
} from '../../engine/os/index.ts';
import { Discard, ExitShell, LoopJump, Return, ShellError } from './control.ts';
import { evaluateCondition } from './conditional.ts';
import { expandArithmetic, expandPattern, expandText, expandWords } from './expand.ts';
import { assign } from './assignment.ts';
import { Pattern } from './pattern.ts';
import { applyRedirections } from './redirect.ts';
import type { Shell } from './shell.ts';
import { exitStatus } from './exit-status.ts';
import { executeSimple } from './simple-command.ts';
import type { SourceText } from './source-text.ts';
import { runPendingTraps, runTrap } from './trap.ts';
import { traceText } from './trace.ts';

/** Runs statements in order. */
export function* executeList(shell: Shell, statements: readonly Statement[]): Task<number> {
  for (const statement of statements) {
    yield 'tick';
    if (shell.options.has('noexec') && !shell.interactive) continue;
    if (statement.background === true) yield* executeBackground(shell, statement.command);
    else yield* executeNode(shell, statement.command);
    if (shell.pendingTraps.length > 0) yield* runPendingTraps(shell);
    if (shell.interrupted()) throw new Discard(130);
  }
  return shell.status;
}

function* executeBody(shell: Shell, list: CompoundList): Task<number> {
  return yield* executeList(shell, list.commands);
}

/** A failure that nobody tests: the ERR trap, and the end of the shell under `set -e`. */
function* failed(shell: Shell): Task<void> {
  if (shell.status === 0 || shell.tolerant > 0) return;
  const { status } = shell;
  if (shell.traps.has('ERR')) yield* runTrap(shell, 'ERR');
  shell.status = status;
  if (shell.options.has('errexit')) throw new ExitShell(status);
}

/** Runs `body` as a condition: its failures end nothing. */
function* tolerantly(shell: Shell, body: () => Task<number>): Task<number> {
  shell.tolerant += 1;
  try {
    return yield* body();
  } finally {
    shell.tolerant -= 1;
  }
}

export function* executeNode(shell: Shell, node: PipelineNode | AndOr): Task<number> {
  switch (node.type) {
    case 'AndOr':
      return yield* executeAndOr(shell, node);
    case 'Pipeline':
      return yield* executePipeline(shell, node);
    default:
      return yield* executeCommand(shell, node);
  }
}

function* executeAndOr(shell: Shell, node: AndOr): Task<number> {
  const last = node.commands.length - 1;
  for (let i = 0; i <= last; i++) {
    if (i > 0) {
      const operator = node.operators[i - 1];
      if ((shell.status === 0) !== (operator === '&&')) continue;
    }
    if (i === last) yield* executeNode(shell, node.commands[i]);
    else yield* tolerantly(shell, () => executeNode(shell, node.commands[i]));
  }
  return shell.status;
}

/** Shows an error where it arose, before redirections are undone, and turns it into its effect. */
export function* reportError(shell: Shell, error: ShellError): Task<never> {
  if (error.message !== '') yield* shell.error(error.message);
  shell.status = error.status;
  if ((error.effect === 'exit' || shell.posix) && !shell.interactive)
    throw new ExitShell(shell.commandString && shell.subshellDepth === 0 ? 127 : 1);
  throw new Discard(error.status);
}

export function* executeCommand(shell: Shell, node: CommandNode): Task<number> {
  try {
    if (node.type === 'Command') {
      yield* executeSimple(shell, node);
      if (shell.status !== 0) yield* failed(shell);
      return shell.status;
    }
    if (node.type === 'Function') {
      defineFunction(shell, node);
      return (shell.status = 0);
    }
    if (node.type === 'Coproc')
      throw new ShellError('coproc: Nixarium does not simulate it yet', 'command', 126);
    return yield* executeCompound(shell, node);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    if (error.effect !== 'command') return yield* reportError(shell, error);
    if (error.message !== '') yield* shell.error(error.message);
    shell.status = error.status;
    yield* failed(shell);
    return shell.status;
  }
}

function sourceOf(shell: Shell): SourceText {
  if (shell.source === undefined) throw new Discard(1);
  return shell.source;
}

function defineFunction(shell: Shell, node: Extract<CommandNode, { type: 'Function' }>): void {
  const name = node.name.text;
  const source = sourceOf(shell);
  shell.functions.set(name, {
    name,
    text: source.slice(node),
    source,
    body: node.body,
    line: source.line(node.pos),
    file: shell.currentFile(),
    exported: false,
    trace: false,
  });
}

function* executeCompound(
  shell: Shell,
  node: Exclude<CommandNode, { type: 'Command' | 'Function' | 'Coproc' }>,
): Task<number> {
  if (node.type !== 'Redirected') return yield* executeCompoundBody(shell, node);
  shell.line = sourceOf(shell).line(node.pos);
  // A subshell's redirections are its own, but applying them here has the same effect.
  const redirected = yield* applyRedirections(shell, node.redirects);
  try {
    return yield* executeCompoundBody(shell, node.command);
  } finally {
    redirected.undo();
  }
}

function* executeCompoundBody(shell: Shell, node: CompoundCommand): Task<number> {
  const source = sourceOf(shell);
  switch (node.type) {
    case 'BraceGroup':
      return yield* executeBody(shell, node.body);
    case 'Subshell': {
      shell.line = source.line(node.pos);
      const child = forkShell(shell, shell.process.descriptors, (inner) => executeBody(inner, node.body));
      shell.status = exitStatus(yield* child.wait());
      yield* failed(shell);
      return shell.status;
    }
    case 'If':
      return yield* executeIf(shell, node);
    case 'While':
      return yield* executeLoop(
        shell,
        function* () {
          const status = yield* tolerantly(shell, () => executeBody(shell, node.clause));
          return (status === 0) === (node.kind === 'while');
        },
        node.body,
      );
    case 'For':
      return yield* executeFor(shell, node);
    case 'ArithmeticFor':
      return yield* executeArithmeticFor(shell, node, source);
    case 'Select':
      return yield* executeSelect(shell, node);
    case 'Case':
      return yield* executeCase(shell, node);
    case 'TestCommand': {
      shell.line = source.line(node.pos);
      const value = yield* evaluateCondition(shell, node.expression);
      shell.status = value ? 0 : 1;
      yield* failed(shell);
      return shell.status;
    }
    case 'ArithmeticCommand': {
      shell.line = source.line(node.pos);
      if (shell.options.has('xtrace')) yield* traceText(shell, `((${padded(node.body)}))`);
      shell.status = (yield* arithmeticCommand(shell, node.body)) ? 0 : 1;
      yield* failed(shell);
      return shell.status;
    }
  }
}

/** How `set -x` shows an expression: with a blank at each end. */
const padded = (text: ByteString): ByteString => ` ${text} `;

/** `(( … ))`: an error in it only makes it fail. */
function* arithmeticCommand(shell: Shell, text: ByteString): Task<boolean> {
  try {
    return (yield* expandArithmetic(shell, text, '((')) !== 0n;
  } catch (error) {
    if (!(error instanceof ShellError) || error.effect !== 'discard') throw error;
    yield* shell.error(error.message);
    return false;
  }
}

function* executeIf(shell: Shell, node: Extract<CompoundCommand, { type: 'If' }>): Task<number> {
  for (const branch of [node, ...node.elif]) {
    const status = yield* tolerantly(shell, () => executeBody(shell, branch.clause));
    if (status === 0) return yield* executeBody(shell, branch.then);
  }
  if (node.else !== undefined) return yield* executeBody(shell, node.else);
  return (shell.status = 0);
}

/** Runs a body as long as `next` says so; `break` and `continue` find their loop here. */
function* executeLoop(
  shell: Shell,
  next: () => Task<boolean>,
  body: CompoundList,
  after?: () => Task<void>,
): Task<number> {
  let status = 0;
  shell.loopDepth += 1;
  try {
    for (;;) {
      yield 'tick';
      try {
        if (!(yield* next())) break;
        status = yield* executeBody(shell, body);
      } catch (error) {
        if (!(error instanceof LoopJump)) throw error;
        status = 0;
        shell.status = 0;
        if (error.levels > 1) {
          error.levels -= 1;
          if (shell.loopDepth > 1) throw error;
        }
        if (error.kind === 'break') break;
      }
      if (after !== undefined) yield* after();
    }
  } finally {
    shell.loopDepth -= 1;
  }
  return (shell.status = status);
}

function* executeFor(shell: Shell, node: Extract<CompoundCommand, { type: 'For' }>): Task<number> {
  const line = sourceOf(shell).line(node.pos);
  shell.line = line;
  const words =
    node.wordlist === undefined
      ? shell.positional
      : yield* expandWords(
          shell,
          node.wordlist.map((w) => w.text),
        );
  const listText = node.wordlist?.map((w) => w.text).join(' ') ?? '"$@"';
  const name = node.name.text;
  if (!/^[a-zA-Z_]\w*$/.test(name)) throw new ShellError(`\`${name}': not a valid identifier`, 'command');
  let at = 0;
  return yield* executeLoop(
    shell,
    function* () {
      if (at >= words.length) return false;
      shell.line = line;
      if (shell.options.has('xtrace')) yield* traceText(shell, `for ${name} in ${listText}`);
      const variable = shell.variables.lookup(name);
      if (variable?.nameref === true) shell.variables.put(name, { ...variable, value: words[at++] });
      else assign(shell, { name, subscript: undefined }, words[at++]);
      return true;
    },
    node.body,
  );
}

function* executeArithmeticFor(
  shell: Shell,
  node: Extract<CompoundCommand, { type: 'ArithmeticFor' }>,
  source: SourceText,
): Task<number> {
  const line = source.line(node.pos);
  shell.line = line;
  const header = source.text.slice(node.pos, node.body.pos);
  const texts = arithmeticHeader(header);
  const evaluate = function* (text: ByteString): Task<bigint> {
    shell.line = line;
    if (shell.options.has('xtrace') && text.trim() !== '') yield* traceText(shell, `((${padded(text)}))`);
    try {
      return yield* expandArithmetic(shell, text, '((');
    } catch (error) {
      if (!(error instanceof ShellError) || error.effect !== 'discard') throw error;
      throw new ShellError(error.message, 'command');
    }
  };
  yield* evaluate(texts[0]);
  return yield* executeLoop(
    shell,
    function* () {
      return texts[1].trim() === '' || (yield* evaluate(texts[1])) !== 0n;
    },
    node.body,
    function* () {
      yield* evaluate(texts[2]);
    },
  );
}

/** The three expressions between `((` and `))`. */
function arithmeticHeader(header: ByteString): [ByteString, ByteString, ByteString] {
  const open = header.indexOf('((');
  const close = header.lastIndexOf('))');
  const parts = header.slice(open + 2, close).split(';');
  return [parts[0] ?? '', parts[1] ?? '', parts[2] ?? ''];
}

function* executeSelect(shell: Shell, node: Extract<CompoundCommand, { type: 'Select' }>): Task<number> {
  const words =
    node.wordlist === undefined
      ? shell.positional
      : yield* expandWords(
          shell,
          node.wordlist.map((w) => w.text),
        );
  if (words.length === 0) return (shell.status = 0);
  const width = String(words.length).length;
  const menu = words.map((word, i) => `${String(i + 1).padStart(width)}) ${word}\n`).join('');
  let show = true;
  return yield* executeLoop(
    shell,
    function* () {
      for (;;) {
        if (show) yield* shell.process.printError(menu);
        yield* shell.process.printError(shell.plain('PS3') ?? '#? ');
        const status = yield* shell.interpreter.runCommand(shell, ['read', '-r', 'REPLY'], {
          functions: false,
        });
        if (status !== 0) {
          yield* shell.process.print('\n');
          return false;
        }
        const reply = shell.plain('REPLY') ?? '';
        if (reply === '') continue;
        show = false;
        const choice = /^\d+$/.test(reply) ? words[Number(reply) - 1] : undefined;
        assign(shell, { name: node.name.text, subscript: undefined }, choice ?? '');
        return true;
      }
    },
    node.body,
  );
}

function* executeCase(shell: Shell, node: Extract<CompoundCommand, { type: 'Case' }>): Task<number> {
  shell.line = sourceOf(shell).line(node.pos);
  if (shell.options.has('xtrace')) yield* traceText(shell, `case ${node.word.text} in`);
  const text = yield* expandText(shell, node.word.text);
  const options = { extended: true, ignoreCase: shell.shopts.has('nocasematch') };
  let fallThrough = false;
  shell.status = 0;
  for (const item of node.items) {
    let matched = fallThrough;
    for (const word of matched ? [] : item.pattern) {
      const pattern = yield* expandPattern(shell, word.text);
      if (new Pattern(pattern, options).matches(text)) {
        matched = true;
        break;
      }
    }
    if (!matched) continue;
    if (item.body.commands.length > 0) yield* executeBody(shell, item.body);
    else shell.status = 0;
    if (item.terminator === ';&') fallThrough = true;
    else if (item.terminator === ';;&') fallThrough = false;
    else return shell.status;
  }
  return shell.status;
}

/** Forks a subshell that runs `body` with the given descriptors; control that leaves it becomes its status. */
export function forkShell(
  shell: Shell,
  descriptors: ReadonlyMap<number, Stream>,
  body: (inner: Shell) => Task<number>,
  prepare?: (inner: Shell) => void,
): ChildProcess {
  const saved = new Map(shell.process.descriptors);
  const own = shell.process.descriptors;
  if (descriptors !== own) replaceAll(own, descriptors);
  try {
    // The copy is made now, not when the child first runs: what the parent does meanwhile is its own affair.
    return shell.process.fork((process: Process) => {
      const inner = shell.fork(process);
      inner.installTraps();
      prepare?.(inner);
      return finishSubshell(inner, body);
    });
  } finally {
    if (descriptors !== own) replaceAll(own, saved);
  }
}

function replaceAll(map: Map<number, Stream>, by: ReadonlyMap<number, Stream>): void {
  const entries = [...by];
  map.clear();
  for (const [fd, stream] of entries) map.set(fd, stream);
}

/** Runs a subshell's body to its status, its EXIT trap included. */
export function* finishSubshell(inner: Shell, body: (inner: Shell) => Task<number>): Task<number> {
  let status: number;
  try {
    status = yield* body(inner);
    if (inner.pendingTraps.length > 0) yield* runPendingTraps(inner);
  } catch (error) {
    if (error instanceof ShellError) {
      yield* inner.error(error.message);
      status = error.status;
    } else if (error instanceof ExitShell || error instanceof Discard || error instanceof Return)
      status = error.status;
    else if (error instanceof LoopJump) status = 0;
    else throw error;
  }
  inner.status = status;
  if (inner.traps.has('EXIT')) {
    try {
      yield* runTrap(inner, 'EXIT');
    } catch (error) {
      if (!(error instanceof ExitShell)) throw error;
      return error.status;
    }
  }
  return status;
}

function* executePipeline(shell: Shell, node: Pipeline): Task<number> {
  const inverted = node.prefixes.filter((p) => p.type === 'Negation').length % 2 === 1;
  const timed = node.prefixes.some((p) => p.type === 'Time');
  if (node.commands.length === 0) {
    shell.status = inverted ? 1 : 0;
  } else if (node.commands.length === 1) {
    if (inverted) yield* tolerantly(shell, () => executeCommand(shell, node.commands[0]));
    else yield* executeCommand(shell, node.commands[0]);
    if (inverted) shell.status = shell.status === 0 ? 1 : 0;
  } else {
    yield* runStages(shell, node);
    if (inverted) shell.status = shell.status === 0 ? 1 : 0;
    else yield* failed(shell);
  }
  if (timed) {
    const posix = node.prefixes.some((p) => p.type === 'Time' && p.posix !== undefined);
    yield* shell.process.printError(
      posix ? 'real 0.00\nuser 0.00\nsys 0.00\n' : '\nreal\t0m0.000s\nuser\t0m0.000s\nsys\t0m0.000s\n',
    );
  }
  return shell.status;
}

function* runStages(shell: Shell, node: Pipeline): Task<void> {
  const { process } = shell;
  const last = node.commands.length - 1;
  const inline = shell.shopts.has('lastpipe');
  const children: ChildProcess[] = [];
  let input: Stream | undefined;
  for (let i = 0; i <= last; i++) {
    const descriptors = new Map(process.descriptors);
    if (input !== undefined) descriptors.set(0, input);
    if (i === last && inline && input !== undefined) {
      yield* runLastStage(shell, node.commands[i], input, children);
      return;
    }
    const pipe = i < last ? process.pipe() : undefined;
    if (pipe !== undefined) {
      descriptors.set(1, pipe.writer);
      if (node.operators[i] === '|&') descriptors.set(2, pipe.writer);
    }
    const command = node.commands[i];
    children.push(forkShell(shell, descriptors, (inner) => executeCommand(inner, command)));
    input?.close();
    pipe?.writer.close();
    input = pipe?.reader;
  }
  const statuses: number[] = [];
  for (const child of children) statuses.push(exitStatus(yield* child.wait()));
  settlePipeline(shell, statuses);
}

function* runLastStage(
  shell: Shell,
  command: CommandNode,
  input: Stream,
  children: ChildProcess[],
): Task<void> {
  const { descriptors } = shell.process;
  const before = descriptors.get(0);
  descriptors.set(0, input);
  try {
    yield* executeCommand(shell, command);
  } finally {
    input.close();
    if (before === undefined) descriptors.delete(0);
    else descriptors.set(0, before);
  }
  const own = shell.status;
  const statuses: number[] = [];
  for (const child of children) statuses.push(exitStatus(yield* child.wait()));
  settlePipeline(shell, [...statuses, own]);
}

function settlePipeline(shell: Shell, statuses: readonly number[]): void {
  shell.pipeStatus = statuses;
  shell.status = shell.options.has('pipefail')
    ? (statuses.findLast((status) => status !== 0) ?? 0)
    : (statuses.at(-1) ?? 0);
}

function* executeBackground(shell: Shell, node: PipelineNode | AndOr): Task<void> {
  const descriptors = new Map(shell.process.descriptors);
  const quiet = nullStream();
  descriptors.set(0, quiet);
  const child = forkShell(
    shell,
    shell.interactive ? shell.process.descriptors : descriptors,
    (inner) => executeNode(inner, node),
    (inner) => {
      inner.process.signals.set('SIGINT', 'ignore');
      inner.process.signals.set('SIGQUIT', 'ignore');
    },
  );
  quiet.close();
  shell.jobs.push({
    id: shell.nextJob++,
    pid: child.pid,
    children: [child],
    text: shell.source?.slice(node) ?? '',
    told: false,
  });
  shell.lastBackground = child.pid;
  shell.status = 0;
  if (shell.interactive) yield* shell.process.printError(`[${shell.nextJob - 1}] ${child.pid}\n`);
}
