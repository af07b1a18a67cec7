// Evaluating on behalf of a command: an evaluator on the machine's files and store, driven as a task of the process,
// so that it can be stopped at any step and waits for builds when it must.
import { compareBytes, fromBytes, Interrupted, NotSimulated, type ByteString } from '../engine/base/index.ts';
import {
  call,
  EvalError,
  Evaluator,
  hint,
  PathValue,
  stripColors,
  type Slot,
  type Task as EvalTask,
  type Value,
} from '../engine/lang/index.ts';
import { StoreHost, storeBuiltins, type RealiseWork } from '../engine/nix/index.ts';
import type { Task } from '../engine/os/index.ts';
import type { Flag } from './arguments.ts';
import { evaluatorOptions } from './evaluator-options.ts';
import { NIX_VERSION, type NixContext, type Verbosity } from './nix-context.ts';
import { realise } from './realise.ts';
import { CommandError, RenderedError } from './usage-error.ts';

/** Evaluator calls between two looks at whether to stop: some milliseconds of work. */
const FUEL = 20_000;

/** Where the value of an argument for functions comes from. */
type Argument =
  { readonly kind: 'expression' | 'text' | 'file'; readonly value: ByteString } | { readonly kind: 'stdin' };

/** What the flags `--arg`, `--argstr` and `-I` of a command said. */
export class EvaluationFlags {
  readonly args = new Map<ByteString, Argument>();
  readonly searchPath: ByteString[] = [];

  constructor(readonly context: NixContext) {}

  flags(): Flag[] {
    const argument = (flag: string, kind: 'expression' | 'text' | 'file'): Flag => ({
      names: [flag],
      arity: 2,
      apply: (name, value) => this.args.set(name, { kind, value }),
    });
    const missing = (flag: string, arity: number): Flag => ({
      names: [flag],
      arity,
      apply: () => {
        throw new NotSimulated(flag);
      },
    });
    return [
      argument('--arg', 'expression'),
      argument('--argstr', 'text'),
      argument('--arg-from-file', 'file'),
      {
        names: ['--arg-from-stdin'],
        arity: 1,
        apply: (name) => this.args.set(name, { kind: 'stdin' }),
      },
      { names: ['--include', '-I'], arity: 1, apply: (value) => this.searchPath.push(value) },
      {
        names: ['--impure'],
        arity: 0,
        apply: () => this.context.settings.assume('pure-eval', 'false'),
      },
      missing('--override-flake', 2),
      missing('--eval-store', 1),
      missing('--repair', 0),
    ];
  }
}

/** A piece of what an evaluation prints. */
interface Printed {
  readonly text: ByteString;
  /** On standard output, or a message of some importance on standard error. */
  readonly to: 'stdout' | Verbosity;
}

export class Evaluation {
  readonly evaluator: Evaluator;
  readonly #host: StoreHost;
  readonly #printed: Printed[] = [];
  /** The exit status of a build that failed while evaluation waited for it. */
  #failedStatus = 1;
  readonly #args = new Map<ByteString, Slot>();
  /** Whether what runs is to be given up (Ctrl-C). */
  isInterrupted: () => boolean = () => false;

