// The box that explains a name: a title, what kind of thing it is, and a text with `code` and *emphasis* in it.
import type { Description } from '../../assist/index.ts';

export function helpBox({ title, kind, text }: Pick<Description, 'title' | 'kind' | 'text'>): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-help';
  const head = document.createElement('code');
  head.className = 'cm-help-title';
  head.textContent = title;
  const note = document.createElement('span');
  note.className = 'cm-help-kind';
  note.textContent = kind;
  box.append(head, note);
  for (const paragraph of text.split(/\n\s*\n/).filter((one) => one.trim() !== '')) {
    const p = document.createElement('p');
    p.append(...inline(paragraph));
    box.append(p);
  }
  return box;
}

function inline(text: string): Node[] {
  return text.split(/(`[^`]+`|\*[^*\s][^*]*\*)/).map((piece) => {
    const mark = /^([`*])(.+)\1$/s.exec(piece);
    if (mark === null) return document.createTextNode(piece);
    const element = document.createElement(mark[1] === '`' ? 'code' : 'em');
    element.textContent = mark[2] ?? '';
    return element;
  });
}

/** The same as one line of plain text, for announcing it. */
export function helpText({ title, kind, text }: Description): string {
  return `${title}: ${kind}. ${text.replace(/[`*]/g, '')}`;
}
