// The tree of an inspection as rows, one below the other, and what is said of it.
import type { Forced, InspectedNode, Span, Step } from '../../../assist/index.ts';

/** The parts of a node that have been told so far. */
export interface Parts {
  readonly total: number;
  readonly told: readonly { readonly name: string; readonly handle: number }[];
}

export interface NodeRow {
  readonly kind: 'node';
  /** The way from the root: names with dots between them. */
  readonly key: string;
  readonly level: number;
  readonly name: string;
  readonly node: InspectedNode;
  readonly isOpen: boolean;
  /** Another row on show stands for the very same thunk. */
  readonly isShared: boolean;
}

export interface MoreRow {
  readonly kind: 'more';
  readonly key: string;
  readonly level: number;
  readonly handle: number;
  readonly from: number;
  readonly left: number;
}

export type Row = NodeRow | MoreRow;

export function rowsOf(
  nodes: ReadonlyMap<number, InspectedNode>,
  parts: ReadonlyMap<number, Parts>,
  open: ReadonlySet<string>,
  rootName: string,
): readonly Row[] {
  const rows: Row[] = [];
  const seen = new Map<number, number>();
  const add = (handle: number, name: string, key: string, level: number): void => {
    const node = nodes.get(handle);
    if (node === undefined) return;
    seen.set(handle, (seen.get(handle) ?? 0) + 1);
    const isOpen = open.has(key) && canOpen(node);
    rows.push({ kind: 'node', key, level, name, node, isOpen, isShared: false });
    const within = isOpen ? parts.get(handle) : undefined;
    if (within === undefined) return;
    for (const part of within.told) add(part.handle, part.name, `${key}.${part.name}`, level + 1);
    const from = within.told.length;
    if (from < within.total)
      rows.push({
        kind: 'more',
        key: `${key} more`,
        level: level + 1,
        handle,
        from,
        left: within.total - from,
      });
  };
  add(0, rootName, 'root', 1);
  return rows.map((row) =>
    row.kind === 'node' && (seen.get(row.node.handle) ?? 0) > 1 ? { ...row, isShared: true } : row,
  );
}

export function canOpen({ state, size }: InspectedNode): boolean {
  return state === 'value' && size > 0;
}

/** A thunk, or one that failed and may be asked again. */
export function canForce({ state, kind }: InspectedNode): boolean {
  return state === 'thunk' || (state === 'failed' && kind === 'thunk');
}

/** `default.nix:4:9` */
export function placeOf({ source, line, column }: Span): string {
  return `${source.slice(source.lastIndexOf('/') + 1)}:${line}:${column}`;
}

/** How many are told by place. */
const PLACES = 3;

/** What a forcing did, in a sentence or two. */
export function sentenceOfForcing(name: string, { node, count, others, givenUp }: Forced): string {
  if (givenUp !== undefined) return `${name} has no value. ${givenUp}`;
  const besides = Math.max(0, count - 1);
  const places = others.slice(0, PLACES).map(placeOf);
  const rest =
    besides === 0
      ? 'No other thunk was forced for it.'
      : `For it ${besides === 1 ? 'one other thunk was' : `${besides.toLocaleString('en')} other thunks were`} forced${
          places.length === 0 ? '.' : `: at ${places.join(', ')}${besides > places.length ? ' …' : '.'}`
        }`;
  if (node.state === 'failed') return `${name} failed: ${node.text}`;
  return `Forced ${name}. ${rest}`;
}

const WORDS: Readonly<Record<Step['kind'], string>> = {
  force: 'force',
  call: 'call',
  builtin: 'builtin',
  blackhole: 'blackhole',
};

export function wordOf(step: Step): string {
  return WORDS[step.kind];
}

/** One step, in one sentence. */
export function sentenceOfStep(step: Step): string {
  const result = step.value === undefined ? 'It has not come to a value.' : `Its value is ${step.value}.`;
  const at = step.span === undefined ? '' : ` at ${placeOf(step.span)}`;
  switch (step.kind) {
    case 'force':
      return step.what === ''
        ? `A thunk that a builtin made is forced. ${result}`
        : `The thunk ${step.what}${at} is forced, and will keep what it comes to. ${result}`;
    case 'call':
      return `${step.what === '' ? 'A function without a name' : `The function ${step.what}`} is called${at}. ${result}`;
    case 'builtin':
      return `The builtin ${step.what.replace(/^__/, '')} is called${at}. ${result}`;
    case 'blackhole':
      return `A thunk was asked for${at} while it was being computed: it needs itself.`;
  }
}
