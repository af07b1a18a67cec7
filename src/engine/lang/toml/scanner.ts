// Scanners: pieces of syntax that match at a place or not, and can tell which character they were missing.
//
// Choice is ordered and repetition keeps what it took, as in a parsing expression grammar: nothing is tried again.
// Source of the rules and words: toml11 4.4, the library that Nix reads TOML with.
import { toHex, type ByteString } from '../../base/index.ts';

/** A place in a text, which moves. */
export interface Cursor {
  readonly text: ByteString;
  at: number;
}

export interface Scanner {
  /** Moves behind what matches, or answers false and stays. */
  scan(c: Cursor): boolean;
  /** What was missing; moves to where it was missed. */
  expected(c: Cursor): ByteString;
}

/** A character as it can be shown: `a`, `0x0a(LINE FEED)`. */
export function showCharacter(char: ByteString): ByteString {
  if (/[!-~]/.test(char)) return char;
  const names: Record<string, string> = {
    '\0': '(NUL)',
    ' ': '(SPACE)',
    '\n': '(LINE FEED)',
    '\r': '(CARRIAGE RETURN)',
    '\t': '(TAB)',
    '\v': '(VERTICAL TAB)',
    '\f': '(FORM FEED)',
    '\x1b': '(ESCAPE)',
  };
  return `0x${toHex(new Uint8Array([char.charCodeAt(0)]))}${char in names ? names[char] : ''}`;
}

/** One character of a class, with the words for what it expects. */
function one(matches: (char: ByteString) => boolean, expected: ByteString): Scanner {
  return {
    scan(c) {
      if (c.at >= c.text.length || !matches(c.text[c.at])) return false;
      c.at++;
      return true;
    },
    expected: () => expected,
  };
}

export const character = (char: ByteString): Scanner => one((c) => c === char, showCharacter(char));

export function oneOf(chars: ByteString): Scanner {
  const shown = [...chars].map(showCharacter);
  return one((c) => chars.includes(c), listed(shown));
}

export const range = (from: ByteString, to: ByteString): Scanner =>
  one((c) => from <= c && c <= to, `from \`${showCharacter(from)}\` to \`${showCharacter(to)}\``);

export const DIGIT = one((c) => c >= '0' && c <= '9', 'digit [0-9]');
export const ALPHA = one((c) => /[A-Za-z]/.test(c), 'alpha [a-zA-Z]');
export const HEX_DIGIT = one((c) => /[0-9A-Fa-f]/.test(c), 'hex [0-9a-fA-F]');

const continuation = range('\x80', '\xbf');

/** A character of UTF-8 outside ASCII. */
export const NON_ASCII = named(
  either(
    sequence(range('\xc2', '\xdf'), continuation),
    sequence(character('\xe0'), range('\xa0', '\xbf'), continuation),
    sequence(range('\xe1', '\xec'), continuation, continuation),
    sequence(character('\xed'), range('\x80', '\x9f'), continuation),
    sequence(range('\xee', '\xef'), continuation, continuation),
    sequence(character('\xf0'), range('\x90', '\xbf'), continuation, continuation),
    sequence(range('\xf1', '\xf3'), continuation, continuation, continuation),
    sequence(character('\xf4'), range('\x80', '\x8f'), continuation, continuation),
  ),
  'non-ascii utf-8 bytes',
);

export function literal(text: ByteString): Scanner {
  return {
    scan(c) {
      if (!c.text.startsWith(text, c.at)) return false;
      c.at += text.length;
      return true;
    },
    expected: () => text,
  };
}

export function sequence(...parts: readonly Scanner[]): Scanner {
  return {
    scan(c) {
      const first = c.at;
      if (parts.every((part) => part.scan(c))) return true;
      c.at = first;
      return false;
    },
    expected: (c) => parts.find((part) => !part.scan(c))?.expected(c) ?? '',
  };
}

export function either(...choices: readonly Scanner[]): Scanner {
  return {
    scan: (c) => choices.some((choice) => choice.scan(c)),
    expected: (c) => listed(choices.map((choice) => choice.expected(c))),
  };
}

export function atLeast(least: number, part: Scanner): Scanner {
  return {
    scan(c) {
      const first = c.at;
      for (let n = 0; n < least; n++)
        if (!part.scan(c)) {
          c.at = first;
          return false;
        }
      while (c.at < c.text.length && part.scan(c));
      return true;
    },
    expected(c) {
      for (let n = 0; n < least && part.scan(c); n++);
      return part.expected(c);
    },
  };
}

export function exactly(times: number, part: Scanner): Scanner {
  return sequence(...Array.from({ length: times }, () => part));
}

export function maybe(part: Scanner): Scanner {
  return {
    scan: (c) => part.scan(c) || true,
    expected: () => '',
  };
}

/** A scanner that says of itself what it expects. */
export function named(part: Scanner, expected: ByteString): Scanner {
  return { scan: (c) => part.scan(c), expected: () => expected };
}

/** `a`, `a or b`, `a, b, or c`. */
function listed(items: readonly ByteString[]): ByteString {
  if (items.length <= 2) return items.join(' or ');
  return `${items.slice(0, -1).join(', ')}, or ${items[items.length - 1]}`;
}
