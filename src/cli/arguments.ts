// Command line arguments, as every command of Nix reads them. Source of the rules: Nix's `RootArgs::parseCmdline`.
//
// `-iA` stands for `-i -A`, `-j5` for `-j 5`; what is not a flag is handed to the command in order; `--` ends the flags.
import type { ByteString } from '../engine/base/index.ts';
import { hint } from '../engine/lang/index.ts';
import { UsageError } from './usage-error.ts';

/** One flag: its names, how many arguments follow it, and what it does. */
export interface Flag {
  readonly names: readonly string[];
  /** How many arguments it takes. */
  readonly arity: number;
  /** A flag of an older command alone (`nix-build -A`): a missing argument is reported in other words. */
  readonly own?: boolean;
  /** The experimental feature that must be on for it. */
  readonly feature?: string;
  readonly apply: (...values: ByteString[]) => void;
}

export interface ArgumentHandlers {
  /** Of two flags with one name the later counts. */
  readonly flags: readonly Flag[];
  /** Flags that are known only now: those of a subcommand. */
  readonly find?: (word: ByteString) => Flag | undefined;
  readonly positional: (value: ByteString) => void;
  /** A flag nobody knows; true when it was dealt with. */
  readonly unknown?: (flag: ByteString) => boolean;
}

/**
 * Goes through the arguments (without the program's name); answers the experimental features that the flags need.
 * Throws UsageError in Nix's words.
 */
export function parseArguments(argv: readonly ByteString[], handlers: ArgumentHandlers): ReadonlySet<string> {
  const byName = new Map(handlers.flags.flatMap((flag) => flag.names.map((name) => [name, flag] as const)));
  const features = new Set<string>();
  const rest = [...argv];
  let flagsEnded = false;
  while (rest.length > 0) {
    let word = rest.shift() as ByteString;
    if (!flagsEnded && /^-[A-Za-z]./s.test(word)) {
      const [first, ...others] = expandCompound(word);
      rest.unshift(...others);
      word = first;
    }
    if (flagsEnded || !word.startsWith('-')) {
      handlers.positional(word);
      continue;
    }
    if (word === '--') {
      flagsEnded = true;
      continue;
    }
    const flag = byName.get(word) ?? handlers.find?.(word);
    if (flag !== undefined) {
      if (flag.feature !== undefined) features.add(flag.feature);
      const values = rest.splice(0, flag.arity);
      if (values.length < flag.arity) throw new UsageError(missingArgument(word, flag, values.length));
      flag.apply(...values);
    } else if (handlers.unknown?.(word) !== true) throw new UsageError(hint`unrecognised flag '${word}'`);
  }
  return features;
}

function missingArgument(word: ByteString, flag: Flag, given: number): ByteString {
  if (flag.own === true) return hint`'${word}' requires an argument`;
  return hint`flag '${word}' requires ${flag.arity} argument(s), but only ${given} were given`;
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
