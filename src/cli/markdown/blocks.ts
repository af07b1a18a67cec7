// The blocks of a Markdown text: paragraphs, headings, lists, code, quotes. Source of the rules: lowdown 3.0.1, with which
// Nix renders documentation, with the extensions that Nix turns on. Left out on purpose: tables, blocks of HTML and
// references defined elsewhere.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { MarkdownNode } from './node.ts';
import { parseSpans } from './spans.ts';

type Lines = readonly ByteString[];

const HEADING = /^(#{1,6}) /;
const QUOTE = /^ {0,3}> ?/;
const INDENTED = /^ {4}/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const BULLET = /^ {0,3}[*+-] /;
const NUMBER = /^ {0,3}(\d{1,9})[.)] /;
const DEFINITION = /^ {0,3}: /;

export function parseMarkdown(text: ByteString): MarkdownNode {
  const root = new MarkdownNode('root');
  parseBlocks(root, text.replaceAll('\r\n', '\n').split('\n').map(expandTabs));
  return root;
}

function parseBlocks(parent: MarkdownNode, lines: Lines): void {
  for (let at = 0; at < lines.length;) at += parseBlock(parent, lines.slice(at));
}

/** Adds the block that lines begin with; answers how many lines it took. */
function parseBlock(parent: MarkdownNode, lines: Lines): number {
  const [line] = lines;
  if (HEADING.test(line)) return heading(parent, line);
  if (isEmpty(line)) return 1;
  refuse(lines);
  if (isRule(line)) {
    parent.add('rule');
    return 1;
  }
  if (opensFence(line)) return fencedCode(parent, lines);
  if (QUOTE.test(line)) return quote(parent, lines);
  if (INDENTED.test(line)) return indentedCode(parent, lines);
  if (begins(BULLET, lines)) return list(parent, lines);
  if (begins(DEFINITION, lines)) {
    const before = parent.children.at(-1);
    if (before?.kind === 'paragraph' && before.lines === 1) return definitions(parent, before, lines);
  }
  if (begins(NUMBER, lines)) return list(parent, lines);
  return paragraph(parent, lines);
}

function refuse([line, next]: Lines): void {
  if (line.includes('|') && /^[ |:+-]*-[ |:+-]*$/.test(next))
    throw new NotSimulated('a table in documentation');
  if (/^<(?:!--|\/?[a-z][a-z0-9]*(?:[ />]|$))/i.test(line))
    throw new NotSimulated('a block of HTML in documentation');
  if (/^ {0,3}\[[^\]]+\]:/.test(line)) throw new NotSimulated('the address of a reference in documentation');
}

