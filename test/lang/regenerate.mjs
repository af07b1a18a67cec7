// Writes what real Nix answers into the golden cases:
//   REAL_NIX='nix-instantiate' node test/lang/regenerate.mjs [FILE...]
// REAL_NIX is the command line of a nix-instantiate 2.36; for `nix eval` cases its last word is replaced by `nix`.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseCases, printCases } from './golden.mjs';

const command = (process.env.REAL_NIX ?? 'nix-instantiate').split(' ');
const folder = new URL('cases/', import.meta.url);
const names = process.argv.length > 2 ? process.argv.slice(2) : readdirSync(folder);

function run(words) {
  const result = spawnSync(words[0], words.slice(1), {
    encoding: 'utf8',
    cwd: '/',
    env: { ...process.env, HOME: '/root', NIX_PATH: '', TERM: 'dumb' },
  });
  if (result.error) throw result.error;
  return `${result.stderr}${result.stdout}`.trimEnd();
}

const clean = (text) =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('warning: unknown setting'))
    .join('\n');

for (const name of names) {
  const file = fileURLToPath(new URL(name, folder));
  const parsed = parseCases(readFileSync(file, 'utf8'));
  for (const c of parsed.cases) {
    const words = c.flags.includes('nix-eval')
      ? [...command.slice(0, -1), 'nix', 'eval', '--impure', '--expr', c.expression]
      : [
          ...command,
          ...(c.flags.includes('--parse') ? ['--parse'] : ['--eval']),
          ...(c.flags.includes('lazy') || c.flags.includes('--parse') ? [] : ['--strict']),
          ...c.flags.filter((f) => f.startsWith('--') && f !== '--parse'),
          '-E',
          c.expression,
        ];
    c.expected = clean(run(words));
  }
  writeFileSync(file, printCases(parsed));
  console.log(`${name}: ${parsed.cases.length} cases`);
}
