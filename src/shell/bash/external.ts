// Commands that are files: the search of PATH, execve, and scripts without `#!`.
//
// Invariant: the error texts and statuses are bash's: 127 when nothing is found, 126 when it cannot be run.
import { fromBytes, type ByteString } from '../../engine/base/index.ts';
import { SIGNAL_WORDS, simulatedProgram, type ChildProcess, type Task } from '../../engine/os/index.ts';
import { PosixError, type Files } from '../../engine/vfs/index.ts';
import { exitStatus } from './exit-status.ts';
import type { ExecOptions, Shell } from './shell.ts';

/** Files a name stands for in a list of directories, in its order; executables only unless none is. */
export function searchPath(files: Files, path: ByteString, name: ByteString): ByteString[] {
  const found: ByteString[] = [];
  for (const directory of path.split(':')) {
    const candidate = directory === '' ? `./${name}` : `${directory.replace(/\/$/, '')}/${name}`;
    if (!isFile(files, candidate) || !files.access(candidate, 'x')) continue;
    found.push(candidate);
  }
  return found;
}

function isFile(files: Files, path: ByteString): boolean {
  try {
    return files.stat(path).kind === 'file';
  } catch (error) {
    if (error instanceof PosixError) return false;
    throw error;
  }
}

/** A file of that name that is there but may not be executed. */
function searchAny(files: Files, path: ByteString, name: ByteString): ByteString | undefined {
  return path
    .split(':')
    .map((directory) => `${directory === '' ? '.' : directory}/${name}`)
    .find((candidate) => isFile(files, candidate));
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The file a command name stands for, or undefined. */
export function findCommand(shell: Shell, name: ByteString, given?: ByteString): ByteString | undefined {
  if (name.includes('/')) return name;
  const { files } = shell.process;
  const hashed = shell.hashed.get(name);
  if (given === undefined && hashed !== undefined && isFile(files, hashed)) return hashed;
  const path =
    given ?? shell.plain('PATH') ?? (shell.variables.lookup('PATH') === undefined ? DEFAULT_PATH : '');
  const found = searchPath(files, path, name)[0] ?? searchAny(files, path, name);
  if (found !== undefined && given === undefined && shell.options.has('hashall'))
    shell.hashed.set(name, found);
  return found;
}

/** Runs a file in a process of its own and waits for it. */
export function* runExternal(shell: Shell, argv: readonly ByteString[], path?: ByteString): Task<number> {
  const [name] = argv;
  const file = name === '' ? undefined : findCommand(shell, name, path);
  if (file === undefined) {
    const handler = shell.functions.get('command_not_found_handle');
    if (handler !== undefined)
      return yield* shell.interpreter.runCommand(shell, ['command_not_found_handle', ...argv], {
        functions: true,
      });
    yield* shell.error(`${name}: command not found`);
    return 127;
  }
  const environment = commandEnvironment(shell, file);
  let child: ChildProcess;
  try {
    child = shell.process.spawn({ path: file, argv, environment, descriptors: shell.process.descriptors });
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    const script = error.code === 'ENOEXEC' ? scriptText(shell, file) : undefined;
    if (script === undefined) return yield* cannotExecute(shell, file, error);
    child = shell.process.fork((process) =>
      shell.interpreter.runScript(process, shell, file, argv.slice(1), environment),
    );
  }
  const exit = yield* child.wait();
  if (!('signal' in exit)) shell.forgetInterrupt();
  if ('signal' in exit && exit.signal !== 'SIGINT' && exit.signal !== 'SIGPIPE')
    yield* shell.error(
      `${String(child.pid).padStart(5)} ${SIGNAL_WORDS[exit.signal].padEnd(23)} ${argv.join(' ')}`,
    );
  return exitStatus(exit);
}

export function commandEnvironment(shell: Shell, file: ByteString): Map<ByteString, ByteString> {
  const environment = shell.variables.environment();
  for (const definition of shell.functions.values())
    if (definition.exported) environment.set(`BASH_FUNC_${definition.name}%%`, functionText(definition.text));
  environment.set('_', file);
  return environment;
}

/** `() { …; }`, as an exported function travels. */
function functionText(text: ByteString): ByteString {
  const brace = text.search(/[({]\s*\n?/);
  void brace;
  return `() ${text.slice(text.indexOf('{'))}`;
}

/** A file's text when it may be a script: no NUL byte in its first line. */
function scriptText(shell: Shell, file: ByteString): ByteString | undefined {
  const data = shell.process.files.readFile(file);
  if (simulatedProgram(data) !== undefined) return undefined;
  const sample = fromBytes(data.subarray(0, 80)).split('\n', 1)[0];
  return sample.includes('\0') ? undefined : fromBytes(data);
}

function* cannotExecute(shell: Shell, file: ByteString, error: PosixError): Task<number> {
  const { files } = shell.process;
  const status = error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 127 : 126;
  let isDirectory = false;
  try {
    isDirectory = files.stat(file).kind === 'directory';
  } catch (problem) {
    if (!(problem instanceof PosixError)) throw problem;
  }
  if (isDirectory) {
    yield* shell.error(`${file}: Is a directory`);
    return 126;
  }
  if (!files.exists(file) || !files.access(file, 'x')) yield* shell.error(`${file}: ${error.reason}`);
  else if (error.code === 'ENOENT') yield* shell.error(`${file}: cannot execute: required file not found`);
  else if (error.code === 'ENOEXEC')
    yield* shell.error(`${file}: cannot execute binary file: Exec format error`);
  else {
    const line = fromBytes(files.readFile(file).subarray(0, 200)).split('\n', 1)[0];
    const interpreter = /^#!\s*(\S+)/.exec(line)?.[1];
    yield* shell.error(
      interpreter === undefined
        ? `${file}: ${error.reason}`
        : `${file}: ${interpreter}: bad interpreter: ${error.reason}`,
    );
  }
  return status;
}

/** `exec command`: this process becomes the command. Gives the status to end with, or undefined when it cannot. */
export function* replaceProcess(shell: Shell, argv: readonly ByteString[], how: ExecOptions): Task<number> {
  const [name] = argv;
  const file = findCommand(shell, name);
  if (file === undefined || (!name.includes('/') && !shell.process.files.access(file, 'x'))) {
    yield* shell.error(
      `exec: ${name}: ${file === undefined ? 'not found' : 'cannot execute: Permission denied'}`,
    );
    return file === undefined ? 127 : 126;
  }
  const environment =
    how.empty === true ? new Map<ByteString, ByteString>() : commandEnvironment(shell, file);
  const zero = `${how.login === true ? '-' : ''}${how.name ?? name}`;
  let task: Task<number>;
  try {
    task = shell.process.replace({ path: file, argv: [zero, ...argv.slice(1)], environment });
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    if (error.code === 'ENOEXEC' && scriptText(shell, file) !== undefined)
      return yield* shell.interpreter.runScript(shell.process, shell, file, argv.slice(1), environment);
    return yield* execFailed(shell, file, error);
  }
  shell.replaced = true;
  return yield* task;
}

function* execFailed(shell: Shell, file: ByteString, error: PosixError): Task<number> {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    yield* shell.error(`${file}: ${error.reason}`);
    yield* shell.error(`exec: ${file}: cannot execute: ${error.reason}`);
    return 127;
  }
  const status = yield* cannotExecute(shell, file, error);
  yield* shell.error(`exec: ${file}: cannot execute: ${error.reason}`);
  return status;
}
