// Cases of Nix's language suite that do not agree to the byte, each with its reason. `lang.mjs` fails when another case
// differs, and when one of these agrees: then it has to go.
export const KNOWN_DIFFERENCES = new Map([]);
