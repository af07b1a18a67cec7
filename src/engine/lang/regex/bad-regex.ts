/** A pattern that is no regular expression, or one that needs more states than Nix allows. */
export class BadRegex extends Error {
  readonly code = 'bad-regex';
  constructor(readonly tooBig = false) {
    super(tooBig ? 'too many states' : 'not a regular expression');
  }
}
