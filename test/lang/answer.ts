// What our evaluator prints for a golden case: stderr, then stdout.
import { fileURLToPath } from 'node:url';
import {
  autoCall,
  determinePos,
  DummyHost,
  EvalError,
  Evaluator,
  forceDeep,
  parse,
  printExpr,
  printValue,
  renderError,
  selectPath,
  showAmbiguous,
  Sources,
  stripColors,
  textOf,
  toJson,
  toXml,
  type BuiltinDescriptor,
  type Host,
  type LintLevel,
  type Lints,
  type NixString,
  type Observer,
  type Origin,
  type Slot,
  type Task,
} from '../../src/engine/lang/index.ts';
import { storeLanguage } from '../conformance/store-language.ts';
import { HostFiles } from './host-files.ts';
import { bytesOf, type Case } from './golden.mjs';

interface Flags {
  mode: 'eval' | 'parse' | 'nix-eval';
  format: 'nix' | 'json' | 'xml';
  location: boolean;
  strict: boolean;
  showTrace: boolean;
  traceVerbose: boolean;
  abortOnWarn: boolean;
  pure: boolean;
  restricted: boolean;
  allowedUris: readonly string[];
  maxCallDepth: number;
  origin: Origin;
  path: string | undefined;
  args: { name: string; text: string; code: boolean }[];
  lints: Partial<Record<keyof Lints, LintLevel>>;
  features: string[];
  searchPath: { prefix: string; path: string }[];
  readOnly: boolean;
}

const LINTS: Readonly<Record<string, keyof Lints>> = {
  '--lint-absolute-path-literals': 'absolutePathLiterals',
  '--lint-short-path-literals': 'shortPathLiterals',
  '--lint-url-literals': 'urlLiterals',
};

/** The features of a setting. */
function featuresOf(value: string): string[] {
  const features = value.split(',');
  return features.includes('flakes') ? [...features, 'fetch-tree'] : features;
}

function readFlags(words: readonly string[]): Flags {
  const flags: Flags = {
    mode: 'eval',
    format: 'nix',
    location: true,
    strict: true,
    showTrace: false,
    traceVerbose: false,
    abortOnWarn: false,
    pure: false,
    restricted: false,
    allowedUris: [],
    maxCallDepth: 10_000,
    origin: { kind: 'string' },
    path: undefined,
    args: [],
    lints: {},
    features: ['nix-command', 'pipe-operators'],
    searchPath: [],
    readOnly: true,
  };
  const rest = [...words];
  const next = () => rest.shift() ?? '';
  const option = (name: string, value: string) => {
    if (name === 'experimental-features') flags.features = featuresOf(value);
    else if (name === 'pure-eval') flags.pure = value === 'true';
    else if (name === 'restrict-eval') flags.restricted = value === 'true';
    else if (name === 'allowed-uris') flags.allowedUris = value.split(',');
    else throw new Error(`an option no golden case had so far: ${name}`);
  };
  while (rest.length > 0) {
    const word = next();
    if (word in LINTS) flags.lints[LINTS[word]] = next() as LintLevel;
    else
      switch (word) {
        case 'lazy':
          flags.strict = false;
          break;
        case 'nix-eval':
          flags.mode = 'nix-eval';
          break;
        case 'stdin':
          flags.origin = { kind: 'stdin' };
          break;
        case '--parse':
          flags.mode = 'parse';
          break;
        case '--read-write-mode':
          flags.readOnly = false;
          break;
        case '--json':
        case '--xml':
          flags.format = word === '--json' ? 'json' : 'xml';
          break;
        case '--no-location':
          flags.location = false;
          break;
        case '--show-trace':
          flags.showTrace = true;
          break;
        case '--trace-verbose':
          flags.traceVerbose = true;
          break;
        case '--abort-on-warn':
          flags.abortOnWarn = true;
          break;
        case '--max-call-depth':
          flags.maxCallDepth = Number(next());
          break;
        case '-A':
          flags.path = next();
          break;
        case '--arg':
        case '--argstr':
          flags.args.push({ name: next(), text: next(), code: word === '--arg' });
          break;
        case '--option':
          option(next(), next());
          break;
        case '-I': {
          const [prefix, path] = next().split('=');
          flags.searchPath.push(path === undefined ? { prefix: '', path: prefix } : { prefix, path });
          break;
        }
        default:
          throw new Error(`a flag no golden case had so far: ${word}`);
      }
  }
  return flags;
}

