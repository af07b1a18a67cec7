// Bracket expressions of POSIX: `[a-z[:digit:]_]`, as part of a JavaScript RegExp over bytes (C locale).
import type { ByteString } from '../../engine/base/index.ts';
import { classSource } from '../format/character-classes.ts';

/** The bytes of a class (`digit`), in order; undefined when there is no such class. */
export function classBytes(name: string): ByteString | undefined {
  const source = classSource(name);
  if (source === undefined) return undefined;
  const members = new RegExp(`[${source}]`);
  const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
  return all.filter((byte) => members.test(byte)).join('');
}

export interface Bracket {
  /** A character class for a RegExp. */
  readonly source: string;
  readonly negated: boolean;
  /** Where the text goes on behind the `]`. */
  readonly end: number;
}

/** Why a bracket expression is none. */
export class BracketError extends Error {}

export interface BracketSettings {
  /** Which letters after `[` negate: `^`, in file name patterns `!` too. */
  readonly negations?: string;
  readonly ignoreCase?: boolean;
}

/**
 * Reads the bracket expression that opens at `start`; undefined when it does not end. Throws BracketError for a class
 * that is not there and for a range that runs backwards.
 */
export function bracketExpression(
  text: ByteString,
  start: number,
  { negations = '^', ignoreCase = false }: BracketSettings = {},
): Bracket | undefined {
  let i = start + 1;
  const negated = i < text.length && negations.includes(text[i]);
  if (negated) i++;
  const bytes = new Set<number>();
  for (let first = true; ; first = false) {
    if (i >= text.length) return undefined;
    if (text[i] === ']' && !first) break;
    if (text.startsWith('[:', i)) {
      const end = text.indexOf(':]', i + 2);
      if (end < 0) return undefined;
      const members = classBytes(text.slice(i + 2, end));
      if (members === undefined) throw new BracketError('Invalid character class name');
      for (const byte of members) bytes.add(byte.charCodeAt(0));
      i = end + 2;
      continue;
    }
    const low = element(text, i);
    if (low === undefined) return undefined;
    i = low.end;
    let high = low;
    if (text[i] === '-' && i + 1 < text.length && text[i + 1] !== ']') {
      const next = element(text, i + 1);
      if (next === undefined) return undefined;
      if (next.byte < low.byte) throw new BracketError('Invalid range end');
      high = next;
      i = next.end;
    }
    for (let code = low.byte.charCodeAt(0); code <= high.byte.charCodeAt(0); code++) bytes.add(code);
  }
  if (ignoreCase)
    for (const code of [...bytes])
      for (const other of bothCases(String.fromCharCode(code))) bytes.add(other.charCodeAt(0));
  return { source: `[${negated ? '^' : ''}${ranges(bytes)}]`, negated, end: i + 1 };
}

/** A letter of ASCII in both cases; any other byte alone. */
export function bothCases(byte: ByteString): ByteString[] {
  return /[A-Za-z]/.test(byte) ? [byte.toLowerCase(), byte.toUpperCase()] : [byte];
}

function element(text: ByteString, i: number): { byte: ByteString; end: number } | undefined {
  const special = /^\[([.=])/.exec(text.slice(i, i + 2));
  if (special === null) return { byte: text[i], end: i + 1 };
  const end = text.indexOf(`${special[1]}]`, i + 3);
  if (end < 0) return undefined;
  return { byte: text[i + 2], end: end + 2 };
}

function ranges(bytes: ReadonlySet<number>): string {
  const hex = (code: number) => `\\x${code.toString(16).padStart(2, '0')}`;
  const sorted = [...bytes].sort((a, b) => a - b);
  let out = '';
  for (let i = 0; i < sorted.length;) {
    let k = i;
    while (k + 1 < sorted.length && sorted[k + 1] === sorted[k] + 1) k++;
    out += k > i ? `${hex(sorted[i])}-${hex(sorted[k])}` : hex(sorted[i]);
    i = k + 1;
  }
  return out;
}
