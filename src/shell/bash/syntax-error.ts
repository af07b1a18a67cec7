// Syntax errors in bash's words. The parser recovers and tells where it had to; bash stops at the first such place.
import type { ByteString } from '../../engine/base/index.ts';
import type { SourceText } from './source-text.ts';

export interface SyntaxProblem {
  readonly pos: number;
  readonly line: number;
  readonly message: ByteString;
  /** The offending line, where bash shows it. */
  readonly context: ByteString | undefined;
  /** More text could still make it whole. */
  readonly incomplete: boolean;
}

const CLOSERS: readonly (readonly [RegExp, string])[] = [
  [/double quote/, '"'],
  [/single quote|ANSI-C/, "'"],
  [/backtick/, '`'],
  [/parameter expansion/, '}'],
  [/substitution|arithmetic|extended glob/, ')'],
  [/array/, ')'],
];

/** The first syntax error of a text, or undefined. */
export function firstSyntaxError(source: SourceText): SyntaxProblem | undefined {
  const errors = source.script.errors ?? [];
  if (errors.length === 0) return undefined;
  const unterminated = errors.find((error) => error.message.startsWith('unterminated'));
  const first = errors.reduce((a, b) => (b.pos < a.pos ? b : a));
  if (unterminated !== undefined && unterminated.pos <= first.pos) {
    const closer = CLOSERS.find(([pattern]) => pattern.test(unterminated.message))?.[1] ?? ')';
    return {
      pos: unterminated.pos,
      // A command substitution is read by the parser itself, which notices at the end.
      line: source.line(/command sub/.test(unterminated.message) ? source.text.length : unterminated.pos),
      message: `unexpected EOF while looking for matching \`${closer}'`,
      context: undefined,
      incomplete: true,
    };
  }
  const token =
    first.message === "expected 'do'" ? tokenBefore(source.text, first.pos) : tokenAt(source.text, first.pos);
  if (token === undefined) {
    const { text } = source;
    const lines = text.endsWith('\n') ? source.line(text.length) : source.line(text.length) + 1;
    return {
      pos: first.pos,
      line: lines,
      message: 'syntax error: unexpected end of file',
      context: undefined,
      incomplete: true,
    };
  }
  const line = source.line(token.pos);
  return {
    pos: first.pos,
    line,
    message: `syntax error near unexpected token \`${token.text}'`,
    context: source.lineText(line),
    incomplete: false,
  };
}

/** The word that stands before an offset: the parser has read past it. */
function tokenBefore(text: ByteString, pos: number): { pos: number; text: ByteString } | undefined {
  const match = /([^\s;&|()<>]+)\s*$/.exec(text.slice(0, pos));
  return match === null ? tokenAt(text, pos) : { pos: match.index, text: match[1] };
}

/** The token at or behind an offset; undefined at the end of the text. */
function tokenAt(text: ByteString, from: number): { pos: number; text: ByteString } | undefined {
  let pos = from;
  while (pos < text.length && /[ \t]/.test(text[pos])) pos += 1;
  const rest = text.slice(pos);
  if (/^\s*$/.test(rest)) return undefined;
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[;&|()<>\n])/.exec(rest)?.[0];
  if (operator !== undefined) return { pos, text: operator === '\n' ? 'newline' : operator };
  return { pos, text: /^[^\s;&|()<>]+/.exec(rest)?.[0] ?? rest[0] };
}
