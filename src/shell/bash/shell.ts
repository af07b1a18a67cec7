// The state of one bash process: what a subshell copies.
//
// Invariant: `fork` gives a copy that shares nothing mutable but the caches (which are pure functions of text).
import type { ByteString } from '../../engine/base/index.ts';
import type { ChildProcess, Process, SignalName, Task } from '../../engine/os/index.ts';
import type { CommandNode, CompoundList } from 'unbash';
import type { SourceText } from './source-text.ts';
import type { Part } from './word.ts';
import { scalarOf, Variables } from './variables.ts';

/** A function: its source text is what a session keeps; the body is parsed from it when needed. */
export interface FunctionDefinition {
  readonly name: ByteString;
  /** The definition as it was written, `name () …`. */
  readonly text: ByteString;
  /** Where the definition stands. */
  readonly source: SourceText;
  readonly body: CommandNode | CompoundList;
  readonly line: number;
  /** The file BASH_SOURCE names: `environment` for a command string. */
  readonly file: ByteString;
  readonly exported: boolean;
  readonly trace: boolean;
}

export interface Job {
  readonly id: number;
  readonly pid: number;
  readonly children: readonly ChildProcess[];
  readonly text: ByteString;
  /** `wait` or `jobs` has told of its end. */
  told: boolean;
}

export type TrapName = SignalName | 'EXIT' | 'ERR' | 'DEBUG' | 'RETURN';

/** One frame of FUNCNAME, BASH_SOURCE and BASH_LINENO. */
export interface CallFrame {
  readonly name: ByteString;
  readonly source: ByteString;
  /** Line of the call. */
  readonly line: number;
}

/** What a stepper is told; absent when nobody looks. */
export interface CommandObserver {
  started?(event: {
    source: ByteString;
    start: number;
    end: number;
    argv: readonly ByteString[];
    depth: number;
  }): void;
  ended?(event: { argv: readonly ByteString[]; status: number; depth: number }): void;
}

export interface Caches {
  readonly words: Map<ByteString, readonly Part[]>;
  readonly braces: Map<ByteString, readonly ByteString[]>;
  readonly sources: Map<ByteString, SourceText>;
}

/** `set -o` names and their letters. */
export const OPTION_LETTERS: Readonly<Record<string, string>> = {
  allexport: 'a',
  braceexpand: 'B',
  errexit: 'e',
  errtrace: 'E',
  functrace: 'T',
  hashall: 'h',
  histexpand: 'H',
  keyword: 'k',
  monitor: 'm',
  noclobber: 'C',
  noexec: 'n',
  noglob: 'f',
  notify: 'b',
  nounset: 'u',
  onecmd: 't',
  physical: 'P',
  privileged: 'p',
  verbose: 'v',
  xtrace: 'x',
};

export const OPTION_NAMES: readonly string[] = [
  ...Object.keys(OPTION_LETTERS),
  'emacs',
  'history',
  'ignoreeof',
  'interactive-comments',
  'nolog',
  'pipefail',
  'posix',
  'vi',
].sort();

/** The parts of the interpreter that expansion calls back into. */
export interface Interpreter {
  substituteCommand(shell: Shell, source: ByteString, line: number): Task<ByteString>;
  substituteProcess(shell: Shell, operator: '<' | '>', source: ByteString, line: number): Task<ByteString>;
  executeCommand(shell: Shell, node: CommandNode): Task<number>;
  /** Runs a text as `eval` does; the first line counts as `line`. */
  runText(shell: Shell, text: ByteString, line?: number): Task<number>;
  /** `source`: runs a file's text in this shell, with its own positional parameters when they are given. */
  sourceText(
    shell: Shell,
    text: ByteString,
    file: ByteString,
    positional: readonly ByteString[] | undefined,
  ): Task<number>;
  /** Runs a command that is already expanded; `functions: false` as `command` does. */
  runCommand(
    shell: Shell,
    argv: readonly ByteString[],
    how: { readonly functions: boolean; readonly path?: ByteString },
  ): Task<number>;
  /** A script file in a process of its own: a fresh shell that knows nothing but the environment. */
  runScript(
    process: Process,
    shell: Shell,
    file: ByteString,
    args: readonly ByteString[],
    environment: ReadonlyMap<ByteString, ByteString>,
  ): Task<number>;
  /** execve: gives the status to end with. */
  replaceProcess(shell: Shell, argv: readonly ByteString[], how: ExecOptions): Task<number>;
  readonly builtins: ReadonlyMap<ByteString, Builtin>;
}

