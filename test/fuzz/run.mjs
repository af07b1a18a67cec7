// Random programs against a real Nix, and against ourselves at native depths 1, 2, 3 and 300:
//   npm run fuzz -- [--seed N] [--count N] [--depth N] [--only-depths] [--without-trace]
// REAL_NIX is the command line of a nix-instantiate (default: the one on the PATH). A disagreement is shrunk and printed;
// the status is then 1. Programs run in batches in one process of Nix, and on our side in one evaluator, so that names
// have the same age on both sides. `--without-trace` compares of an error its message alone.
import { spawnSync } from 'node:child_process';
import { encode, decode, loadLanguage } from '../lang/language.mjs';
import { Generator, textOf } from './programs.mjs';
import { Random } from './random.mjs';
import { smaller } from './shrink.mjs';

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const seed = argument('--seed', 1);
const count = argument('--count', 1000);
const depth = argument('--depth', 4);
const withoutTrace = process.argv.includes('--without-trace');
const onlyDepths = process.argv.includes('--only-depths');
const nix = (process.env.REAL_NIX ?? 'nix-instantiate').split(' ');
const BATCH = 40;
const DEPTHS = [300, 1, 2, 3];
const L = await loadLanguage('test/conformance/store-language.ts');

/**
 * What is printed for programs evaluated one after the other up to the first that fails.
 * @typedef {{ values: string[], err: string }} Told
 */

/** @param {readonly string[]} programs @param {boolean} showTrace @returns {Told} */
function askNix(programs, showTrace) {
  const flags = ['--eval', '--strict', ...(showTrace ? ['--show-trace'] : [])];
  const result = spawnSync(nix[0], [...nix.slice(1), ...flags, ...programs.flatMap((p) => ['-E', p])], {
    encoding: 'latin1',
    cwd: '/',
    env: { ...process.env, HOME: '/root', NIX_PATH: '', TERM: 'dumb' },
    maxBuffer: 1 << 28,
  });
  if (result.error) throw result.error;
  return { values: result.stdout.split('\n').slice(0, -1), err: result.stderr };
}

/** @param {readonly string[]} programs @param {boolean} showTrace @param {number} depthLimit @returns {Told} */
function askOurs(programs, showTrace, depthLimit) {
  const { host, builtins, printed } = L.storeLanguage(undefined, new Map([['HOME', '/root']]));
  const evaluator = new L.Evaluator(host, { builtins, depthLimit, showTrace, searchPath: [] });
  const values = [];
  const lines = () => printed.map((line) => `${L.stripColors(line)}\n`).join('');
  for (const program of programs)
    try {
      const value = evaluator.finish(function* () {
        const root = yield* evaluator.evaluate(encode(program), { kind: 'string' }, '/');
        yield L.forceDeep(root, (n) => evaluator.order(n));
        return root;
      });
      values.push(L.showAmbiguous(value));
    } catch (error) {
      const text =
        error instanceof L.EvalError
          ? evaluator.renderError(error, { color: false })
          : `crash: ${error.stack}`;
      const hint = error.kind === 'usage' ? "Try 'nix-instantiate --help' for more information.\n" : '';
      return { values, err: `${lines()}${text}\n${hint}` };
    }
  return { values, err: lines() };
}

/** The lines before the last message are how the error was reached. */
const told = (err) => (withoutTrace ? err.replace(/^error:\n[^]*\n {7}error: /m, 'error: ') : err);
const same = (a, b) => told(a.err) === told(b.err) && a.values.join('\n') === b.values.join('\n');
/** The first of our answers that is not the expected one, with the native depth it came from. */
function disagreement(programs, showTrace) {
  let expected = onlyDepths ? undefined : askNix(programs, showTrace);
  for (const depthLimit of DEPTHS) {
    const got = askOurs(programs, showTrace, depthLimit);
    expected ??= got;
    if (!same(expected, got)) return { expected, got, depthLimit };
  }
  return { expected };
}

/** Shrinks a program that disagrees on its own. */
function shrink(program, showTrace) {
  let best = program;
  for (let found = true; found;) {
    found = false;
    for (const candidate of smaller(best))
      if (disagreement([textOf(candidate)], showTrace).got !== undefined) {
        best = candidate;
        found = true;
        break;
      }
  }
  return best;
}

function report(programs, showTrace) {
  for (const program of programs) {
    if (disagreement([textOf(program)], showTrace).got === undefined) continue;
    const text = textOf(shrink(program, showTrace));
    const { expected, got, depthLimit } = disagreement([text], showTrace);
    console.log(`--- native depth ${depthLimit}${showTrace ? ', --show-trace' : ''}\n${text}`);
    console.log(`--- Nix\n${decode([...expected.values, expected.err].join('\n'))}`);
    console.log(`--- Nixarium\n${decode([...got.values, got.err].join('\n'))}\n`);
    return;
  }
  console.log(
    `--- only together${showTrace ? ', --show-trace' : ''}\n${programs.map((p) => `> ${textOf(p)}`).join('\n')}`,
  );
  const { expected, got } = disagreement(programs.map(textOf), showTrace);
  console.log(`--- Nix\n${decode(expected.err)}\n--- Nixarium\n${decode(got?.err ?? 'the same')}\n`);
}

const random = new Random(seed);
const generator = new Generator(random);
let pending = [];
let done = 0;
let failed = 0;
let errors = 0;
while (done < count) {
  while (pending.length < BATCH) pending.push(generator.program(1 + random.below(depth)));
  const showTrace = random.chance(0.5);
  const { expected, got } = disagreement(pending.map(textOf), showTrace);
  // what comes behind a failure was not evaluated
  const reached = Math.min(pending.length, expected.values.length + 1);
  if (expected.values.length < pending.length) errors++;
  if (got !== undefined) {
    failed++;
    report(pending.slice(0, Math.max(reached, got.values.length + 1)), showTrace);
  }
  done += reached;
  pending = pending.slice(reached);
}
console.log(`${done} programs from seed ${seed}: ${errors} end in an error, ${failed} batches disagree`);
process.exitCode = failed === 0 ? 0 : 1;
