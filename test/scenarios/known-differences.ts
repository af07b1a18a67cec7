// Commands whose answer differs from real Nix's, each with its reason. A difference that is gone fails the test until
// it is taken off this list.

export interface KnownDifference {
  readonly scenario: string;
  readonly command: string;
  readonly reason: string;
}

/** Scenario and command: what waits for the language to speak as Nix 2.36 does. */
const WORDS: readonly (readonly [string, string])[] = [
  ['command-errors', `nix-instantiate -E 'derivation { name = "x"; }'`],
  ['command-errors', `nix-instantiate -E 'derivation { name = "x y"; builder = "a"; system = "b"; }'`],
  ['evaluation', `nix-instantiate --eval -E 'let x = x; in x'`],
  ['evaluation', `nix-instantiate --eval -E '{ a = 1; }.b'`],
  ['evaluation', `nix-instantiate --eval -E '{ alpha = 1; }.alpa'`],
  ['evaluation', `nix-instantiate --eval -E 'builtins.readFile ./nothing'`],
  [
    'evaluation',
    `nix-instantiate -E 'derivation { name = "a"; builder = "b"; system = "c"; outputHash = "x"; outputHashAlgo = "sha256"; }'`,
  ],
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
  [
    'evaluation',
    `nix-instantiate -E 'derivation { name = "a"; builder = "b"; system = "c"; outputs = [ "x" "x" ]; }'`,
  ],
  ['evaluation', `nix-instantiate -E 'derivation { name = "a"; builder = "b"; system = "c"; x = y: y; }'`],
  [
    'evaluation',
    `nix-instantiate -E 'derivation { name = "a"; builder = "b"; system = "c"; args = [ { } ]; }'`,
  ],
  ['evaluation', `nix-instantiate -E 'derivation { name = "a.drv"; builder = "b"; system = "c"; }'`],
  ['evaluation', `nix-instantiate -E 'derivation { name = "a"; builder = ./nosuch; system = "c"; }'`],
];

export const knownDifferences: readonly KnownDifference[] = WORDS.map(([scenario, command]) => ({
  scenario,
  command,
  reason: 'the errors of the language are still those of Nix 2.26',
}));
