// Times the language on nine programs, beside a real Nix when one is there:
//   node bench/lang.mjs [PROGRAM...] [--runs N]
// NIX names the command (default: nix-instantiate on the PATH). Ours is timed warm (the best of N runs in one process)
// and cold (a new process); Nix as a whole process. Start-up (evaluating `1`) is taken off both processes. A ratio
// below 1 is faster than Nix.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadLanguage, makeHost } from '../test/lang/language.mjs';

const folder = new URL('programs/', import.meta.url);
const words = process.argv.slice(2);
const runsAt = words.indexOf('--runs');
const runs = runsAt < 0 ? 5 : Number(words.splice(runsAt, 2)[1]);
const cold = words[0] === '--cold-run';
const nix = (process.env.NIX ?? 'nix-instantiate').split(' ');
const L = await loadLanguage();

const evaluate = (text) => {
  const evaluator = new L.Evaluator(makeHost(L));
  const value = evaluator.finish(() => evaluator.evaluate(text, { kind: 'string' }, '/'));
  return L.showAmbiguous(value);
};

if (cold) {
  console.log(evaluate(words[1] === undefined ? '1' : readFileSync(words[1], 'latin1')));
  process.exit();
}

const seconds = (f) => {
  const start = process.hrtime.bigint();
  const result = f();
  return [Number(process.hrtime.bigint() - start) / 1e9, result];
};
const best = (n, f) => Array.from({ length: n }, () => seconds(f)).reduce((a, b) => (b[0] < a[0] ? b : a));
const hasNix = spawnSync(nix[0], [...nix.slice(1), '--version']).status === 0;
const runNix = (text) =>
  execFileSync(nix[0], [...nix.slice(1), '--eval', '-E', text], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
const self = fileURLToPath(import.meta.url);
const runCold = (...args) =>
  execFileSync(process.execPath, [self, '--cold-run', ...args], { encoding: 'utf8' }).trim();

const startNix = hasNix ? best(3, () => runNix('1'))[0] : 0;
const startCold = best(3, () => runCold())[0];
console.log(`Node ${process.version}, ${hasNix ? `Nix: ${nix.join(' ')}` : 'no Nix found'}`);
console.log('program       warm s    cold s     nix s   warm/nix  cold/nix');
const ratios = [];
const names = readdirSync(folder).filter((f) => f.endsWith('.nix'));
for (const name of names) {
  if (words.length > 0 && !words.includes(basename(name, '.nix'))) continue;
  const file = fileURLToPath(new URL(name, folder));
  const text = readFileSync(file, 'latin1');
  const [warm, value] = best(runs, () => evaluate(text));
  const coldTime = seconds(() => runCold(file))[0] - startCold;
  const cells = [warm.toFixed(3), coldTime.toFixed(3)];
  if (hasNix) {
    const [time, expected] = best(2, () => runNix(text));
    if (expected !== value) throw new Error(`${name}: ${value}, but Nix says ${expected}`);
    const nixTime = time - startNix;
    ratios.push(warm / nixTime);
    cells.push(nixTime.toFixed(3), (warm / nixTime).toFixed(2), (coldTime / nixTime).toFixed(2));
  }
  console.log(`${basename(name, '.nix').padEnd(10)}${cells.map((c) => c.padStart(10)).join('')}`);
}
if (ratios.length > 0) {
  const mean = Math.exp(ratios.reduce((a, b) => a + Math.log(b), 0) / ratios.length);
  console.log(`geometric mean, warm: ${mean.toFixed(2)}; worst ${Math.max(...ratios).toFixed(2)}`);
}