function heading(parent: MarkdownNode, line: ByteString): number {
  const marks = HEADING.exec(line)?.[1].length ?? 1;
  const text = line.slice(marks).replace(/^ +/, '').replace(/#*$/, '').replace(/ *$/, '');
  if (text !== '') {
    const made = parent.add('heading');
    made.level = marks;
    parseSpans(made, text);
  }
  return 1;
}

function fencedCode(parent: MarkdownNode, lines: Lines): number {
  const opening = FENCE.exec(lines[0])?.[0] ?? '';
  const isClosing = (line: ByteString) =>
    FENCE.exec(line)?.[0] === opening && isEmpty(line.slice(opening.length));
  const close = lines.findIndex((line, i) => i > 0 && isClosing(line));
  const end = close === -1 ? lines.length : close;
  parent.add('code block', lines.slice(1, end).join('\n'));
  return end + 1;
}

function indentedCode(parent: MarkdownNode, lines: Lines): number {
  let end = lines.findIndex((line) => !INDENTED.test(line) && !isEmpty(line));
  if (end === -1) end = lines.length;
  const code = lines.slice(0, end).map((line) => line.slice(4));
  parent.add('code block', code.join('\n').replace(/\s+$/, ''));
  return end;
}

/** Lines behind `>`; one without it belongs to the quote as well until a line is empty. */
function quote(parent: MarkdownNode, lines: Lines): number {
  const inner: ByteString[] = [];
  let end = 0;
  for (; end < lines.length; end++) {
    const line = lines[end];
    const next = lines[end + 1] as ByteString | undefined;
    const goesOn = next !== undefined && (QUOTE.test(next) || isEmpty(next));
    if (!QUOTE.test(line) && isEmpty(line) && !goesOn) break;
    inner.push(line.replace(QUOTE, ''));
  }
  parseBlocks(parent.add('quote'), inner);
  return end;
}

function paragraph(parent: MarkdownNode, lines: Lines): number {
  let level = 0;
  let endsEmpty = false;
  let end = 0;
  for (; end < lines.length; end++) {
    endsEmpty = isEmpty(lines[end]);
    level = underline(lines[end]);
    if (endsEmpty || level > 0) break;
    const isDefinition = end === 1 && begins(DEFINITION, lines.slice(end));
    if (end > 0 && (HEADING.test(lines[end]) || isRule(lines[end]) || isDefinition || QUOTE.test(lines[end])))
      break;
  }
  const text = level > 0 ? lines.slice(0, Math.max(0, end - 1)) : lines.slice(0, end);
  if (text.length > 0) {
    const made = parent.add('paragraph');
    made.lines = text.length;
    made.endsEmpty = endsEmpty;
    parseSpans(made, text.join('\n'));
  }
  if (level > 0) {
    const made = parent.add('heading');
    made.level = level;
    parseSpans(made, end === 0 ? '' : lines[end - 1]);
  }
  return endsEmpty || level > 0 ? end + 1 : end;
}

// -- lists ---------------------------------------------------------------------------------------------------------

type ListKind = 'bullets' | 'numbers' | 'definitions';

/** What the items of a list share as it is read. */
interface ListState {
  readonly kind: ListKind;
  isLoose: boolean;
  isOver: boolean;
}

function list(parent: MarkdownNode, lines: Lines): number {
  const number = begins(BULLET, lines) ? undefined : NUMBER.exec(lines[0]);
  const kind = number === undefined ? 'bullets' : 'numbers';
  const first = Number(number?.[1] ?? 1) || 1;
  const state: ListState = { kind, isLoose: false, isOver: false };
  const made = parent.add('list');
  return items(lines, state, (i) => {
    const item = made.add('item');
    if (kind === 'numbers') item.number = first + i;
    return item;
  });
}

/** Definitions of the term that the paragraph before them is. */
function definitions(parent: MarkdownNode, term: MarkdownNode, lines: Lines): number {
  const siblings = parent.children;
  siblings.pop();
  const before = siblings.at(-1);
  const made = before?.kind === 'definitions' ? before : parent.add('definitions');
  term.kind = 'term';
  made.children.push(term);
  const state: ListState = { kind: 'definitions', isLoose: made.isLoose || term.endsEmpty, isOver: false };
  const taken = items(lines, state, () => made.add('definition').add('item'));
  made.isLoose = state.isLoose;
  return taken;
}

function items(lines: Lines, state: ListState, make: (index: number) => MarkdownNode): number {
  let at = 0;
  for (let i = 0; at < lines.length && !state.isOver; i++) {
    const taken = item(lines.slice(at), state, () => make(i));
    if (taken === 0) break;
    at += taken;
  }
  return at;
}

/** One item: the rest of the first line, and what stands further right below it. */
function item(lines: Lines, state: ListState, make: () => MarkdownNode): number {
  const marker = [BULLET, NUMBER, DEFINITION].find((pattern) => begins(pattern, lines));
  if (marker === undefined) return 0;
  const indentation = leading(lines[0], 3);
  const text = [lines[0].replace(marker, '')];
  // Where lists inside the item begin in `text`, the lines since a term might have begun, and how the text went on:
  // not at all, with text, with an empty line, with something after an empty line.
  let inner = 0;
  let dense = 1;
  let course: 'none' | 'text' | 'empty' | 'parted' = 'none';
  let wasEmpty = false;
  let isLoose = false;
  let isCode = false;
  let at = 1;
  for (; at < lines.length; at++) {
    if (isEmpty(lines[at])) {
      if (course !== 'parted') course = 'empty';
      wasEmpty = true;
      dense = 0;
      continue;
    }
    dense++;
    const indent = leading(lines[at], 4);
    const line = lines[at].slice(indent);
    if (FENCE.test(line)) isCode = !isCode;
    const next = isCode ? undefined : nextKind(line, dense);
    if (next !== undefined) dense = 0;
    if (next !== undefined && !(next === 'bullets' && isRule(line))) {
      if (wasEmpty && inner === 0) isLoose = true;
      if (indent <= indentation) {
        if (next !== state.kind) {
          state.isOver = true;
          if (course !== 'parted') isLoose = false;
        }
        break;
      }
      if (inner === 0) {
        if (course === 'empty') course = 'parted';
        inner = text.length;
      }
    } else if (wasEmpty && indent === 0) {
      state.isOver = true;
      break;
    } else if (course === 'none') course = 'text';
    else if (course === 'empty') course = 'parted';
    if (wasEmpty) {
      text.push('');
      if (inner === 0) isLoose = true;
      wasEmpty = false;
    }
    text.push(line);
  }
  state.isLoose ||= isLoose;
  const made = make();
  made.isLoose = state.isLoose;
  const own = inner === 0 ? text : text.slice(0, inner);
  if (state.isLoose) parseBlocks(made, own);
  else parseSpans(made, `${own.join('\n')}\n`);
  if (inner > 0) parseBlocks(made, text.slice(inner));
  return at;
}

/** The list that a line inside an item is an item of. A term has one line, so a definition may only be the second. */
function nextKind(line: ByteString, dense: number): ListKind | undefined {
  if (BULLET.test(line)) return 'bullets';
  if (NUMBER.test(line)) return 'numbers';
  return dense <= 2 && DEFINITION.test(line) ? 'definitions' : undefined;
}

// -- lines ---------------------------------------------------------------------------------------------------------

/** Whether an item of a list begins here; the text over an underline is a heading. */
function begins(marker: RegExp, [line, next]: Lines): boolean {
  return marker.test(line) && underline(next) === 0;
}

/** The level of the heading that a line underlines; 0 if it does not. */
function underline(line: ByteString | undefined): number {
  if (line === undefined) return 0;
  return /^=+ *$/.test(line) ? 1 : /^-+ *$/.test(line) ? 2 : 0;
}

function opensFence(line: ByteString): boolean {
  const fence = FENCE.exec(line);
  return fence !== null && !line.slice(fence[0].length).includes(fence[1].slice(0, 3));
}

function isRule(line: ByteString): boolean {
  return /^ {0,3}([*_-])(?: *\1){2,} *$/.test(line);
}

function isEmpty(line: ByteString): boolean {
  return /^ *$/.test(line);
}

function leading(line: ByteString, most: number): number {
  return Math.min(most, /^ */.exec(line)?.[0].length ?? 0);
}

function expandTabs(line: ByteString): ByteString {
  let column = 0;
  return line.replace(/\t|[^\x80-\xbf]/g, (char) => {
    const width = char === '\t' ? 4 - (column % 4) : 1;
    column += width;
    return char === '\t' ? ' '.repeat(width) : char;
  });
}