export interface ExecOptions {
  readonly name?: ByteString;
  readonly login?: boolean;
  readonly empty?: boolean;
}

/** One element of `name=(…)`: a subscript as it was written, or none; the texts it expands to. */
export interface ArrayElement {
  readonly subscript: ByteString | undefined;
  readonly values: readonly ByteString[];
  readonly append: boolean;
}

/** `name=(…)` as an argument of `declare` and its kin. */
export interface ArrayArgument {
  readonly name: ByteString;
  readonly append: boolean;
  readonly elements: readonly ArrayElement[];
}

export type Argument = ByteString | ArrayArgument;

export interface Builtin {
  readonly name: ByteString;
  /** POSIX's special builtins: assignments before them last, their errors end a POSIX shell. */
  readonly special?: boolean;
  /** Takes assignments as arguments: `declare`, `export` … */
  readonly declaration?: boolean;
  readonly run: (shell: Shell, args: readonly ByteString[], raw: readonly Argument[]) => Task<number>;
}

export class Shell {
  variables = new Variables();
  functions = new Map<ByteString, FunctionDefinition>();
  aliases = new Map<ByteString, ByteString>();
  options = new Set<string>(['braceexpand', 'hashall', 'interactive-comments']);
  shopts = new Set<string>([
    'checkwinsize',
    'cmdhist',
    'complete_fullquote',
    'extquote',
    'force_fignore',
    'globasciiranges',
    'globskipdots',
    'hostcomplete',
    'interactive_comments',
    'patsub_replacement',
    'progcomp',
    'promptvars',
    'sourcepath',
  ]);
  traps = new Map<TrapName, ByteString>();
  pendingTraps: SignalName[] = [];
  hashed = new Map<ByteString, ByteString>();
  positional: readonly ByteString[] = [];
  directoryStack: ByteString[] = [];
  jobs: Job[] = [];
  nextJob = 1;
  status = 0;
  pipeStatus: readonly number[] = [0];
  lastBackground: number | undefined;
  lastArgument: ByteString = '';
  /** `$0`, and the name errors begin with. */
  name: ByteString;
  /** `$$`: the process the first shell was. */
  readonly pid: number;
  line = 0;
  source: SourceText | undefined;
  calls: CallFrame[] = [];
  loopDepth = 0;
  functionDepth = 0;
  sourceDepth = 0;
  subshellDepth = 0;
  /** Above 0 while a failing command must not end the shell (`if`, `&&`, `!` …). */
  tolerant = 0;
  random = 42;
  startTime: number;
  optionCursor = 0;
  commandString = false;
  interactive = false;
  trapDepth = 0;
  /** Status of the last command substitution of an assignment. */
  substitutionStatus = 0;
  /** The options as they were before `local -` of the running function. */
  localOptions: Set<string> | undefined;
  disabledBuiltins = new Set<ByteString>();
  activeAliases: ReadonlySet<string> = new Set();
  /** Whether Ctrl-C has given up the line that runs (an interactive session). */
  interrupted: () => boolean = () => false;
  /** A command that dealt with SIGINT itself takes nothing with it. */
  forgetInterrupt: () => void = () => undefined;
  /** Messages of expansions that go on all the same; shown at the next chance. */
  complaints: ByteString[] = [];
  /** BASH_COMMAND: the simple command that runs, outside of traps. */
  command: ByteString = '';
  /** A builtin was used wrongly. */
  usageFailed = false;
  /** `exec` has put another program in this process. */
  replaced = false;
  /** Nested evaluations: how often `set -x` repeats the first letter of PS4. */
  traceDepth = 0;
  /** A `-c` string or the terminal, whose functions come from no file. */
  file: ByteString | undefined;
  /** A stack of the descriptors that `exec {fd}` and process substitutions opened for the current command. */
  substitutions: { fd: number; child: ChildProcess }[] = [];
  commandDepth = 0;

