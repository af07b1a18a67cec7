// Reads a file of cases: blocks of command lines between blank lines. Every block starts in an empty directory; every
// line is recorded with what it printed and how it ended. `#` begins a comment.
//
// The lines are a small part of bash's language that the replay understands too: words in '', "" and $'', `|`, `;`,
// `&&`, `<`, `>`, `>>`, `2>&1`, and assignments before a command.

/** The directory that every block works in, on both sides. */
export const DIRECTORY = '/tmp/nixarium-case';

/** The environment of every command, on both sides. */
export const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin', HOME: '/nonexistent' };

/** @param {string} text @returns {string[][]} */
export function blocksOf(text) {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')))
    .filter((lines) => lines.length > 0);
}
