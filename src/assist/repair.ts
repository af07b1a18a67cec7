// A text with the cursor in it, made to parse: for completion in texts that are being typed.
//
// The word at the cursor is replaced by a placeholder, a name that no text has. Three texts are then tried: the text as
// it is; with a `;` after the placeholder (a binding whose end is still missing would swallow the next one); and the
// text up to the cursor alone, with everything that is open closed. The first that parses is used; what lies after the
// cursor is unknown in the third.
import type { ByteString } from '../engine/base/index.ts';
import { tokensOf, type Token } from '../engine/lang/index.ts';

export const PLACEHOLDER: ByteString = '__the-name-at-the-cursor';

export interface Repaired {
  /** Where the word at the cursor begins, in bytes: there the placeholder stands. */
  readonly start: number;
  readonly texts: readonly ByteString[];
}

/** Texts to try in turn; undefined when the cursor is in no place for a name (a comment, a string, a number). */
export function repair(text: ByteString, cursor: number): Repaired | undefined {
  let start = cursor;
  while (start > 0 && /[a-zA-Z0-9_'-]/.test(text[start - 1])) start--;
  let end = cursor;
  while (end < text.length && /[a-zA-Z0-9_'-]/.test(text[end])) end++;
  if (start < end && !/[a-zA-Z_]/.test(text[start])) return undefined;
  const before = text.slice(0, start) + PLACEHOLDER;
  const tokens = tokensOf(before);
  const last = tokens.at(-1);
  if (last?.kind !== 'ID' || last.start !== start) return undefined;
  const after = text.slice(end);
  return { start, texts: [before + after, `${before};${after}`, before + closing(tokens)] };
}

/** What is open at some point: a bracket, a keyword that wants another one, a binding that wants its `;`. */
type Open = '{' | '${' | '(' | '[' | '"' | "''" | 'let' | 'if' | 'then' | 'semicolon' | 'formals';

const CLOSES: Readonly<Record<Open, ByteString>> = {
  '{': ' }',
  '${': ' }',
  '(': ' )',
  '[': ' ]',
  '"': '"',
  "''": "''",
  let: ' in null',
  if: ' then null else null',
  then: ' else null',
  semicolon: ' ;',
  formals: ' }: null',
};

/** What is to follow so that everything open is closed. */
function closing(tokens: readonly Token[]): ByteString {
  const open: Open[] = [];
  const closeTo = (...kinds: Open[]) => {
    const at = open.findLastIndex((kind) => kinds.includes(kind));
    if (at >= 0) open.length = at;
  };
  tokens.forEach(({ kind }, i) => {
    const top = open.at(-1);
    switch (kind) {
      case "'{'":
        // the old form `let { … }` has no `in`
        if (tokens[i - 1]?.kind === 'LET') open.pop();
        open.push('{');
        break;
      case 'DOLLAR_CURLY':
        open.push('${');
        break;
      case "'('":
        open.push('(');
        break;
      case "'['":
        open.push('[');
        break;
      case "'}'":
        closeTo('{', '${', 'formals');
        break;
      case "')'":
        closeTo('(');
        break;
      case "']'":
        closeTo('[');
        break;
      case `'"'`:
        if (top === '"') open.pop();
        else open.push('"');
        break;
      case 'IND_STRING_OPEN':
        open.push("''");
        break;
      case 'IND_STRING_CLOSE':
        closeTo("''");
        break;
      case 'LET':
        open.push('let');
        break;
      case 'IN_KW':
        closeTo('let');
        break;
      case 'IF':
        open.push('if');
        break;
      case 'THEN':
        closeTo('if');
        open.push('then');
        break;
      case 'ELSE':
        closeTo('then');
        break;
      case "'='":
      case 'WITH':
      case 'ASSERT':
      case 'INHERIT':
        open.push('semicolon');
        break;
      case "'?'":
      case "','":
        if (top === '{') open[open.length - 1] = 'formals';
        break;
      case "';'":
        closeTo('semicolon');
        break;
    }
  });
  return open
    .reverse()
    .map((kind) => CLOSES[kind])
    .join('');
}
