// The engine's end of the channel: owns the one machine, answers requests in order, keeps the world in storage.
//
// Invariant: a command runs in slices of some milliseconds with a turn of the event loop between them, so that an
// interrupt is heard at once; after each command one commit is written, and nothing is answered before it stands.
import type { Assistant } from '../assist/index.ts';
import type { ByteString } from '../engine/base/index.ts';
import { encodeUtf8 } from '../engine/base/index.ts';
import type { Diff, Facts, JournalEntry } from '../engine/world/index.ts';
import type { Completion, MachineInterface, Run } from '../machine/index.ts';
import {
  MemoryStore,
  RevisionConflict,
  type OpenedStore,
  type SavedWorld,
  type WorldStore,
} from '../persist/index.ts';
import { isLanguageRequest, LanguageDesk } from './language-desk.ts';
import { Progress } from './progress.ts';
import type {
  Completions,
  EntrySummary,
  Failure,
  LanguageRequests,
  MachineState,
  Port,
  RequestName,
  Requests,
  ToClient,
  ToServer,
} from './protocol.ts';
import { Pace } from './pace.ts';
import { decodeTexts } from './text.ts';
import { followWorld, type Following } from './following.ts';

/** Where machines come from. */
export interface MachineSource<M extends MachineInterface> {
  create(): M;
  restore(saved: SavedWorld): M;
  /** Every record of a new machine: what must be written down before its first command. */
  everything(machine: M): Diff;
  /** The facts as they were before entry `number`. */
  factsBefore(machine: M, number: number): Facts;
  /** The language on this machine. */
  assistant(machine: M): Assistant;
}

/** What the server needs of the outside. */
export interface ServerParts<M extends MachineInterface> {
  readonly machines: MachineSource<M>;
  openStore(world: string, wanted: 'indexeddb' | 'memory'): Promise<OpenedStore>;
}

/** Answers on the port until the page goes away. */
export function serve<M extends MachineInterface>(
  port: Port<ToServer, ToClient>,
  parts: ServerParts<M>,
): void {
  new Server(port, parts);
}

class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

type Request = Extract<ToServer, { kind: 'request' }>;
type MachineRequest = Exclude<Request, { name: keyof LanguageRequests }>;

class Server<M extends MachineInterface> {
  #machine: M | undefined;
  #store: WorldStore = new MemoryStore();
  #following: Following | undefined;
  #restored = false;
  #run: Run | undefined;
  #inputArrived: (() => void) | undefined;
  #queue: Promise<void> = Promise.resolve();
  readonly #pace = new Pace();
  readonly #language = new LanguageDesk(() => this.parts.machines.assistant(this.#opened()));
  /** Summaries already decoded, by entry: entries never change. */
  readonly #summaries = new WeakMap<JournalEntry, EntrySummary>();

  constructor(
    private readonly port: Port<ToServer, ToClient>,
    private readonly parts: ServerParts<M>,
  ) {
    port.onmessage = (event) => this.#receive(event.data);
  }

