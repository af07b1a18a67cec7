// The colours of Markdown on a terminal. Source: lowdown 3.0.1's default styles.
import type { ByteString } from '../../engine/base/index.ts';
import type { MarkdownNode, NodeKind } from './node.ts';

/** What is not given is as it is around it. */
export interface Style {
  readonly bold?: boolean;
  readonly underlined?: boolean;
  readonly italic?: boolean;
  /** A colour of the terminal as its escape sequence names it. */
  readonly colour?: number;
}

export const PLAIN = '\x1b[0m';

/** What stands around the text of nodes. */
export const MARKS = {
  marker: { colour: 93 },
  bar: { colour: 94 },
  box: { bold: false, colour: 37 },
  address: { underlined: true, bold: false, colour: 32 },
  caption: { bold: true, underlined: false, colour: 93 },
} satisfies Record<string, Style>;

const TITLE: Style = { bold: true, colour: 91 };
const HEADING: Style = { bold: true, colour: 36 };
const NODES: Partial<Record<NodeKind, Style>> = {
  'code block': { bold: true },
  rule: { colour: 37 },
  html: { colour: 37 },
  url: { underlined: true, colour: 32 },
  code: { bold: true, colour: 94 },
  strong: { bold: true },
  emphasis: { italic: true },
  'strong emphasis': { italic: true, bold: true },
  image: { bold: true, underlined: false, colour: 93 },
  link: { underlined: true, colour: 32 },
};

/** The style of a node in its parents, the root first. */
export function styleOf(nodes: readonly MarkdownNode[]): Style {
  return Object.assign(
    {},
    ...nodes.map((node, i) => ({
      ...(node.kind === 'heading' ? (node.level === 1 ? TITLE : HEADING) : NODES[node.kind]),
      ...(i > 0 && nodes[i - 1].kind === 'link' ? MARKS.caption : {}),
    })),
  ) as Style;
}

/** The escape sequence that turns a style on; empty if there is nothing to turn on. */
export function paint({ bold, underlined, italic, colour }: Style): ByteString {
  const codes = [bold === true && 1, underlined === true && 4, italic === true && 3, colour];
  const given = codes.filter((code) => typeof code === 'number');
  return given.length === 0 ? '' : `\x1b[${given.join(';')}m`;
}
