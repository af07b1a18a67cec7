// Where each token of a text goes on its line, and how far lines are indented.
//
// Invariant: one pass, one stack of what is open. Each frame knows how far lines within it are indented and where its
// end goes; both follow from the indentation of the line it was opened on, so `f ({` indents once.
import type { ByteString } from '../../base/index.ts';
import { layoutItems, type Item } from './layout-items.ts';

const STEP = 2;

type FrameKind = 'top' | '{' | '(' | '[' | '${' | 'let' | 'binding' | 'inherit' | 'clause' | 'if' | 'else';

interface Frame {
  readonly kind: FrameKind;
  /** The indentation of a line that begins with what ends the frame. */
  readonly base: number;
  /** The indentation of other lines. */
  readonly inner: number;
  /** The indentation of the line on which the operand at hand begins; undefined between operands. */
  head: number | undefined;
}

const OPENING: ReadonlyMap<string, FrameKind> = new Map([
  ["'{'", '{'],
  ["'('", '('],
  ["'['", '['],
  ['DOLLAR_CURLY', '${'],
]);
const CLOSING: ReadonlyMap<string, readonly FrameKind[]> = new Map([
  ["'}'", ['{', '${']],
  ["')'", ['(']],
  ["']'", ['[']],
  ['IN_KW', ['let']],
]);
const OPERATORS = new Set(
  "EQ NEQ LEQ GEQ UPDATE CONCAT AND OR IMPL PIPE_FROM PIPE_INTO '<' '>' '+' '-' '*' '/' '?'".split(' '),
);
/** Names and literals. */
const ENDS = new Set([
  'ID',
  'string',
  'INT_LIT',
  'FLOAT_LIT',
  'PATH',
  'HPATH',
  'SPATH',
  'URI',
  'STR',
  'OR_KW',
]);
/** Literals that would swallow what comes right after them. */
const GREEDY = new Set(['PATH', 'HPATH', 'SPATH', 'URI', 'INT_LIT', 'FLOAT_LIT', 'STR']);
const COMMENTS = new Set(['line-comment', 'block-comment']);

export interface LayoutOptions {
  readonly pipeOperators: boolean;
  /** Whether the lines of indented strings move with the line they begin on. */
  readonly moveStrings: boolean;
}

export class Layout {
  readonly #items: readonly Item[];
  readonly #out: ByteString[] = [];
  readonly #frames: Frame[] = [{ kind: 'top', base: 0, inner: 0, head: undefined }];
  /** The line at hand: its indentation, and what it begins with. */
  #indent = 0;
  #lineBegins: Item | undefined;

  constructor(
    text: ByteString,
    private readonly options: LayoutOptions,
  ) {
    this.#items = layoutItems(text, options);
  }

