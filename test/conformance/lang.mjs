// Runs Nix's own language suite (tests/functional/lang of a copy of the repository NixOS/nix, never part of this one) as
// its `lang.sh` does: the same flags, environment and working directory, the same masking of what may differ.
//   node test/conformance/lang.mjs --nix-source DIR [--only PATTERN] [--verbose] [--limit DEPTH]
// Tier 1: the value, or the fact of failure, agrees. Tier 2: stdout and stderr agree to the byte. Ends with 1 when a case
// differs that is not in `known-differences.mjs`, and when one that is agrees.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, loadLanguage } from '../lang/language.mjs';
import { KNOWN_DIFFERENCES } from './known-differences.mjs';

const argument = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const source = argument('--nix-source');
if (source === undefined) {
  console.error(
    'usage: node test/conformance/lang.mjs --nix-source DIR [--only PATTERN] [--verbose] [--limit DEPTH]',
  );
  process.exit(2);
}
const functional = join(source, 'tests/functional');
const folder = join(functional, 'lang');
const only = new RegExp(argument('--only') ?? '');
const depthLimit = Number(argument('--limit') ?? 250);
const verbose = process.argv.includes('--verbose');
const L = await loadLanguage('test/conformance/store-language.ts');

const read = (path) => (existsSync(path) ? readFileSync(path, 'latin1') : undefined);

