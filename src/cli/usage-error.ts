// Errors of commands, apart from those of the rooms they use. Messages may hold colours (see `hint`).
import type { ByteString } from '../engine/base/index.ts';

/** The command line itself is wrong. Nix adds a hint to each: `Try 'nix-build --help' …`. */
export class UsageError extends Error {
  readonly code = 'usage';
  constructor(
    message: ByteString,
    /** What may have been meant. */
    readonly suggestions: readonly ByteString[] = [],
  ) {
    super(message);
  }
}

/** An error of a command, with an exit status of its own. */
export class CommandError extends Error {
  readonly code = 'command';
  constructor(
    message: ByteString,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** An error whose whole text, `error:` included, is made already. */
export class RenderedError extends Error {
  readonly code = 'rendered';
  constructor(
    text: ByteString,
    readonly status = 1,
  ) {
    super(text);
  }
}

/** Not an error: a flag such as `--version` that prints something and ends the command. */
export class Finished extends Error {
  readonly code = 'finished';
  constructor(readonly text: ByteString) {
    super('finished');
  }
}