  text(): ByteString {
    this.#items.forEach((item, i) => {
      const before = this.#items[i - 1] as Item | undefined;
      const isFirst = this.#place(item, before);
      this.#write(item);
      this.#follow(item, before, isFirst);
    });
    return `${this.#out.join('')}\n`;
  }

  get #top(): Frame {
    return this.#frames[this.#frames.length - 1];
  }

  /** Puts the break or the space before an item; answers whether it begins a line. */
  #place(item: Item, before: Item | undefined): boolean {
    if (before === undefined) return true;
    let { breaks } = item;
    if (before.kind === 'line-comment') breaks = Math.max(1, breaks);
    else if (item.kind === "';'" && this.#top.kind !== 'inherit') breaks = 0;
    if (breaks === 0) {
      this.#out.push(this.#spaceBetween(before, item) ? ' ' : '');
      return false;
    }
    this.#indent = this.#indentationOf(item, before);
    this.#lineBegins = item;
    this.#out.push(breaks > 1 ? '\n\n' : '\n', ' '.repeat(this.#indent));
    return true;
  }

  #indentationOf(item: Item, before: Item): number {
    const closes = CLOSING.get(item.kind);
    if (closes !== undefined) return this.#innermost(closes)?.base ?? 0;
    if (item.kind === 'THEN' || item.kind === 'ELSE') return this.#innermost(['if'])?.base ?? 0;
    const { kind, base, inner, head } = this.#top;
    const first = this.#lineBegins?.kind ?? '';
    if (item.kind === "','" && kind === '{') return base;
    // `a = [ … ]` and below it `++ b`: the operator stands below the bracket
    if (OPERATORS.has(item.kind) && kind === 'binding' && this.#indent === base)
      return CLOSING.has(first) || OPERATORS.has(first) ? base : inner;
    if (OPERATORS.has(before.kind) && this.#lineBegins === before) return this.#indent + STEP;
    const goesOn = startsOperand(item) || item.kind === "'.'";
    if (goesOn && head !== undefined && kind !== '[' && kind !== 'inherit') return head + STEP;
    return inner;
  }

  #innermost(kinds: readonly FrameKind[]): Frame | undefined {
    return this.#frames.findLast(({ kind }) => kinds.includes(kind));
  }

  #write(item: Item): void {
    const lines = item.text.split('\n');
    const moves =
      lines.length > 1 &&
      (item.kind === 'block-comment' || (item.kind === 'string' && this.options.moveStrings));
    if (!moves) {
      this.#out.push(item.text);
      return;
    }
    const rest = lines.slice(1);
    const widths = rest.filter((line) => /[^ ]/.test(line)).map((line) => /^ */.exec(line)?.[0].length ?? 0);
    const shift = Math.max(
      this.#indent - item.lineIndent,
      -Math.min(...widths, this.#indent + item.lineIndent),
    );
    const moved = rest.map((line) =>
      !/[^ ]/.test(line) ? line : shift >= 0 ? ' '.repeat(shift) + line : line.slice(-shift),
    );
    this.#out.push([lines[0], ...moved].join('\n'));
  }

  /** Opens and closes what an item opens and closes. */
  #follow(item: Item, before: Item | undefined, isFirst: boolean): void {
    const opened = OPENING.get(item.kind);
    if (startsOperand(item)) this.#top.head ??= this.#indent;
    if (opened !== undefined) {
      this.#push(opened, this.#indent);
      return;
    }
    switch (item.kind) {
      case "'}'":
      case "')'":
      case "']'":
        this.#closeTo(CLOSING.get(item.kind) ?? []);
        return;
      case 'LET':
        this.#push('let', this.#indent);
        return;
      case 'IN_KW':
        this.#closeTo(['let']);
        this.#top.head = undefined;
        return;
      case 'IF': {
        const goesOn = before?.kind === 'ELSE' || isFirst;
        this.#push('if', goesOn ? this.#indent : this.#top.inner);
        return;
      }
      case 'THEN': {
        const base = this.#innermost(['if'])?.base ?? 0;
        this.#closeTo(['if']);
        this.#push('if', base);
        return;
      }
      case 'ELSE': {
        const base = this.#innermost(['if'])?.base ?? 0;
        this.#closeTo(['if']);
        this.#push('else', base);
        return;
      }
      case 'WITH':
      case 'ASSERT':
        this.#push('clause', this.#indent);
        return;
      case 'INHERIT':
        this.#push('inherit', this.#indent);
        return;
      case "'='":
        this.#push('binding', this.#indent);
        return;
      case "';'":
        this.#closeTo(['binding', 'inherit', 'clause']);
        this.#top.head = undefined;
        return;
      default:
        if (!ENDS.has(item.kind) && !COMMENTS.has(item.kind) && item.kind !== "'.'" && item.kind !== 'REC')
          this.#top.head = undefined;
    }
  }

  #push(kind: FrameKind, base: number): void {
    this.#frames.push({ kind, base, inner: base + STEP, head: undefined });
  }

  /** Closes the innermost frame of these kinds, and those within it. */
  #closeTo(kinds: readonly FrameKind[]): void {
    const at = this.#frames.findLastIndex(({ kind }) => kinds.includes(kind));
    if (at > 0) this.#frames.length = at;
  }

  #spaceBetween(before: Item, item: Item): boolean {
    if (COMMENTS.has(before.kind) || COMMENTS.has(item.kind)) return true;
    // a path with interpolations is several tokens
    if (item.isGlued) return false;
    switch (item.kind) {
      case "';'":
        return false;
      case "','":
        return before.kind === 'URI';
      case "'.'":
        return GREEDY.has(before.kind);
      case "':'":
      case "'@'":
        return false;
      case "')'":
        return false;
      case "'}'":
        if (this.#innermost(['{', '${'])?.kind === '${') return false;
        break;
    }
    switch (before.kind) {
      case "'('":
      case 'DOLLAR_CURLY':
      case "'.'":
      case "'@'":
      case "'!'":
        return false;
      case "'-'":
        return !before.isUnary;
    }
    return true;
  }
}

/** Whether an item begins an operand: something that a function may be applied to, or the function itself. */
function startsOperand(item: Item): boolean {
  return (
    ENDS.has(item.kind) || (OPENING.has(item.kind) && item.kind !== 'DOLLAR_CURLY') || item.kind === 'REC'
  );
}
