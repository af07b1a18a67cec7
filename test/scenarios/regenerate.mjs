// Asks real Nix again: writes `test/fixtures/scenarios/NAME.json` for every scenario, or for those that are named.
//
// The environment variable REAL_NIX_SCRIPT is a command that takes a script and a folder: it runs the script with sh as
// the user `learner` (home /home/learner, a copy of the folder) on an empty /nix, and has busybox at /bin/busybox.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { commandsOf, unwrap, wrap } from './scenario.mjs';

const runner = process.env.REAL_NIX_SCRIPT;
if (runner === undefined) {
  console.error(
    'Set REAL_NIX_SCRIPT to a command that runs a script on an empty /nix; see test/scenarios/regenerate.mjs.',
  );
  process.exit(2);
}
const root = resolve(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'home-'));
cpSync(join(root, 'src/machine/first-home/default.nix'), join(home, 'default.nix'));
mkdirSync(join(home, 'toolbox/bin'), { recursive: true });
cpSync(join(root, 'src/machine/first-home/toolbox/busybox'), join(home, 'toolbox/bin/busybox'));
chmodSync(join(home, 'toolbox/bin/busybox'), 0o755);
for (const tool of ['cat', 'chmod', 'cp', 'ls', 'ln', 'mkdir', 'mv', 'rm', 'sed', 'sort', 'wc'])
  symlinkSync('busybox', join(home, 'toolbox/bin', tool));

const wanted = process.argv.slice(2);
for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'))) {
  const name = file.slice(0, -'.txt'.length);
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const commands = commandsOf(readFileSync(join(import.meta.dirname, file), 'utf8'));
  const script = join(home, '..', `scenario-${name}.sh`);
  writeFileSync(script, wrap(commands));
  const output = execFileSync(runner, [script, home], { encoding: 'utf8', maxBuffer: 1 << 28 });
  rmSync(script);
  const steps = unwrap(commands, output);
  writeFileSync(
    join(root, 'test/fixtures/scenarios', `${name}.json`),
    `${JSON.stringify({ nix: '2.36.0', steps }, null, 1)}\n`,
  );
  console.log(`${name}: ${steps.length} commands`);
}
rmSync(home, { recursive: true });
