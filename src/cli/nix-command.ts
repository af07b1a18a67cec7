// A Nix command: a name, one line about it, and what it does; and how its errors become text and an exit status.
import { encodeUtf8, Interrupted, NotSimulated, type ByteString } from '../engine/base/index.ts';
import { EnvironmentConflict, ProfileError } from '../engine/profile/index.ts';
import { renderSuggestions } from '../engine/lang/index.ts';
import { BadSetting } from '../engine/nix/index.ts';
import type { Program, Task } from '../engine/os/index.ts';
import { BadDerivation, BadNar, BadStorePath, InvalidPath } from '../engine/store/index.ts';
import { PosixError } from '../engine/vfs/index.ts';
import type { World } from '../engine/world/index.ts';
import { NixContext } from './nix-context.ts';
import { CommandError, Finished, RenderedError, UsageError } from './usage-error.ts';

export interface NixCommand {
  readonly name: string;
  /** One line, for `--help` lists and the palette. */
  readonly summary: string;
  /** The manual page, Markdown; host text. */
  readonly help: string;
  readonly run: (context: NixContext, argv: readonly ByteString[]) => Task<number>;
}

/** The exit status of what is not simulated, as of a program that is there and cannot be run; none of Nix's own. */
export const NOT_SIMULATED_STATUS = 126;

/** The program that a command is on the machine. */
export function commandProgram(command: NixCommand, world: World): Program {
  return function* (process) {
    const context = new NixContext(world, process, command.name, encodeUtf8(command.help));
    try {
      context.configure();
      return yield* command.run(context, process.argv.slice(1));
    } catch (error) {
      return yield* report(context, error);
    }
  };
}

/** Prints an error as Nix does (`isUsage`: with a hint at the help, when the use was wrong) and answers the exit status; throws what is nobody's error but ours. */
export function* report(context: NixContext, error: unknown, { isUsage = true } = {}): Task<number> {
  yield* context.warnOfSettings();
  if (error instanceof Finished) {
    yield* context.process.print(error.text);
    return 0;
  }
  if (error instanceof UsageError || (error instanceof BadSetting && error.isUsage)) {
    const meant = 'suggestions' in error ? renderSuggestions(error.suggestions) : '';
    yield* context.error(`${error.message}${meant === '' ? '' : `\n${meant}`}`);
    if (isUsage) yield* context.tell(`Try '${context.name} --help' for more information.`, 0);
    return 1;
  }
  if (error instanceof NotSimulated) {
    yield* context.tell(`\x1b[33;1mnot simulated:\x1b[0m ${error.feature}: ${error.reason}`, 0);
    return NOT_SIMULATED_STATUS;
  }
  if (error instanceof Interrupted) {
    yield* context.error('interrupted by the user');
    return 1;
  }
  if (error instanceof RenderedError) {
    yield* context.tell(error.message, 0);
    return error.status;
  }
  if (error instanceof CommandError) {
    yield* context.error(error.message);
    return error.status;
  }
  if (isNixError(error)) {
    yield* context.error(error.message);
    return 1;
  }
  throw error;
}

function isNixError(error: unknown): error is Error {
  const kinds = [
    BadStorePath,
    InvalidPath,
    BadDerivation,
    BadNar,
    ProfileError,
    EnvironmentConflict,
    PosixError,
    BadSetting,
  ];
  return kinds.some((kind) => error instanceof kind);
}
