// The program bash (and sh, when argv[0] says so): its command line, and where its text comes from.
import type { ByteString } from '../../engine/base/index.ts';
import type { Process, Program, Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { ExitShell } from './control.ts';
import { hasOpenHereDocument } from './here-document.ts';
import { importEnvironment } from './environment.ts';
import { finishSubshell } from './execute.ts';
import { createShell, runSource, runToEnd } from './interpreter.ts';
import { OPTION_LETTERS, OPTION_NAMES, type CommandObserver, type Shell } from './shell.ts';
import { readScript } from './script-file.ts';
import { SourceText } from './source-text.ts';
import { firstSyntaxError } from './syntax-error.ts';
import { readUntil } from './builtins/reading.ts';

interface CommandLine {
  readonly mode: 'command' | 'file' | 'stdin';
  readonly text: ByteString | undefined;
  readonly operands: readonly ByteString[];
}

const VERSION_TEXT = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
(what Nixarium simulates; this is its own evaluator)
`;

/** A bash program; with an observer every command it starts is told. */
export function bashProgram(observer?: CommandObserver): Program {
  return function* bash(process: Process): Task<number> {
    const zero = process.argv[0] ?? 'bash';
    const shell = createShell(process, zero, observer);
    importEnvironment(shell, process.environment);
    if (/(?:^|\/)-?sh$/.test(zero)) shell.options.add('posix');
    const line = yield* readCommandLine(shell, process.argv.slice(1));
    if (typeof line === 'number') return line;
    if (shell.posix) shell.shopts.add('expand_aliases');
    return yield* start(shell, line);
  };
}

function* readCommandLine(shell: Shell, args: readonly ByteString[]): Task<CommandLine | number> {
  let command = false;
  let stdin = false;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at];
    if (arg === '--' || arg === '-') {
      at += 1;
      break;
    }
    if (arg.startsWith('--')) {
      switch (arg) {
        case '--version':
          yield* shell.process.print(VERSION_TEXT);
          return 0;
        case '--posix':
          shell.options.add('posix');
          continue;
        case '--norc':
        case '--noprofile':
        case '--noediting':
        case '--login':
          continue;
        case '--verbose':
          shell.options.add('verbose');
          continue;
        default:
          yield* shell.process.printError(`${shell.name}: ${arg}: invalid option\n`);
          return 2;
      }
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 's') stdin = true;
      else if (letter === 'i' || letter === 'l') continue;
      else if (letter === 'o' || letter === 'O') {
        const name = args[++at] ?? '';
        const target = letter === 'o' ? shell.options : shell.shopts;
        if (letter === 'o' && !OPTION_NAMES.includes(name)) {
          yield* shell.process.printError(`${shell.name}: ${name}: invalid option name\n`);
          return 2;
        }
        if (on) target.add(name);
        else target.delete(name);
      } else {
        const name = Object.keys(OPTION_LETTERS).find((n) => OPTION_LETTERS[n] === letter);
        if (name === undefined) {
          yield* shell.process.printError(`${shell.name}: ${arg[0]}${letter}: invalid option\n`);
          return 2;
        }
        if (on) shell.options.add(name);
        else shell.options.delete(name);
      }
    }
  }
  const rest = args.slice(at);
  if (command) {
    if (rest.length === 0) {
      yield* shell.process.printError(`${shell.name}: -c: option requires an argument\n`);
      return 2;
    }
    return { mode: 'command', text: rest[0], operands: rest.slice(1) };
  }
  if (stdin || rest.length === 0) return { mode: 'stdin', text: undefined, operands: rest };
  return { mode: 'file', text: rest[0], operands: rest.slice(1) };
}

function* start(shell: Shell, line: CommandLine): Task<number> {
  const { process } = shell;
  if (line.mode === 'command') {
    shell.commandString = true;
    if (line.operands.length > 0) shell.name = line.operands[0];
    shell.positional = line.operands.slice(1);
    return yield* runToEnd(shell, line.text ?? '', '-c: ');
  }
  shell.positional = line.operands;
  if (line.mode === 'stdin') return yield* runStdin(shell);
  const file = line.text ?? '';
  const given = shell.name;
  shell.name = file;
  let text: ByteString;
  try {
    text = yield* readScript(process, file);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* process.printError(`${given}: ${file}: ${error.reason}\n`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
  if (text.slice(0, 80).split('\n', 1)[0].includes('\0')) {
    yield* process.printError(`${file}: ${file}: cannot execute binary file\n`);
    return 126;
  }
  return yield* runToEnd(shell, text, '');
}

/** A script on standard input: read and run line by line, so that its commands can read the rest. */
function* runStdin(shell: Shell): Task<number> {
  return yield* finishSubshell(shell, function* () {
    let line = 1;
    let text = '';
    let first = 1;
    for (;;) {
      const stream = shell.process.descriptors.get(0);
      if (stream === undefined) break;
      const { text: more, ended } = yield* readUntil(stream, '\n');
      if (ended && more === '' && text === '') break;
      if (text === '') first = line;
      text += ended ? more : `${more}\n`;
      line += 1;
      if (/\\\n$/.test(text) && !ended) continue;
      const source = new SourceText(text, first);
      const problem = firstSyntaxError(source);
      const open = problem?.incomplete === true || hasOpenHereDocument(source);
      if (open && !ended) continue;
      text = '';
      yield* runSource(shell, source, '', true);
      if (ended) break;
    }
    if (shell.options.has('errexit') && shell.status !== 0) throw new ExitShell(shell.status);
    return shell.status;
  });
}
