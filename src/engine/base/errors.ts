// The errors every room may throw. An error is data (a stable code and fields); the text is for people and is made by
// whoever shows it. Nix's own evaluation errors live in `lang`, POSIX ones in `vfs`.

/** What Nixarium leaves out on purpose or has not reached: it names the feature and never fakes an answer. */
export class NotSimulated extends Error {
  readonly code = 'not-simulated';
  constructor(
    /** What was asked for, in the words of the one who asked: `builtins.fetchGit`, `nix-env --upgrade`. */
    readonly feature: string,
    /** Why there is no answer. */
    readonly reason = 'Nixarium does not simulate it yet',
  ) {
    super(`${feature} is not simulated: ${reason}`);
    this.name = 'NotSimulated';
  }
}

/** The user stopped the work (Ctrl-C, Stop). */
export class Interrupted extends Error {
  readonly code = 'interrupted';
  constructor() {
    super('interrupted by the user');
    this.name = 'Interrupted';
  }
}

/** Our own bug: a state that cannot be. Never caught by the language or the shell. */
export class Impossible extends Error {
  readonly code = 'impossible';
  constructor(what: string) {
    super(`this cannot happen, and it is a bug of Nixarium: ${what}`);
    this.name = 'Impossible';
  }
}
