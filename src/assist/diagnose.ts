// What is wrong with a text, before anybody evaluates it: what Nix's parser and name resolution say, and where.
//
// Invariant: the messages are Nix's own. A syntax error hides all that comes after it, as with Nix itself; of undefined
// variables Nix names the first one, and here each is told.
import type { ByteString } from '../engine/base/index.ts';
import { EvalError, parse, Sources, tokenAt, tokensOf } from '../engine/lang/index.ts';
import type { Surroundings } from './surroundings.ts';

export interface Diagnostic {
  /** Byte offsets of the token that is at fault; both are the text's length when its end is. */
  readonly from: number;
  readonly to: number;
  readonly message: ByteString;
}

export function diagnose(text: ByteString, surroundings: Surroundings): readonly Diagnostic[] {
  const { path, base, home, features } = surroundings;
  const errors: EvalError[] = [];
  const sources = new Sources();
  try {
    parse(
      text,
      { kind: 'file', path },
      { base, home, features, sources, undefined: (error) => errors.push(error) },
    );
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    errors.push(error);
  }
  if (errors.length === 0) return [];
  const tokens = tokensOf(text, { pipeOperators: features.has('pipe-operators') });
  return errors
    .map((error): Diagnostic => {
      const offset = Math.min(text.length, sources.offsetOf(error.pos) ?? 0);
      const token = tokenAt(tokens, offset);
      return {
        from: offset,
        to: token?.end ?? Math.min(text.length, offset + 1),
        message: error.message,
      };
    })
    .sort((a, b) => a.from - b.from);
}
