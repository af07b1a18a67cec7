// Cases in which our bash is known to differ from the real one, and why. A case that agrees must leave the list.
export const KNOWN_DIFFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
