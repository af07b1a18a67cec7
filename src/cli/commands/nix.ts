// `nix`: the newer command. Reads the command line, finds the subcommand, and hands over; those that are not simulated
// are known by name. Source of the rules: Nix's `MultiCommand` and `mainWrapped`.
import { encodeUtf8, NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { hint, suggest } from '../../engine/lang/index.ts';
import type { Flag } from '../arguments.ts';
import { commonFlags, versionText } from '../common-flags.ts';
import type { NixCommand } from '../nix-command.ts';
import type { NixContext } from '../nix-context.ts';
import type { Invocation, Subcommand } from '../subcommand.ts';
import { Finished, UsageError } from '../usage-error.ts';
import { nixConfigShow } from './nix-config-show.ts';
import help from './nix.md?raw';
import { nixEval } from './nix-eval.ts';
import { nixLog } from './nix-log.ts';
import { nixRepl } from './nix-repl.ts';
import { nixVersion } from './nix-version.ts';

const SUBCOMMANDS: readonly Subcommand[] = [nixConfigShow, nixEval, nixLog, nixRepl, nixVersion];

/** Every command that Nix 2.36 has, with its subcommands. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  build: [], bundle: [], config: ['check', 'show'], copy: [], daemon: [], derivation: ['add', 'show'], develop: [],
  edit: [], env: ['shell'], eval: [],
  flake: [
    'archive', 'check', 'clone', 'info', 'init', 'lock', 'metadata', 'new', 'prefetch', 'prefetch-inputs', 'show',
    'update',
  ],
  fmt: [], formatter: ['build', 'run'],
  hash: ['convert', 'file', 'path', 'to-base16', 'to-base32', 'to-base64', 'to-sri'],
  help: [], 'help-stores': [], key: ['convert-secret-to-public', 'generate-secret'], log: [],
  nar: ['cat', 'dump-path', 'ls', 'pack'], 'path-info': [], 'print-dev-env': [],
  profile: ['add', 'diff-closures', 'history', 'list', 'remove', 'rollback', 'upgrade', 'wipe-history'],
  registry: ['add', 'list', 'pin', 'remove', 'resolve'], repl: [], run: [], search: [],
  store: [
    'add', 'add-file', 'add-path', 'build-trace', 'cat', 'copy-log', 'copy-sigs', 'delete', 'diff-closures',
    'dump-path', 'gc', 'info', 'ls', 'make-content-addressed', 'optimise', 'path-from-hash-part', 'prefetch-file',
    'repair', 'roots-daemon', 'sign', 'submit-output', 'verify',
  ],
  'upgrade-nix': [], version: [], 'why-depends': [],
}; // prettier-ignore

/** Commands that need no experimental feature. */
const STABLE = ['repl', 'upgrade-nix'];

/** Other names, and whether Nix warns of them. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'add-to-store': ['store', 'add-path'],
  'cat-nar': ['nar', 'cat'],
  'cat-store': ['store', 'cat'],
  'copy-sigs': ['store', 'copy-sigs'],
  'dev-shell': ['develop'],
  'diff-closures': ['store', 'diff-closures'],
  'dump-path': ['store', 'dump-path'],
  'hash-file': ['hash', 'file'],
  'hash-path': ['hash', 'path'],
  'ls-nar': ['nar', 'ls'],
  'ls-store': ['store', 'ls'],
  'make-content-addressable': ['store', 'make-content-addressed'],
  'optimise-store': ['store', 'optimise'],
  'ping-store': ['store', 'info'],
  realisation: ['store', 'build-trace'],
  'sign-paths': ['store', 'sign'],
  shell: ['env', 'shell'],
  'show-derivation': ['derivation', 'show'],
  'show-config': ['config', 'show'],
  'to-base16': ['hash', 'to-base16'],
  'to-base32': ['hash', 'to-base32'],
  'to-base64': ['hash', 'to-base64'],
  verify: ['store', 'verify'],
  doctor: ['config', 'check'],
};

/** What of the command line names the command. */
class Choice {
  readonly path: ByteString[] = [];
  invocation: Invocation | undefined;

  constructor(readonly context: NixContext) {}

  /** Takes a word that is no flag. */
  take(word: ByteString): void {
    if (this.invocation !== undefined) this.invocation.positional(word);
    // What follows a command that is not simulated belongs to it.
    else if (!this.isComplete) for (const name of this.#expand(word)) this.#choose(name);
  }

  #expand(word: ByteString): readonly ByteString[] {
    const replacement = this.path.length === 0 ? ALIASES[word] : undefined;
    if (replacement === undefined) return [word];
    if (word !== 'shell')
      this.context.settings.warnings.push(`'${word}' is a deprecated alias for '${replacement.join(' ')}'`);
    return replacement;
  }

  #choose(name: ByteString): void {
    const names = this.path.length === 0 ? Object.keys(COMMANDS) : COMMANDS[this.path[0]];
    if (!names.includes(name))
      throw new UsageError(hint`'${name}' is not a recognised command`, suggest(names, name));
    this.path.push(name);
    this.invocation = this.subcommand?.begin(this.context);
  }

  get name(): ByteString {
    return this.path.join(' ');
  }

  get subcommand(): Subcommand | undefined {
    return SUBCOMMANDS.find(({ name }) => name === this.name);
  }

  /** Whether a command is named that has no subcommands. */
  get isComplete(): boolean {
    return this.path.length === 2 || (this.path.length === 1 && COMMANDS[this.path[0]].length === 0);
  }
}

