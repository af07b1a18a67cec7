// Cases of Nix's language suite that do not agree to the byte, each with its reason. `lang.mjs` fails when another case
// differs, and when one of these agrees: then it has to go.
const TOML = 'the words of the TOML reader, and how it shows times';

export const KNOWN_DIFFERENCES = new Map([
  ['eval-fail-fromTOML-keyWithNullByte', TOML],
  ['eval-fail-fromTOML-overflow', TOML],
  ['eval-fail-fromTOML-underflow', TOML],
  ['eval-fail-fromTOML-valueWithNullByte', TOML],
  ['eval-okay-fromTOML-timestamps', TOML],
]);
