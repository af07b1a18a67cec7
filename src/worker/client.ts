// The page's end of the engine: requests as promises, one at a time, with progress and abort.
//
// Requests queue in the server in the order in which they are sent. `interrupt`, `input` and `completeInput` do not
// queue: they go to the command that is running. When the engine dies, every waiting request fails with its reason.
import type {
  Completions,
  Failure,
  MachineState,
  OutputPiece,
  Port,
  Reading,
  RequestName,
  Requests,
  Role,
  StorageState,
  ToClient,
  ToServer,
} from './protocol.ts';
import type { WorldEvent } from '../engine/world/index.ts';

/** What the engine tells without being asked. */
export interface ClientListener {
  state(state: MachineState): void;
  storage(storage: StorageState): void;
  role(role: Role): void;
  progress(output: readonly OutputPiece[], events: readonly WorldEvent[], dropped: number): void;
  /** The running command waits for input: for a line to be edited, when it says how. */
  blocked(reading: Reading | null): void;
}

/** A request that the engine did not fulfil. */
export class RequestFailed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = 'RequestFailed';
  }
}

interface Waiting {
  resolve(answer: never): void;
  reject(error: Error): void;
}

export class Client {
  readonly #waiting = new Map<number, Waiting>();
  #completed: ((completions: Completions) => void) | undefined;
  #next = 1;

  constructor(
    private readonly port: Port<ToClient, ToServer>,
    private readonly listener: ClientListener,
  ) {
    port.onmessage = (event) => this.#receive(event.data);
  }

  /** Sends a request; the promise rejects with RequestFailed. */
  request<N extends RequestName>(name: N, ask: Requests[N]['ask']): Promise<Requests[N]['answer']> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.port.postMessage({ kind: 'request', id, name, ask } as ToServer);
    });
  }

  /** Ctrl-C to the running command. */
  interrupt(): void {
    this.port.postMessage({ kind: 'interrupt' });
  }

  /** Gives up what an inspection is forcing; its request is answered with what there is. */
  stopForcing(): void {
    this.port.postMessage({ kind: 'stop-forcing' });
  }

  /** Typed text for the running command; empty is the end of input. */
  input(text: string): void {
    this.port.postMessage({ kind: 'input', text });
  }

  /** What could stand before the cursor of the line that the running command reads. */
  completeInput(line: string, cursor: number): Promise<Completions> {
    return new Promise((resolve) => {
      // Only the last question counts.
      this.#completed?.({ start: 0, candidates: [] });
      this.#completed = resolve;
      this.port.postMessage({ kind: 'completeInput', line, cursor });
    });
  }

  /** The engine is gone: everything that waits for it fails. */
  fail(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new RequestFailed({ code: 'failed', message }));
    this.#waiting.clear();
    this.#completed?.({ start: 0, candidates: [] });
    this.#completed = undefined;
  }

  #receive(message: ToClient): void {
    switch (message.kind) {
      case 'answer':
        this.#take(message.id)?.resolve(message.answer as never);
        return;
      case 'failure':
        this.#take(message.id)?.reject(new RequestFailed(message.failure));
        return;
      case 'progress':
        this.listener.progress(message.output, message.events, message.dropped);
        return;
      case 'blocked':
        this.listener.blocked(message.reading);
        return;
      case 'completed':
        this.#completed?.(message.completions);
        this.#completed = undefined;
        return;
      case 'state':
        this.listener.state(message.state);
        return;
      case 'storage':
        this.listener.storage(message.storage);
        return;
      case 'role':
        this.listener.role(message.role);
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
