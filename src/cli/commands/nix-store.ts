// `nix-store`: operations on the store. The first flag that names an operation decides; the rest belong to it.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { closure, findRoots, isDerivationPath, writeNar } from '../../engine/store/index.ts';
import type { Flag } from '../arguments.ts';
import { legacyFlags } from '../common-flags.ts';
import { collectGarbage, deletePaths, markAll, tellFreed, tellStale } from '../collect.ts';
import { findLog } from '../logs.ts';
import type { NixCommand } from '../nix-command.ts';
import type { NixContext } from '../nix-context.ts';
import { realise } from '../realise.ts';
import { addRoot, warnNoRoot } from '../roots.ts';
import { storeArgument } from '../store-argument.ts';
import { CommandError, UsageError } from '../usage-error.ts';
import { query } from './nix-store-query.ts';
import help from './nix-store.md?raw';

/** What an operation is given. */
interface Invocation {
  readonly context: NixContext;
  readonly flags: readonly ByteString[];
  readonly operands: readonly ByteString[];
  readonly dryRun: boolean;
  readonly root: ByteString | undefined;
}

type Operation = (invocation: Invocation) => Task<number>;

const OPERATIONS: readonly { readonly names: readonly string[]; readonly run: Operation }[] = [
  { names: ['--realise', '--realize', '-r'], run: realiseOperation },
  { names: ['--query', '-q'], run: ({ context, flags, operands }) => query(context, flags, operands) },
  { names: ['--gc'], run: collect },
  { names: ['--delete'], run: deleteOperation },
  { names: ['--add', '-A'], run: add },
  { names: ['--dump'], run: dump },
  { names: ['--read-log', '-l'], run: readLog },
];

/** Operations that Nix has and Nixarium does not. */
const OTHERS = [
  '--add-fixed',
  '--check-validity',
  '--dump-db',
  '--export',
  '--generate-binary-cache-key',
  '--import',
  '--init',
  '--load-db',
  '--optimise',
  '--optimize',
  '--print-env',
  '--print-fixed-path',
  '--register-validity',
  '--repair-path',
  '--restore',
  '--serve',
  '--verify',
  '--verify-path',
];

/** Flags that belong to an operation and take an argument. */
const WITH_ARGUMENT = ['--max-freed'];

export const nixStore: NixCommand = {
  name: 'nix-store',
  summary: 'manipulate or query the Nix store',
  help,
  run: function* (context, argv) {
    let operation: Operation | undefined;
    const flags: ByteString[] = [];
    const operands: ByteString[] = [];
    let dryRun = false;
    let root: ByteString | undefined;
    const choose = (run: Operation): Flag['apply'] => {
      return () => {
        if (operation !== undefined && operation !== run)
          throw new UsageError('only one operation may be specified');
        operation = run;
      };
    };
    yield* context.parse(argv, {
      flags: [
        ...legacyFlags(context),
        ...OPERATIONS.map(({ names, run }) => ({ names, arity: 0, apply: choose(run) })),
        ...OTHERS.map((name) => ({
          names: [name],
          arity: 0,
          apply: () => {
            throw new NotSimulated(`nix-store ${name}`);
          },
        })),
        { names: ['--add-root'], arity: 1, own: true, apply: (value) => (root = value) },
        // Nix itself takes it and does nothing with it any more: every root it makes is indirect.
        { names: ['--indirect'], arity: 0, apply: () => undefined },
        { names: ['--dry-run'], arity: 0, apply: () => (dryRun = true) },
        ...WITH_ARGUMENT.map((name) => ({
          names: [name],
          arity: 1,
          own: true,
          apply: (value: ByteString) => flags.push(name, value),
        })),
      ],
      positional: (value) => operands.push(value),
      unknown: (flag) => {
        if (operation === undefined && !/^-/.test(flag)) return false;
        flags.push(flag);
        return true;
      },
    });
    if (operation === undefined) throw new UsageError('no operation specified');
    return yield* operation({ context, flags, operands, dryRun, root });
  },
};

function rejectFlags(flags: readonly ByteString[]): void {
  if (flags.length > 0) throw new UsageError('unknown flag');
}

