// The interpreter: running texts as bash reads them, substitutions, and the wiring of the parts to each other.
//
// Invariant: a syntax error stops a text at the line that holds it; what stands before has already run.
import { fromBytes, type ByteString } from '../../engine/base/index.ts';
import { apart, type Process, type Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { BUILTINS } from './builtins/index.ts';
import { Discard, ExitShell, Return } from './control.ts';
import { exitStatus } from './exit-status.ts';
import { executeCommand, executeList, finishSubshell, forkShell } from './execute.ts';
import { expandText } from './expand.ts';
import { replaceProcess } from './external.ts';
import { importEnvironment } from './environment.ts';
import { Shell, type Caches, type CommandObserver, type Interpreter } from './shell.ts';
import { runArgv } from './simple-command.ts';
import { SourceText } from './source-text.ts';
import { firstSyntaxError, type SyntaxProblem } from './syntax-error.ts';

/** Fresh caches; every shell of one run shares them. */
export function createCaches(): Caches {
  return { words: new Map(), braces: new Map(), sources: new Map() };
}

export function parseText(shell: Shell, text: ByteString, line: number): SourceText {
  const key = `${line}\0${text}`;
  const cache = shell.caches.sources;
  let source = cache.get(key);
  if (source === undefined) {
    source = new SourceText(text, line);
    if (cache.size > 2000) cache.clear();
    cache.set(key, source);
  }
  return source;
}

/** What a syntax error says before its message: `-c: line 1: `, `eval: line 2: `. */
function* tellSyntaxError(shell: Shell, problem: SyntaxProblem, where: ByteString): Task<void> {
  const head = shell.interactive
    ? `${shell.name}: `
    : `${shell.sourceName()}: ${where}line ${problem.line}: `;
  yield* shell.process.printError(`${head}${problem.message}\n`);
  if (problem.context !== undefined && !shell.interactive)
    yield* shell.process.printError(`${head}\`${problem.context}'\n`);
}

/** Whether a syntax error lies in the lines of the statements from `at` to `end`. */
function holdsProblem(source: SourceText, problem: SyntaxProblem, at: number, end: number): boolean {
  const { commands } = source.script;
  if (problem.pos < commands[at].pos) return true;
  if (problem.incomplete && end === commands.length) return true;
  const lineEnd = source.text.indexOf('\n', commands[end - 1].end);
  return problem.pos < (lineEnd < 0 ? Infinity : lineEnd);
}

/**
 * Runs a text line by line, as a shell that reads it does. `where` is told in syntax errors; `top` says that an
 * expansion error gives up a line only, not the whole text.
 */
export function* runSource(shell: Shell, source: SourceText, where: ByteString, top: boolean): Task<number> {
  const before = shell.source;
  shell.source = source;
  const problem = firstSyntaxError(source);
  const { commands } = source.script;
  try {
    for (let at = 0; at < commands.length;) {
      let end = at + 1;
      while (
        end < commands.length &&
        !source.text.slice(commands[end - 1].end, commands[end].pos).includes('\n')
      )
        end += 1;
      if (problem !== undefined && holdsProblem(source, problem, at, end)) break;
      if (shell.options.has('verbose')) {
        const text = source.text.slice(commands[at].pos, commands[end - 1].end);
        yield* shell.process.printError(`${text}\n`);
      }
      try {
        yield* executeList(shell, commands.slice(at, end));
      } catch (error) {
        if (!(error instanceof Discard) || !top) throw error;
        shell.status = error.status;
        if (shell.subshellDepth > 0) throw new ExitShell(error.status);
        if (shell.options.has('errexit')) throw new ExitShell(error.status);
      }
      at = end;
    }
    if (commands.length === 0 && problem === undefined) shell.status = 0;
    if (problem !== undefined) {
      yield* tellSyntaxError(shell, problem, where);
      shell.status = 2;
      if (top) throw new ExitShell(2);
    }
  } finally {
    shell.source = before;
  }
  return shell.status;
}

/** `eval`, traps, and other texts inside a running shell. */
function* runText(shell: Shell, text: ByteString, line?: number): Task<number> {
  const source = parseText(shell, text, line ?? shell.line);
  if (source.script.commands.length === 0 && source.script.errors === undefined) return (shell.status = 0);
  try {
    return yield* apart(runSource(shell, source, 'eval: ', false));
  } catch (error) {
    if (!(error instanceof Discard)) throw error;
    if (shell.functionDepth > 0 || shell.subshellDepth > 0) throw error;
    return (shell.status = error.status);
  }
}

function* sourceText(
  shell: Shell,
  text: ByteString,
  file: ByteString,
  positional: readonly ByteString[] | undefined,
): Task<number> {
  const { positional: outer, line, file: outerFile } = shell;
  if (positional !== undefined) shell.positional = positional;
  shell.calls.push({ name: 'source', source: file, line });
  shell.sourceDepth += 1;
  shell.file = file;
  shell.status = 0;
  try {
    return yield* runSource(shell, new SourceText(text), '', false);
  } catch (error) {
    if (!(error instanceof Return)) throw error;
    return (shell.status = error.status);
  } finally {
    shell.file = outerFile;
    shell.sourceDepth -= 1;
    shell.calls.pop();
    shell.line = line;
    if (positional !== undefined) shell.positional = outer;
  }
}

function* substituteCommand(shell: Shell, source: ByteString, line: number): Task<ByteString> {
  const file = /^\s*<\s*([^\s<>&|;()]+)\s*$/.exec(source);
  if (file !== null) return yield* readFileSubstitution(shell, file[1]);
  const { process } = shell;
  const { reader, writer } = process.pipe();
  const descriptors = new Map(process.descriptors);
  descriptors.set(1, writer);
  // bash runs the substitution's normalised text: newlines before its first command do not count.
  const text = parseText(shell, source.replace(/^\s*\n/, ''), line);
  const child = forkShell(
    shell,
    descriptors,
    (inner) => runSource(inner, text, 'command substitution: ', true),
    (inner) => {
      if (!inner.posix && !inner.shopts.has('inherit_errexit')) inner.options.delete('errexit');
      inner.tolerant = inner.options.has('errexit') ? inner.tolerant : 0;
      inner.traceDepth += 1;
    },
  );
  writer.close();
  const chunks: ByteString[] = [];
  for (;;) {
    const chunk = yield* reader.read(65536);
    if (chunk.length === 0) break;
    chunks.push(fromBytes(chunk));
  }
  reader.close();
  shell.status = exitStatus(yield* child.wait());
  shell.substitutionStatus = shell.status;
  return chunks.join('').replaceAll('\0', '').replace(/\n+$/, '');
}

/** `$(<file)`. */
function* readFileSubstitution(shell: Shell, word: ByteString): Task<ByteString> {
  const path = yield* expandText(shell, word);
  try {
    const text = shell.process.files.readText(path);
    shell.status = 0;
    shell.substitutionStatus = 0;
    return text.replaceAll('\0', '').replace(/\n+$/, '');
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* shell.error(`${path}: ${error.reason}`);
    shell.status = 1;
    shell.substitutionStatus = 1;
    return '';
  }
}

function* substituteProcess(
  shell: Shell,
  operator: '<' | '>',
  source: ByteString,
  line: number,
): Task<ByteString> {
  const { process } = shell;
  const { reader, writer } = process.pipe();
  const descriptors = new Map(process.descriptors);
  descriptors.set(operator === '<' ? 1 : 0, operator === '<' ? writer : reader);
  const text = parseText(shell, source, line);
  const child = forkShell(shell, descriptors, (inner) =>
    runSource(inner, text, 'process substitution: ', true),
  );
  let fd = 63;
  while (process.descriptors.has(fd)) fd -= 1;
  process.descriptors.set(fd, operator === '<' ? reader : writer);
  (operator === '<' ? writer : reader).close();
  shell.substitutions.push({ fd, child });
  shell.lastBackground = child.pid;
  yield 'tick';
  return `/dev/fd/${fd}`;
}

function* runScript(
  process: Process,
  shell: Shell,
  file: ByteString,
  args: readonly ByteString[],
  environment: ReadonlyMap<ByteString, ByteString>,
): Task<number> {
  const inner = new Shell(process, INTERPRETER, shell.caches, shell.observer, file);
  importEnvironment(inner, environment);
  inner.positional = args;
  return yield* runToEnd(inner, process.files.readText(file), '');
}

/** Runs a whole script or `-c` string in a shell of its own, with its EXIT trap. Gives the process's status. */
export function* runToEnd(shell: Shell, text: ByteString, where: ByteString): Task<number> {
  return yield* finishSubshell(shell, (inner) => runSource(inner, new SourceText(text), where, true));
}

function* runCommand(
  shell: Shell,
  argv: readonly ByteString[],
  how: { readonly functions: boolean; readonly path?: ByteString },
): Task<number> {
  yield* runArgv(shell, argv, argv, how);
  return shell.status;
}

export const INTERPRETER: Interpreter = {
  substituteCommand,
  substituteProcess,
  executeCommand,
  runText,
  sourceText,
  runCommand,
  runScript,
  replaceProcess,
  builtins: BUILTINS,
};

export function createShell(process: Process, name: ByteString, observer?: CommandObserver): Shell {
  return new Shell(process, INTERPRETER, createCaches(), observer, name);
}
