// What a program sees of the machine: its process.
//
// A program is a generator: it runs until it must wait, and says so by yielding. Whoever drives the kernel can stop
// between any two yields, so nothing blocks the tab and nothing needs threads. Programs never see a clock.
import type { ByteString } from '../base/index.ts';
import type { Files, Handle, OpenOptions } from '../vfs/index.ts';

/**
 * What a program yields. `'tick'`: ready to go on at once, but this is a good moment to stop, switch or count fuel
 * (yield one every few hundred steps of a loop). A function: not ready until it returns true; the kernel asks again
 * after others have run. It must be cheap and must not change anything.
 */
export type Wait = 'tick' | (() => boolean);

/** Work that may wait. Compose with `yield*`. */
export type Task<T> = Generator<Wait, T, void>;

/** A program: takes its process, ends with its exit status (0 to 255). */
export type Program = (process: Process) => Task<number>;

export type SignalName =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGPIPE'
  | 'SIGALRM'
  | 'SIGTERM'
  | 'SIGCHLD';

/** How a process ended: a status, or the signal that killed it (a shell shows 128 + its number). */
export type Exit = { readonly status: number } | { readonly signal: SignalName };

/** Where bytes come from or go to behind a descriptor; shared by every descriptor duplicated from it. */
export interface Stream {
  /** Up to `max` bytes; an empty array is the end of file. Waits while a pipe or terminal has none. */
  read(max: number): Task<Uint8Array>;
  /** Gives the last bytes read back, so that the next reader sees them: how `read` takes one line and no more. */
  unread?(data: Uint8Array): void;
  /** Writes all bytes; EPIPE when nobody reads any more, EBADF when it is not open for writing. */
  write(data: Uint8Array): Task<void>;
  /** True for a terminal (`test -t`, colours, `ls` in columns). */
  readonly isTerminal: boolean;
  /** Reads a line that is edited by whoever sits there; only a terminal can. */
  readLine?(request: LineRequest): Task<LineAnswer>;
  /** The file behind it, when it is one (for `stat`, `truncate`, seeking). */
  readonly handle?: Handle;
  /** One descriptor fewer refers to it. */
  close(): void;
  /** One descriptor more refers to it. */
  retain(): void;
}

/** A line that a program wants to be edited before it gets it. */
export interface LineRequest {
  readonly prompt: ByteString;
  /** Lines that may be called back, the oldest first. */
  readonly history: readonly ByteString[];
  /** What could stand for the word before the cursor (an index in bytes). */
  complete(line: ByteString, cursor: number): Task<Completion>;
  /** Whether the program has been told to give the line up (its handler of SIGINT has run). */
  isInterrupted(): boolean;
}

export interface Completion {
  /** Where the word starts, in bytes. */
  readonly start: number;
  readonly candidates: readonly ByteString[];
}

export type LineAnswer =
  | { readonly kind: 'line'; readonly text: ByteString }
  | { readonly kind: 'end' }
  | { readonly kind: 'interrupted' };

/** How to start a child. */
export interface SpawnOptions {
  /** The file to run, as execve takes it: a path with a slash, resolved from `cwd`. */
  readonly path: ByteString;
  /** argv, including argv[0]. */
  readonly argv: readonly ByteString[];
  readonly environment: ReadonlyMap<ByteString, ByteString>;
  readonly cwd?: ByteString;
  /** The child's descriptors by number; those not named are closed. Each is retained for the child. */
  readonly descriptors: ReadonlyMap<number, Stream>;
  /** The child's view of files: a sandbox, another user. The parent's when not given. */
  readonly files?: Files;
}

export interface Process {
  readonly pid: number;
  readonly parentPid: number;
  readonly argv: readonly ByteString[];
  /** This process's own copy: a program may change it. */
  readonly environment: Map<ByteString, ByteString>;
  /** Paths as this process sees them (root, mounts, user, umask, working directory). A child gets a copy. */
  readonly files: Files;
  readonly descriptors: Map<number, Stream>;

  /** Writes to descriptor 1. */
  print(text: ByteString): Task<void>;
  /** Writes to descriptor 2. */
  printError(text: ByteString): Task<void>;
  /** Reads descriptor `fd` (0 when not given) to its end. */
  readAll(fd?: number): Task<Uint8Array>;
  /**
   * open(2): a stream with one reference over a file, a device or one of the process's own descriptors
   * (`/dev/stdin`, `/dev/fd/N`). Throws PosixError.
   */
  open(path: ByteString, options: OpenOptions & { readonly append?: boolean }): Stream;

  /**
   * execve in a new process: finds the file, follows `#!` lines, and runs the program it stands for. Throws PosixError
   * at once (ENOENT, EACCES, ENOEXEC, EISDIR) when it cannot be run.
   */
  spawn(options: SpawnOptions): ChildProcess;
  /** A child that runs `body` with copies of this process's environment, files and descriptors (a subshell). */
  fork(body: Program): ChildProcess;
  /**
   * execve in this very process: throws PosixError at once when the file cannot be run. The caller must end with the
   * status that the task gives.
   */
  replace(options: Pick<SpawnOptions, 'path' | 'argv' | 'environment'>): Task<number>;
  /** A new pipe; both ends start with one reference. */
  pipe(): { readonly reader: Stream; readonly writer: Stream };
  /**
   * Sends a signal to a process (undefined only asks whether it is there); ESRCH when there is none, EPERM when it is
   * another user's.
   */
  kill(pid: number, signal: SignalName | undefined): void;
  /** The handlers of this process; a signal without one does its default action. `'ignore'` is inherited. */
  readonly signals: Map<SignalName, 'ignore' | (() => void)>;
  /** The machine's logical time in seconds since 1970. */
  now(): number;
  /** The width of the terminal's screen, in columns. */
  readonly terminalColumns: number;
}

export interface ChildProcess {
  readonly pid: number;
  /** Undefined while it runs. */
  readonly exit: Exit | undefined;
  /** Waits until it has ended. */
  wait(): Task<Exit>;
}
