// Aliases: the first word of a simple command, replaced as text before the command is read again.
//
// Left out: aliases that open a compound command or end in the middle of one; bash replaces while it parses, we when
// a command is about to run.
import type { Command } from 'unbash';
import type { Task } from '../../engine/os/index.ts';
import type { Shell } from './shell.ts';

/** True when the command's name was an alias and the text it stands for has been run. */
export function* expandAlias(shell: Shell, node: Command): Task<boolean> {
  if (!shell.shopts.has('expand_aliases') || shell.source === undefined || node.name === undefined)
    return false;
  let source = shell.source.slice(node);
  let at = node.name.pos - node.pos;
  let expanded = false;
  const seen = new Set<string>(shell.activeAliases);
  for (;;) {
    const word = /^[^\s;&|()<>"'\\$`]+/.exec(source.slice(at))?.[0];
    const text = word === undefined || seen.has(word) ? undefined : shell.aliases.get(word);
    if (word === undefined || text === undefined) break;
    expanded = true;
    seen.add(word);
    source = source.slice(0, at) + text + source.slice(at + word.length);
    if (/[ \t]$/.test(text)) {
      const next = at + text.length;
      const following = /^[ \t]*([^\s;&|()<>"'\\$`]+)/.exec(source.slice(next));
      const other = following === null ? undefined : shell.aliases.get(following[1]);
      if (following !== null && other !== undefined) {
        const from = next + following[0].length - following[1].length;
        source = source.slice(0, from) + other + source.slice(from + following[1].length);
      }
    }
    at += /^[ \t]*/.exec(source.slice(at))![0].length; // always matches
  }
  if (!expanded) return false;
  const before = shell.activeAliases;
  shell.activeAliases = seen;
  try {
    yield* shell.interpreter.runText(shell, source, shell.line);
  } finally {
    shell.activeAliases = before;
  }
  return true;
}
