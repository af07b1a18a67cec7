// A text as the pieces that a layout puts in their places: tokens, comments, and whole strings as one piece each.
import type { ByteString } from '../../base/index.ts';
import { tokensOf, type Token } from './tokens.ts';

export interface Item {
  /** A token's kind, `string`, `line-comment` or `block-comment`. */
  readonly kind: string;
  readonly text: ByteString;
  /** Line breaks before it; 2 stands for more. */
  readonly breaks: number;
  /** How far the line it begins on is indented, in spaces. */
  readonly lineIndent: number;
  /** Whether it belongs to the piece before: the parts of a path with interpolations. */
  readonly isGlued: boolean;
  /** A minus that takes nothing away from anything. */
  readonly isUnary: boolean;
}

/** Literals, names and brackets: what a minus after them takes something away from. */
const OPERAND_ENDS = new Set(
  "ID string INT_LIT FLOAT_LIT PATH HPATH SPATH URI STR OR_KW '}' ')' ']'".split(' '),
);

export function layoutItems(text: ByteString, options: { readonly pipeOperators: boolean }): readonly Item[] {
  const items: Item[] = [];
  const tokens = tokensOf(text, options);
  let end = 0;
  const add = (kind: string, start: number, stop: number, isGlued = false): void => {
    const gap = text.slice(end, start);
    const line = text.slice(
      Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1,
    );
    const before = items.findLast((item) => !item.kind.endsWith('comment'));
    items.push({
      kind,
      text: kind === 'line-comment' ? text.slice(start, stop).trimEnd() : text.slice(start, stop),
      breaks: Math.min(2, gap.match(/\r\n|\r|\n/g)?.length ?? 0),
      lineIndent: /^ */.exec(line)?.[0].length ?? 0,
      isGlued,
      isUnary: kind === "'-'" && (before === undefined || !OPERAND_ENDS.has(before.kind)),
    });
    end = stop;
  };
  const comments = (stop: number): void => {
    const pattern = /#[^\r\n]*|\/\*[^]*?\*\//g;
    const gap = text.slice(end, stop);
    const from = end;
    for (const match of gap.matchAll(pattern))
      add(
        match[0].startsWith('#') ? 'line-comment' : 'block-comment',
        from + match.index,
        from + match.index + match[0].length,
      );
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    comments(token.start);
    const last = stringEnd(tokens, i);
    if (last === undefined) {
      const isAdjacent = i > 0 && token.start === tokens[i - 1].end;
      add(token.kind, token.start, token.end, isAdjacent && isPathPart(token, tokens[i - 1]));
    } else {
      add('string', token.start, tokens[last].end);
      i = last;
    }
  }
  comments(text.length);
  return items;
}

/** Whether a token that stands right after another goes on with its path. */
function isPathPart(token: Token, before: Token): boolean {
  if (token.kind === 'STR') return true;
  return token.kind === 'DOLLAR_CURLY' && ['PATH', 'HPATH', 'STR', "'}'"].includes(before.kind);
}

/** The index of the token that ends the string which begins at `i`; undefined when none begins there. */
function stringEnd(tokens: readonly Token[], i: number): number | undefined {
  const { kind } = tokens[i];
  if (kind !== `'"'` && kind !== 'IND_STRING_OPEN') return undefined;
  const close = kind === 'IND_STRING_OPEN' ? 'IND_STRING_CLOSE' : kind;
  let braces = 0;
  for (let at = i + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (braces === 0 && token.kind === close) return at;
    if (token.kind === 'DOLLAR_CURLY' || token.kind === "'{'") braces++;
    else if (token.kind === "'}'") braces--;
    else {
      const inner = stringEnd(tokens, at);
      if (inner !== undefined) at = inner;
    }
  }
  return tokens.length - 1;
}
