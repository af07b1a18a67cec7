// The colours of Nix's messages.
export const RED = '\x1b[31;1m';
export const MAGENTA = '\x1b[35;1m';
export const BOLD = '\x1b[1m';
export const PLAIN = '\x1b[0m';
