// A subcommand of `nix`: its flags and arguments are read by `nix` itself, among those that all subcommands share.
import type { ByteString } from '../engine/base/index.ts';
import type { Task } from '../engine/os/index.ts';
import type { Flag } from './arguments.ts';
import type { NixContext } from './nix-context.ts';
import { hint } from '../engine/lang/index.ts';
import { UsageError } from './usage-error.ts';

export interface Subcommand {
  /** `eval`, `config show`. */
  readonly name: string;
  /** The manual page, Markdown; host text. */
  readonly help: string;
  /** Begins to read a command line. */
  readonly begin: (context: NixContext) => Invocation;
}

/** One use of a subcommand. */
export interface Invocation {
  readonly flags: readonly Flag[];
  readonly positional: (word: ByteString) => void;
  readonly run: () => Task<number>;
}

/** Takes at most so many arguments. */
export function atMost(count: number, words: ByteString[]): (word: ByteString) => void {
  return (word) => {
    if (words.length >= count) throw new UsageError(hint`unexpected argument '${word}'`);
    words.push(word);
  };
}
