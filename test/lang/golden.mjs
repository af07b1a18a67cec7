// Reads and writes files of golden cases. A case is an expression on lines that begin with "> ", and below it what Nix
// prints for it (stderr, then stdout). A line "#! words" above it changes how it is run; other lines that begin with
// "# " are comments. In an expression ‹0d› stands for the byte 0x0d. The default is `nix-instantiate --eval --strict`;
// the words are flags of it, and these:
//   lazy       without --strict
//   nix-eval   `nix eval --impure`
//   stdin      the expression on standard input
// Files of `files/` are there as /files.

/** @typedef {{ comments: string[], flags: string[], expression: string, expected: string }} Case */

/** @param {string} text @returns {{ head: string[], cases: Case[] }} */
export function parseCases(text) {
  const lines = text.split('\n');
  const head = [];
  const cases = [];
  let at = 0;
  while (at < lines.length && lines[at].startsWith('# ')) head.push(lines[at++]);
  let comments = [];
  let flags = [];
  while (at < lines.length) {
    const line = lines[at];
    if (line.startsWith('#! ')) {
      flags = line.slice(3).split(' ');
      at++;
    } else if (line.startsWith('# ')) {
      comments.push(line);
      at++;
    } else if (line.startsWith('> ') || line === '>') {
      const expression = [];
      while (at < lines.length && (lines[at].startsWith('> ') || lines[at] === '>')) expression.push(lines[at++].slice(2));
      const expected = [];
      while (at < lines.length && !/^(> |>$|#! |# )/.test(lines[at])) expected.push(lines[at++]);
      while (expected.length > 0 && expected[expected.length - 1] === '') expected.pop();
      cases.push({ comments, flags, expression: expression.join('\n'), expected: expected.join('\n') });
      comments = [];
      flags = [];
    } else at++;
  }
  return { head, cases };
}

/** @param {{ head: string[], cases: Case[] }} file */
export function printCases({ head, cases }) {
  const parts = cases.map(({ comments, flags, expression, expected }) =>
    [
      ...comments,
      ...(flags.length > 0 ? [`#! ${flags.join(' ')}`] : []),
      ...expression.split('\n').map((line) => (line === '' ? '>' : `> ${line}`)),
      expected,
      '',
    ].join('\n'),
  );
  return [...head, '', ...parts].join('\n');
}

/** An expression's bytes, one char each. @param {string} expression */
export function bytesOf(expression) {
  return Buffer.from(expression, 'utf8')
    .toString('latin1')
    .replace(/\xe2\x80\xb9([0-9a-f]{2})\xe2\x80\xba/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}
