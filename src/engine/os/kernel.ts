// The kernel: starts processes, lets them run in turn, delivers signals.
//
// Invariant: the order in which processes run depends on nothing but their own yields (round-robin by age), so the
// same commands give the same interleaving everywhere. It knows no clock; `now` is the machine's logical time.
// Left out on purpose: job control, sessions, priorities, memory limits.
import { NotSimulated, type ByteString } from '../base/index.ts';
import { PosixError, type Files } from '../vfs/index.ts';
import { loadProgram } from './executable.ts';
import { createPipe } from './pipe.ts';
import { RunningProcess } from './running-process.ts';
import { Terminal } from './terminal.ts';
import type { ChildProcess, Program, SignalName, SpawnOptions, Stream } from './process.ts';

export interface KernelOptions {
  /** What the simulated binaries stand for, by name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** The machine's logical time in seconds since 1970. */
  readonly now: () => number;
  /** What programs write to the terminal. */
  readonly onTerminalOutput?: (data: Uint8Array) => void;
}

/** How a root process is started; `path` runs a file, `program` a program there is no file for. */
export type RootOptions = Omit<SpawnOptions, 'files' | 'path' | 'cwd'> & { readonly files: Files } & (
    { readonly path: ByteString } | { readonly program: Program }
  );

/** Why `run` came back. `blocked`: every process waits for input from the terminal (or for ever). */
export type RunResult = 'done' | 'more' | 'blocked';

/** Processes that may be alive at once: a script that forks without end must not take the host with it. */
const PROCESS_LIMIT = 1024;

/** Yields one process may make before the next gets its turn. */
const TURN = 8;

