// The machine: a world, the programs that act on it, a terminal, and the journal of what was done.
//
// Invariant: between runs the world is exactly what the first `position` entries of the journal make of the first
// world. A run changes it; its entry and diff are added when it is done, whatever way it ended.
import { fromBytes, Impossible, type ByteString } from '../engine/base/index.ts';
import { Kernel, outputSink, type ChildProcess, type Program, type Stream } from '../engine/os/index.ts';
import { Files, PosixError } from '../engine/vfs/index.ts';
import {
  factsOf,
  squash,
  World,
  type Diff,
  type Facts,
  type HostMount,
  type JournalEntry,
  type OutputChunk,
  type Step,
  type WorldEvent,
} from '../engine/world/index.ts';
import { complete, firstShellState, runLine, type ShellState } from '../shell/index.ts';
import { firstWorld, HOME, HOST_NAME, LEARNER, login } from './first-world.ts';
import { CommandRun } from './command-run.ts';
import type { Commit, Completion, MachineInterface, Run, RunListener } from './machine-interface.ts';
import { programsFor } from './programs.ts';

/** What the journal keeps of a command's output, in bytes. */
const OUTPUT_KEPT = 64 * 1024;
const TERMINAL = 'terminal';

/** A saved machine: the records of every table after `position` entries, and the journal. */
export interface Saved {
  readonly world: World;
  readonly journal: readonly JournalEntry[];
  readonly position: number;
}

export interface ScriptOptions {
  /** `bash -c SCRIPT` or `bash FILE ARG…`: the arguments of bash. */
  readonly argv: readonly ByteString[];
  readonly stdin: Stream;
  /** `learner` when not given. */
  readonly user?: 'learner' | 'root';
}

export class Machine implements MachineInterface {
  readonly world: World;
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #mounts: readonly HostMount[];
  #journal: JournalEntry[];
  #position: number;
  /** Since the last commit: what was applied, the entries that are new, and the fewest that were kept. */
  #uncommitted: Step[] = [];
  #committed: number;
  #kept: number;
  #running = false;

  constructor(saved: Saved, mounts: readonly HostMount[] = []) {
    this.world = saved.world;
    this.#journal = [...saved.journal];
    this.#position = saved.position;
    this.#committed = saved.journal.length;
    this.#kept = saved.journal.length;
    this.#mounts = mounts;
    this.#programs = programsFor(saved.world);
  }

  /** A new machine, with the example in the learner's home. */
  static create(mounts: readonly HostMount[] = []): Machine {
    const names = programsFor(new World()).keys();
    return new Machine({ world: firstWorld(names), journal: [], position: 0 }, mounts);
  }

  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  get position(): number {
    return this.#position;
  }

  run(line: ByteString, listener: RunListener = {}): Run {
    return this.#runLine(line, listener);
  }

