// Asks the real tools again: writes `test/fixtures/shell/tools/NAME.json` for every file of cases, or for those named.
//
// Needs Debian 12's coreutils, grep, sed, findutils, diffutils and bash, and root, to run the commands as user 4242.
// Outputs are byte strings: one char a byte.
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blocksOf, DIRECTORY, ENVIRONMENT } from './cases.mjs';

const USER = 4242;
const fixtures = resolve(import.meta.dirname, '../../fixtures/shell/tools');
const wanted = process.argv.slice(2);

function run(command) {
  const result = spawnSync('bash', ['-c', command], {
    cwd: DIRECTORY,
    env: ENVIRONMENT,
    uid: USER,
    gid: USER,
    encoding: 'latin1',
    input: '',
    timeout: 10_000,
  });
  return { command, stdout: result.stdout, stderr: result.stderr, status: result.status ?? -1 };
}

mkdirSync(fixtures, { recursive: true });
process.umask(0o022);
for (const file of readdirSync(join(import.meta.dirname, 'cases'))) {
  const name = file.replace(/\.txt$/, '');
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const blocks = blocksOf(readFileSync(join(import.meta.dirname, 'cases', file), 'latin1')).map((lines) => {
    rmSync(DIRECTORY, { recursive: true, force: true });
    mkdirSync(DIRECTORY);
    chownSync(DIRECTORY, USER, USER);
    return lines.map(run);
  });
  writeFileSync(join(fixtures, `${name}.json`), `${JSON.stringify(blocks, undefined, 1)}\n`);
  console.log(`${name}: ${blocks.flat().length} commands`);
}
rmSync(DIRECTORY, { recursive: true, force: true });
