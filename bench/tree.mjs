// Times the evaluation of packages of a real tree (a copy of a nixpkgs-like repository) and of nixpkgs' library tests,
// beside a real Nix when one is there:
//   node bench/tree.mjs --tree DIR [--lib DIR] [--runs N] [NAME...]
// NIX names the command (default: nix-instantiate on the PATH); NIX_ROOT is put before the paths that it is given. Both are
// timed as whole processes, ours also warm (the best of N runs in one process); a ratio below 1 is faster than Nix.
// Memory is the peak resident set of the process, read from /proc.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../src/node/bundle.mjs';

const words = process.argv.slice(2);
const option = (name) => {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words.splice(at, 2)[1];
};
const warmRun = option('--warm');
const { main } = await import(pathToFileURL(await bundle()).href);
const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9;

if (warmRun !== undefined) {
  let best = Infinity;
  for (let i = 0; i < Number(warmRun); i++) {
    const from = process.hrtime.bigint();
    await main(words);
    best = Math.min(best, seconds(from));
  }
  console.log(best.toFixed(3));
  process.exit();
}

const tree = option('--tree');
const lib = option('--lib');
const runs = option('--runs') ?? '5';
const nix = (process.env.NIX ?? 'nix-instantiate').split(' ');
const nixRoot = process.env.NIX_ROOT ?? '';
const hasNix = spawnSync(nix[0], [...nix.slice(1), '--version']).status === 0;
const self = fileURLToPath(import.meta.url);
const ours = fileURLToPath(new URL('../src/node/nixarium.mjs', import.meta.url));

/** Runs a process to its end: seconds, and MiB at the peak. */
function measure(command, args) {
  const from = process.hrtime.bigint();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  let peak = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // The process has ended.
    }
  }, 5);
  return new Promise((done) =>
    child.on('exit', () => {
      clearInterval(look);
      done({ time: seconds(from), peak });
    }),
  );
}

const best = async (command, args) => {
  const all = [await measure(command, args), await measure(command, args), await measure(command, args)];
  return all.reduce((a, b) => (b.time < a.time ? b : a));
};

const jobs = [];
if (tree !== undefined)
  for (const name of words.length > 0 ? words : ['bash', 'git'])
    jobs.push({ what: name, folder: resolve(tree), flags: '--read-write-mode', at: '', attr: name });
if (lib !== undefined)
  jobs.push({ what: 'misc.nix', folder: resolve(lib), flags: '--eval --strict', at: '/lib/tests/misc.nix' });

console.log('what          warm s    cold s    MiB     nix s    MiB  warm/nix  cold/nix  memory');
for (const { what, folder, flags, at, attr } of jobs) {
  const attribute = attr === undefined ? '' : ` -A ${attr}`;
  const args = [
    '--mount',
    `${folder}=/mnt`,
    '-c',
    `nix-instantiate ${flags} /mnt${at}${attribute} > /dev/null 2>&1`,
  ];
  const warm = Number(spawnSync('node', [self, '--warm', runs, ...args], { encoding: 'utf8' }).stdout);
  const cold = await best('node', [ours, ...args]);
  const cells = [warm.toFixed(3), cold.time.toFixed(3), cold.peak.toFixed(0)];
  if (hasNix) {
    const nixWords = [...nix.slice(1), ...flags.split(' '), `${nixRoot}${folder}${at}`];
    const real = await best(nix[0], attr === undefined ? nixWords : [...nixWords, '-A', attr]);
    const ratio = (x, y) => (x / y).toFixed(2);
    cells.push(real.time.toFixed(3), real.peak.toFixed(0), ratio(warm, real.time));
    cells.push(ratio(cold.time, real.time), ratio(cold.peak, real.peak));
  }
  const widths = [10, 10, 7, 10, 7, 10, 10, 8];
  console.log(what.padEnd(10) + cells.map((cell, i) => cell.padStart(widths[i])).join(''));
}
