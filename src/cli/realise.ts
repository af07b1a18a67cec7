// Realising: make the outputs of some derivations valid by building whatever is missing, and tell it as Nix does.
import { parsePackageName, type ByteString } from '../engine/base/index.ts';
import {
  build,
  canBuild,
  failingExitStatus,
  makePlan,
  parseSandboxPaths,
  schedule,
  type BuiltinBuilder,
  type Failure,
  type Plan,
  type Scheduled,
} from '../engine/build/index.ts';
import type { Task } from '../engine/os/index.ts';
import { buildEnvironment } from '../engine/profile/index.ts';
import { dependenciesFirst, derivationName } from '../engine/store/index.ts';
import { failureText } from './build-failure.ts';
import type { NixContext } from './nix-context.ts';
import { CommandError } from './usage-error.ts';

export interface RealiseOptions {
  readonly dryRun?: boolean;
  /** Say nothing of what will be built (a user environment is built without a word). */
  readonly silentPlan?: boolean;
}

/** Where the log of a build goes as it comes: to the terminal, of newer commands with the package's name before it. */
class ShownLogs {
  readonly #begun = new Map<ByteString, ByteString>();

  constructor(readonly context: NixContext) {}

  *take(drv: ByteString, text: ByteString): Task<void> {
    const { context } = this;
    if (!context.showsBuildLogs) return;
    if (context.name !== 'nix') return yield* context.process.printError(text);
    const lines = ((this.#begun.get(drv) ?? '') + text).split('\n');
    this.#begun.set(drv, lines.pop() ?? '');
    const { name } = parsePackageName(derivationName(drv));
    for (const line of lines) yield* context.tell(`${name}> ${line}`, 0);
  }

  /** The build is over: a last line without a newline is shown too. */
  *end(drv: ByteString): Task<void> {
    if ((this.#begun.get(drv) ?? '') !== '') yield* this.take(drv, '\n');
  }
}

/** The plan for some derivations: which have to be built. */
export function planFor(context: NixContext, targets: readonly ByteString[]): Plan {
  const { store, world } = context;
  const isBuilt = (drv: ByteString) =>
    [...store.derivation(drv).outputs.values()].every(({ path }) => store.isValid(path));
  for (const drv of targets)
    if (isBuilt(drv)) {
      const outputs = [...store.derivation(drv).outputs.values()].map(({ path }) => path);
      world.tell({ kind: 'plan-valid', drv, outputs });
    }
  return makePlan(
    targets,
    { inputs: (drv) => [...store.derivation(drv).inputDrvs.keys()], isBuilt },
    world.tell,
  );
}

/** Builds what is missing. Throws CommandError with Nix's words and exit status when a build failed. */
export function* realise(
  context: NixContext,
  targets: readonly ByteString[],
  options: RealiseOptions = {},
): Task<void> {
  const plan = planFor(context, [...new Set(targets)]);
  if (plan.toBuild.length === 0) return;
  const tells = options.silentPlan !== true && context.settings.boolean('print-missing');
  if (tells) yield* tellPlan(context, plan);
  if (options.dryRun === true) return;
  const { settings, store, world, process } = context;
  settings.demandBuildable();
  const logs = new ShownLogs(context);
  const builtins = new Map<ByteString, BuiltinBuilder>([['buildenv', buildEnvironment]]);
  const common = {
    store,
    process,
    builtins,
    sandboxPaths: parseSandboxPaths(settings.text('sandbox-paths')),
    cores: settings.cores,
    system: settings.text('system'),
    otherSystems: settings.words('extra-platforms'),
    log: (drv: ByteString, text: ByteString) => logs.take(drv, text),
    observe: world.tell,
  };
  const buildOne = function* (drv: ByteString, slot: number) {
    if (canBuild(store.derivation(drv).system, common)) yield* context.tell(`building '${drv}'...`);
    const outcome = yield* build(drv, slot, common);
    yield* logs.end(drv);
    return outcome;
  };
  const result = yield* schedule(
    plan,
    [...new Set(targets)],
    buildOne,
    (failure) => context.error(failureText(context, failure)),
    {
      maxJobs: settings.maxJobs,
      keepGoing: settings.boolean('keep-going'),
      observe: world.tell,
    },
  );
  yield* tellFailures(context, result);
}

/** `these 7 derivations will be built:`, dependencies first. */
function* tellPlan(context: NixContext, plan: Plan): Task<void> {
  const { store } = context;
  const count = plan.toBuild.length;
  yield* context.tell(
    count === 1 ? 'this derivation will be built:' : `these ${count} derivations will be built:`,
  );
  for (const drv of dependenciesFirst(plan.toBuild, (path) => store.query(path).references))
    yield* context.tell(`  ${drv}`);
}

/** Reports what became of the targets, as Nix's `buildPaths` does: the first of them last, an empty line for one not got to. */
function* tellFailures(context: NixContext, { failures, unbuilt }: Scheduled): Task<void> {
  if (unbuilt.length === 0) return;
  const status = failingExitStatus(failures);
  const told = (target: ByteString): Task<void> => {
    const failure = failures.find(({ drv }) => drv === target);
    return failure === undefined ? context.tell('') : context.error(failureText(context, failure));
  };
  const [first, ...others] = unbuilt;
  if (others.length === 0) {
    const failure = failures.find(({ drv }) => drv === first) as Failure;
    throw new CommandError(failureText(context, failure), status);
  }
  for (const target of others) yield* told(target);
  yield* told(first);
  const names = [...unbuilt].sort().map((drv) => `'${drv}'`);
  throw new CommandError(`build of ${names.join(', ')} failed`, status);
}
