// Layout of a text: indentation and spaces anew, line breaks and comments where they are.
//
// Invariant: the result means what the text means. Tokens are kept one by one; strings are kept to the byte, except
// that the lines of an indented string move together with the line it begins on, which its meaning does not see. The
// result is parsed and printed before it is given out, and refused when that differs.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { Layout } from './layout.ts';
import { NO_LINTS } from './lints.ts';
import { parseText } from './parse.ts';
import { printExpr } from './print.ts';
import { Sources } from './source.ts';

export type Formatted =
  | { readonly text: ByteString }
  /** The text is left alone, and why. */
  | { readonly refused: ByteString };

export interface FormatOptions {
  readonly pipeOperators: boolean;
}

/** Lays a text out. Source of the style: that of nixfmt (RFC 166), as far as it goes without moving line breaks. */
export function format(text: ByteString, options: FormatOptions = { pipeOperators: false }): Formatted {
  let before: ByteString;
  try {
    before = meaning(text, options);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return { refused: `it does not parse: ${error.message}` };
  }
  // Lines of indented strings that do not move together (tabs, a string within a string) stay where they are.
  for (const moveStrings of [true, false]) {
    const result = new Layout(text, { ...options, moveStrings }).text();
    if (means(result, before, options)) return { text: result };
  }
  return { refused: 'its layout cannot be changed without changing what it means' };
}

function means(text: ByteString, wanted: ByteString, options: FormatOptions): boolean {
  try {
    return meaning(text, options) === wanted;
  } catch (error) {
    if (error instanceof EvalError) return false;
    throw error;
  }
}

/** The text as `nix-instantiate --parse` would print it, its names not looked up. */
function meaning(text: ByteString, { pipeOperators }: FormatOptions): ByteString {
  const ages = new Map<ByteString, number>();
  const intern = (name: ByteString): number => {
    const age = ages.get(name) ?? ages.size;
    ages.set(name, age);
    return age;
  };
  const expr = parseText(text, { kind: 'string' }, new Sources(), intern, {
    base: '/',
    home: '/',
    pure: false,
    pipeOperators,
    lints: NO_LINTS,
    warn: () => undefined,
  });
  return printExpr(expr);
}
