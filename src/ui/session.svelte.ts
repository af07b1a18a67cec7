// The page's picture of the machine: what the engine last said, which entry and step are looked at, what runs.
//
// Invariant: nothing here is a truth of its own. Facts and journal come from the engine, the trace of an entry from
// the engine's events; everything else is a choice of the person who looks.
import type { Facts, WorldEvent } from '../engine/world/index.ts';
import {
  scopeOfTrace,
  sentenceOf,
  stepCount,
  traceOf,
  eventOf,
  factsAt,
  type Around,
  type ScopeName,
  type Trace,
} from '../view/index.ts';
import { actionsFor } from './actions.ts';
import type { Inspector } from './scopes/evaluate/inspector.svelte.ts';
import {
  RequestFailed,
  type Client,
  type ClientListener,
  type EditedText,
  type MachineState,
  type OutputPiece,
  type Reading,
  type Role,
  type StorageState,
} from '../worker/index.ts';

export interface Notice {
  readonly id: number;
  readonly kind: 'error' | 'info';
  readonly text: string;
}

/** What the terminal shows; set once it is loaded. */
export interface TerminalPort {
  /** Types a command line visibly and runs it; resolves when it is done. */
  type(line: string): Promise<void>;
  output(pieces: readonly OutputPiece[]): void;
  /** The running command waits for a line that is to be edited, or for plain input. */
  reads(reading: Reading | undefined): void;
  focus(): void;
}

const NO_TRACE = traceOf([]);

export class Session implements ClientListener {
  machine: MachineState | undefined = $state.raw();
  storageState: StorageState = $state.raw({ kind: 'saving' });
  tabRole: Role = $state('writer');
  notices: readonly Notice[] = $state.raw([]);
  /** The command line that runs now. */
  running: string | undefined = $state();
  waitsForInput = $state(false);
  /** The line that the running command reads, when it is one to be edited. */
  reading: Reading | undefined = $state.raw();
  scope: ScopeName = $state('graph');
  /** Number of the entry whose trace is shown; 0: none. */
  selected = $state(0);
  trace: Trace = $state.raw(NO_TRACE);
  step = $state(0);
  /** The facts on both sides of the entry that is shown. */
  around: Around | undefined = $state.raw();
  /** From this entry on nothing has happened that the scopes would show. */
  presentFrom = $state(0);
  playing = $state(false);
  /** Store path that a person picked in any scope. */
  picked: string | undefined = $state();
  failed: string | undefined = $state();
  /** The text on the screen, saved or not; undefined where there is no editor, or not yet. */
  edited: EditedText | undefined = $state.raw();
  /** The Evaluate scope is to begin as soon as it is shown. */
  evaluateSoon = $state(false);
  /** The piece of that text that is being talked of. */
  traced: { readonly from: number; readonly to: number } | undefined = $state.raw();
  /** The value under glass; made by its scope, which is loaded when it is first shown. */
  inspector: Inspector | undefined = $state.raw();

  readonly steps = $derived(stepCount(this.trace));
  readonly sentence = $derived(sentenceOf(this.trace, this.step));
  readonly event = $derived(eventOf(this.trace, this.step));
  /** The entry on show is the last thing that happened: its end is the present. */
  readonly present = $derived(
    this.around === undefined || (this.step >= this.steps && this.selected >= this.presentFrom),
  );
  /** The facts at the step on show. */
  readonly facts: Facts | undefined = $derived(
    this.around === undefined || this.present
      ? this.machine?.facts
      : factsAt(this.around, this.trace, this.step),
  );
  /** The newcomer's buttons as they suit the machine now. */
  readonly actions = $derived(actionsFor(this.machine?.facts));
  readonly canUndo = $derived((this.machine?.position ?? 0) > 0);
  readonly canRedo = $derived((this.machine?.position ?? 0) < (this.machine?.journal.length ?? 0));
  readonly writable = $derived(this.tabRole === 'writer');

  #client: Client | undefined;
  /** Facts when the running command began. */
  #factsBefore: Facts | undefined;
  #terminal: TerminalPort | undefined;
  #live: WorldEvent[] = [];
  #dropped = 0;
  #nextNotice = 1;
  /** Typed by a button before the terminal was there. */
  readonly #typeLater: string[] = [];
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing draws
  readonly #beforeRun = new Set<() => Promise<void>>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing draws
  readonly #afterState = new Set<() => void>();