  constructor(
    readonly context: NixContext,
    readonly flags: EvaluationFlags,
  ) {
    const { process, settings, store, world } = context;
    this.#host = new StoreHost({
      store,
      files: process.files,
      environment: process.environment,
      settings,
      readOnly: context.readOnly,
      nixVersion: NIX_VERSION,
      now: () => world.now(),
      print: (line) => this.#printed.push({ text: `${line}\n`, to: importance(line) }),
      evaluating: (path) => this.#tellFile(path),
    });
    this.evaluator = new Evaluator(this.#host, {
      builtins: storeBuiltins(this.#host, world.tell),
      ...evaluatorOptions(
        settings,
        { environment: process.environment, files: process.files, home: context.home },
        flags.searchPath,
      ),
      workingDirectory: process.files.cwd,
    });
    this.#tellFile('\xc2\xabnix-internal\xc2\xbb/derivation-internal.nix');
  }

  #tellFile(path: ByteString): void {
    this.#printed.push({ text: `evaluating file '${path}'\n`, to: 4 });
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
        yield* this.flush();
        if (status === 'done') break;
        if (this.isInterrupted()) throw new Interrupted();
        if (status === 'failed') throw this.rendered(run.error);
        // Import from derivation: evaluation goes on when what it wants to read is built.
        if (status === 'waiting') yield* this.#build((run.work as RealiseWork).drvs);
        yield 'tick';
      }
    } finally {
      if (result === undefined) run.abandon();
    }
    return (result as { readonly value: T }).value;
  }

  /** The values of `--arg` and its kin, once they have been read. */
  get args(): ReadonlyMap<ByteString, Slot> {
    return this.#args;
  }

  /** Reads them; to be done before anything is evaluated. */
  *readArgs(): Task<void> {
    const { files } = this.context.process;
    const values = this.#args;
    for (const [name, argument] of [...this.flags.args].sort(([a], [b]) => compareBytes(a, b)))
      switch (argument.kind) {
        case 'expression':
          values.set(name, this.#argument(argument.value, files.cwd));
          break;
        case 'text':
          values.set(name, argument.value);
          break;
        case 'file':
          values.set(name, this.#readArgument(argument.value));
          break;
        case 'stdin':
          values.set(name, fromBytes(yield* this.context.process.readAll()));
      }
  }

  #argument(text: ByteString, base: ByteString): Slot {
    try {
      return this.evaluator.thunk(this.evaluator.parse(text, { kind: 'string' }, base));
    } catch (error) {
      throw this.rendered(error);
    }
  }

  #readArgument(path: ByteString): ByteString {
    const { files } = this.context.process;
    if (!files.exists(path))
      throw new CommandError(hint`opening file ${`"${path}"`}: ${'No such file or directory'}`);
    return files.readText(path);
  }

  /** A text given on the command line. */
  *text(text: ByteString): EvalTask<Value> {
    return yield* this.evaluator.evaluate(text, { kind: 'string' }, this.context.process.files.cwd);
  }

  /** A file given on the command line: a path, or `<nixpkgs>`. */
  *file(argument: ByteString): EvalTask<Value> {
    return yield* this.evaluator.evaluateFile(yield* this.filePath(argument));
  }

  /** The same as Nix's newer commands have it: they tell of the file. */
  *importedFile(argument: ByteString): EvalTask<Value> {
    return yield* this.evaluator.builder.importFile(yield* this.filePath(argument));
  }

  /** The path that a file argument stands for. */
  *filePath(argument: ByteString): EvalTask<ByteString> {
    if (/^(channel:|(https?|file|channel|git|s3|ssh):\/\/)/.test(argument))
      throw new NotSimulated(argument, 'there is no network here');
    if (argument.startsWith('flake:')) throw new NotSimulated(argument, 'flakes are not there yet');
    if (/^<.+>$/s.test(argument)) return yield* this.find(argument.slice(1, -1));
    return this.context.absolute(argument);
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

  /** What a function makes of some arguments. */
  *call(callee: Value, args: readonly Slot[]): Task<Value> {
    return yield* this.run(call(callee, args));
  }

  /** Puts a piece of output in line with what the evaluation itself prints. */
  write(text: ByteString): void {
    this.#printed.push({ text, to: 'stdout' });
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

  /** Prints what has come up. */
  *flush(): Task<void> {
    for (const { text, to } of this.#printed.splice(0))
      if (to === 'stdout') yield* this.context.process.print(text);
      else yield* this.context.tell(text.slice(0, -1), to);
  }

  /** An error of the language as one with its text; other errors as they are. */
  rendered(error: unknown): unknown {
    if (!(error instanceof EvalError)) return error;
    const text = this.evaluator.renderError(error, { color: true });
    const help = error.kind === 'usage' ? `\nTry '${this.context.name} --help' for more information.` : '';
    return new RenderedError(`${text}${help}`, this.#failedStatus);
  }
}

/** Warnings may be silenced, other words of an evaluation may not. */
function importance(line: ByteString): Verbosity {
  return /^(evaluation )?warning:/.test(stripColors(line)) ? 1 : 0;
}
