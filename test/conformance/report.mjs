// `npm run conformance [-- --nix-source DIR]`: counts how much of the machine agrees with the real thing, prints it, and
// writes `docs/conformance.md`. Own cases are replayed from fixtures; Nix's language suite is run where a copy of the
// repository NixOS/nix is at hand (it is never part of this one). Ends with 1 when an own case fails, or when one of the
// suite differs that is not known to.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
process.chdir(root);
const argument = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

/** The rungs whose fixtures are part of the project: what is compared, and the test file that compares it. */
const RUNGS = [
  ['Values and errors of the language, at four native depths', 'test/lang/golden.test.ts', 'Nix 2.36.0'],
  ['Command lines: output, errors, status', 'test/scenarios/scenarios.test.ts', 'Nix 2.26.3'],
  ['bash snippets', 'test/shell/cases.test.ts', 'bash 5.2.15'],
  ['Core tools, one invocation each', 'test/shell/tools/cases.test.ts', 'GNU coreutils 9.1 and kin'],
];

mkdirSync('.cache', { recursive: true });
let failed = false;
const rows = RUNGS.map(([what, path, against]) => {
  const report = '.cache/conformance.json';
  spawnSync('npx', ['--no-install', 'vitest', 'run', path, '--reporter=json', `--outputFile.json=${report}`]);
  const { success, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  // A known difference passes its test by still differing: it is a case, and it does not agree.
  const cases = testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ title }) => title !== 'has a fixture of its present commands');
  const agree = cases.filter(
    ({ title, status }) => status === 'passed' && !title.includes('(known to differ'),
  );
  failed ||= !success;
  console.log(`${what}: ${agree.length} of ${cases.length} (${against})`);
  return `| ${what} | ${against} | ${agree.length} of ${cases.length} |`;
});

/** Nix's own suite: cases, agreeing, agreeing to the byte. */
function languageSuite(source) {
  const { stdout, status } = spawnSync('node', [join('test/conformance/lang.mjs'), '--nix-source', source], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const counts = [...stdout.matchAll(/^(\S+)\s+(\d+) cases: (\d+) agree, (\d+) to the byte$/gm)];
  for (const [line] of counts) console.log(line);
  failed ||= status !== 0;
  const misses = [...stdout.matchAll(/^(TIER 1|tier 2) (\S+) ?(.*)$/gm)];
  const version = readFileSync(join(source, '.version'), 'utf8').trim();
  return [
    `## Nix's language suite (${version})`,
    '',
    '| kind | cases | agree | to the byte |',
    '|---|---|---|---|',
    ...counts.map(([, kind, cases, agree, exact]) => `| ${kind} | ${cases} | ${agree} | ${exact} |`),
    '',
    'What does not agree yet:',
    '',
    ...misses.map(
      ([, tier, name, why]) =>
        `- \`${name}\`: ${tier === 'TIER 1' ? `the outcome differs${why === '' ? '' : ` (${why.trim()})`}` : 'the words differ'}`,
    ),
    '',
  ];
}

const source = argument('--nix-source');
const suite = source === undefined ? undefined : languageSuite(source);
const known = readFileSync('docs/conformance.md', { encoding: 'utf8', flag: 'a+' });
const kept = known.includes('\n## Nix')
  ? known
      .slice(known.indexOf('\n## Nix') + 1)
      .trimEnd()
      .split('\n')
  : [];
const text = [
  '# Conformance',
  '',
  'How much of what Nixarium shows has been held against the real thing. Written by `npm run conformance`; with',
  "`-- --nix-source DIR` it also runs Nix's own language suite from a copy of the repository NixOS/nix.",
  '',
  '| what | held against | agrees |',
  '|---|---|---|',
  ...rows,
  '',
  'Cases that are known to differ stand in lists with their reasons (`known-differences.ts` beside each test); a difference',
  'that is gone fails the test until it is taken off the list. What is not simulated answers `NotSimulated` by name.',
  '',
  ...(suite ?? kept),
];
writeFileSync('docs/conformance.md', `${text.join('\n').trimEnd()}\n`);
process.exitCode = failed ? 1 : 0;
