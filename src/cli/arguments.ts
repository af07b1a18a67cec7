// Command line arguments in the way of Nix's older commands: `nix-build`, `nix-env` and their kin.
//
// `-iA` stands for `-i -A`; what is not a flag is handed to the command in order; `--` ends the flags.
import type { ByteString } from '../engine/base/index.ts';
import { UsageError } from './usage-error.ts';

/** One flag: its names, how many arguments follow it, and what it does. */
export interface Flag {
  readonly names: readonly string[];
  /** How many arguments it takes. */
  readonly arity: number;
  /** `early` flags (those every command has) report missing arguments in other words than a command's own. */
  readonly common?: boolean;
  readonly apply: (...values: ByteString[]) => void;
}

export interface ArgumentHandlers {
  readonly flags: readonly Flag[];
  readonly positional: (value: ByteString) => void;
  /** A flag nobody knows; true when it was dealt with. */
  readonly unknown?: (flag: ByteString) => boolean;
}

/** Goes through the arguments (without the program's name). Throws UsageError in Nix's words. */
export function parseArguments(argv: readonly ByteString[], handlers: ArgumentHandlers): void {
  const byName = new Map(handlers.flags.flatMap((flag) => flag.names.map((name) => [name, flag] as const)));
  const rest = [...argv];
  let flagsEnded = false;
  while (rest.length > 0) {
    const word = rest.shift() as ByteString;
    if (flagsEnded || !word.startsWith('-') || word === '-') {
      handlers.positional(word);
      continue;
    }
    if (word === '--') {
      flagsEnded = true;
      continue;
    }
    const flag = byName.get(word);
    if (flag !== undefined) {
      const values = rest.splice(0, flag.arity);
      if (values.length < flag.arity) throw new UsageError(missingArgument(word, flag, values.length));
      flag.apply(...values);
    } else if (/^-[A-Za-z]./.test(word)) rest.unshift(...expandCompound(word));
    else if (handlers.unknown?.(word) !== true) throw new UsageError(`unrecognised flag '${word}'`);
  }
}

function missingArgument(word: ByteString, flag: Flag, given: number): string {
  if (flag.common === true)
    return `flag '${word}' requires ${flag.arity} argument(s), but only ${given} were given`;
  return `'${word}' requires an argument`;
}

/** `-qlf` becomes `-q -l -f`; from the first char that is no letter on it is an argument: `-j5` becomes `-j 5`. */
function expandCompound(word: ByteString): ByteString[] {
  const words: ByteString[] = [];
  for (let i = 1; i < word.length; i++) {
    if (!/[A-Za-z]/.test(word[i])) return [...words, word.slice(i)];
    words.push(`-${word[i]}`);
  }
  return words;
}
