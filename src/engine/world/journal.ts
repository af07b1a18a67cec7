// The journal: one entry for each command, holding what it said and an invertible diff of what it did.
//
// Invariant: applying the diffs of entries 1 to n forwards to the first world gives the world after entry n, and
// backwards from there gives the first world again.
import type { ByteString, Change } from '../base/index.ts';
import type { Entry, EntryKey, Counter, Ino, Inode } from '../vfs/index.ts';
import type { ValidPath } from '../store/index.ts';

/** The tables of the world and what each holds; the key of a persisted row is the table's name and the record's key. */
export interface WorldRecords {
  readonly inodes: { readonly key: Ino; readonly record: Inode };
  readonly entries: { readonly key: EntryKey; readonly record: Entry };
  readonly counters: { readonly key: string; readonly record: Counter };
  readonly validPaths: { readonly key: ByteString; readonly record: ValidPath };
  /** State of the terminal's shell, by terminal name. Plain data; only the shell reads it. */
  readonly shells: { readonly key: string; readonly record: object };
}

export type TableName = keyof WorldRecords;
export const TABLE_NAMES: readonly TableName[] = ['inodes', 'entries', 'counters', 'validPaths', 'shells'];

/** What a command changed, table by table; tables without a change are absent. */
export type Diff = {
  readonly [T in TableName]?: readonly Change<WorldRecords[T]['key'], WorldRecords[T]['record']>[];
};

/** A piece of what a command printed. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: ByteString;
}

/**
 * Something that came from outside while a command ran. `step` says when: after so many steps of the machine, which are
 * the same whenever the command is run again.
 */
export type Typed = { readonly step: number } & (
  | { readonly kind: 'text'; readonly text: ByteString }
  /** Ctrl-D. */
  | { readonly kind: 'end' }
  /** Ctrl-C. */
  | { readonly kind: 'interrupt' }
  /** Tab: what could stand before the cursor was asked for. */
  | { readonly kind: 'complete'; readonly line: ByteString; readonly cursor: number }
);

export interface JournalEntry {
  /** 1 for the first command of a world. */
  readonly number: number;
  /** Where the command came from: typed or pressed by a person, or a change made in the editor. */
  readonly origin: 'terminal' | 'editor';
  readonly command: ByteString;
  readonly cwd: ByteString;
  /** Exit status, 0 to 255. */
  readonly status: number;
  /** Logical seconds since 1970 when it began. */
  readonly time: number;
  /** What was printed, up to a bound; `truncated` says that more came. */
  readonly output: readonly OutputChunk[];
  readonly truncated: boolean;
  /** What was typed while it ran, so that it can be run again; absent when nothing was. */
  readonly typed?: readonly Typed[];
  readonly diff: Diff;
}
