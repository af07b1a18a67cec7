// A session: the state that lives on between the lines typed at a terminal, each of which runs in a process of its own.
//
// Invariant: a ShellState is plain, serialisable data; two sessions that did the same are deep-equal. History and
// background jobs are not in it: what still runs when a line is done is not ours to keep.
import type { ByteString } from '../../engine/base/index.ts';
import type { Process, SignalName, Task } from '../../engine/os/index.ts';
import { Discard, ExitShell, LoopJump, Return } from './control.ts';
import { importEnvironment } from './environment.ts';
import { defineFunctionText } from './function-text.ts';
import { hasOpenHereDocument } from './here-document.ts';
import { createShell, runSource } from './interpreter.ts';
import type { Shell, TrapName } from './shell.ts';
import { SourceText } from './source-text.ts';
import { firstSyntaxError } from './syntax-error.ts';
import { runTrap } from './trap.ts';
import { PLAIN, type Variable } from './variables.ts';

/** A variable as data: `array` and `assoc` as pairs, attributes as the letters of `declare`. */
export interface SavedVariable {
  readonly value?: ByteString;
  readonly array?: readonly (readonly [index: number, value: ByteString])[];
  readonly assoc?: readonly (readonly [key: ByteString, value: ByteString])[];
  readonly attributes?: string;
}

export interface ShellState {
  readonly cwd: ByteString;
  readonly umask: number;
  readonly status: number;
  readonly variables: Readonly<Record<string, SavedVariable>>;
  /** Source text of each definition. */
  readonly functions: Readonly<Record<string, ByteString>>;
  readonly aliases: Readonly<Record<string, ByteString>>;
  readonly options: readonly string[];
  readonly shopts: readonly string[];
  readonly traps: Readonly<Record<string, ByteString>>;
  readonly positional: readonly ByteString[];
  readonly directoryStack: readonly ByteString[];
  /** What RANDOM goes on from, and when SECONDS began. */
  readonly random: number;
  readonly startTime: number | null;
}

export interface LineResult {
  readonly state: ShellState;
  readonly status: number;
  /** The line was `exit`, or a fatal error ended the session. */
  readonly exited: boolean;
}

const ATTRIBUTES: readonly (readonly [keyof Variable, string])[] = [
  ['exported', 'x'],
  ['readonly', 'r'],
  ['integer', 'i'],
  ['lower', 'l'],
  ['upper', 'u'],
  ['nameref', 'n'],
  ['trace', 't'],
];

/** Made anew by every shell, so not part of a session. */
const OWN = new Set(['PPID', 'SHLVL', 'BASH_VERSINFO', 'UID', 'EUID', 'PWD', '_']);

/** The state of a session that has not begun: what login gives. */
export function firstShellState(
  environment: ReadonlyMap<ByteString, ByteString>,
  cwd: ByteString,
): ShellState {
  const variables: Record<string, SavedVariable> = {};
  for (const [name, value] of environment)
    if (/^[a-zA-Z_]\w*$/.test(name) && !OWN.has(name)) variables[name] = { value, attributes: 'x' };
  return {
    cwd,
    umask: 0o022,
    status: 0,
    variables,
    functions: {},
    aliases: {},
    options: ['braceexpand', 'hashall', 'interactive-comments'],
    shopts: [],
    traps: {},
    positional: [],
    directoryStack: [],
    random: 42,
    startTime: null,
  };
}

function save(shell: Shell, before: ShellState): ShellState {
  const variables: Record<string, SavedVariable> = {};
  for (const name of shell.variables.names()) {
    const variable = shell.variables.globals.get(name);
    if (variable !== undefined && !OWN.has(name)) variables[name] = saveVariable(variable);
  }
  const fresh = createShell(shell.process, shell.name);
  const differing = [...shell.shopts].filter((name) => !fresh.shopts.has(name) && name !== 'expand_aliases');
  const missing = [...fresh.shopts].filter((name) => !shell.shopts.has(name)).map((name) => `-${name}`);
  return {
    cwd: shell.process.files.cwd,
    umask: shell.process.files.umask,
    status: shell.status,
    variables,
    functions: Object.fromEntries([...shell.functions.values()].map((f) => [f.name, f.text])),
    aliases: Object.fromEntries(shell.aliases),
    options: [...shell.options].sort(),
    shopts: [...differing, ...missing].sort(),
    traps: Object.fromEntries(shell.traps),
    positional: [...shell.positional],
    directoryStack: [...shell.directoryStack],
    random: shell.random,
    startTime: before.startTime ?? shell.startTime,
  };
}

