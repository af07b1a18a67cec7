// Asks the real bash what each case prints: `node test/shell/regenerate.mjs [topic …]` writes the fixtures.
// Every case is a script of its own, run as `bash case.sh` in an empty directory in the C locale.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { splitCases } from './split-cases.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const fixtures = join(here, '..', 'fixtures', 'shell', 'bash');
const place = '/tmp/case';
const only = process.argv.slice(2);
const version = execFileSync('bash', ['--version'], { encoding: 'utf8' }).split('\n')[0];

mkdirSync(fixtures, { recursive: true });
for (const file of readdirSync(join(here, 'cases')).sort()) {
  const topic = file.replace(/\.sh$/, '');
  if (only.length > 0 && !only.includes(topic)) continue;
  const outcomes = {};
  for (const { name, script } of splitCases(readFileSync(join(here, 'cases', file), 'latin1'))) {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    writeFileSync(join(place, 'case.sh'), script, 'latin1');
    const result = spawnSync('bash', ['case.sh'], {
      cwd: place,
      env: { HOME: '/root', LC_ALL: 'C', PATH: '/usr/bin:/bin', TMPDIR: '/tmp' },
      input: '',
      encoding: 'latin1',
      timeout: 10_000,
    });
    outcomes[name] = { stdout: result.stdout, stderr: result.stderr, status: result.status ?? 128 };
  }
  writeFileSync(join(fixtures, `${topic}.json`), `${JSON.stringify({ version, outcomes }, undefined, 2)}\n`);
}
rmSync(place, { recursive: true, force: true });