/** The words of a case's flags file; undefined when it has none. */
function flagsFile(name) {
  return read(join(folder, `${name}.flags`))
    ?.replace(/#.*/g, '')
    .trim()
    .split(/\s+/);
}

const LINTS = {
  '--lint-absolute-path-literals': 'absolutePathLiterals',
  '--lint-short-path-literals': 'shortPathLiterals',
  '--lint-url-literals': 'urlLiterals',
};

/** What flags ask for. The suite's own configuration turns `show-trace` and flakes on. */
function readFlags(words) {
  const flags = {
    searchPath: [],
    args: [],
    showTrace: true,
    eval: false,
    strict: false,
    lints: {},
    features: ['nix-command', 'flakes', 'fetch-tree'],
  };
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift();
    if (word in LINTS) flags.lints[LINTS[word]] = rest.shift();
    else
      switch (word) {
        case '--eval':
          flags.eval = true;
          break;
        case '--strict':
          flags.strict = true;
          break;
        case '--show-trace':
        case '--no-show-trace':
          flags.showTrace = word === '--show-trace';
          break;
        case '--xml':
          flags.xml = true;
          break;
        case '--no-location':
        case '--impure':
          break;
        case '-I':
          flags.searchPath.push(rest.shift());
          break;
        case '--arg':
        case '--argstr':
          flags.args.push([word === '--arg', rest.shift(), rest.shift()]);
          break;
        case '-A':
          flags.path = rest.shift();
          break;
        case '--max-call-depth':
          flags.maxCallDepth = Number(rest.shift());
          break;
        case '--extra-experimental-features':
          flags.features.push(rest.shift());
          break;
        default:
          throw new Error(`a flag this runner does not know: ${word}`);
      }
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

/** `nix-instantiate FLAGS lang/NAME.nix` */
function instantiate(name, words, { home, nixPath }) {
  const flags = readFlags(words);
  const environment = new Map([
    ['HOME', home],
    ['TEST_VAR', 'foo'],
  ]);
  const { host, builtins, printed } = L.storeLanguage(functional, environment);
  const evaluator = new L.Evaluator(host, {
    builtins,
    depthLimit,
    showTrace: flags.showTrace,
    searchPath: [...flags.searchPath, ...nixPath].map(entry),
    ...(flags.maxCallDepth === undefined ? {} : { maxCallDepth: flags.maxCallDepth }),
    lints: flags.lints,
    features: new Set(flags.features),
  });
  let out = '';
  let failure;
  try {
    const value = evaluator.finish(function* () {
      const args = new Map();
      for (const [code, key, text] of flags.args)
        args.set(key, code ? evaluator.thunk(evaluator.parse(text, { kind: 'string' }, functional)) : text);
      const root = yield* evaluator.evaluateFile(join(folder, `${name}.nix`));
      if (!flags.eval) throw new Error('only the evaluation of what is instantiated is compared here');
      const picked = yield* L.autoCall((yield* L.selectPath(root, flags.path ?? '', args)).value, args);
      if (flags.strict) yield L.forceDeep(picked, (n) => evaluator.order(n));
      if (!flags.xml) return picked;
      return yield* L.toXml(evaluator.builder, picked, { location: false, strict: flags.strict });
    });
    out = flags.xml ? L.textOf(value) : `${L.showAmbiguous(value)}\n`;
  } catch (error) {
    if (!(error instanceof L.EvalError)) return { crash: error };
    failure = evaluator.renderError(error, { color: false });
    if (error.kind === 'usage') failure += "\nTry 'nix-instantiate --help' for more information.";
  }
  const lines = [...printed.map((line) => L.stripColors(line)), ...(failure === undefined ? [] : [failure])];
  return { ok: failure === undefined, out, err: lines.map((line) => `${line}\n`).join('') };
}

/** `nix-instantiate --parse - < lang/NAME.nix` */
function parse(name) {
  const sources = new L.Sources();
  const warnings = [];
  const options = {
    base: functional,
    home: '/fake-home',
    sources,
    warn: (l) => warnings.push(L.stripColors(l)),
  };
  try {
    const expr = L.parse(read(join(folder, `${name}.nix`)), { kind: 'stdin' }, options);
    return { ok: true, out: `${L.printExpr(expr)}\n`, err: warnings.map((l) => `${l}\n`).join('') };
  } catch (error) {
    if (!(error instanceof L.EvalError)) return { crash: error };
    const err = `${L.renderError(error, { showTrace: true, color: false, sources })}\n`;
    return { ok: false, out: '', err };
  }
}

const pwd = (text) => text.replaceAll(functional, '/pwd');

/** Lets the case's own script mask what may differ, in the file that it expects. */
function postprocess(name, err) {
  const script = join(folder, `${name}.postprocess`);
  if (!existsSync(script)) return err;
  const place = mkdtempSync(join(tmpdir(), 'lang-'));
  const file = join(place, `${name}.err`);
  writeFileSync(file, err, 'latin1');
  spawnSync('bash', [script, join(place, name)]);
  const masked = readFileSync(file, 'latin1');
  rmSync(place, { recursive: true });
  return masked;
}

/** What a case prints, with what is expected of it. */
function run(name, kind) {
  const expected = (extension) => read(join(folder, `${name}.${extension}`)) ?? '';
  switch (kind) {
    case 'parse-fail':
    case 'parse-okay':
      return { got: parse(name), out: expected('exp'), err: expected('err.exp') };
    case 'eval-fail': {
      const got = instantiate(name, flagsFile(name) ?? ['--eval', '--strict', '--show-trace'], {
        home: '/test-home',
        nixPath: [],
      });
      if (got.err !== undefined) got.err = postprocess(name, pwd(got.err));
      return { got, out: '', err: expected('err.exp') };
    }
    case 'eval-okay': {
      if (existsSync(join(folder, `${name}.exp.xml`))) {
        const words = ['--eval', '--xml', '--no-location', '--strict'];
        const got = instantiate(name, words, { home: '/test-home', nixPath: [] });
        return { got: { ...got, err: '' }, out: expected('exp.xml'), err: '' };
      }
      const got = instantiate(name, [...(flagsFile(name) ?? []), '--eval', '--strict'], {
        home: '/fake-home',
        nixPath: ['lang/dir3', 'lang/dir4'],
      });
      if (got.err !== undefined) {
        got.out = pwd(got.out);
        got.err = postprocess(name, pwd(got.err));
      }
      return { got, out: expected('exp'), err: expected('err.exp') };
    }
  }
}

const counts = new Map();
let failed = false;
for (const file of readdirSync(folder)) {
  const match = /^(((?:eval|parse)-(?:okay|fail))-.*)\.nix$/.exec(file);
  if (match === null || !only.test(file)) continue;
  const [, name, kind] = match;
  if (existsSync(join(folder, `${name}.exp-disabled`))) continue;
  const { got, out, err } = run(name, kind);
  const fails = kind.endsWith('-fail');
  const tier1 = got.crash === undefined && got.ok === !fails && (fails || got.out === out);
  const tier2 = tier1 && got.err === err;
  const count = counts.get(kind) ?? { total: 0, tier1: 0, tier2: 0 };
  count.total++;
  if (tier1) count.tier1++;
  if (tier2) count.tier2++;
  counts.set(kind, count);
  const reason = KNOWN_DIFFERENCES.get(name);
  if (tier2 === (reason !== undefined)) failed = true;
  if (tier2) {
    if (reason !== undefined)
      console.log(`AGREES ${name}, which is listed as a known difference (${reason})`);
    continue;
  }
  const why = got.crash === undefined ? '' : ` ${got.crash}`.slice(0, 150);
  console.log(`${tier1 ? 'tier 2' : 'TIER 1'} ${name}${reason === undefined ? why : ` (known: ${reason})`}`);
  if (!verbose) continue;
  if (got.crash !== undefined) console.log(got.crash.stack);
  else {
    if (got.out !== out) console.log(`--- expected\n${decode(out)}--- got\n${decode(got.out)}`);
    if (got.err !== err) console.log(`--- expected stderr\n${decode(err)}--- got stderr\n${decode(got.err)}`);
  }
}
for (const [kind, { total, tier1, tier2 }] of counts)
  console.log(`${kind.padEnd(11)} ${total} cases: ${tier1} agree, ${tier2} to the byte`);
process.exitCode = failed ? 1 : 0;
