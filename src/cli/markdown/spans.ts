// What stands in a line of Markdown: emphasis, code, links, escapes. Source of the rules: lowdown 3.0.1, with which Nix
// renders documentation; what is one piece matters, since a line is only broken at blanks inside a piece or at the end of one.
import { encodeUtf8, NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { MarkdownNode } from './node.ts';

const ESCAPABLE = '\\`*_{}[]()#+-.!:|&<>^~="$';
const NAMED_CHARACTERS: Readonly<Partial<Record<string, string>>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: '\xc2\xa0',
};

/** Parses a text into pieces of `parent`. */
export function parseSpans(parent: MarkdownNode, text: ByteString, isInLink = false): void {
  let start = 0;
  let end = 0;
  const flush = () => {
    if (end > start) parent.addText('text', text.slice(start, end));
    start = end;
  };
  while (end < text.length) {
    if (!'*_`\n[!<\\&'.includes(text[end])) {
      end++;
      continue;
    }
    flush();
    const length = spanAt(parent, text, start, isInLink);
    // A char that means nothing here is text like any other.
    end = start + (length === 0 ? 1 : length);
    if (length > 0) start = end;
  }
  flush();
}

/** Adds what begins at a char; answers its length, 0 if nothing does. */
function spanAt(parent: MarkdownNode, text: ByteString, at: number, isInLink: boolean): number {
  const rest = text.slice(at);
  switch (rest[0]) {
    case '*':
    case '_':
      return emphasis(parent, rest, isInLink);
    case '`':
      return codeSpan(parent, rest);
    case '\n':
      return lineBreak(parent, rest);
    case '[':
      return isInLink ? 0 : link(parent, rest, 'link');
    case '!': {
      const length = rest[1] === '[' ? link(parent, rest.slice(1), 'image') : 0;
      return length === 0 ? 0 : length + 1;
    }
    case '<':
      return angle(parent, rest);
    case '\\':
      return escape(parent, rest);
    default:
      return entity(parent, rest);
  }
}

// -- emphasis ------------------------------------------------------------------------------------------------------

function emphasis(parent: MarkdownNode, text: ByteString, isInLink: boolean): number {
  const [mark] = text;
  let marks = 1;
  while (text[marks] === mark) marks++;
  if (marks > 3 || text.length <= marks + 1 || isSpace(text[marks])) return 0;
  const inner = text.slice(marks);
  const length =
    marks === 1
      ? single(parent, inner, mark, isInLink)
      : marks === 2
        ? double(parent, inner, mark, isInLink)
        : triple(parent, inner, mark, isInLink);
  return length === 0 ? 0 : length + marks;
}

function single(parent: MarkdownNode, text: ByteString, mark: string, isInLink: boolean): number {
  let at = text.startsWith(mark + mark) ? 1 : 0;
  const found = findMark(text, at, mark);
  if (found === at) return 0;
  at = found;
  if (text[at] !== mark || isSpace(text[at - 1])) return 0;
  parseSpans(parent.add('emphasis'), text.slice(0, at), isInLink);
  return at + 1;
}

function double(parent: MarkdownNode, text: ByteString, mark: string, isInLink: boolean): number {
  for (let at = 0; at < text.length; at++) {
    const found = findMark(text, at, mark);
    if (found === at) return 0;
    at = found;
    if (text.startsWith(mark + mark, at) && !isSpace(text[at - 1])) {
      parseSpans(parent.add('strong'), text.slice(0, at), isInLink);
      return at + 2;
    }
  }
  return 0;
}

/** After three marks: whatever ends first decides which emphasis was meant. */
function triple(parent: MarkdownNode, text: ByteString, mark: string, isInLink: boolean): number {
  const at = findMark(text, 0, mark);
  if (at === 0 || text[at] !== mark || isSpace(text[at - 1])) return 0;
  if (text.startsWith(mark.repeat(3), at)) {
    parseSpans(parent.add('strong emphasis'), text.slice(0, at), isInLink);
    return at + 3;
  }
  const isDouble = text.startsWith(mark + mark, at);
  const length = isDouble
    ? single(parent, mark + mark + text, mark, isInLink) - 2
    : double(parent, mark + text, mark, isInLink) - 1;
  return Math.max(0, length);
}

/** Where the next `mark` is that no code and no link holds; `from` itself when there is none. */
function findMark(text: ByteString, from: number, mark: string): number {
  let at = from;
  while (at < text.length) {
    while (at < text.length && text[at] !== mark && text[at] !== '[' && text[at] !== '`') at++;
    if (at >= text.length) return from;
    if (isEscaped(text, at, from)) {
      at++;
      continue;
    }
    if (text[at] === mark) return at;
    const [end, inside] = text[at] === '`' ? skipCode(text, at, mark) : skipLink(text, at, mark);
    if (end === undefined) return inside ?? from;
    at = end;
  }
  return from;
}