  constructor(
    readonly process: Process,
    readonly interpreter: Interpreter,
    readonly caches: Caches,
    readonly observer: CommandObserver | undefined,
    name: ByteString,
    pid?: number,
  ) {
    this.name = name;
    this.pid = pid ?? process.pid;
    this.startTime = process.now();
  }

  /** The state of a subshell that runs in `process`. */
  fork(process: Process): Shell {
    const child = new Shell(process, this.interpreter, this.caches, this.observer, this.name, this.pid);
    child.variables = this.variables.fork();
    child.functions = new Map(this.functions);
    child.aliases = new Map(this.aliases);
    child.options = new Set(this.options);
    child.shopts = new Set(this.shopts);
    child.hashed = new Map(this.hashed);
    child.positional = this.positional;
    child.directoryStack = [...this.directoryStack];
    child.status = this.status;
    child.pipeStatus = this.pipeStatus;
    child.lastBackground = this.lastBackground;
    child.lastArgument = this.lastArgument;
    child.line = this.line;
    child.source = this.source;
    child.calls = [...this.calls];
    child.loopDepth = this.loopDepth;
    child.functionDepth = this.functionDepth;
    child.sourceDepth = this.sourceDepth;
    child.subshellDepth = this.subshellDepth + 1;
    child.tolerant = this.tolerant;
    child.random = this.random;
    child.startTime = this.startTime;
    child.optionCursor = this.optionCursor;
    child.commandString = this.commandString;
    child.interactive = false;
    child.commandDepth = this.commandDepth;
    child.traceDepth = this.traceDepth;
    child.trapDepth = this.trapDepth;
    child.file = this.file;
    for (const [name, action] of this.traps) {
      const inherited =
        action === '' ||
        (name === 'ERR' && this.options.has('errtrace')) ||
        ((name === 'DEBUG' || name === 'RETURN') && this.options.has('functrace'));
      if (inherited) child.traps.set(name, action);
    }
    return child;
  }

  /** What an error message begins with. */
  errorPrefix(): ByteString {
    const name = this.sourceName();
    return this.interactive ? `${name}: ` : `${name}: line ${this.line}: `;
  }

  /** The name errors show: of the file a function or sourced script came from, else `$0`. */
  sourceName(): ByteString {
    const frame = this.calls.at(-1);
    if (frame === undefined || this.interactive) return this.name;
    return frame.source;
  }

  /** The file that functions defined now belong to. */
  currentFile(): ByteString {
    return this.file ?? (this.commandString ? 'environment' : this.name);
  }

  /** Makes the process's signals follow the traps: called after a fork and when a trap changes. */
  installTraps(): void {
    for (const [name, action] of this.traps)
      if (name.startsWith('SIG')) this.installTrap(name as SignalName, action);
  }

  installTrap(name: SignalName, action: ByteString | undefined): void {
    if (action === undefined) this.process.signals.delete(name);
    else this.process.signals.set(name, action === '' ? 'ignore' : () => this.pendingTraps.push(name));
  }

  *error(message: ByteString): Task<void> {
    try {
      yield* this.process.printError(`${this.errorPrefix()}${message}\n`);
    } catch (error) {
      // An error that cannot be shown is lost, as with a closed descriptor 2.
      void error;
    }
  }

  /** A variable's plain text by name, namerefs and dynamic variables aside. */
  plain(name: ByteString): ByteString | undefined {
    return scalarOf(this.variables.lookup(name));
  }

  get ifs(): ByteString {
    return this.plain('IFS') ?? ' \t\n';
  }

  get posix(): boolean {
    return this.options.has('posix');
  }

  /** `$-`. */
  optionLetters(): ByteString {
    let letters = '';
    for (const letter of 'abefhkmnptuvxBCEHPT') {
      const name = Object.keys(OPTION_LETTERS).find((n) => OPTION_LETTERS[n] === letter);
      if (name !== undefined && this.options.has(name)) letters += letter;
      if (letter === 'h' && this.interactive) letters += 'i';
    }
    return this.commandString ? `${letters}c` : letters;
  }
}
