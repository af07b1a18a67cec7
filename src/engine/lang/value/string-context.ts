// String contexts: which store objects a string speaks of.
//
// Invariant: a context is a sorted list without duplicates of elements as Nix writes them, without the store's folder:
// `hash-name` (an opaque path), `=hash-name.drv` (a derivation with its whole closure), `!out!hash-name.drv` (an
// output). Sorted as Nix sorts: opaque, then deep, then outputs.
import { compareBytes, type ByteString } from '../../base/index.ts';
import type { NixString } from './value.ts';

export type ContextElement =
  | { readonly kind: 'opaque'; readonly path: ByteString }
  | { readonly kind: 'deep'; readonly drv: ByteString }
  /** `drv` may itself be an output of that form: a derivation that is to be built. */
  | { readonly kind: 'output'; readonly drv: ByteString; readonly output: ByteString };

export type Context = readonly ByteString[];
export const NO_CONTEXT: Context = [];

export class ContextString {
  constructor(
    readonly text: ByteString,
    readonly context: Context,
  ) {}
}

export function parseContextElement(text: ByteString): ContextElement {
  if (text[0] === '=') return { kind: 'deep', drv: text.slice(1) };
  if (text[0] !== '!') return { kind: 'opaque', path: text };
  const end = text.indexOf('!', 1);
  return { kind: 'output', output: text.slice(1, end), drv: text.slice(end + 1) };
}

export function showContextElement(element: ContextElement): ByteString {
  switch (element.kind) {
    case 'opaque':
      return element.path;
    case 'deep':
      return `=${element.drv}`;
    case 'output':
      return `!${element.output}!${element.drv}`;
  }
}

const STORE_DIR = '/nix/store';

/** As messages show an element: `/nix/store/hash-name.drv^out`. */
export function displayContextElement(element: ContextElement): ByteString {
  switch (element.kind) {
    case 'opaque':
      return `${STORE_DIR}/${element.path}`;
    case 'deep':
      return `${STORE_DIR}/${element.drv} (deep)`;
    case 'output':
      return `${STORE_DIR}/${element.drv}^${element.output}`;
  }
}

const rank = (text: ByteString) => (text[0] === '=' ? 1 : text[0] === '!' ? 2 : 0);

function compareElements(a: ByteString, b: ByteString): number {
  const ranks = rank(a) - rank(b);
  if (ranks !== 0) return ranks;
  if (rank(a) < 2) return compareBytes(a, b);
  const drv = (text: ByteString) => text.slice(text.indexOf('!', 1) + 1);
  return compareBytes(drv(a), drv(b)) || compareBytes(a, b);
}

export function makeContext(elements: Iterable<ByteString>): Context {
  return [...new Set(elements)].sort(compareElements);
}

export function joinContexts(a: Context, b: Context): Context {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  if (b.every((element) => a.includes(element))) return a;
  return makeContext([...a, ...b]);
}

/** A string value; plain when there is no context. */
export function makeString(text: ByteString, context: Context): NixString {
  return context.length === 0 ? text : new ContextString(text, context);
}

export function textOf(value: NixString): ByteString {
  return typeof value === 'string' ? value : value.text;
}

export function contextOf(value: NixString): Context {
  return typeof value === 'string' ? NO_CONTEXT : value.context;
}