  #receive(message: ToServer): void {
    switch (message.kind) {
      case 'interrupt':
        this.#run?.interrupt();
        this.#inputArrived?.();
        return;
      case 'input':
        this.#run?.input(encodeUtf8(message.text));
        this.#inputArrived?.();
        return;
      case 'stop-forcing':
        this.#language.stop();
        return;
      case 'completeInput':
        this.#completeInput(message.line, message.cursor);
        this.#inputArrived?.();
        return;
      case 'request':
        if (isLanguageRequest(message)) void this.#handle(message, this.#language.answer(message));
        else this.#queue = this.#queue.then(() => this.#handle(message, this.#answer(message)));
    }
  }

  async #handle(request: Request, answering: Promise<unknown>): Promise<void> {
    try {
      const answer = await answering;
      this.port.postMessage({ kind: 'answer', id: request.id, answer });
    } catch (error) {
      this.port.postMessage({ kind: 'failure', id: request.id, failure: failureOf(error) });
    }
  }

  async #answer(request: MachineRequest): Promise<Requests[RequestName]['answer']> {
    switch (request.name) {
      case 'open':
        return this.#open(request.ask);
      case 'run':
        return this.#runLine(request.ask.line);
      case 'save':
        this.#mayWrite().save(encodeUtf8(request.ask.path), encodeUtf8(request.ask.text));
        return this.#settle();
      case 'goTo':
        this.#goTo(request.ask.position);
        return this.#settle();
      case 'retrace':
        return this.#retrace(request.ask.number);
      case 'readFile':
        return decodeTexts(this.#opened().readFile(encodeUtf8(request.ask.path)) ?? null);
      case 'complete':
        return this.#complete(request.ask.line, request.ask.cursor);
      case 'reset':
        return this.#reset();
      case 'getDocument':
        return this.#store.getDocument(request.ask.key);
      case 'putDocument':
        await this.#store.putDocument(request.ask.key, request.ask.value);
        return null;
    }
  }

  #opened(): M {
    if (this.#machine === undefined) throw new Error('the machine is not open yet');
    return this.#machine;
  }

  /** The machine, when this tab is the one that writes. */
  #mayWrite(): M {
    this.#refuseFollower();
    return this.#opened();
  }

  #refuseFollower(): void {
    if (this.#following?.role === 'follower')
      throw new Refused({
        code: 'follower',
        message:
          'Another tab is using this machine. This tab shows what happens there; close the other to work here.',
      });
  }

  async #open(ask: Requests['open']['ask']): Promise<MachineState> {
    const { store, reason } = await this.parts.openStore(ask.world, ask.storage);
    this.#store = store;
    if (reason !== undefined) this.port.postMessage({ kind: 'storage', storage: { kind: 'memory', reason } });
    if (store.kind === 'indexeddb')
      this.#following = await followWorld(ask.world, {
        changed: () => this.#enqueue(() => this.#reload()),
        promoted: () =>
          this.#enqueue(async () => {
            await this.#reload();
            this.port.postMessage({ kind: 'role', role: 'writer' });
          }),
      });
    const saved = await store.load();
    this.#restored = saved !== undefined;
    this.#machine = this.#machineOf(saved);
    this.port.postMessage({ kind: 'role', role: this.#following?.role ?? 'writer' });
    if (saved === undefined && this.#following?.role !== 'follower') await this.#commitEverything();
    else this.#announceStorage('saved');
    return this.#state();
  }

  #machineOf(saved: SavedWorld | undefined): M {
    return saved === undefined ? this.parts.machines.create() : this.parts.machines.restore(saved);
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch(() => undefined);
  }

  async #reload(): Promise<void> {
    const saved = await this.#store.load();
    this.#machine = this.#machineOf(saved);
    this.port.postMessage({ kind: 'state', state: this.#state() });
  }

  async #runLine(line: string): Promise<Requests['run']['answer']> {
    const machine = this.#mayWrite();
    const progress = new Progress((message) => this.port.postMessage(message));
    let run: Run;
    try {
      run = this.#run = machine.run(encodeUtf8(line), {
        output: (stream, text) => progress.output(stream, text),
        event: (event) => progress.event(event),
      });
      await this.#drive(run, progress);
    } catch (error) {
      // A bug of the machine: what it holds now may be half a command. The last whole one is in storage.
      await this.#reload();
      throw error;
    } finally {
      this.#run = undefined;
      progress.end();
    }
    await this.#settle();
    const entry = machine.journal[machine.position - 1];
    return { status: entry?.status ?? 0, number: entry?.number ?? 0 };
  }

  async #drive(run: Run, progress: Progress): Promise<void> {
    for (;;) {
      const state = this.#pace.slice((pause) => run.resume(Infinity, pause));
      progress.flushWhenDue();
      if (state === 'done') return;
      if (state === 'blocked') {
        progress.flush();
        this.port.postMessage({ kind: 'blocked', reading: decodeTexts(run.reading ?? null) });
        await new Promise<void>((resolve) => (this.#inputArrived = resolve));
        this.#inputArrived = undefined;
      } else await this.#pace.turn();
    }
  }

  #retrace(number: number): Requests['retrace']['answer'] {
    const machine = this.#opened();
    return {
      events: decodeTexts(machine.retrace(number)),
      before: decodeTexts(this.parts.machines.factsBefore(machine, number)),
      after: decodeTexts(this.parts.machines.factsBefore(machine, number + 1)),
    };
  }

  #goTo(position: number): void {
    const machine = this.#mayWrite();
    while (machine.position > position && machine.undo());
    while (machine.position < position && machine.redo());
  }

  #complete(line: string, cursor: number): Requests['complete']['answer'] {
    const before = encodeUtf8(line.slice(0, cursor));
    return completionsOf(before, this.#opened().complete(encodeUtf8(line), before.length));
  }

  #completeInput(line: string, cursor: number): void {
    const answer = (completions: Completions) => this.port.postMessage({ kind: 'completed', completions });
    const before = encodeUtf8(line.slice(0, cursor));
    if (this.#run?.reading === undefined) answer({ start: 0, candidates: [] });
    else
      this.#run.complete(encodeUtf8(line), before.length, (completion) =>
        answer(completionsOf(before, completion)),
      );
  }

  /** Also the way out when a stored machine cannot be restored: needs none to be open. */
  async #reset(): Promise<null> {
    this.#refuseFollower();
    await this.#store.clear();
    this.#machine = this.parts.machines.create();
    this.port.postMessage({ kind: 'state', state: this.#state() });
    await this.#commitEverything();
    return null;
  }

  /** After a change: shows the new state, writes it down. */
  async #settle(): Promise<null> {
    this.port.postMessage({ kind: 'state', state: this.#state() });
    await this.#commit();
    return null;
  }

  /** The first commit of a new machine. */
  #commitEverything(): Promise<void> {
    const machine = this.#opened();
    return this.#commit({ ...machine.takeCommit(), diff: this.parts.machines.everything(machine) });
  }

  async #commit(commit = this.#opened().takeCommit()): Promise<void> {
    this.#announceStorage('saving');
    try {
      await this.#store.commit(commit);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) return this.#keepInMemory(error);
      await this.#reload();
      throw new Refused({
        code: 'follower',
        message:
          'Another tab has changed this machine meanwhile. Its state is shown now; this change was not kept.',
      });
    }
    this.#following?.changed();
    this.#announceStorage('saved');
  }

  /** Storage failed (full, evicted, closed by a newer page): goes on in memory and says so. */
  #keepInMemory(error: unknown): void {
    this.#store = new MemoryStore();
    const reason =
      error instanceof Error && error.message !== '' ? error.message : 'the browser denies storage';
    this.port.postMessage({ kind: 'storage', storage: { kind: 'memory', reason } });
  }

  #announceStorage(kind: 'saved' | 'saving'): void {
    if (this.#store.kind === 'indexeddb') this.port.postMessage({ kind: 'storage', storage: { kind } });
  }

  #state(): MachineState {
    const machine = this.#opened();
    return {
      facts: decodeTexts(machine.facts()),
      journal: machine.journal.map((entry) => this.#summary(entry)),
      position: machine.position,
      prompt: decodeTexts<ByteString>(machine.prompt()),
      restored: this.#restored,
    };
  }

  #summary(entry: JournalEntry): EntrySummary {
    let summary = this.#summaries.get(entry);
    if (summary === undefined) {
      const { diff: _diff, ...rest } = entry;
      summary = decodeTexts(rest);
      this.#summaries.set(entry, summary);
    }
    return summary;
  }
}

/** The machine's answer for the page: the start in UTF-16 units of the line. */
function completionsOf(before: ByteString, { start, candidates }: Completion): Completions {
  return { start: decodeTexts(before.slice(0, start)).length, candidates: decodeTexts(candidates) };
}

function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'interrupted') return { code: 'stopped', message };
  if (code === 'not-simulated') return { code: 'not-simulated', message };
  return { code: 'failed', message };
}
