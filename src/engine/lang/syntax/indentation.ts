// Indented strings: the common indentation is taken away, the first line break after the opening quotes is dropped (by
// the lexer), and a last line of spaces only is dropped too. Tabs are not indentation.
// Source of the rule: Nix manual, "String literal"; measured on Nix 2.36.
import type { ConcatExpr, Expr } from './ast.ts';
import type { IndentedText } from './lexer.ts';
import type { Pos } from './source.ts';

export interface IndentedPart {
  readonly pos: Pos;
  readonly part: Expr | IndentedText;
}

export function stripIndentation(pos: Pos, parts: readonly IndentedPart[]): Expr {
  const least = commonIndentation(parts);
  const out: ConcatExpr['parts'] = [];
  let atLineStart = true;
  let dropped = 0;
  parts.forEach(({ pos: at, part }, index) => {
    if ('kind' in part) {
      atLineStart = false;
      dropped = 0;
      out.push({ pos: at, expr: part });
      return;
    }
    let text = '';
    for (const char of part.text) {
      if (atLineStart && char === ' ') {
        if (dropped++ >= least) text += char;
        continue;
      }
      text += char;
      if (char === '\n') {
        atLineStart = true;
        dropped = 0;
      } else if (atLineStart) {
        atLineStart = false;
        dropped = 0;
      }
    }
    if (index === parts.length - 1) {
      const lastLine = text.lastIndexOf('\n');
      if (lastLine >= 0 && /^ *$/.test(text.slice(lastLine + 1))) text = text.slice(0, lastLine + 1);
    }
    if (text !== '') out.push({ pos: at, expr: { kind: 'string', value: text } });
  });
  if (out.length === 0) return { kind: 'string', value: '' };
  if (out.length === 1 && out[0].expr.kind === 'string') return out[0].expr;
  return { kind: 'concat', pos, string: true, parts: out };
}

function commonIndentation(parts: readonly IndentedPart[]): number {
  let atLineStart = true;
  let least = 1_000_000;
  let current = 0;
  const end = () => {
    atLineStart = false;
    if (current < least) least = current;
  };
  for (const { part } of parts) {
    if ('kind' in part || !part.indents) {
      if (atLineStart) end();
      continue;
    }
    for (const char of part.text)
      if (char === '\n') {
        atLineStart = true;
        current = 0;
      } else if (atLineStart) {
        if (char === ' ') current++;
        else end();
      }
  }
  return least;
}
