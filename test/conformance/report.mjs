// `npm run conformance [-- --nix-source DIR] [--lib DIR] [--tree DIR] [--fuzz N]`: counts how much of the machine agrees
// with the real thing, prints it, and writes `docs/conformance.md`. Own cases are replayed from fixtures; the others need
// what is never part of this project: a copy of the repository NixOS/nix, of nix-community/nixpkgs.lib, of a package
// tree, and (for the last two options) a real Nix, named by REAL_NIX. Sections that are not run stay as they were.
// Ends with 1 when something differs that is not known to.
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
  ['Command lines: output, errors, status', 'test/scenarios/scenarios.test.ts', 'Nix 2.36.0'],
  ['bash snippets', 'test/shell/cases.test.ts', 'bash 5.2.15'],
  ['Core tools, one invocation each', 'test/shell/tools/cases.test.ts', 'GNU coreutils 9.1 and kin'],
];

mkdirSync('.cache', { recursive: true });
let failed = false;

function ownCases([what, path, against]) {
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
}

/** Runs one of the other harnesses and answers what it printed. */
function harness(script, ...words) {
  const { stdout, status } = spawnSync('node', [script, ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
  process.stdout.write(stdout);
  failed ||= status !== 0;
  return stdout;
}

function languageSuite(source) {
  const stdout = harness('test/conformance/lang.mjs', '--nix-source', source);
  const counts = [...stdout.matchAll(/^(\S+)\s+(\d+) cases: (\d+) agree, (\d+) to the byte$/gm)];
  const misses = [...stdout.matchAll(/^(?:TIER 1|tier 2) (\S+) ?(.*)$/gm)];
  const version = readFileSync(join(source, '.version'), 'utf8').trim();
  return [
    `The suite of version ${version}, run as its own script runs it.`,
    '',
    '| kind | cases | agree | to the byte |',
    '|---|---|---|---|',
    ...counts.map(([, kind, cases, agree, exact]) => `| ${kind} | ${cases} | ${agree} | ${exact} |`),
    ...(misses.length === 0 ? [] : ['', 'What does not agree:', '']),
    ...misses.map(([, name, why]) => `- \`${name}\` ${why.trim()}`),
  ];
}

const library = (folder) => [
  'Of nix-community/nixpkgs.lib, run in the simulated machine.',
  '',
  ...harness('test/conformance/lib.mjs', '--lib', folder)
    .trim()
    .split('\n')
    .map((line) => `- ${line}`),
];

function packageTree(tree) {
  const as = argument('--as');
  const stdout = harness(
    'test/conformance/tree.mjs',
    '--tree',
    tree,
    ...(as === undefined ? [] : ['--as', as]),
  );
  return [
    'The `drvPath` of every package that real Nix instantiates, of auxolotl/core at fe3e015.',
    '',
    `- ${stdout.trim().split('\n').at(-1)}`,
  ];
}

function randomPrograms(count) {
  const stdout = harness('test/fuzz/run.mjs', '--count', count);
  return [
    'Random well-scoped programs: values and whole error messages, against Nix 2.36.0 and at native depths 1, 2, 3, 300.',
    '',
    `- ${stdout.trim().split('\n').at(-1)}`,
  ];
}

/** Heading, option, and what makes the section. */
const SECTIONS = [
  ["Nix's language suite", '--nix-source', languageSuite],
  ["The tests of nixpkgs' library", '--lib', library],
  ['A real package tree', '--tree', packageTree],
  ['Random programs', '--fuzz', randomPrograms],
];

const known = readFileSync('docs/conformance.md', { encoding: 'utf8', flag: 'a+' });

/** The section as it was written last; undefined when it never was. */
function kept(heading) {
  const [, ...rest] = known.split(`\n## ${heading}\n`);
  return rest.length === 0 ? undefined : rest[0].split('\n## ')[0].trim().split('\n');
}

const rows = RUNGS.map(ownCases);
const sections = SECTIONS.flatMap(([heading, option, make]) => {
  const value = argument(option);
  const lines = value === undefined ? kept(heading) : make(value);
  return lines === undefined ? [] : [`## ${heading}`, '', ...lines, ''];
});
const text = [
  '# Conformance',
  '',
  'How much of what Nixarium shows has been held against the real thing. Written by `npm run conformance`; the options in',
  '`test/conformance/report.mjs` also run what needs a copy of another repository or a real Nix.',
  '',
  '| what | held against | agrees |',
  '|---|---|---|',
  ...rows,
  '',
  'Cases that are known to differ stand in lists with their reasons (`known-differences` beside each test); a difference',
  'that is gone fails the test until it is taken off the list. What is not simulated answers `NotSimulated` by name.',
  '',
  ...sections,
];
writeFileSync('docs/conformance.md', `${text.join('\n').trimEnd()}\n`);
process.exitCode = failed ? 1 : 0;
