// What is wrong with a TOML text, and how it is shown: a title, then lines of the text with what is meant underlined.
//
// Source of the layout: toml11 4.4, measured through Nix 2.36.
import type { ByteString } from '../../base/index.ts';
import { showCharacter, type Cursor, type Scanner } from './scanner.ts';

/** A part of a text, from `first` to before `last`. */
export interface Region {
  readonly text: ByteString;
  readonly name: ByteString;
  readonly first: number;
  readonly last: number;
  /** The place whose line is the last one. */
  readonly end: number;
}

export interface Mark {
  readonly region: Region;
  readonly message: ByteString;
}

export class Problem extends Error {
  constructor(
    readonly title: ByteString,
    readonly marks: readonly Mark[],
    readonly suffix: ByteString = '',
  ) {
    super(title);
  }
}

/** A text with a name. */
export interface Source extends Cursor {
  readonly name: ByteString;
}

export function regionBetween({ text, name }: Source, first: number, last: number): Region {
  return { text, name, first, last, end: last };
}

/** The character at the cursor, or the last one when there is none left. */
export function regionAt({ text, name, at }: Source): Region {
  return at < text.length
    ? { text, name, first: at, last: at + 1, end: at }
    : { text, name, first: at - 1, last: at, end: at };
}

/** A problem with what is at the cursor. */
export function problemAt(c: Source, title: ByteString, message = 'here', suffix = ''): Problem {
  return new Problem(title, [{ region: regionAt(c), message }], suffix);
}

/** A piece of syntax that is not complete. */
export function syntaxProblem(c: Source, title: ByteString, scanner: Scanner, suffix = ''): Problem {
  const reader = { text: c.text, name: c.name, at: c.at };
  const message = `expected ${scanner.expected(reader)}`;
  return problemAt(reader, title, message, suffix);
}

function lineOf(text: ByteString, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

export function showProblem({ title, marks, suffix }: Problem): ByteString {
  const width = Math.max(0, ...marks.map(({ region }) => String(lineOf(region.text, region.end)).length));
  let out = `[error] ${title}\n`;
  let name: ByteString | undefined;
  marks.forEach(({ region, message }, i) => {
    const bar = `${' '.repeat(width + 1)} |`;
    if (i > 0) out += `${bar} ...\n${bar}\n`;
    if (region.name !== name) out += ` --> ${region.name}\n${bar}\n`;
    name = region.name;
    out += showLines(region, message, width);
  });
  return out + suffix;
}

interface Line {
  readonly text: ByteString;
  /** Where in it the region begins or ends. */
  readonly offset: number;
}

function showLines(region: Region, message: ByteString, width: number): ByteString {
  const firstLine = lineOf(region.text, region.first);
  const lastLine = lineOf(region.text, region.end);
  const lines = linesOf(region, lastLine - firstLine);
  const first = lines[0];
  const last = lines[lines.length - 1];
  const line = (number: number, text: ByteString) =>
    ` ${String(number).padStart(width)} | ${text.replace(/[^ -~]/g, showCharacter)}\n`;
  const underline = (offset: number, length: number, text: ByteString) =>
    `${' '.repeat(width + 1)} | ${' '.repeat(offset)}${'^'.repeat(length)}-- ${text}\n`;
  const rest = first.text.length - first.offset;
  if (lines.length === 1) {
    const length = Math.min(Math.max(1, rest), region.last - region.first);
    return line(firstLine, first.text) + underline(first.offset, length, message);
  }
  return (
    line(firstLine, first.text) +
    underline(first.offset, rest, lines.length === 2 ? '' : 'and') +
    (lines.length === 2 ? '' : line(firstLine + 1, '...') + underline(0, '...'.length, 'and')) +
    line(lastLine, last.text) +
    underline(0, last.offset + 1, message)
  );
}

/** The lines of a region, `more` lines after its first: up to two, else the first, `...` and the last. */
function linesOf({ text, first, last }: Region, more: number): Line[] {
  if (first === last) return [{ text: '', offset: 0 }];
  const end = last - 1;
  if (more === 0) return [takeLine(text, first, end)];
  const size = text.length;
  const endCap = size - first > 60 ? first + 50 : size;
  const beginCap = end > 60 ? end - 50 : 0;
  const lines = [
    takeLine(text, first, findNewline(text, first, endCap)),
    takeLine(text, findNewline(text, beginCap, end), end),
  ];
  if (more > 1) lines.splice(1, 0, { text: '...', offset: 0 });
  return lines;
}

function findNewline(text: ByteString, from: number, to: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 || at > to ? to : at;
}

/** What is around a part of a text on its line, at most thirty characters to either side. */
function takeLine(text: ByteString, begin: number, end: number): Line {
  const from = Math.max(text.lastIndexOf('\n', begin - 1) + 1, begin <= 30 ? 0 : begin - 30);
  const start = begin === 0 ? 0 : from;
  const stop = findNewline(text, end, text.length - end <= 30 ? text.length : end + 30);
  const cutBefore = start !== 0 && text[start - 1] !== '\n';
  const cutAfter = stop !== text.length && text[stop] !== '\n';
  return {
    text: (cutBefore ? '... ' : '') + text.slice(start, stop) + (cutAfter ? ' ...' : ''),
    offset: begin - start + (cutBefore ? 4 : 0),
  };
}
