// Simple commands: expansion, redirections, assignments, and finding what the name stands for.
//
// Invariant: words are expanded before redirections, and redirections are in force before anything runs; all are
// undone afterwards, whatever happens (but for `exec`).
import type { Assignment, Command } from 'unbash';
import type { ByteString } from '../../engine/base/index.ts';
import { apart, type Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { executeAssignment, expandElements, expandIndex } from './array-value.ts';
import { expandAlias } from './alias.ts';
import { ExitShell, Return, ShellError } from './control.ts';
import { runExternal } from './external.ts';
import { expandText, expandWordInto } from './expand.ts';
import { applyRedirections, type Redirected } from './redirect.ts';
import type { Argument, FunctionDefinition, Shell } from './shell.ts';
import { traceText, traceWord } from './trace.ts';
import { runTrap } from './trap.ts';
import type { Frame } from './variables.ts';

export function* executeSimple(shell: Shell, node: Command): Task<void> {
  if (shell.source !== undefined) shell.line = shell.source.line(linePosition(node));
  shell.substitutionStatus = 0;
  if (shell.aliases.size > 0 && node.name !== undefined && (yield* expandAlias(shell, node))) return;
  if (shell.trapDepth === 0 && shell.source !== undefined) shell.command = shell.source.slice(node);
  if (shell.traps.has('DEBUG')) yield* runTrap(shell, 'DEBUG');
  const assignments: Assignment[] = [];
  for (const item of node.prefix) if (item.type === 'Assignment') assignments.push(item);
  if (node.name === undefined && node.suffix.every((item) => item.type !== 'Word')) {
    yield* assignmentsOnly(shell, node, assignments);
    return;
  }
  const mark = shell.substitutions.length;
  const { argv, raw } = yield* expandCommand(shell, node);
  try {
    if (argv.length === 0) {
      yield* assignmentsOnly(shell, node, assignments);
      return;
    }
    yield* runWithAssignments(shell, node, assignments, argv, raw);
  } finally {
    closeSubstitutions(shell, mark);
  }
}

/**
 * Where bash notes a command's line: it has read the first word and, to see that no `(` follows, the next token; of
 * a command that begins with an assignment or a redirection only that.
 */
function linePosition(node: Command): number {
  const [first] = node.prefix;
  if (first !== undefined) return Math.max(first.pos, first.end - 1);
  const [second] = node.suffix;
  if (second === undefined) return node.pos;
  return second.type === 'Word' || second.type === 'Assignment'
    ? Math.max(second.pos, second.end - 1)
    : second.pos;
}

function closeSubstitutions(shell: Shell, mark: number): void {
  while (shell.substitutions.length > mark) {
    const opened = shell.substitutions.pop();
    if (opened === undefined) break;
    shell.process.descriptors.get(opened.fd)?.close();
    shell.process.descriptors.delete(opened.fd);
  }
}

/** `x=1 y=2 >file`: the status is that of the last command substitution, or 0. */
function* assignmentsOnly(shell: Shell, node: Command, assignments: readonly Assignment[]): Task<void> {
  const redirected = yield* applyRedirections(shell, node.redirects);
  try {
    for (const assignment of assignments) {
      const text = yield* executeAssignment(shell, assignment);
      if (shell.options.has('xtrace')) yield* traceText(shell, traceAssignment(text));
    }
  } finally {
    redirected.undo();
  }
  shell.status = shell.substitutionStatus;
}

function traceAssignment(text: ByteString): ByteString {
  const equals = text.indexOf('=') + 1;
  const value = text.slice(equals);
  if (value.startsWith('(')) return text;
  return text.slice(0, equals) + (value === '' ? '' : traceWord(value));
}

/** The command's words after expansion; `raw` keeps compound arguments of `declare` and its kin. */
function* expandCommand(shell: Shell, node: Command): Task<{ argv: ByteString[]; raw: Argument[] }> {
  const argv: ByteString[] = [];
  if (node.name !== undefined) yield* expandWordInto(shell, node.name.text, argv);
  const raw: Argument[] = [...argv];
  let declaration = isDeclaration(shell, argv);
  for (const item of node.suffix) {
    if (item.type !== 'Word' && item.type !== 'Assignment') continue;
    const before = argv.length;
    if (item.type === 'Assignment' && declaration) {
      const argument = yield* declarationArgument(shell, item);
      argv.push(typeof argument === 'string' ? argument : item.text);
      raw.push(argument);
      continue;
    }
    yield* expandWordInto(shell, item.text, argv);
    for (let i = before; i < argv.length; i++) raw.push(argv[i]);
    if (!declaration && argv.length < 4) declaration = isDeclaration(shell, argv);
  }
  return { argv, raw };
}

/** `declare …`, also behind `command` and `builtin`. */
function isDeclaration(shell: Shell, argv: readonly ByteString[]): boolean {
  const at = argv[0] === 'command' || argv[0] === 'builtin' ? 1 : 0;
  return shell.interpreter.builtins.get(argv[at] ?? '')?.declaration === true;
}

function* declarationArgument(shell: Shell, node: Assignment): Task<Argument> {
  const append = node.append === true;
  if (node.value.type === 'ArrayValue')
    return { name: node.name, append, elements: yield* expandElements(shell, node.value) };
  const value = yield* expandText(shell, node.value.text, 'assignment');
  let index = node.index?.text;
  if (index !== undefined && /[$`]/.test(index)) index = yield* expandIndex(shell, node.name, index);
  return `${node.name}${index === undefined ? '' : `[${index}]`}${append ? '+=' : '='}${value}`;
}

function* runWithAssignments(
  shell: Shell,
  node: Command,
  assignments: readonly Assignment[],
  argv: readonly ByteString[],
  raw: readonly Argument[],
): Task<void> {
  const frame: Frame = { variables: new Map(), temporary: true };
  const lasting = shell.posix && shell.interpreter.builtins.get(argv[0])?.special === true;
  for (const assignment of assignments) {
    const text = yield* executeTemporary(shell, assignment, lasting ? undefined : frame);
    if (shell.options.has('xtrace')) yield* traceText(shell, traceAssignment(text));
  }
  if (shell.options.has('xtrace')) yield* traceText(shell, argv.map(traceWord).join(' '));
  let redirected: Redirected | undefined;
  if (node.redirects.length > 0) redirected = yield* redirect(shell, node, argv[0]);
  const pushed = frame.variables.size > 0;
  if (pushed) shell.variables.frames.push(frame);
  const { observer } = shell;
  if (observer?.started !== undefined)
    observer.started({
      source: shell.source?.text ?? '',
      start: node.pos,
      end: node.end,
      argv,
      depth: shell.functionDepth,
    });
  try {
    yield* runArgv(shell, argv, raw, { functions: true });
    if (argv[0] === 'exec' && argv.length === 1) redirected?.keep();
  } finally {
    if (pushed) shell.variables.frames.splice(shell.variables.frames.indexOf(frame), 1);
    redirected?.undo();
  }
  observer?.ended?.({ argv, status: shell.status, depth: shell.functionDepth });
  shell.lastArgument = argv[argv.length - 1];
  shell.pipeStatus = [shell.status];
}

/** POSIX: an error of a special builtin ends a shell that is not interactive. */
function endsPosixShell(shell: Shell, name: ByteString): boolean {
  return shell.posix && !shell.interactive && shell.interpreter.builtins.get(name)?.special === true;
}

function* redirect(shell: Shell, node: Command, name: ByteString): Task<Redirected> {
  try {
    return yield* applyRedirections(shell, node.redirects);
  } catch (error) {
    if (!(error instanceof ShellError) || !endsPosixShell(shell, name)) throw error;
    yield* shell.error(error.message);
    throw new ExitShell(error.status);
  }
}

/** Assigns for one command: into the frame (exported), or for good when there is none. */
function* executeTemporary(shell: Shell, node: Assignment, frame: Frame | undefined): Task<ByteString> {
  if (frame === undefined) return yield* executeAssignment(shell, node);
  const current = shell.variables.lookup(node.name);
  if (current?.readonly === true) throw new ShellError(`${node.name}: readonly variable`, 'command');
  const earlier = frame.variables.get(node.name) ?? current;
  shell.variables.frames.push(frame);
  try {
    if (earlier !== undefined) frame.variables.set(node.name, { ...earlier, exported: true });
    else
      frame.variables.set(node.name, {
        value: undefined,
        array: undefined,
        assoc: undefined,
        exported: true,
        readonly: false,
        integer: false,
        lower: false,
        upper: false,
        nameref: false,
        trace: false,
      });
    return yield* executeAssignment(shell, node);
  } finally {
    shell.variables.frames.pop();
  }
}

/** Runs what argv[0] stands for: a function, a builtin, or a file. Sets the status. */
export function* runArgv(
  shell: Shell,
  argv: readonly ByteString[],
  raw: readonly Argument[],
  how: { readonly functions: boolean; readonly path?: ByteString },
): Task<void> {
  const [name] = argv;
  const definition = how.functions ? shell.functions.get(name) : undefined;
  const builtin = shell.disabledBuiltins.has(name) ? undefined : shell.interpreter.builtins.get(name);
  if (definition !== undefined && !(shell.posix && builtin?.special === true)) {
    yield* runFunction(shell, definition, argv);
    return;
  }
  if (builtin !== undefined) {
    shell.usageFailed = false;
    try {
      shell.status = yield* builtin.run(shell, argv.slice(1), raw.slice(1));
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* shell.error(`${name}: write error: ${error.reason}`);
      shell.status = 1;
    }
    if (shell.usageFailed && endsPosixShell(shell, name)) throw new ExitShell(shell.status);
    return;
  }
  shell.status = yield* runExternal(shell, argv, how.path);
}

const NESTING_LIMIT = 10_000;

export function* runFunction(
  shell: Shell,
  definition: FunctionDefinition,
  argv: readonly ByteString[],
): Task<void> {
  const limit = Number(shell.plain('FUNCNEST') ?? 0) || NESTING_LIMIT;
  if (shell.functionDepth >= limit)
    throw new ShellError(`${definition.name}: maximum function nesting level exceeded (${limit})`);
  const { positional, source, loopDepth, line } = shell;
  const frame: Frame = { variables: new Map(), temporary: false };
  const optionsBefore = shell.localOptions;
  const kept = new Map(shell.traps);
  if (!shell.options.has('errtrace')) shell.traps.delete('ERR');
  if (!shell.options.has('functrace')) {
    shell.traps.delete('RETURN');
    shell.traps.delete('DEBUG');
  }
  shell.variables.frames.push(frame);
  shell.calls.push({ name: definition.name, source: definition.file, line });
  shell.positional = argv.slice(1);
  shell.source = definition.source;
  shell.localOptions = undefined;
  shell.loopDepth = 0;
  shell.functionDepth += 1;
  try {
    try {
      yield* apart(executeBodyOf(shell, definition));
    } catch (error) {
      if (!(error instanceof Return)) throw error;
      shell.status = error.status;
    }
    if (shell.traps.has('RETURN')) yield* runTrap(shell, 'RETURN');
  } finally {
    shell.functionDepth -= 1;
    shell.loopDepth = loopDepth;
    if (shell.localOptions !== undefined) shell.options = shell.localOptions;
    shell.localOptions = optionsBefore;
    shell.source = source;
    shell.positional = positional;
    shell.calls.pop();
    shell.variables.frames.splice(shell.variables.frames.lastIndexOf(frame), 1);
    shell.line = line;
    for (const name of ['ERR', 'RETURN', 'DEBUG'] as const) {
      const before = kept.get(name);
      if (before !== undefined && !shell.traps.has(name)) shell.traps.set(name, before);
    }
  }
}

function* executeBodyOf(shell: Shell, definition: FunctionDefinition): Task<void> {
  const { body } = definition;
  if (body.type === 'CompoundList') throw new ExitShell(2);
  yield* shell.interpreter.executeCommand(shell, body);
}
