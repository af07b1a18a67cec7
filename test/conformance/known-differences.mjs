// Cases of Nix's language suite that do not agree to the byte, each with its reason. `lang.mjs` fails when another case
// differs, and when one of these agrees: then it has to go.
const FETCHERS = 'fetchers are not simulated yet';
const FLAKE_REFS = 'flake references as sets are not simulated yet';
const TOML = 'the words of the TOML reader, and how it shows times';

export const KNOWN_DIFFERENCES = new Map([
  ['eval-fail-fetchTree-negative', FETCHERS],
  ['eval-fail-fetchTree-relative-path', FETCHERS],
  ['eval-fail-fetchurl-baseName', FETCHERS],
  ['eval-fail-fetchurl-baseName-attrs', FETCHERS],
  ['eval-fail-fetchurl-baseName-attrs-name', FETCHERS],
  ['eval-fail-flake-ref-to-string-negative-integer', FLAKE_REFS],
  ['eval-okay-flake-ref-to-string', FLAKE_REFS],
  ['eval-okay-parse-flake-ref', FLAKE_REFS],
  ['eval-fail-fromTOML-keyWithNullByte', TOML],
  ['eval-fail-fromTOML-overflow', TOML],
  ['eval-fail-fromTOML-underflow', TOML],
  ['eval-fail-fromTOML-valueWithNullByte', TOML],
  ['eval-okay-fromTOML-timestamps', TOML],
]);
