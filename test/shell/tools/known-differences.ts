// Cases in which our tools differ from the real ones, by command, and why. Each must keep differing: when one agrees,
// take it from the list.
export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {};
