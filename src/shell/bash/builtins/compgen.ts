// compgen: lists of names that begin with a word. `complete` and `compopt` belong to line editing, which the page does.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import { PosixError } from '../../../engine/vfs/index.ts';
import { expandText } from '../expand.ts';
import type { Builtin, Shell } from '../shell.ts';
import { isSet } from '../variables.ts';
import { readOptions } from './options.ts';

/** What `-A` calls the letters. */
const ACTIONS: Readonly<Record<string, string>> = {
  alias: 'a',
  builtin: 'b',
  command: 'c',
  directory: 'd',
  export: 'e',
  file: 'f',
  function: 'function',
  variable: 'v',
};

function candidates(shell: Shell, action: string, word: ByteString): ByteString[] {
  const { variables, process } = shell;
  switch (action) {
    case 'a':
      return [...shell.aliases.keys()].sort();
    case 'b':
      return [...shell.interpreter.builtins.keys()].sort();
    case 'c':
      return [
        ...shell.aliases.keys(),
        ...[...shell.functions.keys()].sort(),
        ...[...shell.interpreter.builtins.keys()].sort(),
        ...(shell.plain('PATH') ?? '')
          .split(':')
          .flatMap((d) => list(shell, d).filter((n) => process.files.access(`${d}/${n}`, 'x'))),
      ];
    case 'e':
      return variables.names().filter((n) => variables.lookup(n)?.exported === true);
    case 'v':
      return variables.names().filter((n) => isSet(variables.lookup(n)));
    case 'function':
      return [...shell.functions.keys()].sort();
    default: {
      const slash = word.lastIndexOf('/') + 1;
      const directory = word.slice(0, slash);
      return list(shell, directory === '' ? '.' : directory)
        .filter((n) => action === 'f' || process.files.stat(directory + n).kind === 'directory')
        .map((n) => directory + n);
    }
  }
}

function list(shell: Shell, directory: ByteString): ByteString[] {
  try {
    return shell.process.files.readDir(directory).map(({ name }) => name);
  } catch (error) {
    if (error instanceof PosixError) return [];
    throw error;
  }
}

function* compgen(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'compgen', args, 'abcdefvA:W:P:S:');
  if (options === undefined) return 2;
  const word = options.operands[0] ?? '';
  const found: ByteString[] = [];
  let prefix = '';
  let suffix = '';
  for (const [letter, argument] of options.given) {
    if (letter === 'P') prefix = argument;
    else if (letter === 'S') suffix = argument;
    else if (letter === 'W')
      found.push(...(yield* expandText(shell, `"${argument}"`)).split(/[ \t\n]+/).filter((w) => w !== ''));
    else if (letter === 'A') {
      const action = ACTIONS[argument];
      if (action === undefined) {
        yield* shell.error(`compgen: ${argument}: invalid action name`);
        return 2;
      }
      found.push(...candidates(shell, action, word));
    } else found.push(...candidates(shell, letter, word));
  }
  const matching = found.filter((name) => name.startsWith(word));
  yield* shell.process.print(matching.map((name) => `${prefix}${name}${suffix}\n`).join(''));
  return matching.length > 0 ? 0 : 1;
}

export const COMPGEN: Builtin = { name: 'compgen', run: compgen };
