// Errors of commands, apart from those of the rooms they use.

/** The command line itself is wrong. Nix adds a hint to each: `Try 'nix-build --help' …`. */
export class UsageError extends Error {
  readonly code = 'usage';
}

/** An error of a command, with an exit status of its own. */
export class CommandError extends Error {
  readonly code = 'command';
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** An error whose whole text, `error:` included, is made already. */
export class RenderedError extends Error {
  readonly code = 'rendered';
  constructor(
    text: string,
    readonly status = 1,
  ) {
    super(text);
  }
}
