// What drives a machine from outside (worker, Node, tests) may rely on.
import type { ByteString } from '../engine/base/index.ts';
import type { Diff, Facts, JournalEntry, WorldEvent } from '../engine/world/index.ts';

/** A command on its way. Drive it with `resume` until it is done; nothing happens between calls. */
export interface Run {
  /**
   * Goes on for about `fuel` steps, or until `pause`, asked between any two, says so. `'blocked'`: it waits for `input`.
   * After `'done'` the entry stands in the journal. Where it stops makes no difference to what the command does.
   */
  resume(fuel: number, pause?: () => boolean): 'more' | 'blocked' | 'done';
  /** Ctrl-C: ends what runs in the foreground; keep calling `resume` until it is done. */
  interrupt(): void;
  /** Bytes typed on the terminal; an empty text is the end of input (Ctrl-D). */
  input(text: ByteString): void;
  /** While it is blocked: the line it waits for, when that is one to be edited. */
  readonly reading: Reading | undefined;
  /** Asks a program that reads a line what could stand before the cursor (in bytes); it answers while it runs on. */
  complete(line: ByteString, cursor: number, answer: (completion: Completion) => void): void;
}

/** A line that a program asks for: how it is to be edited. */
export interface Reading {
  readonly prompt: ByteString;
  /** Lines that may be called back, the oldest first. */
  readonly history: readonly ByteString[];
}

/** Completions of the word before the cursor: where that word starts, and what could stand there. */
export interface Completion {
  readonly start: number;
  readonly candidates: readonly ByteString[];
}

export interface RunListener {
  output?(stream: 'stdout' | 'stderr', text: ByteString): void;
  event?(event: WorldEvent): void;
}

/** What has changed since the last commit: everything a store must write, in one transaction. */
export interface Commit {
  readonly diff: Diff;
  /** Entries appended to the journal. */
  readonly appended: readonly JournalEntry[];
  /** Entries with a number above this are gone. */
  readonly kept: number;
  /** How many entries are done; later ones are undone and can be redone. */
  readonly position: number;
}

export interface MachineInterface {
  /** Starts a command line of the terminal. Only one run at a time. */
  run(line: ByteString, listener?: RunListener): Run;
  /** Puts a file in place as the editor does: an entry of the journal like any other. */
  save(path: ByteString, text: ByteString): void;
  /** Undone entries included. */
  readonly journal: readonly JournalEntry[];
  /** How many entries are done. */
  readonly position: number;
  undo(): boolean;
  redo(): boolean;
  facts(): Facts;
  /** The trace of an entry, by running it again on a copy of the world before it. */
  retrace(number: number): readonly WorldEvent[];
  /** What there is to persist; afterwards there is nothing until something changes. */
  takeCommit(): Commit;
  readFile(path: ByteString): ByteString | undefined;
  /** The prompt of the terminal: user, host and working directory. */
  prompt(): ByteString;
  /** Completes a command line at the prompt. */
  complete(line: ByteString, cursor: number): Completion;
}
