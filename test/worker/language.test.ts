// Questions about the language over the channel: UTF-16 on the outside, no waiting for commands, one inspection.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workerPair } from './worker-pair.ts';

const path = '/home/learner/default.nix';
let close: () => void = () => undefined;
let client: ReturnType<typeof workerPair>['client'];

beforeEach(async () => {
  ({ client, close } = workerPair());
  await client.request('open', { world: 'language', storage: 'memory' });
});
afterEach(() => close());

describe('questions about a text', () => {
  it('count characters as the page does', async () => {
    const text = '# grüße 🎉\n[ nope "ä" ]';
    const [fault] = await client.request('diagnose', { path, text });
    expect(text.slice(fault?.from, fault?.to)).toBe('nope');
    const about = '"🎉" + toString 1';
    const found = await client.request('describe', { path, text: about, offset: about.indexOf('String') });
    expect(about.slice(found?.from, found?.to)).toBe('toString');
    const completions = await client.request('completeCode', { path, text: 'let s = "🎉"; in ', offset: 17 });
    expect(completions?.start).toBe(17);
    expect(completions?.candidates[0]?.label).toBe('s');
  });
  it('are answered while a command runs', async () => {
    const run = client.request('run', { line: 'spin' });
    expect(await client.request('diagnose', { path, text: '1' })).toEqual([]);
    client.interrupt();
    await run;
  });
  it('bring a text back in its layout', async () => {
    expect(await client.request('format', { path, text: '{x="ä";}' })).toEqual({ text: '{ x = "ä"; }\n' });
  });
});

describe('an inspection over the channel', () => {
  const inspect = (text: string, expression: string | null = null) =>
    client.request('inspect', { path, text, expression });

  it('tells values and places in the page’s terms', async () => {
    const text = '# 🎉\n{ ä = 1; }';
    expect((await inspect(text)).forced.node.state).toBe('failed');
    const good = '# 🎉\n{ s = "ä" + "b"; }';
    const { inspection, forced } = await inspect(good);
    const page = await client.request('children', { inspection, handle: forced.node.handle, from: 0 });
    const node = page.children[0]?.node;
    expect(good.slice(node?.span?.from, node?.span?.to)).toBe('"ä" + "b"');
    expect((await client.request('force', { inspection, handle: node?.handle ?? 0 })).node.text).toBe('"äb"');
  });
  it('ends when another begins', async () => {
    const { inspection } = await inspect('{ a = 1 + 1; }');
    await inspect('2');
    await expect(client.request('force', { inspection, handle: 0 })).rejects.toThrow('evaluate again');
  });
  it('is stopped in the middle', async () => {
    const asked = inspect('', 'let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in f 90');
    // heard between the first slice and the second
    client.stopForcing();
    expect((await asked).forced.givenUp).toBe('Stopped. What was finished until then is kept.');
  });
});
