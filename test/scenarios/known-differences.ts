// Commands whose answer differs from real Nix's, each with its reason. A difference that is gone fails the test until
// it is taken off this list.

export interface KnownDifference {
  readonly scenario: string;
  readonly command: string;
  readonly reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [];
