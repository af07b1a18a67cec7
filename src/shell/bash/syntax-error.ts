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
  const { text } = source;
  const endLine = source.line(text.length) + (text.endsWith('\n') ? 0 : 1);
  const unterminated = errors.find((error) => error.message.startsWith('unterminated'));
  const first = errors.reduce((a, b) => (b.pos < a.pos ? b : a));
  if (unterminated !== undefined && unterminated.pos <= first.pos) {
    const closer = CLOSERS.find(([pattern]) => pattern.test(unterminated.message))?.[1] ?? ')';
    return {
      pos: unterminated.pos,
      // A command substitution is read by the parser itself, which notices at the end.
      line: /command sub/.test(unterminated.message) ? endLine : source.line(unterminated.pos),
      message: `unexpected EOF while looking for matching \`${closer}'`,
      context: undefined,
      incomplete: true,
    };
  }
  const token = offendingToken(text, first);
  if (token === undefined)
    return {
      pos: first.pos,
      line: endLine,
      message: 'syntax error: unexpected end of file',
      context: undefined,
      incomplete: true,
    };
  const line = source.line(Math.min(token.pos, text.length));
  return {
    pos: first.pos,
    line,
    message: `syntax error near unexpected token \`${token.text}'`,
    context: source.lineText(line),
    incomplete: false,
  };
}

interface Token {
  readonly pos: number;
  readonly text: ByteString;
}

/** The token bash stops at; undefined at the end of the text. The parser tells where it gave up, which may be later. */
function offendingToken(
  text: ByteString,
  { pos, message }: { pos: number; message: string },
): Token | undefined {
  // The empty group is noted at its opening bracket.
  if (/in (?:brace group|subshell)$/.test(message)) return tokenAt(text, pos + 1);
  if (message === 'expected redirect target')
    return tokenAt(text, pos) ?? { pos: text.trimEnd().length, text: 'newline' };
  if (message === "expected 'do'" || message === "expected 'then'") {
    const before = /[;\n]\s*([^\s;&|()<>]+)\s*$/.exec(text.slice(0, pos));
    const reserved = /^(?:fi|done|esac|else|elif|then|do|\})$/;
    const wantsWord = /(?:^|[\s;&|(])(?:for|select)\s+\w+(?:\s+in\b[^;\n]*)?[;\n]\s*\S+\s*$/.test(
      text.slice(0, pos),
    );
    if (before !== null && (reserved.test(before[1]) || wantsWord))
      return { pos: before.index, text: before[1] };
  }
  return tokenAt(text, pos);
}

/** The token at or behind an offset; undefined at the end of the text. */
function tokenAt(text: ByteString, from: number): Token | undefined {
  let pos = from;
  while (pos < text.length && /[ \t]/.test(text[pos])) pos += 1;
  const rest = text.slice(pos);
  if (/^\s*$/.test(rest)) return undefined;
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[;&|()<>\n])/.exec(rest)?.[0];
  if (operator !== undefined) return { pos, text: operator === '\n' ? 'newline' : operator };
  return { pos, text: /^[^\s;&|()<>]+/.exec(rest)?.[0] ?? rest[0] };
}
