// Building one derivation: set up the sandbox, run the builder as a process, take over its outputs.
//
// Invariant: outputs become valid together and only after the builder ended with status 0 and every output stands;
// whatever happens, the sandbox and the place to build are gone afterwards. Source of the rules: Nix's
// `LocalDerivationGoal`.
import { digest, encodeNix32, NotSimulated, type ByteString } from '../base/index.ts';
import {
  SIGNAL_NUMBERS,
  SIGNAL_WORDS,
  deviceStream,
  type Process,
  type SignalName,
  type Task,
} from '../os/index.ts';
import {
  closure,
  dependenciesFirst,
  derivationName,
  fixedOutput,
  hasKnownOutputs,
  narHash32,
  type Derivation,
  type Store,
} from '../store/index.ts';
import { PosixError } from '../vfs/index.ts';
import type { BuildEvent } from './events.ts';
import { BuildLog } from './build-log.ts';
import { checkFixedOutput } from './fixed-output.ts';
import type { BuildOutcome } from './scheduler.ts';
import { BUILD_DIR, BUILD_USER, makeSandbox, type SandboxPath } from './sandbox.ts';

/** Builders that Nix itself implements, by the name behind `builtin:`. They see the store's own files. */
export type BuiltinBuilder = (store: Store, derivation: Derivation, log: (line: ByteString) => void) => void;

export interface BuilderOptions {
  readonly store: Store;
  /** The process that builds on behalf of somebody; the builder becomes its child. */
  readonly process: Process;
  /** Settings `sandbox-paths`, `cores`, `system`, `extra-platforms`. */
  readonly sandboxPaths: readonly SandboxPath[];
  readonly cores: number;
  readonly system: ByteString;
  /** Kinds of machines, besides `system`, that it can build for. */
  readonly otherSystems: readonly ByteString[];
  readonly builtins: ReadonlyMap<ByteString, BuiltinBuilder>;
  /** Takes the log's bytes as they come. */
  readonly log: (drv: ByteString, text: ByteString) => Task<void>;
  readonly observe?: (event: BuildEvent) => void;
}

/** Whether this machine can build for a kind of machine. */
export function canBuild(
  wanted: ByteString,
  { system, otherSystems }: Pick<BuilderOptions, 'system' | 'otherSystems'>,
): boolean {
  return wanted === system || wanted === 'builtin' || otherSystems.includes(wanted);
}

/** Builds one derivation whose inputs are all valid. */
export function* build(drv: ByteString, slot: number, options: BuilderOptions): Task<BuildOutcome> {
  const { store, system } = options;
  const derivation = store.derivation(drv);
  if (derivation.env.has('__json')) throw new NotSimulated('__structuredAttrs');
  if (!hasKnownOutputs(derivation)) throw new NotSimulated('building content-addressed derivations');
  if (!canBuild(derivation.system, options))
    return {
      ok: false,
      failure: 'permanent',
      reason: { kind: 'platform', required: derivation.system, current: system },
    };
  const visible = visibleInputs(store, derivation);
  options.observe?.({ kind: 'build-start', drv, slot, visible });
  for (const { path } of derivation.outputs.values()) store.discard(path);
  const log = new BuildLog(drv, store.files, options);
  const sandboxRoot = `${drv}.chroot`;
  const buildDir = `/tmp/nix-build-${derivationName(drv)}.drv-0`;
  try {
    const problem = derivation.builder.startsWith('builtin:')
      ? yield* runBuiltin(derivation, options, log)
      : yield* runBuilder(derivation, { sandboxRoot, buildDir, visible, log }, options);
    if (problem !== undefined)
      return { ok: false, failure: 'permanent', reason: { kind: 'builder', how: problem } };
    return registerOutputs(drv, derivation, visible, options);
  } finally {
    log.end();
    store.discard(sandboxRoot);
    store.discard(buildDir);
  }
}

/** The store paths the builder may see: the closure of its input sources and of the outputs it asked for. */
function visibleInputs(store: Store, derivation: Derivation): ByteString[] {
  const direct = [...derivation.inputSrcs];
  for (const [input, outputs] of derivation.inputDrvs)
    for (const output of outputs) direct.push(store.derivation(input).outputs.get(output)?.path ?? '');
  return closure(direct, (path) => store.query(path).references);
}

/** Runs a builder of Nix's own; what it says goes to the log. */
function* runBuiltin(derivation: Derivation, options: BuilderOptions, log: BuildLog): Task<undefined> {
  const name = derivation.builder.slice('builtin:'.length);
  const builtin = options.builtins.get(name);
  if (builtin === undefined) throw new NotSimulated(derivation.builder);
  const lines: ByteString[] = [];
  builtin(options.store, derivation, (line) => lines.push(line));
  for (const line of lines) yield* log.writeText(`${line}\n`);
  return undefined;
}

