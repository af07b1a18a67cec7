import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { digest, toHex } from '../../src/engine/base/index.ts';
import type { JournalEntry } from '../../src/engine/world/index.ts';
import { openStore } from '../../src/persist/index.ts';
import version1 from './version-1.json' with { type: 'json' };

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

/** The fixture with its `{ "bytes": base64 }` as arrays. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  if ('bytes' in value) return bytes(value.bytes as string);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revive(member)]));
}

/** A database as version 1 made it. */
async function writeVersion1(world: string): Promise<void> {
  const database = await openDB(`nixarium:${world}`, 1, {
    upgrade(db) {
      db.createObjectStore('rows');
      db.createObjectStore('journal');
      db.createObjectStore('meta');
    },
  });
  for (const [key, row] of version1.rows) await database.put('rows', revive(row), key as [string, string]);
  for (const entry of version1.journal) await database.put('journal', revive(entry), entry.number);
  await database.put('meta', version1.meta, 'world');
  database.close();
}

describe('a database of version 1', () => {
  it('opens with every record it held, contents moved to blobs', async () => {
    await writeVersion1('old');
    const { store, reason } = await openStore('old', 'indexeddb');
    expect(reason).toBeUndefined();
    const saved = await store.load();
    expect(saved?.position).toBe(1);
    const big = bytes(version1.big);
    expect(saved?.rows.inodes.find(([key]) => key === 7)?.[1]).toMatchObject({ kind: 'file', data: big });
    expect(saved?.rows.validPaths).toHaveLength(1);
    expect(saved?.journal[0]?.diff.inodes?.[0]?.after).toMatchObject({ kind: 'file', data: big });
    store.close();
    const raw = await openDB('nixarium:old');
    expect(raw.version).toBe(2);
    expect(await raw.getAllKeys('blobs')).toEqual([toHex(digest('sha256', big))]);
    raw.close();
  });

  it('can be written to afterwards', async () => {
    await writeVersion1('old-2');
    const { store } = await openStore('old-2', 'indexeddb');
    await store.load();
    await store.commit({ diff: {}, appended: [], kept: 0, position: 0 });
    expect((await store.load())?.journal).toEqual([]);
  });
});

describe('file contents', () => {
  it('are stored once, and copied out of the buffer they are a view on', async () => {
    const { store } = await openStore('blobs', 'indexeddb');
    await store.load();
    const buffer = new Uint8Array(4096).fill(65);
    const data = buffer.subarray(0, 1000);
    const file = { kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 1, links: 1, data } as const;
    const entry: JournalEntry = {
      number: 1,
      origin: 'terminal',
      command: 'cp a b',
      cwd: '/',
      status: 0,
      time: 1,
      output: [],
      truncated: false,
      diff: { inodes: [{ key: 2, before: undefined, after: file }] },
    };
    const diff = { inodes: [1, 2].map((key) => ({ key, before: undefined, after: file })) };
    await store.commit({ diff, appended: [entry], kept: 0, position: 1 });
    buffer.fill(66);
    const saved = await store.load();
    const stored = saved?.rows.inodes.map(([, inode]) => (inode.kind === 'file' ? inode.data : undefined));
    expect(stored).toEqual([new Uint8Array(1000).fill(65), new Uint8Array(1000).fill(65)]);
    store.close();
    const raw = await openDB('nixarium:blobs');
    expect(await raw.count('blobs')).toBe(1);
    expect(
      (await raw.get('blobs', toHex(digest('sha256', new Uint8Array(1000).fill(65))))).buffer.byteLength,
    ).toBe(1000);
    raw.close();
  });
});
