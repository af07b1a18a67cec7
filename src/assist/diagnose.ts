// What is wrong with a text, before anybody evaluates it: what Nix's parser and name resolution say, and where.
//
// Invariant: the messages are Nix's own. A syntax error hides all that comes after it, as with Nix itself; of undefined
// variables Nix names the first one, and here each is told.
import { lineStarts, type ByteString } from '../engine/base/index.ts';
import { EvalError, parse, Sources, stripColors, tokenAt, tokensOf } from '../engine/lang/index.ts';
import type { Surroundings } from './surroundings.ts';

export interface Diagnostic {
  /** Byte offsets of the token that is at fault; both are the text's length when its end is. */
  readonly from: number;
  readonly to: number;
  readonly message: ByteString;
  /** A warning leaves the text what it is. */
  readonly severity: 'error' | 'warning';
}

export function diagnose(text: ByteString, surroundings: Surroundings): readonly Diagnostic[] {
  const { path, base, home, features, lints } = surroundings;
  const sources = new Sources();
  const tokens = tokensOf(text, { pipeOperators: features.has('pipe-operators') });
  const found: Diagnostic[] = [];
  const add = (severity: Diagnostic['severity'], message: ByteString, at: number | undefined): void => {
    const from = Math.min(text.length, at ?? 0);
    const to = tokenAt(tokens, from)?.end ?? Math.min(text.length, from + 1);
    found.push({ from, to, message, severity });
  };
  const addError = (error: EvalError) => add('error', error.message, sources.offsetOf(error.pos));
  const warn = (printed: ByteString): void => {
    const { message, offset } = readWarning(stripColors(printed), path, text);
    add('warning', message, offset);
  };
  try {
    parse(text, { kind: 'file', path }, { base, home, features, lints, sources, warn, undefined: addError });
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    addError(error);
  }
  return found.sort((a, b) => a.from - b.from);
}

/** A warning as Nix prints it: its message, and the place in the file that it names. */
function readWarning(
  printed: ByteString,
  path: ByteString,
  text: ByteString,
): { readonly message: ByteString; readonly offset: number | undefined } {
  const place = [...printed.matchAll(/\bat (.*):(\d+):(\d+):/g)].find((match) => match[1] === path);
  const message = printed
    .replace(/^warning:\s*(at .*:\d+:\d+: )?/, '')
    .split(/\n\s*(?:at \/|Give feedback)/)[0]
    .replace(/\s+/g, ' ')
    .trim();
  if (place === undefined) return { message, offset: undefined };
  const start = lineStarts(text)[Number(place[2]) - 1] ?? 0;
  return { message, offset: start + Number(place[3]) - 1 };
}