/** Where code ends; `undefined` if it does not, then with the first mark in it. */
function skipCode(
  text: ByteString,
  from: number,
  mark: string,
): readonly [end: number | undefined, inside: number | undefined] {
  const ticks = /^`+/.exec(text.slice(from))?.[0] ?? '';
  let at = from + ticks.length;
  if (at >= text.length) return [undefined, undefined];
  let inside: number | undefined;
  let seen = 0;
  for (; at < text.length && seen < ticks.length; at++) {
    if (inside === undefined && text[at] === mark) inside = at;
    seen = text[at] === '`' ? seen + 1 : 0;
  }
  return seen < ticks.length ? [undefined, inside] : [at, undefined];
}

function skipLink(
  text: ByteString,
  from: number,
  mark: string,
): readonly [end: number | undefined, inside: number | undefined] {
  let inside: number | undefined;
  let at = from + 1;
  const skipTo = (end: string) => {
    for (; at < text.length && text[at] !== end; at++)
      if (inside === undefined && text[at] === mark) inside = at;
    at++;
  };
  skipTo(']');
  while (at < text.length && isSpace(text[at])) at++;
  if (at >= text.length) return [undefined, inside];
  const close = { '[': ']', '(': ')' }[text[at]];
  if (close === undefined) return inside === undefined ? [at, undefined] : [undefined, inside];
  at++;
  skipTo(close);
  return at > text.length ? [undefined, inside] : [at, undefined];
}

// -- code, links and the rest --------------------------------------------------------------------------------------

function codeSpan(parent: MarkdownNode, text: ByteString): number {
  const ticks = /^`+/.exec(text)?.[0] ?? '';
  let seen = 0;
  let end = ticks.length;
  for (; end < text.length && seen < ticks.length; end++) seen = text[end] === '`' ? seen + 1 : 0;
  if (seen < ticks.length) return 0;
  parent.add('code', text.slice(ticks.length, end - ticks.length).replace(/^ +| +$/g, ''));
  return end;
}

/** The end of a line after two blanks. */
function lineBreak(parent: MarkdownNode, text: ByteString): number {
  const before = parent.children.at(-1);
  if (before?.kind !== 'text' || !before.text.endsWith('  ')) return 0;
  before.text = before.text.replace(/ +$/, '');
  return addBreak(parent, text, 1);
}

function addBreak(parent: MarkdownNode, text: ByteString, length: number): number {
  parent.add('break');
  return length + (/^ */.exec(text.slice(length))?.[0].length ?? 0);
}

function escape(parent: MarkdownNode, text: ByteString): number {
  const char = text[1] as string | undefined;
  if (char === '\n') return addBreak(parent, text, 2);
  if (char !== undefined && !ESCAPABLE.includes(char)) return 0;
  parent.addText('escaped', char ?? '\\');
  return Math.min(2, text.length);
}

function entity(parent: MarkdownNode, text: ByteString): number {
  const match = /^&(?:#(\d+)|(\w+));/.exec(text);
  if (match === null) return 0;
  const [whole, number, name] = match;
  const char =
    number === undefined ? NAMED_CHARACTERS[name] : encodeUtf8(String.fromCodePoint(Number(number)));
  if (char === undefined) throw new NotSimulated(`the character ${whole} in documentation`);
  parent.add('character', char);
  return whole.length;
}

/** `<https://…>`, or a tag, which is shown as it is. */
function angle(parent: MarkdownNode, text: ByteString): number {
  const url = /^<([A-Za-z0-9][A-Za-z0-9.+-]*:[^>'" \n]+)>/.exec(text);
  if (url !== null) {
    parent.add('url', unescaped(url[1]));
    return url[0].length;
  }
  const tag = /^<(?:!--[^]*?--|\/?[A-Za-z0-9][^>]*)>/.exec(text);
  if (tag === null) return 0;
  parent.add('html', tag[0]);
  return tag[0].length;
}

/** `[text](address "title")`. */
function link(parent: MarkdownNode, text: ByteString, kind: 'link' | 'image'): number {
  const close = findMark(text, 1, ']');
  if (text[close] !== ']') return 0;
  let at = close + 1;
  while (isSpace(text[at])) at++;
  if (text[at] !== '(') return 0;
  at++;
  while (isSpace(text[at])) at++;
  const start = at;
  let depth = 0;
  for (; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')') {
      if (depth === 0) break;
      depth--;
    } else if (isSpace(text[at - 1]) && '\'"='.includes(text[at])) break;
  }
  if (at >= text.length) return 0;
  const address = text.slice(start, at).trim();
  if (text[at] !== ')') {
    at = text.indexOf(')', at);
    if (at === -1) return 0;
  }
  const made = parent.add(kind, unescaped(address.replace(/^<(.*)>$/, '$1')));
  if (kind === 'image') made.alt = text.slice(1, close);
  else parseSpans(made, text.slice(1, close), true);
  return at + 1;
}

function unescaped(text: ByteString): ByteString {
  return text.replace(/\\(.)/gs, '$1');
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\n';
}

/** Whether an odd number of backslashes stands before a char. */
function isEscaped(text: ByteString, at: number, from: number): boolean {
  let first = at;
  while (first > from && text[first - 1] === '\\') first--;
  return (at - first) % 2 === 1;
}
