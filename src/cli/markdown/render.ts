// Markdown on a terminal, as Nix shows documentation. Source of the layout: lowdown 3.0.1, which Nix links, and
// measurements of Nix 2.36.0; its blanks at the end of lines are kept. Columns are bytes, since Nix sets no locale.
import type { ByteString } from '../../engine/base/index.ts';
import { parseMarkdown } from './blocks.ts';
import type { MarkdownNode } from './node.ts';
import { MARKS, paint, PLAIN, styleOf, type Style } from './style.ts';

export interface MarkdownOptions {
  /** Lines are shorter than this, and than 80. */
  readonly width: number;
  readonly color: boolean;
}

const BAR = '  \xe2\x94\x82 ';
const BULLET = '  \xc2\xb7 ';
const DASH = '\xe2\x94\x80';
const PICTURE = '\xf0\x9f\x96\xbb';
/** Columns of what stands before the lines of a block. */
const INDENTATION = 4;

/** Renders a text; neither blanks nor empty lines around it. */
export function renderMarkdown(text: ByteString, options: MarkdownOptions): ByteString {
  const page = new Page(options);
  page.draw(parseMarkdown(text));
  return page.text.replace(/^[ \n]+|[ \n]+$/g, '');
}

class Page {
  text = '';
  readonly #width: number;
  readonly #color: boolean;
  /** What is being drawn, the root first. */
  readonly #nodes: MarkdownNode[] = [];
  /** Blocks that a line began in: what stands before their first line may differ from the rest. */
  readonly #begun = new Set<MarkdownNode>();
  #column = 0;
  /** Line ends at the end of the text; at the very beginning none are missed. */
  #ends = Infinity;
  /** Where what is drawn leads to. */
  #address: ByteString | undefined;

  constructor({ width, color }: MarkdownOptions) {
    this.#width = Math.min(width, 80);
    this.#color = color;
  }

  draw(node: MarkdownNode, isFirst = true): void {
    this.#space(spaceBefore(node, this.#nodes), isFirst);
    this.#nodes.push(node);
    const around = this.#address;
    if (node.kind === 'link' || node.kind === 'url' || node.kind === 'image') this.#address = node.text;
    node.children.forEach((child, i) => {
      this.draw(child, i === 0);
    });
    this.#own(node);
    this.#address = around;
    this.#nodes.pop();
  }

