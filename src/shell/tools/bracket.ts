// Bracket expressions of POSIX: `[a-z[:digit:]_]`, as part of a JavaScript RegExp over bytes (C locale).
import type { ByteString } from '../../engine/base/index.ts';

export const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t-\\r',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

export interface Bracket {
  /** A character class for a RegExp. */
  readonly source: string;
  /** Where the text goes on behind the `]`. */
  readonly end: number;
}

/** Why a bracket expression is none. */
export class BracketError extends Error {}

/**
 * Reads the bracket expression that opens at `start`; undefined when it does not end. Throws BracketError for a class
 * that is not there and for a range that runs backwards.
 */
export function bracketExpression(text: ByteString, start: number, negations = '^'): Bracket | undefined {
  let i = start + 1;
  const negated = i < text.length && negations.includes(text[i]);
  if (negated) i++;
  let source = '';
  for (let first = true; ; first = false) {
    if (i >= text.length) return undefined;
    if (text[i] === ']' && !first) break;
    if (text.startsWith('[:', i)) {
      const end = text.indexOf(':]', i + 2);
      if (end >= 0) {
        const name = text.slice(i + 2, end);
        if (!(name in CLASSES)) throw new BracketError('Invalid character class name');
        source += CLASSES[name];
        i = end + 2;
        continue;
      }
    }
    const low = element(text, i);
    if (low === undefined) return undefined;
    i = low.end;
    if (text[i] === '-' && text[i + 1] !== ']' && i + 1 < text.length) {
      const high = element(text, i + 1);
      if (high === undefined) return undefined;
      if (high.byte < low.byte) throw new BracketError('Invalid range end');
      source += `${hex(low.byte)}-${hex(high.byte)}`;
      i = high.end;
    } else source += hex(low.byte);
  }
  return { source: `[${negated ? '^' : ''}${source}]`, end: i + 1 };
}

function element(text: ByteString, i: number): { byte: ByteString; end: number } | undefined {
  const special = /^\[([.=])/.exec(text.slice(i, i + 2));
  if (special === null) return { byte: text[i], end: i + 1 };
  const end = text.indexOf(`${special[1]}]`, i + 3);
  if (end < 0) return undefined;
  return { byte: text[i + 2], end: end + 2 };
}

function hex(byte: ByteString): string {
  return `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
