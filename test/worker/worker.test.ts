import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Assistant } from '../../src/assist/index.ts';
import { World } from '../../src/engine/world/index.ts';
import { RequestFailed } from '../../src/worker/index.ts';
import { openStore } from '../../src/persist/index.ts';
import { MachineDouble } from '../doubles/machine-double.ts';
import { workerPair } from './worker-pair.ts';

let worlds = 0;
let world = '';
const open: (() => void)[] = [];

function pair(...args: Parameters<typeof workerPair>) {
  const made = workerPair(...args);
  open.push(made.close);
  return made;
}

beforeEach(() => {
  world = `test-${worlds++}`;
});
afterEach(() => {
  for (const close of open.splice(0)) close();
});

describe('a command', () => {
  it('streams its output and answers with its status', async () => {
    const { client, seen } = pair();
    await client.request('open', { world, storage: 'memory' });
    expect(await client.request('run', { line: 'echo hello' })).toEqual({ status: 0, number: 1 });
    expect(seen.text).toBe('hello\n');
    expect((await client.request('run', { line: 'fail' })).status).toBe(1);
  });

  it('carries text beyond ASCII there and back', async () => {
    const { client, seen } = pair();
    await client.request('open', { world, storage: 'memory' });
    await client.request('run', { line: 'echo grüße, 世界 🎉' });
    expect(seen.text).toBe('grüße, 世界 🎉\n');
    expect(seen.states.at(-1)?.journal.at(-1)?.command).toBe('echo grüße, 世界 🎉');
  });

  it('that never ends is stopped within 200 ms', async () => {
    const { client } = pair();
    await client.request('open', { world, storage: 'memory' });
    const run = client.request('run', { line: 'spin' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begin = performance.now();
    client.interrupt();
    expect((await run).status).toBe(130);
    expect(performance.now() - begin).toBeLessThan(200);
  });

  it('that waits for input gets what is typed', async () => {
    const { client, seen } = pair();
    await client.request('open', { world, storage: 'memory' });
    const run = client.request('run', { line: 'read-line' });
    await expect.poll(() => seen.blockedTimes).toBe(1);
    client.input('yes\n');
    await run;
    expect(seen.text).toBe('got yes\n');
  });

  it('that reads a line says how it is to be edited, and completes it', async () => {
    const { client, seen } = pair();
    await client.request('open', { world, storage: 'memory' });
    const run = client.request('run', { line: 'edit-line' });
    await expect.poll(() => seen.readings).toEqual([{ prompt: '> ', history: ['one'] }]);
    expect(await client.completeInput('étud', 3)).toEqual({ start: 0, candidates: ['étux'] });
    client.input('étude\n');
    await run;
    expect(seen.text).toBe('got étude\n');
    expect(await client.completeInput('nobody', 1)).toEqual({ start: 0, candidates: [] });
  });

  it('that meets a bug fails, and the last whole command stands', async () => {
    const { client, seen } = pair();
    await client.request('open', { world, storage: 'memory' });
    await client.request('run', { line: 'echo one' });
    await expect(client.request('run', { line: 'crash' })).rejects.toThrow('a bug of the double');
    expect(seen.states.at(-1)?.journal.map(({ command }) => command)).toEqual(['echo one']);
    expect((await client.request('run', { line: 'echo two' })).number).toBe(2);
  });

  it('tells its events, the same that running it again tells', async () => {
    const { client, seen } = pair();
    await client.request('open', { world, storage: 'memory' });
    const { number } = await client.request('run', { line: 'nix-build' });
    const { events, before, after } = await client.request('retrace', { number });
    expect(events).toEqual(seen.events);
    expect(before.store).toEqual([]);
    expect(after).toEqual(seen.states.at(-1)?.facts);
  });
});

describe('the journal', () => {
  it('goes back and forth', async () => {
    const { client, seen } = pair();
    await client.request('open', { world, storage: 'memory' });
    await client.request('run', { line: 'nix-instantiate' });
    const after = seen.states.at(-1);
    await client.request('goTo', { position: 0 });
    expect(seen.states.at(-1)?.facts.store).toEqual([]);
    await client.request('goTo', { position: 1 });
    expect(seen.states.at(-1)).toEqual(after);
  });

  it('is there again in the next page, and says Saved', async () => {
    const first = pair();
    await first.client.request('open', { world, storage: 'indexeddb' });
    await first.client.request('run', { line: 'nix-build' });
    await first.client.request('save', { path: '/home/ada/default.nix', text: 'ü' });
    const before = first.seen.states.at(-1);
    expect(first.seen.storages.at(-1)).toEqual({ kind: 'saved' });
    first.close();
    const second = pair();
    const state = await second.client.request('open', { world, storage: 'indexeddb' });
    expect(state).toEqual({ ...before, restored: true });
    expect(await second.client.request('readFile', { path: '/home/ada/default.nix' })).toBe('ü');
  });

  it('forgets what was undone when something else is done instead', async () => {
    const first = pair();
    await first.client.request('open', { world, storage: 'indexeddb' });
    for (const line of ['echo 1', 'echo 2', 'echo 3']) await first.client.request('run', { line });
    await first.client.request('goTo', { position: 1 });
    await first.client.request('run', { line: 'echo 4' });
    const second = pair();
    const state = await second.client.request('open', { world, storage: 'indexeddb' });
    expect(state.journal.map(({ command }) => command)).toEqual(['echo 1', 'echo 4']);
  });

  it('starts anew after a reset; documents stay', async () => {
    const { client, seen } = pair();
    await client.request('open', { world, storage: 'indexeddb' });
    await client.request('run', { line: 'nix-instantiate' });
    await client.request('putDocument', { key: 'progress', value: { solved: 1 } });
    await client.request('reset', null);
    expect(seen.states.at(-1)).toMatchObject({ journal: [], position: 0 });
    expect(await client.request('getDocument', { key: 'progress' })).toEqual({ solved: 1 });
    const state = await pair().client.request('open', { world, storage: 'indexeddb' });
    expect(state.journal).toEqual([]);
  });
});

describe('a stored machine that cannot be restored', () => {
  it('says so, and can be replaced by a new one', async () => {
    const first = pair();
    await first.client.request('open', { world, storage: 'indexeddb' });
    await first.client.request('run', { line: 'nix-build' });
    first.close();
    const { client, seen } = pair({
      machines: {
        create: () => new MachineDouble(),
        restore: () => {
          throw new Error('a world of another time');
        },
        everything: () => ({}),
        factsBefore: (machine, number) => machine.factsBefore(number),
        assistant: () => new Assistant(new World()),
      },
    });
    await expect(client.request('open', { world, storage: 'indexeddb' })).rejects.toThrow('another time');
    await client.request('reset', null);
    expect(seen.states.at(-1)?.journal).toEqual([]);
    expect((await client.request('run', { line: 'echo again' })).number).toBe(1);
  });
});

describe('storage', () => {
  it('that is denied leaves a working machine that says Memory only', async () => {
    const { client, seen } = pair({
      openStore: async (name) => {
        const real = globalThis.indexedDB;
        Object.defineProperty(globalThis, 'indexedDB', {
          configurable: true,
          get: () => {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
        try {
          return await openStore(name, 'indexeddb');
        } finally {
          Object.defineProperty(globalThis, 'indexedDB', { configurable: true, writable: true, value: real });
        }
      },
    });
    await client.request('open', { world, storage: 'indexeddb' });
    await client.request('run', { line: 'nix-build' });
    expect(seen.storages).toEqual([{ kind: 'memory', reason: 'The operation is insecure.' }]);
  });

  it('written by somebody else meanwhile is never overwritten', async () => {
    const first = pair();
    await first.client.request('open', { world, storage: 'indexeddb' });
    const { store } = await openStore(world, 'indexeddb');
    await store.load();
    await first.client.request('run', { line: 'echo mine' });
    await expect(store.commit({ diff: {}, appended: [], kept: 0, position: 0 })).rejects.toThrow(
      'another tab has written',
    );
    // And from the other side: the tab's next command is refused and it shows what stands in storage.
    await store.load();
    await store.commit({ diff: {}, appended: [], kept: 1, position: 0 });
    const refused = await first.client.request('run', { line: 'echo lost' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RequestFailed);
    expect((refused as RequestFailed).failure.code).toBe('follower');
    expect(first.seen.states.at(-1)?.position).toBe(0);
  });
});
