// What the page and the engine say to each other: types only, so that either side can be loaded without the other.
//
// Invariant: every text in a message is host text (UTF-16). The machine's byte strings are encoded and decoded once,
// in the server; offsets in a text count its UTF-16 units. Every message is plain data that can be cloned. Requests are
// answered in the order in which they came, except that those about the language (LanguageRequests) do not wait for
// commands, and `interrupt`, `input` and `completeInput` reach the command that is running.
import type {
  Children,
  CodeCompletions,
  Description,
  Diagnostic,
  Forced,
  Formatted,
} from '../assist/index.ts';
import type { Facts, JournalEntry, WorldEvent } from '../engine/world/index.ts';

/** One entry of the journal as the page needs it: everything but the diff. */
export type EntrySummary = Omit<JournalEntry, 'diff'>;

/** Where the world is kept. `memory`: nothing survives a reload, and `reason` says why. */
export type StorageState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'memory'; readonly reason: string };

/** `follower`: another tab writes this world; this one shows what the other does and changes nothing. */
export type Role = 'writer' | 'follower';

/** The machine between two commands. */
export interface MachineState {
  readonly facts: Facts;
  /** Undone entries included. */
  readonly journal: readonly EntrySummary[];
  /** How many entries are done. */
  readonly position: number;
  readonly prompt: string;
  /** True on the first state of a page whose world came out of storage. */
  readonly restored: boolean;
}

export interface Completions {
  /** Index in the line where the completed word starts. */
  readonly start: number;
  readonly candidates: readonly string[];
}

/** A line that a command reads: what stands before it, and what may be called back. */
export interface Reading {
  readonly prompt: string;
  readonly history: readonly string[];
}

/** A piece of output with the command's number among this page's runs. */
export interface OutputPiece {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface Retraced {
  readonly events: readonly WorldEvent[];
  readonly before: Facts;
  readonly after: Facts;
}

/** A text on the screen, saved or not, and the file whose it is. */
export interface EditedText {
  readonly path: string;
  readonly text: string;
}

/** What was forced, and the number of the inspection it belongs to. */
export interface Inspected {
  readonly inspection: number;
  readonly forced: Forced;
}

/** What the page may ask about texts and values. None of it changes the machine. */
export interface LanguageRequests {
  diagnose: { ask: EditedText; answer: readonly Diagnostic[] };
  describe: { ask: EditedText & { readonly offset: number }; answer: Description | null };
  completeCode: { ask: EditedText & { readonly offset: number }; answer: CodeCompletions | null };
  format: { ask: EditedText; answer: Formatted };
  /** Evaluates the file, or an expression in its folder, and begins an inspection; the one before it is forgotten. */
  inspect: { ask: EditedText & { readonly expression: string | null }; answer: Inspected };
  /** Forces a node of an inspection. Fails when that is not the present one. */
  force: { ask: { readonly inspection: number; readonly handle: number }; answer: Forced };
  children: {
    ask: { readonly inspection: number; readonly handle: number; readonly from: number };
    answer: Children;
  };
}

/** What the page may ask, with what it gets. */
export interface Requests extends LanguageRequests {
  /** First of all: opens the named world, or makes it. */
  open: { ask: { readonly world: string; readonly storage: 'indexeddb' | 'memory' }; answer: MachineState };
  run: { ask: { readonly line: string }; answer: { readonly status: number; readonly number: number } };
  save: { ask: { readonly path: string; readonly text: string }; answer: null };
  /** Undoes or redoes until `position` entries are done. */
  goTo: { ask: { readonly position: number }; answer: null };
  /** What an entry did, step by step, and the facts on both sides of it. */
  retrace: { ask: { readonly number: number }; answer: Retraced };
  readFile: { ask: { readonly path: string }; answer: string | null };
  complete: { ask: { readonly line: string; readonly cursor: number }; answer: Completions };
  /** Throws the world away and starts with a new one. */
  reset: { ask: null; answer: null };
  getDocument: { ask: { readonly key: string }; answer: unknown };
  putDocument: { ask: { readonly key: string; readonly value: unknown }; answer: null };
}

export type RequestName = keyof Requests;

export type ToServer =
  | {
      readonly [N in RequestName]: {
        readonly kind: 'request';
        readonly id: number;
        readonly name: N;
        readonly ask: Requests[N]['ask'];
      };
    }[RequestName]
  | { readonly kind: 'interrupt' }
  /** Gives up what an inspection is forcing. */
  | { readonly kind: 'stop-forcing' }
  /** Bytes typed while a command runs; empty is the end of input. */
  | { readonly kind: 'input'; readonly text: string }
  /** What could stand before the cursor of a line that the running command reads. */
  | { readonly kind: 'completeInput'; readonly line: string; readonly cursor: number };

/** Why a request failed. `stopped`: the user interrupted it. `follower`: this tab may not write. */
export interface Failure {
  readonly code: 'stopped' | 'follower' | 'not-simulated' | 'failed';
  readonly message: string;
}

export type ToClient =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  /** Of the running command, batched. `dropped` counts the events beyond the bound. */
  | {
      readonly kind: 'progress';
      readonly output: readonly OutputPiece[];
      readonly events: readonly WorldEvent[];
      readonly dropped: number;
    }
  /** The running command waits; for a line that is to be edited when it says how. */
  | { readonly kind: 'blocked'; readonly reading: Reading | null }
  /** The answer to the last `completeInput`. */
  | { readonly kind: 'completed'; readonly completions: Completions }
  | { readonly kind: 'state'; readonly state: MachineState }
  | { readonly kind: 'storage'; readonly storage: StorageState }
  | { readonly kind: 'role'; readonly role: Role };

/** One end of a channel; a Worker, a worker's own global and a MessagePort all have this shape. */
export interface Port<In, Out> {
  postMessage(message: Out): void;
  onmessage: ((event: { readonly data: In }) => void) | null;
}

/** Events of one command kept for its live trace; beyond it they come by running the command again. */
export const LIVE_EVENT_LIMIT = 20_000;
