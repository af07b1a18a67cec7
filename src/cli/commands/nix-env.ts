// `nix-env`: user environments. The first flag that names an operation decides; the rest belong to it.
import { formatTime, NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { deleteGenerations, findGenerations, switchGeneration } from '../../engine/profile/index.ts';
import { STATE_DIR } from '../../engine/store/index.ts';
import type { Flag } from '../arguments.ts';
import { legacyFlags } from '../common-flags.ts';
import { Evaluation, EvaluationFlags } from '../evaluation.ts';
import type { NixCommand } from '../nix-command.ts';
import type { NixContext } from '../nix-context.ts';
import { defaultProfile, profileAccess } from '../profiles.ts';
import { UsageError } from '../usage-error.ts';
import { install, query, uninstall } from './nix-env-packages.ts';
import help from './nix-env.md?raw';

type Operation =
  | 'install'
  | 'uninstall'
  | 'query'
  | 'switch-generation'
  | 'rollback'
  | 'list-generations'
  | 'delete-generations';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '--install': 'install',
  '-i': 'install',
  '--uninstall': 'uninstall',
  '-e': 'uninstall',
  '--query': 'query',
  '-q': 'query',
  '--switch-generation': 'switch-generation',
  '-G': 'switch-generation',
  '--rollback': 'rollback',
  '--list-generations': 'list-generations',
  '--delete-generations': 'delete-generations',
};

/** Operations that Nix has and Nixarium does not. */
const OTHERS = ['--upgrade', '-u', '--set', '--set-flag', '--switch-profile', '-S'];

/** Flags of operations that are not simulated, with the number of their arguments. */
const MISSING: readonly (readonly [string, number])[] = [
  ['--from-profile', 1],
  ['--from-expression', 0],
  ['-E', 0],
  ['--prebuilt-only', 0],
  ['-b', 0],
  ['--system-filter', 1],
  ['--status', 0],
  ['-s', 0],
  ['--compare-versions', 0],
  ['-c', 0],
  ['--description', 0],
  ['--drv-path', 0],
  ['--system', 0],
  ['--json', 0],
  ['--xml', 0],
  ['--meta', 0],
];

class Options {
  operation: Operation | undefined;
  file: ByteString | undefined;
  profile: ByteString | undefined;
  readonly switches = new Set<string>();
  readonly operands: ByteString[] = [];
}