  /** What a node says itself, after its children. */
  #own(node: MarkdownNode): void {
    switch (node.kind) {
      case 'text':
      case 'escaped':
      case 'character':
      case 'code':
      case 'html':
      case 'url':
        this.#words(node.text);
        break;
      case 'link':
        if (isRelative(node.text)) break;
        this.#words(' ');
        this.#words(node.text);
        break;
      case 'image':
        this.#words(`[${PICTURE} `, MARKS.box);
        this.#words(node.alt, MARKS.caption);
        if (!isRelative(node.text)) {
          this.#words(' ', MARKS.box);
          this.#words(node.text, MARKS.address);
        }
        this.#words(']', MARKS.box);
        break;
      case 'code block':
        this.#literally(node.text === '' ? [] : node.text.split('\n'));
        break;
      case 'rule':
        this.#literally([DASH.repeat(Math.floor(this.#width / DASH.length))]);
    }
  }

  /** Lines as they are. */
  #literally(lines: readonly ByteString[]): void {
    for (const line of lines) {
      this.#startLine();
      this.#put(withoutControls(line));
      this.#endLine();
    }
  }

  /** Text whose blanks may become ends of lines. */
  #words(text: ByteString, mark?: Style): void {
    let isStyled = false;
    for (const [, blanks, word] of text.matchAll(/([\t-\r ]*)([^\t-\r ]*)/g)) {
      if (blanks + word === '') break;
      const blank = blanks === '' ? '' : ' ';
      const mayBreak = blank !== '' || /[\t-\r ]$/.test(this.text);
      if (mayBreak && this.#column > 0 && this.#column + blank.length + word.length >= this.#width) {
        this.#endLine(mark);
        isStyled = false;
      }
      if (this.#ends === 0) {
        if (word !== '' && !isStyled) this.#startWords(mark);
        this.#put(blank);
      } else if (word !== '') this.#startLine(mark);
      isStyled ||= word !== '';
      this.#put(withoutControls(word));
    }
    if (isStyled) this.#endWords(mark);
  }

  #put(text: ByteString, columns = text.length): void {
    this.text += text;
    this.#column += columns;
    if (this.#column > 0) this.#ends = 0;
  }

  /** Sees to it that so many line ends stand before what comes. */
  #space(wanted: number, isFirst: boolean): void {
    while (this.#ends < wanted) {
      if (this.#column > 0 || isFirst) {
        this.text += '\n';
        this.#ends += 1;
      } else {
        // An empty line has the margin of the lines around it.
        this.#startLine();
        this.#endLine();
        this.#ends = 2;
      }
      this.#column = 0;
    }
  }

  // -- lines and words ---------------------------------------------------------------------------------------------

  #startLine(mark?: Style): void {
    this.#nodes.forEach((node, i) => {
      this.#margin(node, styleOf(this.#nodes.slice(0, i + 1)), this.#nodes[i - 1]?.kind === 'definition');
      this.#begun.add(node);
    });
    this.#startWords(mark);
  }

  /** What stands before a line for one of the blocks that it is in. */
  #margin(node: MarkdownNode, style: Style, isDefinition: boolean): void {
    const isFirst = !this.#begun.has(node);
    const marker = { ...style, ...MARKS.marker };
    switch (node.kind) {
      case 'code block':
        this.#painted(BAR, { ...style, ...MARKS.bar });
        break;
      case 'quote':
        this.#painted(BAR, marker);
        break;
      case 'definition':
        this.#painted(isFirst ? '  : ' : '    ', marker);
        break;
      case 'item':
        if (isDefinition) break;
        if (!isFirst) this.#put('    ');
        else
          this.#painted(node.number === undefined ? BULLET : `${String(node.number).padStart(2)}. `, marker);
        break;
      case 'heading':
        if (node.level === 1) this.#painted('', style, 0);
        else this.#painted(`${'#'.repeat(node.level)} `, style, node.level + 1);
    }
  }

  #painted(text: ByteString, style: Style, columns = INDENTATION): void {
    const colour = this.#color ? paint(style) : '';
    this.#put(`${colour}${text}${colour === '' ? '' : PLAIN}`, columns);
  }

  #endLine(mark?: Style): void {
    this.#endWords(mark);
    this.text += '\n';
    this.#column = 0;
    this.#ends = 1;
  }

  #startWords(mark?: Style): void {
    if (!this.#color) return;
    if (this.#address !== undefined) this.text += `\x1b]8;;${this.#address}\x1b\\`;
    this.text += paint({ ...styleOf(this.#nodes), ...mark });
  }

  #endWords(mark?: Style): void {
    if (!this.#color) return;
    if (paint(styleOf(this.#nodes)) !== '') this.text += PLAIN;
    if (mark !== undefined) this.text += PLAIN;
    if (this.#address !== undefined) this.text += '\x1b]8;;\x1b\\';
  }
}

/** Line ends that a node in these parents wants before it. */
function spaceBefore(node: MarkdownNode, parents: readonly MarkdownNode[]): number {
  const item = parents.findLast(({ kind }) => kind === 'item');
  switch (node.kind) {
    case 'paragraph':
    case 'heading':
    case 'code block':
    case 'quote':
    case 'list':
    case 'definitions':
    case 'term':
      return item === undefined || item.isLoose ? 2 : 1;
    case 'rule':
      return 2;
    case 'item': {
      const isInside = item !== undefined || parents.some(({ kind }) => kind === 'definition');
      return node.isLoose && !isInside ? 2 : 1;
    }
    case 'definition':
    case 'break':
      return 1;
    default:
      return 0;
  }
}

/** Whether an address has no scheme. */
function isRelative(address: ByteString): boolean {
  return !/^[^/:]*:/.test(address);
}

function withoutControls(text: ByteString): ByteString {
  // eslint-disable-next-line no-control-regex -- the terminal is not to be steered by documentation
  return text.replace(/[\0-\x1f\x7f]/g, '');
}