export class Kernel {
  readonly terminal: Terminal;
  readonly #options: KernelOptions;
  readonly #processes = new Map<number, RunningProcess>();
  #nextPid = 1;
  #current: RunningProcess | undefined;
  /** Those that are still to have their turn in this round, and how many yields the first has left. */
  #round: RunningProcess[] = [];
  #turn = TURN;
  #foreground: RunningProcess | undefined;
  #steps = 0;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.terminal = new Terminal(options.onTerminalOutput ?? (() => {}));
  }

  /** Starts a process that has no parent; signals from the terminal go to the newest one and its children. */
  start(options: RootOptions): ChildProcess {
    const process = this.#create(0, undefined, {
      ...options,
      cwd: undefined,
    });
    if ('program' in options) process.begin(options.program);
    else this.#load(process, options.path);
    this.#foreground = process;
    return process.asChild();
  }

  /**
   * Advances up to `fuel` yields, or until `pause` says so: it is asked between any two, so that whoever has a clock can
   * keep a slice short. Where it stops makes no difference to what the processes do. A bug of the machine itself is
   * thrown after its process has been ended.
   */
  run(fuel: number, pause: () => boolean = () => false): RunResult {
    for (let left = fuel; left > 0; left--) {
      const process = this.#nextReady();
      if (process === undefined) return this.#processes.size === 0 ? 'done' : 'blocked';
      this.#step(process);
      if (pause()) break;
    }
    return this.#processes.size === 0 ? 'done' : 'more';
  }

  /** Whose step is next; undefined when a whole round found nobody ready. */
  #nextReady(): RunningProcess | undefined {
    for (let rounds = 0; rounds < 2;) {
      const process = this.#round[0] as RunningProcess | undefined;
      if (process === undefined) {
        this.#round = [...this.#processes.values()];
        rounds += 1;
      } else if (this.#turn > 0 && process.exit === undefined && process.ready()) {
        this.#turn -= 1;
        return process;
      } else this.#round.shift();
      if (this.#round[0] !== process) this.#turn = TURN;
    }
    return undefined;
  }

  /** Ctrl-C: SIGINT to the newest root process and everything that came from it. */
  interrupt(): void {
    if (this.#foreground !== undefined) this.signalTree(this.#foreground.pid, 'SIGINT');
  }

  /** Sends a signal to a process and all its descendants. */
  signalTree(pid: number, signal: SignalName): void {
    for (const process of [...this.#processes.values()])
      if (this.#descends(process, pid)) this.#deliver(process, signal);
  }

  /** Ends a process and all its descendants at once (a builder's time limit). */
  killTree(pid: number): void {
    this.signalTree(pid, 'SIGKILL');
  }

  /** Ends everything that still runs: what a command left in the background. */
  endAll(): void {
    for (const process of [...this.#processes.values()]) this.#end(process, { signal: 'SIGKILL' });
  }

  #descends(process: RunningProcess, pid: number): boolean {
    let at: RunningProcess | undefined = process;
    while (at !== undefined && at.pid !== pid) at = at.parent;
    return at !== undefined;
  }

  #create(
    parentPid: number,
    parent: RunningProcess | undefined,
    options: Omit<SpawnOptions, 'path' | 'files' | 'cwd'> & { files: Files; cwd: ByteString | undefined },
  ): RunningProcess {
    if (this.#processes.size >= PROCESS_LIMIT) throw new PosixError('EAGAIN', 'fork');
    const pid = this.#nextPid++;
    const files = options.cwd === undefined ? options.files.fork() : options.files.fork({ cwd: options.cwd });
    const descriptors = new Map<number, Stream>();
    for (const [fd, stream] of options.descriptors) {
      stream.retain();
      descriptors.set(fd, stream);
    }
    const process: RunningProcess = new RunningProcess(
      {
        pid,
        parentPid,
        parent,
        argv: options.argv,
        environment: new Map(options.environment),
        files,
        descriptors,
      },
      {
        spawn: (spawn) => this.#spawn(process, spawn),
        fork: (body) => this.#fork(process, body),
        load: (spawn) => loadProgram(spawn.path, spawn.argv, process.files, this.#options.programs),
        pipe: () => createPipe(() => this.#brokenPipe()),
        kill: (target, signal) => this.#kill(process, target, signal),
        now: this.#options.now,
        terminal: this.terminal,
      },
    );
    if (parent !== undefined)
      for (const [signal, action] of parent.signals)
        if (action === 'ignore') process.signals.set(signal, 'ignore');
    this.#processes.set(pid, process);
    return process;
  }

  #spawn(parent: RunningProcess, options: SpawnOptions): ChildProcess {
    const files = options.files ?? parent.files;
    const view = options.cwd === undefined ? files : files.fork({ cwd: options.cwd });
    const loaded = loadProgram(options.path, options.argv, view, this.#options.programs);
    const process = this.#create(parent.pid, parent, {
      ...options,
      argv: loaded.argv,
      files,
      cwd: options.cwd,
    });
    process.begin(loaded.program);
    return process.asChild();
  }

  #load(process: RunningProcess, path: ByteString): void {
    try {
      const loaded = loadProgram(path, process.argv, process.files, this.#options.programs);
      process.argv = loaded.argv;
      process.begin(loaded.program);
    } catch (error) {
      this.#end(process, { status: 127 });
      throw error;
    }
  }

  #fork(parent: RunningProcess, body: Program): ChildProcess {
    const process = this.#create(parent.pid, parent, {
      argv: parent.argv,
      environment: parent.environment,
      descriptors: parent.descriptors,
      files: parent.files,
      cwd: undefined,
    });
    process.begin(body);
    return process.asChild();
  }

  /** Steps taken so far: the machine's own measure of when something came from outside. */
  get steps(): number {
    return this.#steps;
  }

  #step(process: RunningProcess): void {
    this.#steps += 1;
    this.#current = process;
    try {
      process.wait = 'tick';
      const result = process.resume();
      if (result === undefined) return;
      if (typeof result === 'number') this.#end(process, { status: result & 255 });
      else process.wait = result;
    } catch (error) {
      this.#failed(process, error);
    } finally {
      this.#current = undefined;
      // It was ended by a signal of its own doing (a broken pipe, `kill $$`) in the middle of this step.
      if (process.exit !== undefined) process.cutOff();
    }
  }

  /** An error that a program did not catch: POSIX errors and missing features are told by name, bugs are thrown. */
  #failed(process: RunningProcess, error: unknown): void {
    if (process.exit !== undefined) return;
    if (error instanceof PosixError || error instanceof NotSimulated) {
      const status = error instanceof NotSimulated ? 126 : 1;
      process.begin(function* (self) {
        try {
          yield* self.printError(`${self.argv[0]}: ${error.message}\n`);
        } catch {
          // nobody reads its errors
        }
        return status;
      });
      process.wait = 'tick';
      return;
    }
    this.#end(process, { status: 70 });
    throw error;
  }

  #end(process: RunningProcess, exit: { status: number } | { signal: SignalName }): void {
    if (process.exit !== undefined) return;
    process.exit = exit;
    this.#processes.delete(process.pid);
    if ('signal' in exit && this.#current !== process) process.cutOff();
    for (const stream of process.descriptors.values()) stream.close();
    process.descriptors.clear();
    if (this.#foreground === process) this.#foreground = undefined;
    if (process.parent !== undefined && process.parent.exit === undefined)
      this.#deliver(process.parent, 'SIGCHLD');
  }

  #kill(sender: RunningProcess, pid: number, signal: SignalName | undefined): void {
    const target = this.#processes.get(pid);
    if (target === undefined) throw new PosixError('ESRCH');
    const { uid } = sender.files.credentials;
    if (uid !== 0 && uid !== target.files.credentials.uid) throw new PosixError('EPERM');
    if (signal !== undefined) this.#deliver(target, signal);
  }

  #deliver(process: RunningProcess, signal: SignalName): void {
    const action = signal === 'SIGKILL' ? undefined : process.signals.get(signal);
    if (action === 'ignore') return;
    if (action !== undefined) action();
    else if (signal !== 'SIGCHLD') this.#end(process, { signal });
  }

  #brokenPipe(): void {
    if (this.#current !== undefined) this.#deliver(this.#current, 'SIGPIPE');
  }
}
