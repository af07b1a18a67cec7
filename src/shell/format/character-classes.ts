// The character classes of POSIX in the C locale, for patterns, regular expressions and tr alike.
//
// Invariant: each is the inside of a RegExp's class over bytes, and stands for no byte beyond ASCII.
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['alnum', 'a-zA-Z0-9'],
  ['alpha', 'a-zA-Z'],
  ['blank', ' \\t'],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['digit', '0-9'],
  ['graph', '\\x21-\\x7e'],
  ['lower', 'a-z'],
  ['print', '\\x20-\\x7e'],
  ['punct', '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e'],
  ['space', ' \\t\\n\\r\\f\\v'],
  ['upper', 'A-Z'],
  ['xdigit', '0-9a-fA-F'],
]);

/** The inside of a RegExp's class for `digit` and so on; undefined when there is no such class. */
export function classSource(name: string): string | undefined {
  return CLASSES.get(name);
}
