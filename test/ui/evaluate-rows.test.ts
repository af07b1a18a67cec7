import { describe, expect, it } from 'vitest';
import type { Forced, InspectedNode, Span, Step } from '../../src/assist/index.ts';
import { rowsOf, sentenceOfForcing, sentenceOfStep, type Parts } from '../../src/ui/scopes/evaluate/rows.ts';

const span: Span = { source: '/home/learner/default.nix', line: 4, column: 9, from: 30, to: 35 };
const thunk = (handle: number): InspectedNode => ({
  handle,
  state: 'thunk',
  kind: 'thunk',
  text: '«thunk»',
  size: 0,
});
const set = (handle: number, size: number): InspectedNode => ({
  handle,
  state: 'value',
  kind: 'set',
  text: '{ … }',
  size,
});
const nodes = new Map([set(0, 300), thunk(1), set(2, 1)].map((node) => [node.handle, node]));
const told = [
  { name: 'a', handle: 1 },
  { name: 'b', handle: 1 },
  { name: 'c', handle: 2 },
];
const parts = new Map<number, Parts>([
  [0, { total: 300, told }],
  [2, { total: 1, told: [{ name: 'self', handle: 0 }] }],
]);
const shown = (...open: string[]) =>
  rowsOf(nodes, parts, new Set(open), 'root').map((row) =>
    row.kind === 'more' ? `${row.level} and ${row.left} from ${row.from}` : `${row.level} ${row.name}`,
  );

describe('the rows of a value', () => {
  it('are those of what is open', () => {
    expect(shown()).toEqual(['1 root']);
    expect(shown('root')).toEqual(['1 root', '2 a', '2 b', '2 c', '2 and 297 from 3']);
  });
  it('end, also in a set that holds itself', () => {
    expect(shown('root', 'root.c')).toEqual(['1 root', '2 a', '2 b', '2 c', '3 self', '2 and 297 from 3']);
  });
  it('tell one thunk in two places', () => {
    const rows = rowsOf(nodes, parts, new Set(['root']), 'root');
    expect(rows.map((row) => row.kind === 'node' && row.isShared)).toEqual([false, true, true, false, false]);
  });
});

describe('what is said of a forcing', () => {
  const forced: Forced = { node: set(0, 1), changed: [], count: 1, others: [], steps: [], more: 0 };
  it('names the thunks besides it by their places', () => {
    expect(sentenceOfForcing('a', forced)).toBe('Forced a. No other thunk was forced for it.');
    expect(sentenceOfForcing('a', { ...forced, count: 2, others: [span] })).toBe(
      'Forced a. For it one other thunk was forced: at default.nix:4:9.',
    );
    expect(sentenceOfForcing('a', { ...forced, count: 9, others: [span, span, span, span] })).toBe(
      'Forced a. For it 8 other thunks were forced: at default.nix:4:9, default.nix:4:9, default.nix:4:9 …',
    );
  });
  it('says why there is no value', () => {
    expect(sentenceOfForcing('a', { ...forced, givenUp: 'Stopped.' })).toBe('a has no value. Stopped.');
    const node: InspectedNode = { ...thunk(0), state: 'failed', kind: 'error', text: 'no' };
    expect(sentenceOfForcing('a', { ...forced, node })).toBe('a failed: no');
  });
});

describe('what is said of a step', () => {
  const step: Step = { kind: 'force', depth: 0, what: 'x + 1', span, value: '3' };
  it('is what happens, where, and what comes of it', () => {
    expect(sentenceOfStep(step)).toBe(
      'The thunk x + 1 at default.nix:4:9 is forced, and will keep what it comes to. Its value is 3.',
    );
    expect(sentenceOfStep({ kind: 'builtin', depth: 0, what: '__add', span })).toBe(
      'The builtin add is called at default.nix:4:9. It has not come to a value.',
    );
  });
});