  get client(): Client {
    if (this.#client === undefined) throw new Error('the engine is not there yet');
    return this.#client;
  }

  /** Opens the world over the client; the page can be drawn before. */
  async open(client: Client, world: string, storage: 'indexeddb' | 'memory'): Promise<void> {
    this.#client = client;
    try {
      this.state(await client.request('open', { world, storage }));
      this.presentFrom = this.machine?.position ?? 0;
    } catch (error) {
      this.fail(error);
    }
  }

  /** Throws away a machine that cannot go on, and starts with a new one. */
  async startAnew(): Promise<void> {
    await this.reset();
    if (this.machine !== undefined) this.failed = undefined;
  }

  /** The engine cannot go on. */
  fail(error: unknown): void {
    this.failed = error instanceof Error ? error.message : String(error);
    this.#client?.fail(this.failed);
  }

  // What the engine tells.

  state(state: MachineState): void {
    this.machine = state;
    if (this.selected > state.journal.length) this.select(0);
    for (const listener of this.#afterState) listener();
  }

  storage(storage: StorageState): void {
    this.storageState = storage;
  }

  role(role: Role): void {
    this.tabRole = role;
  }

  progress(output: readonly OutputPiece[], events: readonly WorldEvent[], dropped: number): void {
    this.#terminal?.output(output);
    this.#dropped = dropped;
    if (events.length === 0) return;
    this.#live.push(...events);
    this.around = undefined;
    this.trace = traceOf([...this.#live]);
    this.step = this.steps;
    const scope = scopeOfTrace(this.#live);
    if (scope !== undefined) this.scope = scope;
  }

  blocked(reading: Reading | null): void {
    this.waitsForInput = true;
    this.reading = reading ?? undefined;
    this.#terminal?.reads(this.reading);
  }

  // What a person does.

  attachTerminal(terminal: TerminalPort): void {
    this.#terminal = terminal;
    for (const line of this.#typeLater.splice(0)) void terminal.type(line);
  }

  /** Called before each command (so that the editor can save), and after each new state. Returns how to stop. */
  on(listeners: { beforeRun?: () => Promise<void>; afterState?: () => void }): () => void {
    const { beforeRun, afterState } = listeners;
    if (beforeRun !== undefined) this.#beforeRun.add(beforeRun);
    if (afterState !== undefined) this.#afterState.add(afterState);
    return () => {
      if (beforeRun !== undefined) this.#beforeRun.delete(beforeRun);
      if (afterState !== undefined) this.#afterState.delete(afterState);
    };
  }

  /** Types a command into the terminal, as a person would, and runs it. */
  type(line: string): void {
    if (this.#terminal === undefined) this.#typeLater.push(line);
    else void this.#terminal.type(line);
  }

  /** The same, and resolves when the command is done. */
  async typeAndWait(line: string): Promise<void> {
    if (this.#terminal === undefined) await this.run(line);
    else await this.#terminal.type(line);
  }

  focusTerminal(): void {
    this.#terminal?.focus();
  }

  /** Runs a command line; resolves when it is done and saved. */
  async run(line: string): Promise<number> {
    if (this.running !== undefined) return 1;
    this.running = line;
    this.playing = false;
    this.#live = [];
    this.#dropped = 0;
    try {
      for (const before of this.#beforeRun) await before();
      const before = this.machine?.position ?? 0;
      this.#factsBefore = this.machine?.facts;
      const { status, number } = await this.client.request('run', { line });
      if ((this.machine?.position ?? 0) > before) await this.#showLive(number);
      return status;
    } catch (error) {
      this.notify(error);
      return 1;
    } finally {
      this.running = undefined;
      this.waitsForInput = false;
      this.reading = undefined;
    }
  }

  async #showLive(number: number): Promise<void> {
    if (this.#live.length === 0) {
      // Nothing to step through: what is on show stays on show.
      if (this.selected === 0 || this.steps === 0) this.selected = number;
      return;
    }
    this.selected = this.presentFrom = number;
    const before = this.#factsBefore;
    const after = this.machine?.facts;
    if (this.#dropped > 0 || before === undefined || after === undefined) await this.select(number);
    else this.around = { before, after };
  }

  interrupt(): void {
    this.reading = undefined;
    this.#client?.interrupt();
  }

  input(text: string): void {
    this.waitsForInput = false;
    this.reading = undefined;
    this.#client?.input(text);
  }

  /** Shows the trace of an entry at its end; `turn` to the scope that tells it best. */
  async select(number: number, options = { turn: true }): Promise<void> {
    this.playing = false;
    this.selected = number;
    if (number === 0) {
      this.trace = NO_TRACE;
      this.around = undefined;
      this.step = 0;
      return;
    }
    try {
      const { events, before, after } = await this.client.request('retrace', { number });
      if (this.selected !== number) return;
      this.trace = traceOf(events);
      this.around = { before, after };
      this.step = this.steps;
      const scope = scopeOfTrace(events);
      if (scope !== undefined && options.turn) this.scope = scope;
    } catch (error) {
      this.notify(error);
    }
  }

  async goTo(position: number): Promise<void> {
    this.playing = false;
    try {
      await this.client.request('goTo', { position });
      this.presentFrom = position;
      await this.select(position, { turn: false });
    } catch (error) {
      this.notify(error);
    }
  }

  undo(): Promise<void> {
    return this.goTo((this.machine?.position ?? 0) - 1);
  }

  redo(): Promise<void> {
    return this.goTo((this.machine?.position ?? 0) + 1);
  }

  async reset(): Promise<void> {
    try {
      await this.client.request('reset', null);
      await this.select(0);
    } catch (error) {
      this.notify(error);
    }
  }

  /** Leaves the past that is on show. */
  showPresent(): void {
    this.playing = false;
    this.trace = NO_TRACE;
    this.around = undefined;
    this.selected = this.machine?.position ?? 0;
    this.step = 0;
  }

  setStep(step: number): void {
    this.step = Math.max(0, Math.min(this.steps, Math.round(step)));
  }

  notify(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const kind = error instanceof RequestFailed && error.failure.code === 'stopped' ? 'info' : 'error';
    this.notices = [...this.notices.slice(-2), { id: this.#nextNotice++, kind, text }];
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }
}