/** Flags without arguments, by the switch they set. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  attr: ['--attr', '-A'],
  available: ['--available', '-a'],
  'out-path': ['--out-path'],
  'no-name': ['--no-name'],
  'attr-path': ['--attr-path', '-P', '--preserve-installed'],
  'remove-all': ['--remove-all', '-r'],
  'dry-run': ['--dry-run'],
};

export const nixEnv: NixCommand = {
  name: 'nix-env',
  summary: 'manipulate or query user environments',
  help,
  run: function* (context, argv) {
    const options = new Options();
    const flags = new EvaluationFlags(context);
    yield* context.parse(argv, {
      flags: [...legacyFlags(context), ...flags.flags(), ...ownFlags(options)],
      positional: (value) => options.operands.push(value),
      unknown: (flag) => {
        if (options.operation === undefined) throw new UsageError('no operation specified');
        throw new UsageError(`unrecognised flag '${flag}'`);
      },
    });
    if (options.operation === undefined) throw new UsageError('no operation specified');
    makeDefaultExpression(context);
    const profile =
      options.profile === undefined ? defaultProfile(context) : context.absolute(options.profile);
    return yield* run(context, options, profile, flags);
  },
};

function ownFlags(options: Options): Flag[] {
  const choose = (operation: Operation) => () => {
    if (options.operation !== undefined && options.operation !== operation)
      throw new UsageError('only one operation may be specified');
    options.operation = operation;
  };
  const notSimulated = (name: string) => () => {
    throw new NotSimulated(`nix-env ${name}`);
  };
  return [
    ...Object.entries(OPERATIONS).map(([name, operation]) => ({
      names: [name],
      arity: 0,
      apply: choose(operation),
    })),
    ...OTHERS.map((name) => ({ names: [name], arity: 0, apply: notSimulated(name) })),
    ...MISSING.map(([name, arity]) => ({ names: [name], arity, apply: notSimulated(name) })),
    ...Object.entries(SWITCHES).map(([name, names]) => ({
      names,
      arity: 0,
      apply: () => void options.switches.add(name),
    })),
    // The default; after --available it takes that back.
    { names: ['--installed'], arity: 0, apply: () => void options.switches.delete('available') },
    { names: ['--file', '-f'], arity: 1, own: true, apply: (value) => (options.file = value) },
    { names: ['--profile', '-p'], arity: 1, own: true, apply: (value) => (options.profile = value) },
  ];
}

function* run(
  context: NixContext,
  options: Options,
  profile: ByteString,
  flags: EvaluationFlags,
): Task<number> {
  const { operands, switches, file } = options;
  const evaluation = new Evaluation(context, flags);
  yield* evaluation.readArgs();
  const request = {
    evaluation,
    profile,
    file,
    operands,
    byAttribute: switches.has('attr'),
    removeAll: switches.has('remove-all'),
    preserveInstalled: switches.has('attr-path'),
    dryRun: switches.has('dry-run'),
  };
  switch (options.operation) {
    case 'install':
      return yield* install(request);
    case 'uninstall':
      return yield* uninstall(request);
    case 'query':
      return yield* query({
        ...request,
        available: switches.has('available'),
        outPath: switches.has('out-path'),
        attrPath: switches.has('attr-path'),
        noName: switches.has('no-name'),
      });
    case 'rollback':
      if (operands.length > 0) throw new UsageError('no arguments expected');
      return yield* switchTo(context, profile, undefined);
    case 'switch-generation':
      if (operands.length !== 1) throw new UsageError('exactly one argument expected');
      return yield* switchTo(context, profile, generationNumber(operands[0]));
    case 'list-generations':
      if (operands.length > 0) throw new UsageError('no arguments expected');
      return yield* listGenerations(context, profile);
    case 'delete-generations':
      return yield* forget(context, profile, operands);
    case undefined:
      return 1;
  }
}

function generationNumber(text: ByteString): number {
  if (!/^[0-9]+$/.test(text)) throw new UsageError(`expected a generation number`);
  return Number(text);
}

function* switchTo(context: NixContext, profile: ByteString, wanted: number | undefined): Task<number> {
  const { from, to } = switchGeneration(profileAccess(context), profile, wanted);
  yield* context.tell(`switching profile from version ${from} to ${to}`);
  return 0;
}

function* listGenerations(context: NixContext, profile: ByteString): Task<number> {
  const { generations, current } = findGenerations(context.process.files, profile);
  for (const { number, time } of generations) {
    const date = formatTime('%Y-%m-%d %H:%M:%S', time);
    yield* context.print(
      `${String(number).padStart(4)}   ${date}   ${number === current ? '(current)' : ''}`,
    );
  }
  return 0;
}

/** `--delete-generations`: numbers, `old`, or `+N` for all but the last N. */
function* forget(context: NixContext, profile: ByteString, operands: readonly ByteString[]): Task<number> {
  const { generations, current } = findGenerations(context.process.files, profile);
  const numbers = generations.map(({ number }) => number);
  const doomed = new Set<number>();
  for (const operand of operands) {
    if (operand === 'old') for (const number of numbers) if (number !== current) doomed.add(number);
    if (operand === 'old') continue;
    if (/^[0-9]+d$/.test(operand)) throw new NotSimulated(`nix-env --delete-generations ${operand}`);
    const keep = /^\+([0-9]+)$/.exec(operand);
    if (keep !== null) {
      const older = numbers.filter((number) => number < (current ?? 0));
      for (const number of older.slice(0, Math.max(0, older.length + 1 - Number(keep[1]))))
        doomed.add(number);
    } else if (/^[0-9]+$/.test(operand)) doomed.add(Number(operand));
    else throw new UsageError(`invalid generation number '${operand}'`);
  }
  const told: number[] = [];
  deleteGenerations(profileAccess(context), profile, doomed, (number) => told.push(number));
  for (const number of told) yield* context.tell(`removing profile version ${number}`);
  return 0;
}

/** `~/.nix-defexpr`, with links to the channels, as Nix makes it on the first use. */
function makeDefaultExpression(context: NixContext): void {
  const { files } = context.process;
  const directory = `${context.home}/.nix-defexpr`;
  if (files.exists(directory, false)) return;
  files.makeDirectories(directory);
  files.symlink(`${context.home}/.local/state/nix/profiles/channels`, `${directory}/channels`);
  files.symlink(`${STATE_DIR}/profiles/per-user/root/channels`, `${directory}/channels_root`);
}
