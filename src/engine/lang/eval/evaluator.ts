// The evaluator: a machine with its builtins, its sources and its host, and what one can do with it.
//
// Invariant: everything an evaluator knows is in it (no state lives in a module), so two of them never meet. It is
// started on a task, resumed with so much fuel, and can be abandoned at any time; thunks stay usable in every case.
import { Interrupted, NotSimulated, type ByteString } from '../../base/index.ts';
import { allBuiltins } from '../builtins/all.ts';
import type { Builder, SearchPathEntry } from '../builtins/context.ts';
import { publicName, type BuiltinDescriptor } from '../builtins/descriptor.ts';
import { DERIVATION_TEXT } from '../builtins/derivation-text.ts';
import { IMPORTED_DERIVATION_TEXT } from '../builtins/imported-derivation-text.ts';
import { makePrimitive } from '../builtins/primitive.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { renderError } from '../errors/render.ts';
import { resolve, type ResolveOptions, type Scope } from '../resolve/resolve.ts';
import type { Expr } from '../syntax/ast.ts';
import { NO_LINTS, type Lints } from '../syntax/lints.ts';
import { parseText, type ParseOptions } from '../syntax/parse.ts';
import type { Extents } from '../syntax/parser.ts';
import { absolutePath, baseName, directoryOf } from '../syntax/paths.ts';
import { Sources, type Origin } from '../syntax/source.ts';
import { makeAttrs, type Attrs } from '../value/attrs.ts';
import type { Context } from '../value/string-context.ts';
import { BuiltinValue, Thunk, type Env, type Slot, type Value } from '../value/value.ts';
import { Access, withAccess } from './access.ts';
import { apply } from './call.ts';
import { makeCompiler } from './compile.ts';
import type { Copied } from './coerce.ts';
import type { Compiler } from './compiler.ts';
import { showPath, withCoreFiles, type PathHost } from './core-files.ts';
import { Pending, type Answer, type Host, type StoredDerivation } from './host.ts';
import { Machine, type MachineOptions, type Status } from './machine.ts';
import { ObservedMachine, type Observer } from './observer.ts';
import { call, force, ForceRequest, traced, WaitRequest, type Task } from './request.ts';
import { resolveAncestors, resolveSymlinks } from './resolve-path.ts';
import { SYMBOLS } from './symbols.ts';

export interface EvaluatorOptions {
  /** Builtins of other rooms; one with a known name takes its place. */
  readonly builtins?: readonly BuiltinDescriptor[];
  /** Calls that may nest on the native stack: 1 to step, some hundreds to be fast. */
  readonly depthLimit?: number;
  /** Nix's `max-call-depth`. */
  readonly maxCallDepth?: number;
  /** Nix's `pure-eval`: nothing of the world shows but what the evaluation itself fetched or copied to the store. */
  readonly pure?: boolean;
  /** Nix's `restrict-eval`: only what the search path leads to shows of the files, and only `allowedUris` of the net. */
  readonly restricted?: boolean;
  readonly allowedUris?: readonly ByteString[];
  readonly showTrace?: boolean;
  readonly traceVerbose?: boolean;
  /** Whether `builtins.warn` ends the evaluation. */
  readonly abortOnWarn?: boolean;
  /** Where relative entries of search paths start; `/` by default. */
  readonly workingDirectory?: ByteString;
  /** `NIX_PATH` and `-I`, as they are written. */
  readonly searchPath?: readonly SearchPathEntry[];
  /** What to say of literals in the settings `lint-url-literals` and kin; nothing by default. */
  readonly lints?: Partial<Lints>;
  /** Experimental features that are on: `pipe-operators` … */
  readonly features?: ReadonlySet<ByteString>;
  /** Watches the evaluation; without one nothing is slower. */
  readonly observer?: Observer;
  /** Takes where each expression that is read stands. */
  readonly extents?: Extents;
}

