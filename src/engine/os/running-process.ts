// A process while it lives: what programs see of it (`Process`) and what the kernel keeps about it.
//
// Invariant: `exit` is set once; after that no step of its task is taken.
import { Impossible, toBytes, type ByteString } from '../base/index.ts';
import { PosixError, type Files, type OpenOptions } from '../vfs/index.ts';
import { isApart } from './apart.ts';
import type { LoadedProgram } from './executable.ts';
import { descriptorPath, deviceStream, FileStream } from './stream.ts';
import type { Terminal } from './terminal.ts';
import type {
  ChildProcess,
  Exit,
  Process,
  Program,
  SignalName,
  SpawnOptions,
  Stream,
  Task,
  Wait,
} from './process.ts';

/** What the kernel does for one process. */
export interface SystemCalls {
  spawn(options: SpawnOptions): ChildProcess;
  fork(body: Program): ChildProcess;
  load(options: SpawnOptions): LoadedProgram;
  pipe(): { reader: Stream; writer: Stream };
  kill(pid: number, signal: SignalName | undefined): void;
  now(): number;
  readonly terminal: Terminal;
}

interface Identity {
  readonly pid: number;
  readonly parentPid: number;
  readonly parent: RunningProcess | undefined;
  argv: readonly ByteString[];
  environment: Map<ByteString, ByteString>;
  readonly files: Files;
  readonly descriptors: Map<number, Stream>;
}

const CHUNK = 65536;

export class RunningProcess implements Process {
  readonly pid: number;
  readonly parentPid: number;
  readonly parent: RunningProcess | undefined;
  argv: readonly ByteString[];
  environment: Map<ByteString, ByteString>;
  readonly files: Files;
  readonly descriptors: Map<number, Stream>;
  readonly signals = new Map<SignalName, 'ignore' | (() => void)>();
  exit: Exit | undefined;
  task: Task<number> | undefined;
  wait: Wait = 'tick';
  /** Tasks set apart, innermost last. */
  readonly #apart: Task<void>[] = [];
  /** What the last of them threw, for the one below. */
  #thrown: { readonly error: unknown } | undefined;
  readonly #calls: SystemCalls;

  constructor(identity: Identity, calls: SystemCalls) {
    this.pid = identity.pid;
    this.parentPid = identity.parentPid;
    this.parent = identity.parent;
    this.argv = identity.argv;
    this.environment = identity.environment;
    this.files = identity.files;
    this.descriptors = identity.descriptors;
    this.#calls = calls;
  }

  begin(program: Program): void {
    this.#apart.length = 0;
    this.#thrown = undefined;
    this.task = program(this);
  }

  /**
   * Takes one step: gives what the process waits for, its status when it has ended, or undefined when the step only
   * went into a task set apart or came out of one. Throws what the program throws.
   */
  resume(): Wait | number | undefined {
    const inner = this.#apart.at(-1);
    const thrown = this.#thrown;
    this.#thrown = undefined;
    if (inner === undefined) {
      if (this.task === undefined) throw new Impossible('a process without a program runs');
      const result = thrown === undefined ? this.task.next() : this.task.throw(thrown.error);
      return result.done === true ? result.value : this.#enter(result.value);
    }
    try {
      const result = thrown === undefined ? inner.next() : inner.throw(thrown.error);
      if (result.done !== true) return this.#enter(result.value);
      this.#apart.pop();
    } catch (error) {
      this.#apart.pop();
      this.#thrown = { error };
    }
    return undefined;
  }

  #enter(wait: Wait): Wait | undefined {
    if (!isApart(wait)) return wait;
    this.#apart.push(wait.task);
    return undefined;
  }

  /**
   * Cuts the program off where it stands: what it had set up it undoes (its `finally` blocks), innermost first. Errors of
   * the system while undoing are nobody's any more.
   */
  cutOff(): void {
    for (const task of [...this.#apart.reverse(), this.task]) {
      try {
        task?.return(0 as never);
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
      }
    }
    this.#apart.length = 0;
  }

  ready(): boolean {
    return this.exit === undefined && (this.wait === 'tick' || this.wait());
  }

  asChild(): ChildProcess {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the getter below has a this of its own
    const process = this;
    return {
      pid: process.pid,
      get exit() {
        return process.exit;
      },
      *wait() {
        while (process.exit === undefined) yield () => process.exit !== undefined;
        return process.exit;
      },
    };
  }

  *print(text: ByteString): Task<void> {
    yield* this.#stream(1).write(toBytes(text));
  }

  *printError(text: ByteString): Task<void> {
    yield* this.#stream(2).write(toBytes(text));
  }

  *readAll(fd = 0): Task<Uint8Array> {
    const stream = this.#stream(fd);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const chunk = yield* stream.read(CHUNK);
      if (chunk.length === 0) break;
      chunks.push(chunk);
      size += chunk.length;
    }
    if (chunks.length === 1) return chunks[0];
    const all = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  open(path: ByteString, options: OpenOptions & { append?: boolean }): Stream {
    const fd = descriptorPath(path);
    if (fd !== undefined) {
      const stream = this.descriptors.get(fd);
      if (stream === undefined) throw new PosixError('ENOENT', path);
      stream.retain();
      return stream;
    }
    const handle = this.files.open(path, options);
    const device = handle.fileSystem.device(handle.ino);
    switch (device) {
      case undefined:
      case 'fd':
        return new FileStream(handle, options.append ?? false);
      case 'tty':
        this.#calls.terminal.retain();
        return this.#calls.terminal;
      case 'random':
        return deviceStream('zero');
      default:
        return deviceStream(device);
    }
  }

  spawn(options: SpawnOptions): ChildProcess {
    return this.#calls.spawn(options);
  }

  fork(body: Program): ChildProcess {
    return this.#calls.fork(body);
  }

  replace(options: Pick<SpawnOptions, 'path' | 'argv' | 'environment'>): Task<number> {
    const loaded = this.#calls.load({ ...options, descriptors: this.descriptors });
    this.argv = loaded.argv;
    this.environment = new Map(options.environment);
    for (const [signal, action] of this.signals) if (action !== 'ignore') this.signals.delete(signal);
    return loaded.program(this);
  }

  pipe(): { reader: Stream; writer: Stream } {
    return this.#calls.pipe();
  }

  kill(pid: number, signal: SignalName | undefined): void {
    this.#calls.kill(pid, signal);
  }

  now(): number {
    return this.#calls.now();
  }

  get terminalColumns(): number {
    return this.#calls.terminal.columns;
  }

  #stream(fd: number): Stream {
    const stream = this.descriptors.get(fd);
    if (stream === undefined) throw new PosixError('EBADF');
    return stream;
  }
}
