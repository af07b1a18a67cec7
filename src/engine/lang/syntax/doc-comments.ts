// Documentation comments: `/** … */` before a function or an attribute says what it is.
//
// Invariant: the innermost comment wins; a function bound to an attribute has the attribute's comment unless it has its
// own, and so have the functions it returns. Source of the rules: RFC 145; Nix's `DocComment`.
import type { ByteString } from '../../base/index.ts';
import type { Expr } from './ast.ts';

/** Where a comment stands, its marks included: two positions. */
export interface DocComment {
  readonly start: number;
  readonly end: number;
}

/** Comments by the position of what they speak of. */
export type DocComments = Map<number, DocComment>;

/** Whether a comment is one that documents. */
export function isDocComment(comment: ByteString): boolean {
  return comment.length > 4 && comment.startsWith('/**') && !/[/*]/.test(comment[3]);
}

/** Hands an attribute's comment on to the function it is bound to. */
export function documentFunctions(docs: DocComments, expr: Expr, comment: DocComment): void {
  for (let e = expr; e.kind === 'lambda' && !docs.has(e.pos); e = e.body) docs.set(e.pos, comment);
}

/** The text inside of a comment, without the indentation that all of its lines have. */
export function docText(comment: ByteString): ByteString {
  const inner = comment.slice('/**'.length, -'*/'.length);
  return inner === '' ? '' : stripIndentation(`   ${inner}`);
}

/** Takes away what every line that is not blank begins with, in spaces. */
export function stripIndentation(text: ByteString): ByteString {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  const indents = lines.filter((line) => /[^ ]/.test(line)).map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const common = Math.min(10_000, ...indents);
  return lines.map((line) => `${line.slice(common)}\n`).join('');
}