/** An evaluation under way. */
export interface Run {
  /** Goes on for about so many calls. Throws nothing. */
  resume(fuel: number): Status;
  /** What a waiting run waits for: the host's own word. */
  readonly work: unknown;
  /** The result of a run that is done. */
  readonly value: Value;
  /** What a run that failed failed with: an EvalError, or what a host or builtin threw. */
  readonly error: unknown;
  /** Gives up; thunks are as if nothing had been begun. */
  abandon(): void;
  /** Runs to the end; throws the error, or Impossible when the host wants to be waited for. */
  finish(): Value;
}

const DEFAULT_LIMIT = 250;

export class Evaluator {
  readonly sources = new Sources();
  readonly machine: Machine;
  readonly builder: Builder;
  readonly #compiler: Compiler;
  readonly #globals = new Map<ByteString, Slot>();
  readonly #descriptors = new Map<ByteString, BuiltinDescriptor>();
  readonly #order = new Map<ByteString, number>();
  /** What paths given to `import` lead to, and the values of the files there. */
  readonly #resolved = new Map<ByteString, ByteString>();
  readonly #files = new Map<ByteString, Thunk>();
  #imported: Thunk | undefined;
  readonly #access: Access;
  readonly #paths: PathHost;

  constructor(
    readonly host: Host,
    readonly options: EvaluatorOptions = {},
  ) {
    for (const name of SYMBOLS) this.order(name);
    this.#access = new Access(
      options.pure === true ? 'pure' : options.restricted === true ? 'restricted' : 'all',
    );
    this.#paths = withAccess(withCoreFiles(host), this.#access);
    const { observer } = options;
    const machineOptions: MachineOptions = {
      depthLimit: options.depthLimit ?? DEFAULT_LIMIT,
      maxCallDepth: options.maxCallDepth ?? 10_000,
      showTrace: options.showTrace === true,
    };
    const observed = observer === undefined ? undefined : new ObservedMachine(machineOptions, observer);
    this.machine = observed ?? new Machine(machineOptions);
    const m = this.machine;
    m.apply = (callee, args, pos) => apply(m, callee, args, pos);
    m.order = (name) => this.order(name);
    this.builder = this.#makeBuilder();
    this.#compiler = makeCompiler({
      machine: m,
      sources: this.sources,
      builtin: (name) => this.#globals.get(name),
      order: (name) => this.order(name),
      copyToStore: this.builder.copyToStore,
      ...(observed === undefined
        ? {}
        : {
            watch: {
              select: (expr, pos) => observed.observer.select?.(expr, pos),
              thunk: (code, expr) => void observed.expressions.set(code, expr),
            },
          }),
    });
    this.#addBuiltins();
  }

  /** The age of a name: names are numbered as they first appear. */
  order(name: ByteString): number {
    const known = this.#order.get(name);
    if (known !== undefined) return known;
    const age = this.#order.size;
    this.#order.set(name, age);
    return age;
  }

  // -- what a task may do ----------------------------------------------------------------------------------------

  /** Parses and resolves a text. Throws an EvalError. */
  parse(text: ByteString, origin: Origin, base: ByteString, scope?: Scope): Expr {
    return this.#withNames(this.read(text, origin, base), scope);
  }

  /**
   * Parses and resolves bindings (`a = 1; inherit b;`): a set of them. `suffix` is read behind the text and not shown
   * with it. Throws an EvalError.
   */
  parseBindings(text: ByteString, base: ByteString, scope: Scope, suffix: ByteString): Expr {
    return this.#withNames(this.#read(text, { kind: 'string' }, base, { isBindings: true, suffix }), scope);
  }

  /** How names are resolved that no scope of the text has. */
  get names(): ResolveOptions {
    return { isBuiltin: (name) => this.#globals.has(name), order: (name) => this.order(name) };
  }

  #withNames(expr: Expr, scope: Scope | undefined): Expr {
    resolve(expr, { ...this.names, ...(scope === undefined ? {} : { outer: scope }) });
    return expr;
  }

  /** Parses a text; its names have to be resolved before it is evaluated. Throws an EvalError. */
  read(text: ByteString, origin: Origin, base: ByteString): Expr {
    return this.#read(text, origin, base);
  }

  #read(text: ByteString, origin: Origin, base: ByteString, more: Partial<ParseOptions> = {}): Expr {
    const features = this.options.features ?? new Set();
    const options: ParseOptions = {
      base,
      home: this.host.home,
      pure: this.options.pure === true,
      pipeOperators: features.has('pipe-operators'),
      lints: { ...NO_LINTS, ...this.options.lints },
      warn: (line) => this.host.print(line),
      ...(this.options.extents === undefined ? {} : { extents: this.options.extents }),
      ...more,
    };
    return parseText(text, origin, this.sources, (name) => this.order(name), options);
  }

  /** What a slot will compute, where the evaluation is watched and it has not been computed yet. */
  expressionOf(slot: Slot): Expr | undefined {
    const { machine } = this;
    if (!(machine instanceof ObservedMachine) || !(slot instanceof Thunk) || slot.code === null)
      return undefined;
    return machine.expressions.get(slot.code);
  }

  /** A thunk of a parsed expression. */
  thunk(expr: Expr, env: Env = []): Thunk {
    return this.#compiler.thunk(expr)(env) as Thunk;
  }

  /** The same as a task, whose error is one of the run. */
  *parsed(text: ByteString, origin: Origin, base: ByteString): Task<Expr> {
    return this.parse(text, origin, base);
  }

  /** Parses a file named on a command line, or the `default.nix` of a folder. */
  *parsedFile(path: ByteString): Task<Expr> {
    return yield* this.#parseFile(yield* this.#resolveExpressionPath(path));
  }

  /** Evaluates a text; relative paths in it start from the folder `base`. */
  *evaluate(text: ByteString, origin: Origin, base: ByteString): Task<Value> {
    return yield new ForceRequest(this.thunk(this.parse(text, origin, base)), 0);
  }

  /** Evaluates a file named on a command line, or the `default.nix` of a folder: as `import`, without its trace. */
  *evaluateFile(path: ByteString): Task<Value> {
    return yield new ForceRequest(this.thunk(yield* this.parsedFile(path)), 0);
  }

  /** Forgets what files have been evaluated to, so that they are read again. */
  forgetFiles(): void {
    this.#files.clear();
  }

  /** What is known of a builtin, by its name in the set `builtins`. */
  descriptor(name: ByteString): BuiltinDescriptor | undefined {
    return this.#descriptors.get(name);
  }

  /** The names that are there without being defined. */
  globalNames(): Iterable<ByteString> {
    return this.#globals.keys();
  }

  // -- runs ------------------------------------------------------------------------------------------------------

  /** Begins a task. The evaluator runs one at a time. */
  start(body: Task | (() => Task)): Run {
    const m = this.machine;
    const task = typeof body === 'function' ? body() : body;
    m.start(() => m.task(task));
    return new EvaluatorRun(m);
  }

  /** Runs a task to its end. */
  finish(body: Task | (() => Task)): Value {
    return this.start(body).finish();
  }

  /** The text of an error, as Nix prints it. */
  renderError(error: EvalError, options: { color: boolean }): ByteString {
    return renderError(error, {
      color: options.color,
      showTrace: this.machine.showTrace,
      sources: this.sources,
    });
  }

  // -- making ----------------------------------------------------------------------------------------------------

  #addBuiltins(): void {
    const descriptors = new Map<ByteString, BuiltinDescriptor>();
    for (const d of [...allBuiltins(this.options.features), ...(this.options.builtins ?? [])])
      descriptors.set(d.name, d);
    const entries: [ByteString, Slot][] = [];
    for (const d of descriptors.values()) {
      if (d.kind === 'constant' && d.impure === true && this.options.pure === true) continue;
      const off = d.feature !== undefined && this.options.features?.has(d.feature) !== true;
      if (off && d.checksFeature !== true) continue;
      const value = d.kind === 'constant' ? d.make(this.builder) : this.#callable(d);
      this.order(d.name);
      this.order(publicName(d.name));
      this.#descriptors.set(publicName(d.name), d);
      this.#globals.set(d.name, value);
      if (d.internal !== true) entries.push([publicName(d.name), value]);
    }
    const derivation = this.#derivation();
    this.#globals.set('derivation', derivation);
    entries.push(['derivation', derivation]);
    const self = new Thunk(() => set, []);
    const set: Attrs = makeAttrs([...entries, ['builtins', self]]);
    this.#globals.set('builtins', set);
  }

  #callable(d: Exclude<BuiltinDescriptor, { kind: 'constant' }>): Value {
    return new BuiltinValue(makePrimitive(this.machine, this.builder, d));
  }

  /** The function `derivation`, parsed when it is first used. */
  #derivation(): Thunk {
    return new Thunk((env) => {
      const origin: Origin = { kind: 'internal', path: '/derivation-internal.nix' };
      return this.#compiler.code(this.parse(DERIVATION_TEXT, origin, '/'))(env);
    }, []);
  }

  #makeBuilder(): Builder {
    const { host, options } = this;
    return {
      host,
      files: this.#paths,
      sources: this.sources,
      access: this.#access,
      pure: options.pure === true,
      restricted: options.restricted === true,
      allowedUris: options.allowedUris ?? [],
      features: options.features ?? new Set(),
      traceVerbose: options.traceVerbose === true,
      abortOnWarn: options.abortOnWarn === true,
      searchPath: this.#searchPath(),
      searchPathEntries: new Map(),
      workingDirectory: options.workingDirectory ?? '/',
      patterns: new Map(),
      machine: this.machine,
      builtin: (name) => {
        const value = this.#globals.get(name);
        if (value === undefined) throw new NotSimulated(`builtins.${publicName(name)}`);
        return value;
      },
      warn: (warning, level = 'warning') => {
        const rendering = {
          level,
          color: true,
          showTrace: options.showTrace === true,
          sources: this.sources,
        };
        host.print(renderError(warning, rendering));
      },
      order: (name) => this.order(name),
      ask,
      realise: (context) => this.#realise(context),
      copyToStore: (path, core) => this.#copyToStore(path, core),
      importFile: (path, scope) => this.#importFile(path, scope),
    };
  }

  *#realise(context: Context): Task<null> {
    for (const path of yield* ask(() => this.host.realise(context))) this.#allowClosure(path);
    return null;
  }

  /** Allows what a path leads to: with it all that it refers to, when it lies in the store. */
  #allowClosure(path: ByteString): void {
    for (const allowed of this.host.closure?.(path) ?? [path])
      this.#access.allow(absolutePath(allowed, this.options.workingDirectory ?? '/'));
  }

  *#copyToStore(path: ByteString, core: boolean): Task<Copied> {
    if (core) throw new NotSimulated('copying a file of <nix/…> to the store');
    if (path.endsWith('.drv'))
      throw new EvalError('eval', hint`file names are not allowed to end in '${'.drv'}'`);
    const access = this.#access;
    let keep: ((path: ByteString) => boolean) | undefined;
    if (access.mode !== 'all') {
      access.check(yield* resolveAncestors(this.#paths, ask, path));
      keep = (inner) => access.isAllowed(inner);
    }
    const storePath = yield* ask(() => this.host.copyToStore(path, keep));
    access.allow(storePath);
    return { storePath, context: [baseName(storePath)] };
  }

  /** The search path that counts; what it leads to may be read in restricted evaluation. */
  #searchPath(): readonly SearchPathEntry[] {
    const { searchPath = [], pure } = this.options;
    if (pure === true) return [];
    for (const { path } of searchPath) this.#allowClosure(path);
    return searchPath;
  }

  *#importFile(path: ByteString, scope?: ReadonlyMap<ByteString, Slot>): Task<Value> {
    const derivation = this.host.derivationAt?.(path);
    if (derivation !== undefined) return yield* this.#importDerivation(derivation);
    if (scope !== undefined) {
      const slots = new Map([...scope.keys()].map((name, i) => [name, i + 1]));
      const real = yield* this.#resolveExpressionPath(path);
      this.host.evaluating?.(showPath(path));
      const expr = yield* this.#parseFile(real, { kind: 'names', slots, up: undefined });
      return yield new ForceRequest(this.thunk(expr, [[], ...scope.values()]), 0);
    }
    let real = this.#resolved.get(path);
    if (real === undefined) this.#resolved.set(path, (real = yield* this.#resolveExpressionPath(path)));
    let file = this.#files.get(real);
    if (file === undefined) {
      const known = real;
      file = new Thunk(() => this.machine.task(this.#evaluateImport(known)), []);
      this.#files.set(real, file);
    }
    return yield new ForceRequest(file, 0);
  }

  /** The value of a file, which is computed once. */
  *#evaluateImport(path: ByteString): Task {
    this.host.evaluating?.(showPath(path));
    const thunk = this.thunk(yield* this.#parseFile(path));
    const line = hint`while evaluating the file '${showPath(path)}':`;
    return yield* traced(force(thunk), 0, line);
  }

  /** A derivation of the store as a value. */
  *#importDerivation(derivation: StoredDerivation): Task<Value> {
    const origin: Origin = { kind: 'internal', path: '/imported-drv-to-derivation.nix' };
    this.#imported ??= this.thunk(this.parse(IMPORTED_DERIVATION_TEXT, origin, '/'));
    const { drvPath, name, outputs } = derivation;
    const attrs = makeAttrs([
      ['drvPath', drvPath],
      ['name', name],
      ['outputs', outputs.map(([output]) => output)],
      ...outputs,
    ]);
    return yield* call(yield* force(this.#imported), [attrs]);
  }

  *#parseFile(path: ByteString, scope?: Scope): Task<Expr> {
    const real = yield* resolveSymlinks(this.#paths, ask, path);
    const text = yield* ask(() => this.#paths.readFile(real));
    if (text === undefined) {
      const type = yield* ask(() => this.#paths.lstat(real));
      this.#access.check(real);
      throw new EvalError(
        'eval',
        type === undefined
          ? hint`path '${showPath(real)}' does not exist`
          : hint`file '${showPath(real)}' is not a regular file`,
      );
    }
    const origin: Origin = path[0] === '\0' ? { kind: 'core', path: path.slice(1) } : { kind: 'file', path };
    return this.parse(text, origin, directoryOf(path), scope);
  }

  /** Follows symlinks at the end of a path (its folders stay as they are written), and goes into folders. */
  *#resolveExpressionPath(given: ByteString): Task<ByteString> {
    const files = this.#paths;
    let path = given;
    for (let followed = 1; path !== '/' && path !== '\0/'; followed++) {
      if (followed >= 1024)
        throw new EvalError(
          'eval',
          hint`too many symbolic links encountered while traversing the path '${showPath(path)}'`,
        );
      const entry = yield* resolveAncestors(files, ask, path);
      const type = yield* ask(() => files.lstat(entry));
      this.#access.check(entry);
      if (type === undefined) throw new EvalError('eval', hint`path '${showPath(entry)}' does not exist`);
      if (type !== 'symlink') break;
      const target = yield* ask(() => files.readLink(entry));
      path = absolutePath(target ?? '', directoryOf(path));
    }
    const real = yield* resolveSymlinks(files, ask, path);
    const type = yield* ask(() => files.lstat(real));
    return type === 'directory' ? `${path === '/' ? '' : path}/default.nix` : path;
  }
}

/** Asks the host until it has an answer. */
function* ask<T>(question: () => Answer<T>): Task<T> {
  for (;;) {
    const answer = question();
    if (!(answer instanceof Pending)) return answer;
    yield new WaitRequest(answer.work);
  }
}

class EvaluatorRun implements Run {
  error: unknown = undefined;
  #status: Status = 'running';

  constructor(readonly machine: Machine) {}

  resume(fuel: number): Status {
    if (this.#status !== 'running' && this.#status !== 'waiting') return this.#status;
    this.#status = this.machine.run(fuel);
    if (this.#status === 'failed') this.error = this.machine.takeError();
    return this.#status;
  }

  get work(): unknown {
    return this.machine.work;
  }

  get value(): Value {
    return this.machine.value;
  }

  abandon(): void {
    this.error = new Interrupted();
    this.#status = 'failed';
    this.machine.abandon();
  }

  finish(): Value {
    for (;;)
      switch (this.resume(1_000_000_000)) {
        case 'done':
          return this.value;
        case 'failed':
          throw this.error;
        case 'waiting':
          this.abandon();
          throw new NotSimulated('waiting for a build', 'this evaluation was to finish at once');
        case 'running':
          break;
      }
  }
}
