// Errors as Nix prints them on stderr: the trace, then the message with its place and an excerpt of the source.
// Source of the layout: measured on Nix 2.36 (three frames without --show-trace, where one with a place counts twice).
import type { ByteString } from '../../base/index.ts';
import { originName, type Pos, type Sources } from '../syntax/source.ts';
import type { EvalError, Frame } from './eval-error.ts';
import { MAGENTA, RED } from './hint.ts';
import { terminalText } from './terminal-text.ts';

/** How bad it is; only errors of the language are made of more than their own line. */
export type Level = 'error' | 'warning' | 'evaluation warning';

const BLUE = '\x1b[34;1m';
const NORMAL = '\x1b[0m';
const ELLIPSIS = '\xe2\x80\xa6';

export interface RenderOptions {
  readonly showTrace: boolean;
  readonly color: boolean;
  readonly sources: Sources;
  /** What it is called; an error by default. */
  readonly level?: Level;
}

/** The text of an error, without the last line's end. */
export function renderError(error: EvalError, options: RenderOptions): ByteString {
  const { level = 'error' } = options;
  const prefix = `${level === 'error' ? RED : MAGENTA}${level}:${NORMAL} `;
  let text = '';
  const frames = [...error.frames].reverse();
  if (frames.length > 0) text += `${renderFrames(frames, options)}\n${prefix}`;
  text += `${error.hint}\n${renderPlace(error.pos, '', options.sources)}`;
  if (error.suggestions.length > 0) text += `${renderSuggestions(error.suggestions)}\n`;
  // a message of an expression that begins with a new line is left as it is
  const asItIs = level === 'evaluation warning' && error.hint.startsWith('\n');
  const out = asItIs
    ? prefix.slice(0, -1) + chomp(text)
    : indent(prefix, ' '.repeat(level.length + 2), chomp(text));
  return terminalText(out, options.color);
}

function renderFrames(frames: readonly Frame[], { showTrace, sources }: RenderOptions): ByteString {
  let out = '';
  let count = 0;
  let truncated = false;
  const seen = new Set<string>();
  let skipped: Frame[] = [];
  const show = (frame: Frame) => {
    out += `\n${ELLIPSIS} ${frame.hint}\n`;
    const place = renderPlace(frame.pos, '  ', sources);
    out += place;
    if (place !== '') count++;
  };
  const flush = () => {
    if (skipped.length > 0 && skipped.length <= 5) skipped.forEach(show);
    else if (skipped.length > 5) out += `\n${MAGENTA}(${skipped.length} duplicate frames omitted)${NORMAL}\n`;
    skipped = [];
  };
  for (const frame of frames) {
    if (!showTrace && count > 3) truncated = true;
    if (truncated && frame.always !== true) continue;
    const key = `${frame.pos} ${frame.hint}`;
    if (seen.has(key)) {
      skipped.push(frame);
      continue;
    }
    seen.add(key);
    flush();
    count++;
    show(frame);
  }
  flush();
  if (truncated)
    out += `\n${MAGENTA}(stack trace truncated; use '--show-trace' to show the full, detailed trace)${NORMAL}\n`;
  return out;
}

function renderPlace(pos: Pos, indentation: ByteString, sources: Sources): ByteString {
  const place = sources.place(pos);
  if (place === undefined) return '';
  const { line, column } = place;
  const name = originName(place.source.origin);
  let out = `${indentation}${BLUE}at ${MAGENTA}${name}:${line}:${column}${NORMAL}:`;
  const lines = sources.lines(place);
  const numbered = (n: number, text: ByteString) => `\n ${String(n).padStart(5)}| ${text}`;
  if (lines.before !== undefined) out += numbered(line - 1, lines.before);
  if (lines.line !== undefined) out += numbered(line, lines.line);
  if (lines.line !== undefined && column > 0) out += `\n      |${' '.repeat(column)}${RED}^${NORMAL}`;
  if (lines.after !== undefined) out += numbered(line + 1, lines.after);
  return `${out}\n`;
}

/** `Did you mean a?`; nothing for no names. */
export function renderSuggestions(names: readonly ByteString[]): ByteString {
  const painted = names.map((name) => `${MAGENTA}${name}${NORMAL}`);
  if (painted.length === 0) return '';
  const all =
    painted.length === 1
      ? painted[0]
      : `one of ${painted.slice(0, -1).join(', ')} or ${painted[painted.length - 1]}`;
  return `Did you mean ${all}?`;
}

/** Without white space at the end; not JavaScript's, for which bytes of UTF-8 are spaces too. */
function chomp(text: ByteString): ByteString {
  let end = text.length;
  while (end > 0 && ' \n\r\t'.includes(text[end - 1])) end--;
  return text.slice(0, end);
}

function indent(first: ByteString, rest: ByteString, text: ByteString): ByteString {
  if (text === '') return '';
  return text
    .split('\n')
    .map((line, i) => (i === 0 ? first : rest) + line)
    .map(chomp)
    .join('\n');
}
