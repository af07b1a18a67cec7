// A source text with its syntax tree: a script, a `-c` string, the text of `eval`.
//
// Invariant: lines are counted from `firstLine`, so a command substitution knows the line it stands on.
import { parse, type ParsedScript } from 'unbash';
import { lineColumn, lineStarts, type ByteString } from '../../engine/base/index.ts';

export class SourceText {
  readonly #starts: readonly number[];
  readonly script: ParsedScript;

  constructor(
    readonly text: ByteString,
    readonly firstLine = 1,
  ) {
    this.#starts = lineStarts(text);
    this.script = parse(text);
  }

  /** The line of an offset. */
  line(offset: number): number {
    return lineColumn(this.#starts, offset).line + this.firstLine - 1;
  }

  /** The text of a line, counted as `line` counts. */
  lineText(line: number): ByteString {
    const index = line - this.firstLine;
    const start = this.#starts[index] ?? this.text.length;
    const end = this.text.indexOf('\n', start);
    return this.text.slice(start, end < 0 ? this.text.length : end);
  }

  slice(node: { readonly pos: number; readonly end: number }): ByteString {
    return this.text.slice(node.pos, node.end);
  }
}