function saveVariable(variable: Variable): SavedVariable {
  const attributes = ATTRIBUTES.filter(([key]) => variable[key] === true)
    .map(([, letter]) => letter)
    .join('');
  return {
    ...(variable.value === undefined ? {} : { value: variable.value }),
    ...(variable.array === undefined ? {} : { array: [...variable.array].sort(([a], [b]) => a - b) }),
    ...(variable.assoc === undefined ? {} : { assoc: [...variable.assoc] }),
    ...(attributes === '' ? {} : { attributes }),
  };
}

function restoreVariable(saved: SavedVariable): Variable {
  const letters = saved.attributes ?? '';
  const flags = Object.fromEntries(ATTRIBUTES.map(([key, letter]) => [key, letters.includes(letter)]));
  return {
    ...PLAIN,
    ...flags,
    value: saved.value,
    array: saved.array === undefined ? undefined : new Map(saved.array),
    assoc: saved.assoc === undefined ? undefined : new Map(saved.assoc),
  };
}

/** A shell that goes on where a state left off. */
function restore(process: Process, state: ShellState): Shell {
  const shell = createShell(process, 'bash');
  process.files.umask = state.umask;
  importEnvironment(shell, new Map());
  for (const [name, saved] of Object.entries(state.variables))
    shell.variables.globals.set(name, restoreVariable(saved));
  for (const [name, text] of Object.entries(state.functions)) defineFunctionText(shell, name, text, 'main');
  shell.aliases = new Map(Object.entries(state.aliases));
  shell.options = new Set(state.options);
  shell.shopts.add('expand_aliases');
  for (const name of state.shopts)
    if (name.startsWith('-')) shell.shopts.delete(name.slice(1));
    else shell.shopts.add(name);
  shell.traps = new Map(Object.entries(state.traps)) as Map<TrapName, ByteString>;
  shell.installTraps();
  shell.positional = state.positional;
  shell.directoryStack = [...state.directoryStack];
  shell.status = state.status;
  shell.random = state.random;
  shell.startTime = state.startTime ?? process.now();
  shell.interactive = true;
  return shell;
}

/**
 * Runs one line (or several, once `isIncomplete` says no more is needed) in a process whose descriptors are the
 * terminal's. SIGINT gives up the line with status 130, as an interactive bash does.
 */
export function* runLine(process: Process, state: ShellState, line: ByteString): Task<LineResult> {
  const shell = restore(process, state);
  // A command that SIGINT ends takes the line with it.
  let interrupted = false;
  if (!process.signals.has('SIGINT')) process.signals.set('SIGINT', () => (interrupted = true));
  for (const name of ['SIGTERM', 'SIGQUIT'] as SignalName[])
    if (!process.signals.has(name)) process.signals.set(name, 'ignore');
  shell.interrupted = () => interrupted;
  shell.forgetInterrupt = () => (interrupted = false);
  let exited = false;
  try {
    yield* runSource(shell, new SourceText(line), '', true);
  } catch (error) {
    if (error instanceof ExitShell) {
      shell.status = error.status;
      exited = !isSyntaxFailure(line);
    } else if (error instanceof Discard || error instanceof Return) shell.status = error.status;
    else if (!(error instanceof LoopJump)) throw error;
  }
  if (exited && shell.traps.has('EXIT')) {
    try {
      yield* runTrap(shell, 'EXIT');
    } catch (error) {
      if (!(error instanceof ExitShell)) throw error;
    }
  }
  if (interrupted) shell.status = 130;
  return { state: save(shell, state), status: shell.status, exited };
}

function isSyntaxFailure(line: ByteString): boolean {
  return firstSyntaxError(new SourceText(line)) !== undefined;
}

/** True when more lines must follow: an open quote, `if` without `fi`, a here-document, a backslash at the end. */
export function isIncomplete(text: ByteString): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\\n?$/.test(text)) return true;
  const source = new SourceText(text);
  const problem = firstSyntaxError(source);
  if (problem !== undefined) return problem.incomplete;
  return hasOpenHereDocument(source) || /(?:&&|\|\|?)\s*$/.test(text);
}