export const nix: NixCommand = {
  name: 'nix',
  summary: 'the newer command line of Nix',
  help,
  run: function* (context, argv) {
    // On a terminal Nix says less, because it shows its progress.
    if (context.colours) context.verbosity = 2;
    context.settings.assume('pure-eval', 'true');
    const choice = new Choice(context);
    const wanted = { help: false, version: false };
    try {
      yield* context.parse(argv, {
        flags: rootFlags(context, wanted),
        find: (word) => choice.invocation?.flags.find(({ names }) => names.includes(word)),
        positional: (word) => choice.take(word),
        // A flag of a subcommand that is not simulated is not looked at; the subcommand is named instead.
        unknown: () => choice.isComplete && choice.invocation === undefined,
      });
    } catch (error) {
      if (!(error instanceof UsageError && wanted.help)) throw error;
    }
    if (wanted.help) throw new Finished(helpOf(choice));
    if (wanted.version) throw new Finished(versionText(context));
    if (choice.path.length === 0) throw new UsageError('no subcommand specified');
    if (!STABLE.includes(choice.path[0])) context.requireFeature('nix-command');
    if (choice.name === 'help') throw new NotSimulated('nix help', "try 'nix --help' or 'nix eval --help'");
    if (!choice.isComplete) throw new UsageError(subcommandsOf(choice.name));
    if (choice.invocation === undefined) throw new NotSimulated(`nix ${choice.name}`);
    return yield* choice.invocation.run();
  },
};

function rootFlags(context: NixContext, wanted: { help: boolean; version: boolean }): Flag[] {
  const feature = 'nix-command';
  const nowhere = () => undefined;
  return [
    ...commonFlags(context),
    { names: ['--help'], arity: 0, apply: () => (wanted.help = true) },
    { names: ['--version'], arity: 0, apply: () => (wanted.version = true) },
    { names: ['--print-build-logs', '-L'], arity: 0, feature, apply: () => (context.showsBuildLogs = true) },
    // There is no network that they could speak of.
    { names: ['--offline', '--no-net'], arity: 0, feature, apply: nowhere },
    { names: ['--refresh'], arity: 0, feature, apply: nowhere },
  ];
}

function helpOf(choice: Choice): ByteString {
  if (choice.path.length === 0) return choice.context.help;
  if (choice.subcommand !== undefined) return encodeUtf8(choice.subcommand.help);
  throw new NotSimulated(`nix ${choice.name} --help`);
}

/** The error for a command that needs another one behind it. */
function subcommandsOf(name: ByteString): ByteString {
  const all = COMMANDS[name].map((subcommand) => `  \xc2\xb7 ${subcommand}`);
  return `nix ${name} requires a sub-command. Available sub-commands:\n\n${all.join('\n')}`;
}
