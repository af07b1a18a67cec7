// Functions as text: how a session keeps them and how they travel in the environment.
import type { ByteString } from '../../engine/base/index.ts';
import type { Shell } from './shell.ts';
import { SourceText } from './source-text.ts';

/** Defines a function from `name () …` or, when `text` begins with `()`, from its body. */
export function defineFunctionText(
  shell: Shell,
  name: ByteString,
  text: ByteString,
  file = 'environment',
): void {
  const source = new SourceText(text.startsWith('()') ? `${name} ${text}` : text);
  const node = source.script.commands[0]?.command;
  if (node?.type !== 'Function' || source.script.errors !== undefined) return;
  shell.functions.set(name, {
    name,
    text: source.text,
    source,
    body: node.body,
    line: 1,
    file,
    exported: text.startsWith('()'),
    trace: false,
  });
}
