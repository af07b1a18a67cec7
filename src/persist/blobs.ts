// File contents stand apart from the records that hold them, under their SHA-256, so that a file's bytes are stored
// once however many rows and journal entries hold them.
//
// Invariant: bytes are copied before they are stored: a file's array may be a view on a larger, growing buffer.
import { digest, toHex } from '../engine/base/index.ts';
import type { Diff, JournalEntry } from '../engine/world/index.ts';

/** Contents up to this many bytes stay inside their record. */
const INLINE_LIMIT = 256;

/** Stands in a stored record where the bytes were. */
export interface BlobReference {
  readonly blob: string;
}

/** Collects the contents that records refer to. */
export class BlobWriter {
  readonly blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #known = new WeakMap<Uint8Array, BlobReference>();

  /** The record as it is stored. */
  pack(record: unknown): unknown {
    const data = dataOf(record);
    if (data === undefined) return record;
    return { ...(record as object), data: data.length <= INLINE_LIMIT ? data.slice() : this.#refer(data) };
  }

  packEntry(entry: JournalEntry): unknown {
    return { ...entry, diff: mapDiff(entry.diff, (record) => this.pack(record)) };
  }

  #refer(data: Uint8Array): BlobReference {
    const known = this.#known.get(data);
    if (known !== undefined) return known;
    const copy = new Uint8Array(data);
    const reference = { blob: toHex(digest('sha256', copy)) };
    this.#known.set(data, reference);
    this.blobs.set(reference.blob, copy);
    return reference;
  }
}

/** Puts the contents back. Records that held the same bytes share one array again. */
export class BlobReader {
  constructor(private readonly blobs: ReadonlyMap<string, Uint8Array>) {}

  unpack(record: unknown): unknown {
    const reference = (record as { data?: Partial<BlobReference> } | undefined)?.data?.blob;
    if (typeof reference !== 'string') return record;
    const data = this.blobs.get(reference);
    if (data === undefined) throw new Error(`the stored machine lacks the contents ${reference}`);
    return { ...(record as object), data };
  }

  unpackEntry(entry: JournalEntry): JournalEntry {
    return { ...entry, diff: mapDiff(entry.diff, (record) => this.unpack(record)) };
  }
}

function dataOf(record: unknown): Uint8Array | undefined {
  const data = (record as { data?: unknown } | undefined)?.data;
  return data instanceof Uint8Array ? data : undefined;
}

function mapDiff(diff: Diff, map: (record: unknown) => unknown): Diff {
  const changes = diff.inodes;
  if (changes === undefined) return diff;
  const inodes = changes.map(({ key, before, after }) => ({ key, before: map(before), after: map(after) }));
  return { ...diff, inodes } as Diff;
}