/** Runs the builder's process to its end. Answers how it failed, or nothing. */
function* runBuilder(
  derivation: Derivation,
  place: { sandboxRoot: ByteString; buildDir: ByteString; visible: readonly ByteString[]; log: BuildLog },
  options: BuilderOptions,
): Task<ByteString | undefined> {
  const { store, process } = options;
  const { sandboxRoot, buildDir, visible, log } = place;
  const { files } = makeSandbox(store.files, sandboxRoot, buildDir, visible, options.sandboxPaths);
  const environment = builderEnvironment(derivation, options.cores);
  passAsFile(store, derivation, environment, buildDir);
  const { builder } = derivation;
  const argv = [builder.slice(builder.lastIndexOf('/') + 1), ...derivation.args];
  const descriptors = new Map([
    [0, deviceStream('null')],
    [1, log],
    [2, log],
  ]);
  try {
    const child = process.spawn({ path: builder, argv, environment, cwd: BUILD_DIR, descriptors, files });
    const exit = yield* child.wait();
    if ('signal' in exit) return `failed due to signal ${describeSignal(exit.signal)}`;
    if (exit.status !== 0) return `failed with exit code ${exit.status}`;
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* log.writeText(`error: executing '${builder}': ${error.reason}\n`);
    return 'failed with exit code 1';
  }
  for (const { path } of derivation.outputs.values())
    if (store.files.exists(`${sandboxRoot}${path}`, false)) store.files.rename(`${sandboxRoot}${path}`, path);
  return undefined;
}

function describeSignal(signal: SignalName): ByteString {
  return `${SIGNAL_NUMBERS[signal]} (${SIGNAL_WORDS[signal]})`;
}

/** The environment of a build: Nix's own variables, then the derivation's, then those that say where it builds. */
function builderEnvironment(derivation: Derivation, cores: number): Map<ByteString, ByteString> {
  const environment = new Map<ByteString, ByteString>([
    ['PATH', '/path-not-set'],
    ['HOME', '/homeless-shelter'],
    ['NIX_STORE', '/nix/store'],
    ['NIX_BUILD_CORES', String(cores)],
  ]);
  const passed = new Set((derivation.env.get('passAsFile') ?? '').split(/\s+/));
  for (const [name, value] of derivation.env) if (!passed.has(name)) environment.set(name, value);
  for (const name of ['NIX_BUILD_TOP', 'TMPDIR', 'TEMPDIR', 'TMP', 'TEMP', 'PWD'])
    environment.set(name, BUILD_DIR);
  environment.set('NIX_LOG_FD', '2');
  environment.set('TERM', 'xterm-256color');
  return environment;
}

/** `passAsFile`: the named attributes go into files `.attr-<hash>`, and `<name>Path` says where. */
function passAsFile(
  store: Store,
  derivation: Derivation,
  environment: Map<ByteString, ByteString>,
  buildDir: ByteString,
): void {
  for (const name of (derivation.env.get('passAsFile') ?? '').split(/\s+/).filter((word) => word !== '')) {
    const value = derivation.env.get(name);
    if (value === undefined) continue;
    const file = `.attr-${encodeNix32(digest('sha256', name))}`;
    store.files.writeFile(`${buildDir}/${file}`, value);
    store.files.chown(`${buildDir}/${file}`, BUILD_USER.uid, BUILD_USER.gid);
    environment.set(`${name}Path`, `${BUILD_DIR}/${file}`);
  }
}

/** Takes over what the builder made: checks, finds references, registers. */
function registerOutputs(
  drv: ByteString,
  derivation: Derivation,
  visible: readonly ByteString[],
  options: BuilderOptions,
): BuildOutcome {
  const { store, observe } = options;
  const outputs = [...derivation.outputs];
  for (const [name, { path }] of outputs)
    if (!store.files.exists(path, false))
      return {
        ok: false,
        failure: 'misc',
        reason: {
          kind: 'message',
          text: `builder for '${drv}' failed to produce output path for output '${name}' at "${path}"`,
        },
      };
  const fixed = fixedOutput(derivation);
  if (fixed !== undefined) {
    const problem = checkFixedOutput(store, drv, fixed);
    if (problem !== undefined)
      return { ok: false, failure: 'hash', reason: { kind: 'message', text: problem } };
  }
  const candidates = new Set([...visible, ...outputs.map(([, { path }]) => path)]);
  const digested = new Map(
    outputs.map(([, { path }]) => [path, store.digestNar(store.files, path, candidates)]),
  );
  for (const [name, { path }] of outputs)
    observe?.({
      kind: 'build-scan',
      drv,
      output: name,
      candidates: candidates.size,
      found: digested.get(path)?.references ?? [],
    });
  const inOrder = dependenciesFirst(digested.keys(), (path) => digested.get(path)?.references ?? []);
  for (const path of inOrder) {
    const output = outputs.find(([, other]) => other.path === path)?.[0] ?? 'out';
    const references = digested.get(path)?.references ?? [];
    const info = store.register(path, { references, deriver: drv, ultimate: true });
    observe?.({
      kind: 'build-register',
      drv,
      output,
      path,
      narHash: narHash32(info),
      narSize: info.narSize,
      references: info.references,
    });
  }
  return { ok: true };
}
