// Here-documents whose closing line has not come: more input is needed before the command can run.
import type { SourceText } from './source-text.ts';

const CHILDREN = [
  'commands',
  'command',
  'body',
  'suffix',
  'prefix',
  'redirects',
  'clause',
  'then',
  'else',
  'elif',
  'items',
];

/** True when a here-document has begun and is still open. */
export function hasOpenHereDocument(source: SourceText): boolean {
  if (!source.text.includes('<<')) return false;
  let open = false;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const record = node as Readonly<Record<string, unknown>>;
    if (record.type === 'HereDoc' && record.closing === undefined) open = true;
    for (const key of CHILDREN) {
      const child = record[key];
      if (Array.isArray(child)) child.forEach(visit);
      else visit(child);
    }
  };
  source.script.commands.forEach(visit);
  return open;
}