  #runLine(line: ByteString, listener: RunListener): CommandRun {
    const before = this.#shellState();
    let state = before;
    const program: Program = function* (process) {
      const result = yield* runLine(process, before, line);
      state = result.state;
      return result.status;
    };
    const start = { program, argv: ['bash'], environment: login('learner').environment };
    return this.#begin({ origin: 'terminal', command: line, cwd: before.cwd }, listener, {
      start: (kernel, stdout, stderr) =>
        kernel.start({
          ...start,
          files: this.#files(before.cwd),
          descriptors: new Map([
            [0, kernel.terminal],
            [1, stdout],
            [2, stderr],
          ]),
        }),
      isTerminal: true,
      end: () => this.world.shells.set(TERMINAL, state),
    });
  }

  /** Runs bash with arguments, outside the terminal: a script. Its output goes to the listener as it comes. */
  runScript(options: ScriptOptions, listener: RunListener = {}): Run {
    const { home: cwd, credentials, environment } = login(options.user ?? 'learner');
    return this.#begin({ origin: 'terminal', command: options.argv.join(' '), cwd }, listener, {
      start: (kernel, stdout, stderr) =>
        kernel.start({
          path: '/bin/bash',
          argv: ['bash', ...options.argv],
          environment,
          files: new Files(this.world.namespace(this.#mounts), credentials, cwd),
          descriptors: new Map([
            [0, options.stdin],
            [1, stdout],
            [2, stderr],
          ]),
        }),
      isTerminal: false,
      end: () => undefined,
    });
  }

  save(path: ByteString, text: ByteString): void {
    this.#idle();
    const time = this.world.now();
    this.#files(HOME).writeFile(path, text);
    this.#append({
      origin: 'editor',
      command: `save ${path}`,
      cwd: HOME,
      time,
      status: 0,
      output: [],
      truncated: false,
    });
  }

  undo(): boolean {
    this.#idle();
    const entry = this.#journal[this.#position - 1] as JournalEntry | undefined;
    if (entry === undefined) return false;
    this.#apply({ diff: entry.diff, direction: 'backwards' });
    this.#position -= 1;
    return true;
  }

  redo(): boolean {
    this.#idle();
    const entry = this.#journal[this.#position] as JournalEntry | undefined;
    if (entry === undefined) return false;
    this.#apply({ diff: entry.diff, direction: 'forwards' });
    this.#position += 1;
    return true;
  }

  facts(): Facts {
    return factsOf(this.world);
  }

  retrace(number: number): readonly WorldEvent[] {
    const entry = this.#journal[number - 1] as JournalEntry | undefined;
    if (entry?.origin !== 'terminal') return [];
    const copy = this.#copyBefore(number);
    const events: WorldEvent[] = [];
    copy.#runLine(entry.command, { event: (event) => events.push(event) }).replay(entry.typed ?? []);
    return events;
  }

  /** The facts as they were before entry `number`. */
  factsBefore(number: number): Facts {
    return this.#copyBefore(number).facts();
  }

  takeCommit(): Commit {
    const commit = {
      diff: squash(this.#uncommitted),
      appended: this.#journal.slice(Math.min(this.#kept, this.#committed)),
      kept: Math.min(this.#kept, this.#committed),
      position: this.#position,
    };
    this.#uncommitted = [];
    this.#committed = this.#journal.length;
    this.#kept = this.#journal.length;
    return commit;
  }

  readFile(path: ByteString): ByteString | undefined {
    try {
      return this.#files(this.#shellState().cwd).readText(path);
    } catch (error) {
      if (error instanceof PosixError) return undefined;
      throw error;
    }
  }

  prompt(): ByteString {
    const { cwd } = this.#shellState();
    const shown = cwd === HOME || cwd.startsWith(`${HOME}/`) ? `~${cwd.slice(HOME.length)}` : cwd;
    return `learner@${HOST_NAME}:${shown}$ `;
  }

  complete(line: ByteString, cursor: number): Completion {
    const state = this.#shellState();
    return complete(this.#files(state.cwd), state, line, cursor);
  }

  #shellState(): ShellState {
    return (
      (this.world.shells.get(TERMINAL) as ShellState | undefined) ??
      firstShellState(login('learner').environment, HOME)
    );
  }

  #files(cwd: ByteString): Files {
    return new Files(this.world.namespace(this.#mounts), LEARNER, cwd);
  }

  #idle(): void {
    if (this.#running) throw new Impossible('the machine is running a command');
  }

  /** Starts a kernel for one command, and makes it an entry of the journal when it is done. */
  #begin(
    about: Pick<JournalEntry, 'origin' | 'command' | 'cwd'>,
    listener: RunListener,
    work: Work,
  ): CommandRun {
    this.#idle();
    this.#running = true;
    const time = this.world.now();
    this.world.advance(1);
    const kept = new KeptOutput(OUTPUT_KEPT);
    const write = (stream: 'stdout' | 'stderr', text: ByteString) => {
      kept.add(stream, text);
      listener.output?.(stream, text);
    };
    const sink = (stream: 'stdout' | 'stderr') =>
      outputSink(
        function* (text) {
          write(stream, text);
          yield 'tick';
        },
        { isTerminal: work.isTerminal },
      );
    const kernel = new Kernel({
      programs: this.#programs,
      now: () => this.world.now(),
      onTerminalOutput: (data) => write('stdout', fromBytes(data)),
    });
    const forget = listener.event === undefined ? () => undefined : this.world.observe(listener.event);
    const run = new CommandRun(kernel, work.start(kernel, sink('stdout'), sink('stderr')), () => {
      forget();
      work.end();
      this.#running = false;
      this.#append({
        ...about,
        time,
        status: run.status,
        output: kept.chunks,
        truncated: kept.truncated,
        ...(run.typed.length === 0 ? {} : { typed: run.typed }),
      });
    });
    return run;
  }

  #append(entry: Omit<JournalEntry, 'number' | 'diff'>): void {
    this.#journal.length = this.#position;
    this.#kept = Math.min(this.#kept, this.#position);
    const diff: Diff = this.world.takeDiff();
    this.#journal.push({ number: this.#position + 1, ...entry, diff });
    this.#position += 1;
    this.#uncommitted.push({ diff, direction: 'forwards' });
  }

  #apply(step: Step): void {
    this.world.apply(step.diff, step.direction);
    this.#uncommitted.push(step);
  }

  #copyBefore(number: number): Machine {
    const world = this.world.copy();
    for (let n = this.#position; n >= number; n--) world.apply(this.#journal[n - 1].diff, 'backwards');
    for (let n = this.#position + 1; n < number; n++) world.apply(this.#journal[n - 1].diff, 'forwards');
    return new Machine(
      { world, journal: this.#journal.slice(0, number - 1), position: number - 1 },
      this.#mounts,
    );
  }
}

/** What a run does with its kernel. */
interface Work {
  readonly start: (kernel: Kernel, stdout: Stream, stderr: Stream) => ChildProcess;
  /** Whether its output goes to a terminal. */
  readonly isTerminal: boolean;
  readonly end: () => void;
}

/** What the journal keeps of an output: the beginning, in pieces, neighbours of one stream joined. */
class KeptOutput {
  readonly chunks: OutputChunk[] = [];
  truncated = false;
  #room: number;
  constructor(limit: number) {
    this.#room = limit;
  }

  add(stream: 'stdout' | 'stderr', text: ByteString): void {
    const kept = text.slice(0, this.#room);
    if (kept.length < text.length) this.truncated = true;
    if (kept === '') return;
    this.#room -= kept.length;
    const last = this.chunks.at(-1);
    if (last?.stream === stream) this.chunks[this.chunks.length - 1] = { stream, text: last.text + kept };
    else this.chunks.push({ stream, text: kept });
  }
}
