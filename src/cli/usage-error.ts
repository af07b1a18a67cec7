// Errors of the command line, before anything is done. Nix adds a hint to each: `Try 'nix-build --help' …`.

export class UsageError extends Error {
  readonly code = 'usage';
}

/** An error of a command with a status of its own. */
export class CommandError extends Error {
  readonly code = 'command';
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}
