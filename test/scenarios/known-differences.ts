// Commands whose answer differs from real Nix's, each with its reason. A difference that is gone fails the test until
// it is taken off this list.

export interface KnownDifference {
  readonly scenario: string;
  readonly command: string;
  readonly reason: string;
}

/** Scenario and command: what waits for the language to speak as Nix 2.36 does. */
const WORDS: readonly (readonly [string, string])[] = [
  [
    'evaluation',
    `nix-instantiate -E 'derivation { name = "a"; builder = "b"; system = "c"; outputHash = "foo:x"; }'`,
  ],
  [
    'evaluation',
    `nix-instantiate -E 'derivation { name = "a"; builder = "b"; system = "c"; outputHash = "sha256-AAAA"; }'`,
  ],
  [
    'evaluation',
    `nix-instantiate -E 'derivation { name = "a"; builder = "b"; system = "c"; outputHash = "e000000000000000000000000000000000000000000000000000"; outputHashAlgo = "sha256"; }'`,
  ],
];

export const knownDifferences: readonly KnownDifference[] = WORDS.map(([scenario, command]) => ({
  scenario,
  command,
  reason: 'the words for bad hashes are still those of Nix 2.26',
}));
