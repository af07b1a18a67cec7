// Writes what real Nix answers into the golden cases:
//   REAL_NIX='nix-instantiate' node test/lang/regenerate.mjs [FILE...]
// REAL_NIX is the command line of a nix-instantiate 2.36; for `nix eval` cases its last word is replaced by `nix`. It
// must see the folder `files` as /files: REAL_NIX_ROOT names the folder that is its root, into which it is copied.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bytesOf, parseCases, printCases } from './golden.mjs';

const command = (process.env.REAL_NIX ?? 'nix-instantiate').split(' ');
const root = process.env.REAL_NIX_ROOT;
const folder = new URL('cases/', import.meta.url);
const names = process.argv.length > 2 ? process.argv.slice(2) : readdirSync(folder);

if (root !== undefined) {
  rmSync(`${root}/files`, { recursive: true, force: true });
  cpSync(fileURLToPath(new URL('files', import.meta.url)), `${root}/files`, {
    recursive: true,
    verbatimSymlinks: true,
  });
}

function run(words, input) {
  const result = spawnSync(words[0], words.slice(1), {
    cwd: '/',
    input: Buffer.from(input, 'latin1'),
    env: {
      ...process.env,
      HOME: '/root',
      NIX_PATH: '',
      NIX_CONFIG: 'experimental-features = nix-command pipe-operators',
      TERM: 'dumb',
    },
  });
  if (result.error) throw result.error;
  return `${result.stderr}${result.stdout}`.trimEnd();
}

// how long Nix waits before it tries again is drawn at random
const clean = (text) =>
  text
    .replace(/(retrying in|after) \d+ ms/g, '$1 N ms')
    .split('\n')
    .filter((line) => !line.startsWith('warning: unknown setting'))
    .join('\n');

const OURS = ['lazy', 'nix-eval', 'stdin'];

for (const name of names) {
  const file = fileURLToPath(new URL(name, folder));
  const parsed = parseCases(readFileSync(file, 'utf8'));
  for (const c of parsed.cases) {
    const has = (flag) => c.flags.includes(flag);
    const text = bytesOf(c.expression);
    // a flag's value has no spaces, so that features are separated by commas
    const flags = c.flags
      .filter((flag) => !OURS.includes(flag))
      .map((flag, i, all) => (['experimental-features', 'allowed-uris'].includes(all[i - 1]) ? flag.replaceAll(',', ' ') : flag));
    // an argument is text to Node, so what is not UTF-8 has to come by standard input
    const source = has('stdin') ? ['-'] : ['-E', Buffer.from(text, 'latin1').toString('utf8')];
    const words = has('nix-eval')
      ? [...command.slice(0, -1), 'nix', 'eval', '--impure', ...flags, '--expr', c.expression]
      : [
          ...command,
          ...(has('--parse') ? [] : ['--eval']),
          ...(has('lazy') || has('--parse') ? [] : ['--strict']),
          ...flags,
          ...source,
        ];
    c.expected = clean(run(words, has('stdin') ? text : ''));
  }
  writeFileSync(file, printCases(parsed));
  console.log(`${name}: ${parsed.cases.length} cases`);
}
