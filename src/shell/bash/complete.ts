// Completion of the word before the cursor: commands, paths, variables.
//
// Invariant: nothing is run and nothing changed; the answer depends on the line, the state and the files alone.
import type { ByteString } from '../../engine/base/index.ts';
import { PosixError, type Files } from '../../engine/vfs/index.ts';
import { quoteBackslash } from './ansi-quote.ts';
import { BUILTINS } from './builtins/index.ts';
import type { ShellState } from './session.ts';

export interface Completion {
  /** Where the word begins that a candidate replaces, up to the cursor. */
  readonly start: number;
  /** What could stand there, sorted; a directory ends in a slash. */
  readonly candidates: readonly ByteString[];
}

const KEYWORDS = [
  'case',
  'do',
  'done',
  'elif',
  'else',
  'esac',
  'fi',
  'for',
  'function',
  'if',
  'in',
  'select',
  'then',
  'time',
  'until',
  'while',
];

export function complete(files: Files, state: ShellState, line: ByteString, cursor: number): Completion {
  const before = line.slice(0, cursor);
  const variable = /\$\{?(\w*)$/.exec(before);
  if (variable !== null && !/'[^']*$/.test(before.replace(/'[^']*'/g, ''))) {
    const braced = before[before.length - variable[1].length - 1] === '{';
    const names = Object.keys(state.variables).filter((name) => name.startsWith(variable[1]));
    return {
      start: cursor - variable[0].length,
      candidates: names.sort().map((name) => (braced ? `\${${name}}` : `$${name}`)),
    };
  }
  const start = wordStart(before);
  const word = before.slice(start).replace(/\\(.)/g, '$1').replace(/^["']/, '');
  const isCommand = /(?:^|[;&|(){}!]|\b(?:do|then|else|elif|if|while|until|time|sudo|exec|command))\s*$/.test(
    before.slice(0, start),
  );
  const candidates = new Set(
    isCommand && !word.includes('/') ? commands(files, state, word) : paths(files, state, word),
  );
  return { start, candidates: [...candidates] };
}

/** The start of the word that ends at the text's end; quotes and backslashes keep blanks inside. */
function wordStart(before: ByteString): number {
  let start = 0;
  let quote = '';
  for (let i = 0; i < before.length; i++) {
    const char = before[i];
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '\\') i += 1;
    else if (char === '"' || char === "'") quote = char;
    else if (/[\s;&|()<>=:]/.test(char)) start = i + 1;
  }
  return Math.min(start, before.length);
}

function commands(files: Files, state: ShellState, word: ByteString): ByteString[] {
  const names = [
    ...BUILTINS.keys(),
    ...KEYWORDS,
    ...Object.keys(state.functions),
    ...Object.keys(state.aliases),
  ];
  for (const directory of (state.variables.PATH?.value ?? '').split(':')) {
    for (const { name } of entries(files, directory))
      if (name.startsWith(word) && files.access(`${directory}/${name}`, 'x')) names.push(name);
  }
  return names.filter((name) => name.startsWith(word) && /^\w/.test(name)).sort();
}

function paths(files: Files, state: ShellState, word: ByteString): ByteString[] {
  const slash = word.lastIndexOf('/') + 1;
  const shown = word.slice(0, slash);
  const base = word.slice(slash);
  const home = state.variables.HOME?.value ?? '/';
  const directory = shown.startsWith('~/') ? home + shown.slice(1) : shown;
  return entries(files, directory === '' ? '.' : directory)
    .filter(({ name }) => name.startsWith(base) && (base !== '' || !name.startsWith('.')))
    .map(({ name }) => {
      const isDirectory = kindOf(files, directory + name) === 'directory';
      return (shown.startsWith('~/') ? shown : quoted(shown)) + quoted(name) + (isDirectory ? '/' : '');
    });
}

const quoted = (text: ByteString) => (text === '' ? '' : quoteBackslash(text));

function kindOf(files: Files, path: ByteString): string | undefined {
  try {
    return files.stat(path).kind;
  } catch (error) {
    if (error instanceof PosixError) return undefined;
    throw error;
  }
}

function entries(files: Files, directory: ByteString): ReturnType<Files['readDir']> {
  try {
    return files.readDir(directory);
  } catch (error) {
    if (error instanceof PosixError) return [];
    throw error;
  }
}