const FILES = fileURLToPath(new URL('files', import.meta.url));

class GoldenHost extends HostFiles(DummyHost, FILES, '/files') {
  override readonly home = '/root';
}

interface Behind {
  readonly host: Host;
  readonly printed: readonly string[];
  readonly builtins: readonly BuiltinDescriptor[];
}

function dummyHost(): Behind {
  const host = new GoldenHost();
  return { host, printed: host.printed, builtins: [] };
}

function storeHost({ readOnly }: Flags): Behind {
  return storeLanguage(FILES, new Map([['HOME', '/root']]), { at: '/files', readOnly });
}

function parsed(text: string, flags: Flags): string {
  const sources = new Sources();
  const warnings: string[] = [];
  const { lints, origin } = flags;
  const features = new Set(flags.features);
  const warn = (line: string) => void warnings.push(stripColors(line));
  let result: string;
  try {
    result = printExpr(parse(text, origin, { base: '/', home: '/root', sources, features, lints, warn }));
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    result = renderError(error, { color: false, showTrace: false, sources });
  }
  return [...warnings, result].join('\n');
}

/** As `nix eval` prints. */
function shown(evaluator: Evaluator, value: Slot): string {
  const pieces: string[] = [];
  evaluator.finish(
    printValue(value, {
      color: false,
      maxDepth: Infinity,
      indent: 0,
      throwsAtTop: false,
      maxCallDepth: 10_000,
      isStorePath: (text) => text.startsWith('/nix/store/'),
      out: { put: (text) => void pieces.push(text), flush: () => undefined },
    }),
  );
  return pieces.join('');
}

/** The lines of a case, as bytes. With `store`, the language has an empty store behind it. */
/** `observer`: somebody watches, which is to change nothing. */
export function answer(
  { expression, flags: words }: Case,
  depthLimit: number,
  store = false,
  observer?: Observer,
): string {
  const text = bytesOf(expression);
  const flags = readFlags(words);
  if (flags.mode === 'parse') return parsed(text, flags);
  const { host, printed: lines, builtins } = store ? storeHost(flags) : dummyHost();
  const { showTrace, traceVerbose, abortOnWarn, maxCallDepth, lints, pure, restricted, allowedUris, searchPath, strict, format } = flags;
  const evaluator = new Evaluator(host, {
    builtins,
    depthLimit,
    showTrace,
    traceVerbose,
    abortOnWarn,
    maxCallDepth,
    lints,
    pure,
    restricted,
    allowedUris,
    searchPath,
    features: new Set(flags.features),
    ...(observer === undefined ? {} : { observer }),
  });
  let result: string;
  let unfinished = '';
  try {
    const value = evaluator.finish(function* (): Task {
      const args = new Map<string, Slot>(
        flags.args.map(({ name, text, code }) => [
          name,
          code ? evaluator.thunk(evaluator.parse(text, { kind: 'string' }, '/')) : text,
        ]),
      );
      const root = yield* evaluator.evaluate(text, flags.origin, '/');
      const value =
        flags.path === undefined && args.size === 0
          ? root
          : yield* autoCall((yield* selectPath(root, flags.path ?? '', args)).value, args);
      const order = (name: string) => evaluator.order(name);
      if (strict && flags.mode === 'eval' && format === 'nix') yield forceDeep(value, order);
      if (format === 'json') return yield* toJson(value, { copy: undefined, strict }, determinePos(value));
      if (format === 'xml') return yield* toXml(evaluator.builder, value, {
          location: flags.location,
          strict,
          unfinished: (text) => (unfinished = text),
        });
      return value;
    });
    result =
      format !== 'nix'
        ? textOf(value as NixString)
        : flags.mode === 'nix-eval'
          ? shown(evaluator, value)
          : showAmbiguous(value);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    result = `${evaluator.renderError(error, { color: false })}\n${unfinished}`.trimEnd();
    if (error.kind === 'usage') result += "\nTry 'nix-instantiate --help' for more information.";
  }
  return [...lines.map(stripColors), result].join('\n').replace(/(retrying in|after) \d+ ms/g, '$1 N ms');
}
