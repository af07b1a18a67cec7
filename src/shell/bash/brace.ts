// Brace expansion: purely textual, before every other expansion, as bash does it.
//
// Invariant: quoted text and `$…` expansions are copied, never looked into.
import type { ByteString } from '../../engine/base/index.ts';
import { skipExpansion } from './scan.ts';

/** The words a word's source text stands for; the word itself when it has no brace expansion. */
export function expandBraces(text: ByteString): ByteString[] {
  if (!text.includes('{')) return [text];
  const open = findOpen(text, 0);
  if (open === undefined) return [text];
  const { start, end, commas } = open;
  const before = text.slice(0, start);
  const after = expandBraces(text.slice(end + 1));
  const body = text.slice(start + 1, end);
  const middles = commas.length > 0 ? splitAt(body, commas, start + 1).flatMap(expandBraces) : sequence(body);
  if (middles === undefined) return [text];
  return middles.flatMap((middle) => after.map((rest) => before + middle + rest));
}

interface Open {
  readonly start: number;
  readonly end: number;
  readonly commas: readonly number[];
}

/** The first brace that really opens an expansion. */
function findOpen(text: ByteString, from: number): Open | undefined {
  for (let i = from; i < text.length; i = skipOne(text, i)) {
    if (text[i] !== '{') continue;
    const open = closing(text, i);
    if (open !== undefined && (open.commas.length > 0 || sequence(text.slice(i + 1, open.end)) !== undefined))
      return open;
  }
  return undefined;
}

function closing(text: ByteString, start: number): Open | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let i = start + 1; i < text.length; i = skipOne(text, i)) {
    const char = text[i];
    if (char === '{') depth += 1;
    else if (char === '}') {
      if (depth === 0) return { start, end: i, commas };
      depth -= 1;
    } else if (char === ',' && depth === 0) commas.push(i);
  }
  return undefined;
}

/** The index behind one unit: a quoted string, an expansion, an escaped or a plain character. */
function skipOne(text: ByteString, i: number): number {
  const char = text[i];
  if (char === '\\') return i + 2;
  if (char === "'" || char === '"' || char === '`' || char === '$') return skipExpansion(text, i);
  return i + 1;
}

function splitAt(body: ByteString, commas: readonly number[], offset: number): ByteString[] {
  const parts: ByteString[] = [];
  let start = 0;
  for (const comma of commas) {
    parts.push(body.slice(start, comma - offset));
    start = comma - offset + 1;
  }
  parts.push(body.slice(start));
  return parts;
}

function sequence(body: ByteString): ByteString[] | undefined {
  const match = /^(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])(?:\.\.(-?\d+))?$/.exec(body);
  if (match === null) return undefined;
  const [, first, last, stepText] = match;
  const numeric = /\d$/.test(first);
  if (numeric !== /\d$/.test(last)) return undefined;
  const from = numeric ? Number(first) : first.charCodeAt(0);
  const to = numeric ? Number(last) : last.charCodeAt(0);
  const step = Math.abs(Number(stepText ?? 1)) || 1;
  const padded = [first, last].some((n) => /^-?0\d/.test(n));
  const width = numeric && padded ? Math.max(first.length, last.length) : 0;
  const out: ByteString[] = [];
  const show = (value: number): ByteString => {
    if (!numeric) return quoteLetter(String.fromCharCode(value));
    const digits = String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, '0');
    return value < 0 ? `-${digits}` : digits;
  };
  if (from <= to) for (let v = from; v <= to; v += step) out.push(show(v));
  else for (let v = from; v >= to; v -= step) out.push(show(v));
  return out;
}

/** `{Z..a}` runs over punctuation, which must not come to life afterwards. */
function quoteLetter(letter: ByteString): ByteString {
  return /[a-zA-Z]/.test(letter) ? letter : letter === '\\' ? '' : `\\${letter}`;
}
