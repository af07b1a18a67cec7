// `npm test`: everything, in order of cost. Prints one line for each part and, at the end, `N passed, N failed`.
//
// `--only check,unit,browser` runs some parts. Browsers come from CHROMIUM and FIREFOX or the usual places; where none
// is found, they are installed from Debian's packages.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
mkdirSync('.cache', { recursive: true });

const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1].split(',')
  : undefined;
const wants = (part) => only === undefined || only.includes(part);
let passed = 0;
let failed = 0;

/** Runs a command to its end; its output is shown as it comes. */
function run(command, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      done(127);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

const npx = (tool, ...args) => run('npx', ['--no-install', tool, ...args]);

/** A check is one test: it passes when its command ends with 0. */
async function check(name, command) {
  const code = await command();
  if (code === 0) passed++;
  else failed++;
  console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name}`);
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

async function unit() {
  const report = '.cache/unit.json';
  rmSync(report, { force: true });
  await npx('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  const result = readReport(report);
  if (result === undefined) failed++;
  else {
    passed += result.numPassedTests;
    failed +=
      result.numFailedTests +
      result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
        .length;
  }
}

/** The path of a browser: from the environment, from the usual places, or freshly installed. */
function findBrowser(variable, candidates, packageName) {
  const given = process.env[variable];
  if (given !== undefined) return given;
  const find = () => candidates.find((path) => existsSync(path));
  if (find() === undefined) {
    console.log(`Installing ${packageName} …`);
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-q', packageName], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return find();
}

async function browser() {
  const chromium = findBrowser(
    'CHROMIUM',
    ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    'chromium',
  );
  const firefox = findBrowser('FIREFOX', ['/usr/bin/firefox-esr', '/usr/bin/firefox'], 'firefox-esr');
  if (chromium === undefined || firefox === undefined) {
    console.error('No usable browser: set CHROMIUM and FIREFOX to the paths of both.');
    failed++;
    return;
  }
  await check('build', () => npx('vite', 'build', '--logLevel', 'warn'));
  await check('bundle budget', () => run('node', ['test/bundle-budget.mjs']));
  const report = '.cache/browser.json';
  rmSync(report, { force: true });
  await run('npx', ['--no-install', 'playwright', 'test', '--reporter=line,json'], {
    CHROMIUM: chromium,
    FIREFOX: firefox,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  const result = readReport(report);
  if (result === undefined) failed++;
  else {
    passed += result.stats.expected + result.stats.flaky;
    failed += result.stats.unexpected + result.errors.length;
  }
}

if (wants('check')) {
  await check('types of the pure rooms', () => npx('tsc', '-p', 'tsconfig.pure.json'));
  await check('types of Node and tests', () => npx('tsc', '-p', 'tsconfig.node.json'));
  await check('types of the page', () =>
    npx('svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'),
  );
  await check('lint', () => npx('eslint', '.', '--max-warnings', '0'));
  await check('format', () => npx('prettier', '--check', '--log-level', 'warn', '.'));
  await check('dead code', () => npx('knip', '--no-progress'));
}
if (wants('unit')) await unit();
if (wants('browser')) await browser();

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
