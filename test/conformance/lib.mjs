// The tests of nixpkgs' library (a copy of nix-community/nixpkgs.lib, never part of this project), in the simulated machine:
//   node test/conformance/lib.mjs --lib DIR
// `lib/tests/misc.nix` must evaluate to the empty list of failures, `lib/tests/modules.sh` must end without a failed one.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const at = process.argv.indexOf('--lib');
if (at < 0) {
  console.error('usage: node test/conformance/lib.mjs --lib DIR');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '../..');
// the script writes beside itself
const folder = mkdtempSync(join(tmpdir(), 'lib-'));
cpSync(join(process.argv[at + 1], 'lib'), join(folder, 'lib'), { recursive: true });

const run = (script) =>
  spawnSync('node', [join(root, 'src/node/nixarium.mjs'), '--mount', `${folder}=/nixpkgs:rw`, '-c', script], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });

try {
  const misc = run('nix-instantiate --eval --strict /nixpkgs/lib/tests/misc.nix');
  const holds = misc.status === 0 && misc.stdout.trim() === '[ ]';
  console.log(`lib/tests/misc.nix: ${holds ? 'no failed test' : `${misc.stdout}${misc.stderr}`.trim()}`);
  const modules = run('bash /nixpkgs/lib/tests/modules.sh');
  const [, passed, failed] = /(\d+) Pass\s+(\d+) Fail/.exec(modules.stdout) ?? [];
  if (modules.status !== 0) console.log(modules.stdout.slice(-4000) + modules.stderr.slice(-2000));
  console.log(`lib/tests/modules.sh: ${passed} passed, ${failed} failed`);
  process.exitCode = holds && modules.status === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
