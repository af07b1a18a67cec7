// The Markdown of lessons: a small subset, as a tree. No HTML passes through, so a page can draw it without fear.
//
// Blocks: paragraphs, `###` headings, lists, fenced code. Inline: code, strong, emphasis, links.
import type { Block, Inline } from './schema.ts';

const FENCE = /^```\s*([A-Za-z0-9-]*)\s*(run)?\s*$/;
const ITEM = /^(?:[-*]|(\d+)\.)\s+(.*)$/;

export function parseBlocks(text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let i = 0;
  const line = () => lines[i] ?? '';
  while (i < lines.length) {
    const fence = FENCE.exec(line());
    if (line().trim() === '') i++;
    else if (fence !== null) {
      const code: string[] = [];
      for (i++; i < lines.length && line().trim() !== '```'; i++) code.push(line());
      i++;
      blocks.push({
        kind: 'code',
        language: fence[1] ?? '',
        run: fence[2] !== undefined,
        text: code.join('\n'),
      });
    } else if (/^#+\s/.test(line())) {
      blocks.push({ kind: 'heading', content: parseInline(line().replace(/^#+\s+/, '')) });
      i++;
    } else if (ITEM.test(line())) {
      const ordered = ITEM.exec(line())?.[1] !== undefined;
      const items: string[] = [];
      for (; i < lines.length && line().trim() !== ''; i++) {
        const item = ITEM.exec(line());
        if (item !== null) items.push(item[2] ?? '');
        else items[items.length - 1] += ` ${line().trim()}`;
      }
      blocks.push({ kind: 'list', ordered, items: items.map(parseInline) });
    } else {
      const paragraph: string[] = [];
      for (; i < lines.length && line().trim() !== '' && !FENCE.test(line()); i++)
        paragraph.push(line().trim());
      blocks.push({ kind: 'paragraph', content: parseInline(paragraph.join(' ')) });
    }
  }
  return blocks;
}

const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)/;

export function parseInline(text: string): readonly Inline[] {
  const content: Inline[] = [];
  let rest = text;
  while (rest !== '') {
    const match = INLINE.exec(rest);
    if (match === null) break;
    if (match.index > 0) content.push({ kind: 'text', text: rest.slice(0, match.index) });
    const [, code, strong, emphasis, label, href] = match;
    if (code !== undefined) content.push({ kind: 'code', text: code });
    else if (strong !== undefined) content.push({ kind: 'strong', content: parseInline(strong) });
    else if (emphasis !== undefined) content.push({ kind: 'emphasis', content: parseInline(emphasis) });
    else if (label !== undefined && href !== undefined && /^(https?:|\.?\/|#)/.test(href))
      content.push({ kind: 'link', href, content: parseInline(label) });
    else content.push({ kind: 'text', text: match[0] });
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest !== '') content.push({ kind: 'text', text: rest });
  return content;
}
