// The parts of a Markdown text, as a tree.
import type { ByteString } from '../../engine/base/index.ts';

export type NodeKind =
  // Blocks.
  | 'root'
  | 'paragraph'
  | 'heading'
  | 'code block'
  | 'quote'
  | 'list'
  | 'item'
  | 'definitions'
  | 'term'
  | 'definition'
  | 'rule'
  // What stands in a line.
  | 'text'
  | 'escaped'
  | 'character'
  | 'code'
  | 'emphasis'
  | 'strong'
  | 'strong emphasis'
  | 'link'
  | 'url'
  | 'image'
  | 'html'
  | 'break';

export class MarkdownNode {
  readonly children: MarkdownNode[] = [];
  /** What it says itself: of text, code and HTML; the address of a link, a URL and an image. */
  text: ByteString = '';
  /** What is said in place of an image. */
  alt: ByteString = '';
  /** Of a heading, from 1. */
  level = 1;
  /** Of an item of a numbered list. */
  number: number | undefined;
  /** Of items and lists of definitions: whether empty lines keep the parts apart. */
  isLoose = false;
  /** Of a paragraph: how many lines it was written on, and whether an empty one ended it. */
  lines = 0;
  endsEmpty = false;

  constructor(public kind: NodeKind) {}

  add(kind: NodeKind, text: ByteString = ''): MarkdownNode {
    const child = new MarkdownNode(kind);
    child.text = text;
    this.children.push(child);
    return child;
  }

  /** Adds text; what follows text of its own kind goes on with it. */
  addText(kind: 'text' | 'escaped', text: ByteString): void {
    const last = this.children.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.add(kind, text);
  }
}