/** `--realise`: builds derivations; a path that is no derivation must be valid already. */
function* realiseOperation({ context, flags, operands, dryRun, root }: Invocation): Task<number> {
  rejectFlags(flags);
  const paths = operands.map((operand) => storeArgument(context, operand, false));
  const unknown = paths.filter((path) => !context.store.isValid(path));
  if (unknown.length > 0 && unknown.length < paths.length)
    throw new NotSimulated('nix-store --realise', 'not of known and unknown paths together');
  if (unknown.length > 0) yield* refuseUnknown(context, [...new Set(unknown)].sort());
  yield* realise(context, paths.filter(isDerivationPath), { dryRun });
  if (dryRun) return 0;
  let count = 0;
  for (const path of paths) {
    const outputs = isDerivationPath(path)
      ? [...context.store.derivation(path).outputs].map(([name, output]) => ({ name, path: output.path }))
      : [{ name: 'out', path }];
    count++;
    for (const output of outputs) {
      if (root === undefined) {
        yield* warnNoRoot(context, count === 1 && output === outputs[0]);
        yield* context.print(output.path);
        continue;
      }
      const link = `${root}${count > 1 ? `-${count}` : ''}${output.name === 'out' ? '' : `-${output.name}`}`;
      yield* context.print(addRoot(context, link, output.path));
    }
  }
  return 0;
}

/** Paths that are not in the store: without substituters there is no way to them. */
function* refuseUnknown(context: NixContext, paths: readonly ByteString[]): Task<never> {
  yield* context.tell("don't know how to build these paths:");
  for (const path of paths) yield* context.tell(`  ${path}`);
  const reason = (path: ByteString) =>
    isDerivationPath(path)
      ? `failed to obtain derivation of '${path}'`
      : `path '${path}' is required, but there is no substituter that can build it`;
  const [first, ...others] = paths;
  if (others.length === 0) throw new CommandError(reason(first));
  for (const path of [...others, first]) yield* context.error(reason(path));
  throw new CommandError(`build of ${paths.map((path) => `'${path}'`).join(', ')} failed`);
}

function* collect({ context, flags, operands }: Invocation): Task<number> {
  if (operands.length > 0) throw new UsageError('no arguments expected');
  const what = flags[flags.length - 1] as ByteString | undefined;
  switch (what) {
    case undefined:
      yield* collectGarbage(context);
      return 0;
    case '--print-roots': {
      const found = findRoots(context.store.files, (path) => context.store.isValid(path));
      yield* tellStale(context, found);
      for (const { link, target } of found.roots) yield* context.print(`"${link}" -> ${target}`);
      return 0;
    }
    case '--print-live':
    case '--print-dead': {
      const { live, dead } = yield* markAll(context);
      yield* context.tell('determining live/dead paths...');
      for (const path of what === '--print-live' ? live : [...dead].sort()) yield* context.print(path);
      return 0;
    }
    default:
      if (flags.includes('--max-freed')) throw new NotSimulated('nix-store --gc --max-freed');
      throw new UsageError(`bad sub-operation '${what}' in GC`);
  }
}

function* deleteOperation({ context, flags, operands }: Invocation): Task<number> {
  if (flags.includes('--ignore-liveness')) throw new NotSimulated('nix-store --delete --ignore-liveness');
  rejectFlags(flags);
  const paths = operands.map((operand) => storeArgument(context, operand, false));
  const { live } = yield* markAll(context);
  const alive = new Set(live);
  const { store } = context;
  yield* context.tell('deleting specified paths...');
  const doomed = new Set<ByteString>();
  for (const path of paths) {
    const victims = closure([path], (victim) => store.database.referrers(victim));
    if (victims.some((victim) => alive.has(victim))) {
      yield* tellFreed(context, 0, 0);
      throw new CommandError(
        `Cannot delete path '${path}' since it is still alive. To find out why, use: nix-store --query --roots and nix-store --query --referrers`,
      );
    }
    for (const victim of victims) if (store.files.exists(victim, false)) doomed.add(victim);
  }
  yield* deletePaths(context, [...doomed]);
  return 0;
}

function* add({ context, flags, operands }: Invocation): Task<number> {
  rejectFlags(flags);
  for (const operand of operands) {
    const path = context.absolute(operand);
    const name = path.slice(path.lastIndexOf('/') + 1);
    yield* context.print(context.store.addSource(context.process.files, path, name));
  }
  return 0;
}

/** `--dump`: the NAR of a path, on standard output. */
function* dump({ context, flags, operands }: Invocation): Task<number> {
  rejectFlags(flags);
  if (operands.length !== 1) throw new UsageError('only one argument allowed');
  const pieces: Uint8Array[] = [];
  writeNar(context.process.files, context.absolute(operands[0]), (bytes) => pieces.push(bytes));
  const out = context.process.descriptors.get(1);
  if (out !== undefined) for (const piece of pieces) yield* out.write(piece);
  return 0;
}

function* readLog({ context, flags, operands }: Invocation): Task<number> {
  rejectFlags(flags);
  for (const operand of operands) {
    const path = storeArgument(context, operand);
    const log = findLog(context, path);
    if (log === undefined) throw new CommandError(`build log of derivation '${path}' is not available`);
    yield* context.process.print(log);
  }
  return 0;
}
