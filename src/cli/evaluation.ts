// Evaluating on behalf of a command: an evaluator on the machine's files and store, driven as a task of the process,
// so that it can be stopped at any step and waits for builds when it must.
import type { ByteString } from '../engine/base/index.ts';
import {
  autoCall,
  EvalError,
  Evaluator,
  PathValue,
  selectPath,
  type Slot,
  type Task as EvalTask,
  type Value,
} from '../engine/lang/index.ts';
import { StoreHost, storeBuiltins, type RealiseWork } from '../engine/nix/index.ts';
import type { Task } from '../engine/os/index.ts';
import type { Flag } from './arguments.ts';
import { NIX_VERSION, type NixContext } from './nix-context.ts';
import { realise } from './realise.ts';
import { CommandError, RenderedError } from './usage-error.ts';

/** Evaluator calls between two looks at whether to stop: some milliseconds of work. */
const FUEL = 20_000;

export interface EvaluationOptions {
  /** Compute store paths, write nothing. */
  readonly readOnly?: boolean;
}

/** What the flags `--arg`, `--argstr` and `-I` of a command said. */
export class EvaluationFlags {
  /** Texts to be evaluated, or strings. */
  readonly args: { readonly name: ByteString; readonly value: ByteString; readonly isText: boolean }[] = [];
  readonly searchPath: ByteString[] = [];

  flags(): Flag[] {
    const common = true;
    return [
      {
        names: ['--arg'],
        arity: 2,
        common,
        apply: (name, value) => this.args.push({ name, value, isText: false }),
      },
      {
        names: ['--argstr'],
        arity: 2,
        common,
        apply: (name, value) => this.args.push({ name, value, isText: true }),
      },
      { names: ['--include', '-I'], arity: 1, common, apply: (value) => this.searchPath.push(value) },
    ];
  }
}

export class Evaluation {
  readonly evaluator: Evaluator;
  readonly #host: StoreHost;
  readonly #printed: ByteString[] = [];
  /** The exit status of a build that failed while evaluation waited for it. */
  #failedStatus = 1;

  constructor(
    readonly context: NixContext,
    readonly flags: EvaluationFlags,
    options: EvaluationOptions = {},
  ) {
    const { process, settings, store, world } = context;
    this.#host = new StoreHost({
      store,
      files: process.files,
      environment: process.environment,
      settings,
      readOnly: options.readOnly === true,
      nixVersion: NIX_VERSION,
      now: () => world.now(),
      print: (line) => this.#printed.push(line),
    });
    const searchPath = [...flags.searchPath, ...(process.environment.get('NIX_PATH') ?? '').split(':')];
    this.evaluator = new Evaluator(this.#host, {
      builtins: storeBuiltins(this.#host, world.tell),
      maxCallDepth: settings.number('max-call-depth'),
      showTrace: settings.boolean('show-trace'),
      features: new Set(settings.words('experimental-features')),
      searchPath: searchPath.filter((entry) => entry !== '').map(parseSearchPath),
    });
  }

  /** Runs a task of the language to its end. Throws RenderedError with the text Nix would print. */
  *run<T>(task: EvalTask<T>): Task<T> {
    let result: { readonly value: T } | undefined;
    const run = this.evaluator.start(function* (): EvalTask {
      result = { value: yield* task };
      return null;
    });
    try {
      for (;;) {
        const status = run.resume(FUEL);
        yield* this.#flush();
        if (status === 'done') break;
        if (status === 'failed') throw this.#rendered(run.error);
        // Import from derivation: evaluation goes on when what it wants to read is built.
        if (status === 'waiting') yield* this.#build((run.work as RealiseWork).drvs);
        yield 'tick';
      }
    } finally {
      if (result === undefined) run.abandon();
    }
    return (result as { readonly value: T }).value;
  }

  /** The values of `--arg` and `--argstr`. */
  args(): ReadonlyMap<ByteString, Slot> {
    const { cwd } = this.context.process.files;
    return new Map(
      this.flags.args.map(({ name, value, isText }) => [
        name,
        isText ? value : this.evaluator.thunk(this.evaluator.parse(value, { kind: 'string' }, cwd)),
      ]),
    );
  }

  /** A text given on the command line. */
  *text(text: ByteString): EvalTask<Value> {
    return yield* this.evaluator.evaluate(text, { kind: 'string' }, this.context.process.files.cwd);
  }

  /** A file given on the command line: a path, or `<nixpkgs>`. */
  *file(argument: ByteString): EvalTask<Value> {
    const path = /^<.*>$/.test(argument)
      ? yield* this.find(argument.slice(1, -1))
      : this.context.absolute(argument);
    return yield* this.evaluator.evaluateFile(path);
  }

  /** The path of a name in the search path. */
  *find(name: ByteString): EvalTask<ByteString> {
    try {
      const found = yield* this.text(`<${name}>`);
      return found instanceof PathValue ? found.path : '';
    } catch (error) {
      // Nix looks such a file up before it evaluates anything, so no trace belongs to it.
      if (error instanceof EvalError) error.frames.length = 0;
      throw error;
    }
  }

  /** What a selection path leads to; the empty path is the value itself. */
  *select(root: Slot, path: ByteString): EvalTask<Value> {
    return path === '' ? yield* autoCall(root, this.args()) : yield* selectPath(root, path, this.args());
  }

  /** Builds what evaluation waits for; a failure becomes an error of the language where it was asked for. */
  *#build(drvs: readonly ByteString[]): Task<void> {
    try {
      yield* realise(this.context, drvs, { silentPlan: true });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.#failedStatus = error.status;
      for (const drv of drvs) this.#host.failed.set(drv, error.message);
    }
  }

  *#flush(): Task<void> {
    for (const line of this.#printed.splice(0)) yield* this.context.tell(this.context.uncoloured(line));
  }

  #rendered(error: unknown): unknown {
    if (!(error instanceof EvalError)) return error;
    const text = this.evaluator.renderError(error, { color: this.context.colours });
    const hint =
      error.kind === 'usage'
        ? `
Try '${this.context.name} --help' for more information.`
        : '';
    return new RenderedError(`${text}${hint}`, this.#failedStatus);
  }
}

/** `nixpkgs=/path` or `/path`. */
function parseSearchPath(entry: ByteString): { prefix: ByteString; path: ByteString } {
  const equals = entry.indexOf('=');
  return equals < 0
    ? { prefix: '', path: entry }
    : { prefix: entry.slice(0, equals), path: entry.slice(equals + 1) };
}
