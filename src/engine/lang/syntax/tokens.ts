// The tokens of a text as a list, for whoever looks at texts that may not parse: an editor, the formatter.
//
// Invariant: never throws; what is no token is an `invalid token`. What lies between two tokens is space and comments.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { TOKENS } from './grammar.ts';
import { Lexer } from './lexer.ts';

export interface Token {
  /** The grammar's name: `ID`, `LET`, `';'`, `'"'` … */
  readonly kind: string;
  /** Byte offsets; `end` is the one after the last byte. */
  readonly start: number;
  readonly end: number;
}

export function tokensOf(text: ByteString, options = { pipeOperators: false }): Token[] {
  const lexer = new Lexer({ origin: { kind: 'string' }, text, base: 0 }, options);
  const tokens: Token[] = [];
  for (;;) {
    let kind: string;
    try {
      kind = TOKENS[lexer.next()];
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      const before = tokens.length === 0 ? 0 : tokens[tokens.length - 1].end;
      if (lexer.end <= before) return tokens;
      kind = 'invalid token';
    }
    if (kind === 'end of file') return tokens;
    // a path's end is no text of its own
    if (kind !== 'PATH_END') tokens.push({ kind, start: lexer.start, end: lexer.end });
  }
}

/** The token that holds a byte, or undefined between tokens. */
export function tokenAt(tokens: readonly Token[], offset: number): Token | undefined {
  return tokens.find(({ start, end }) => start <= offset && offset < end);
}
