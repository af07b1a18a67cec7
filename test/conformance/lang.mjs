// Runs Nix's own language suite (tests/functional/lang of a copy of the repository NixOS/nix, never part of this one):
//   node test/conformance/lang.mjs --nix-source DIR [--only PATTERN] [--verbose]
// Tier 1: the value, or the fact of failure, agrees. Tier 2: stdout and stderr agree to the byte.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { decode, loadLanguage } from '../lang/language.mjs';

const argument = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const source = argument('--nix-source');
if (source === undefined) {
  console.error('usage: node test/conformance/lang.mjs --nix-source DIR [--only PATTERN] [--verbose]');
  process.exit(2);
}
const functional = join(source, 'tests/functional');
const folder = join(functional, 'lang');
const only = new RegExp(argument('--only') ?? '');
const depthLimit = Number(argument('--limit') ?? 250);
const verbose = process.argv.includes('--verbose');
const L = await loadLanguage('test/conformance/store-language.ts');

const read = (path) => (existsSync(path) ? readFileSync(path, 'latin1') : undefined);

function flagsOf(name, fallback) {
  const text = read(join(folder, `${name}.flags`));
  const words = (text ?? fallback).replace(/#.*/g, '').trim().split(/\s+/);
  const flags = { searchPath: [], args: [], showTrace: true, strict: true };
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '-I') flags.searchPath.push(words[++i]);
    else if (words[i] === '--arg' || words[i] === '--argstr')
      flags.args.push([words[i] === '--arg', words[++i], words[++i]]);
    else if (words[i] === '-A') flags.path = words[++i];
    else if (words[i] === '--max-call-depth') flags.maxCallDepth = Number(words[++i]);
    else if (words[i] === '--no-show-trace') flags.showTrace = false;
  }
  return flags;
}

const entry = (text) => {
  const at = text.indexOf('=');
  const path = at < 0 ? text : text.slice(at + 1);
  return {
    prefix: at < 0 ? '' : text.slice(0, at),
    path: path.startsWith('/') ? path : join(functional, path),
  };
};

function evaluate(name, { fails }) {
  const flags = flagsOf(name, '');
  const environment = new Map([
    ['HOME', '/fake-home'],
    ['TEST_VAR', 'foo'],
  ]);
  const { host, builtins, printed } = L.storeLanguage(functional, environment);
  const nixPath = fails ? [] : ['lang/dir3', 'lang/dir4'];
  const evaluator = new L.Evaluator(host, {
    builtins,
    depthLimit,
    showTrace: flags.showTrace,
    searchPath: [...flags.searchPath, ...nixPath].map(entry),
    ...(flags.maxCallDepth === undefined ? {} : { maxCallDepth: flags.maxCallDepth }),
    features: new Set(['parse-toml-timestamps']),
  });
  const path = join(folder, `${name}.nix`);
  let out = '';
  let failure;
  try {
    const value = evaluator.finish(function* () {
      const args = new Map();
      for (const [code, key, text] of flags.args)
        args.set(key, code ? evaluator.thunk(evaluator.parse(text, { kind: 'string' }, functional)) : text);
      const root = yield* evaluator.evaluateFile(path);
      const picked = yield* L.autoCall(yield* L.selectPath(root, flags.path ?? '', args), args);
      yield L.forceDeep(picked, (n) => evaluator.order(n));
      if (existsSync(join(folder, `${name}.exp.xml`)))
        return yield* L.toXml(evaluator.builder, picked, { location: false, strict: true });
      return picked;
    });
    out = existsSync(join(folder, `${name}.exp.xml`)) ? L.textOf(value) : `${L.showAmbiguous(value)}\n`;
  } catch (error) {
    if (!(error instanceof L.EvalError)) return { crash: error };
    failure = evaluator.renderError(error, { color: false });
  }
  const lines = [...printed.map((line) => L.stripColors(line)), ...(failure === undefined ? [] : [failure])];
  const err = lines
    .map((line) => `${line}\n`)
    .join('')
    .replaceAll(functional, '/pwd');
  return { ok: failure === undefined, out: out.replaceAll(functional, '/pwd'), err };
}

function parse(name) {
  const sources = new L.Sources();
  const text = read(join(folder, `${name}.nix`));
  const warnings = [];
  try {
    const expr = L.parse(
      text,
      { kind: 'stdin' },
      { base: functional, home: '/fake-home', sources, warn: (l) => warnings.push(L.stripColors(l)) },
    );
    return { ok: true, out: `${L.printExpr(expr)}\n`, err: warnings.map((l) => `${l}\n`).join('') };
  } catch (error) {
    if (!(error instanceof L.EvalError)) return { crash: error };
    return {
      ok: false,
      out: '',
      err: `${L.renderError(error, { showTrace: true, color: false, sources })}\n`,
    };
  }
}

const counts = new Map();
const failures = [];
for (const file of readdirSync(folder)) {
  const match = /^((eval|parse)-(okay|fail)-.*)\.nix$/.exec(file);
  if (match === null || !only.test(file)) continue;
  const [, name, stage, expectation] = match;
  if (existsSync(join(folder, `${name}.exp-disabled`))) continue;
  const fails = expectation === 'fail';
  let got;
  try {
    got = stage === 'parse' ? parse(name) : evaluate(name, { fails });
  } catch (error) {
    got = { crash: error };
  }
  const expectedOut = read(join(folder, `${name}.exp.xml`)) ?? read(join(folder, `${name}.exp`)) ?? '';
  const expectedErr = read(join(folder, `${name}.err.exp`)) ?? '';
  const tier1 = got.crash === undefined && got.ok === !fails && (fails || got.out === expectedOut);
  const tier2 = tier1 && got.err === expectedErr;
  const kind = `${stage}-${expectation}`;
  const count = counts.get(kind) ?? { total: 0, tier1: 0, tier2: 0 };
  count.total++;
  if (tier1) count.tier1++;
  if (tier2) count.tier2++;
  counts.set(kind, count);
  if (!tier2) failures.push({ name, tier1, got, expectedOut, expectedErr });
}
for (const { name, tier1, got, expectedOut, expectedErr } of failures) {
  console.log(
    `${tier1 ? 'tier 2' : 'TIER 1'} ${name}${got.crash === undefined ? '' : ` ${got.crash}`.slice(0, 150)}`,
  );
  if (!verbose) continue;
  if (got.crash !== undefined) console.log(got.crash.stack);
  else {
    if (got.out !== expectedOut)
      console.log(`--- expected\n${decode(expectedOut)}--- got\n${decode(got.out)}`);
    if (got.err !== expectedErr)
      console.log(`--- expected stderr\n${decode(expectedErr)}--- got stderr\n${decode(got.err)}`);
  }
}
for (const [kind, { total, tier1, tier2 }] of counts)
  console.log(`${kind.padEnd(11)} ${total} cases: ${tier1} agree, ${tier2} to the byte`);
process.exitCode = 0;
