// Where the subcommands of `nix` take values from: `--file`, `--expr`, or a flake. Flakes are not there yet, and their
// flags say so.
import { fromBytes, NotSimulated, type ByteString } from '../engine/base/index.ts';
import { hint, selectPath, type Selected, type Task as EvalTask, type Value } from '../engine/lang/index.ts';
import type { Task } from '../engine/os/index.ts';
import { splitStorePath, isInStore } from '../engine/store/index.ts';
import type { Flag } from './arguments.ts';
import { EvaluationFlags, type Evaluation } from './evaluation.ts';
import type { NixContext } from './nix-context.ts';
import { CommandError, UsageError } from './usage-error.ts';

/** Flags about flakes, with the number of their arguments. */
const FLAKE_FLAGS: readonly (readonly [name: string, arity: number])[] = [
  ['--recreate-lock-file', 0],
  ['--no-update-lock-file', 0],
  ['--no-write-lock-file', 0],
  ['--no-registries', 0],
  ['--commit-lock-file', 0],
  ['--update-input', 1],
  ['--override-input', 2],
  ['--reference-lock-file', 1],
  ['--output-lock-file', 1],
  ['--inputs-from', 1],
];

export class SourceFlags {
  readonly evaluation: EvaluationFlags;
  file: ByteString | undefined;
  expr: ByteString | undefined;

  constructor(
    readonly context: NixContext,
    /** The subcommand's name. */
    readonly command: string,
  ) {
    this.evaluation = new EvaluationFlags(context);
  }

  flags(): Flag[] {
    const missing = (name: string, arity: number, reason?: string): Flag => ({
      names: [name],
      arity,
      apply: () => {
        throw new NotSimulated(`nix ${this.command} ${name}`, reason);
      },
    });
    return [
      ...this.evaluation.flags(),
      { names: ['--file', '-f'], arity: 1, apply: (value) => (this.file = value) },
      { names: ['--expr'], arity: 1, apply: (value) => (this.expr = value) },
      missing('--debugger', 0),
      ...FLAKE_FLAGS.map(([name, arity]) => missing(name, arity, 'flakes are not there yet')),
    ];
  }

  /** Whether the values come from a file or an expression. */
  get isGiven(): boolean {
    return this.file !== undefined || this.expr !== undefined;
  }

  /** Checks that the flags go together; to be done before there is an evaluation. Throws UsageError. */
  settle(): void {
    const { settings } = this.context;
    if (this.file !== undefined && this.expr !== undefined)
      throw new UsageError(hint`'${'--file'}' and '${'--expr'}' are exclusive`);
    if (this.file === undefined) return;
    if (settings.boolean('pure-eval') && settings.isOverridden('pure-eval'))
      throw new UsageError("'--file' is not compatible with '--pure-eval'");
    settings.assume('pure-eval', 'false');
  }

  /** The value that `--file` or `--expr` names. */
  *root(evaluation: Evaluation): Task<Value> {
    const { evaluator } = evaluation;
    const { cwd } = this.context.process.files;
    const { file, expr } = this;
    if (expr !== undefined) return yield* evaluation.run(evaluation.text(expr));
    if (file !== '-') return yield* evaluation.run(evaluation.importedFile(file ?? ''));
    const text = fromBytes(yield* this.context.process.readAll());
    return yield* evaluation.run(evaluator.evaluate(text, { kind: 'stdin' }, cwd));
  }

  /** The value of an installable below that root. */
  *select(evaluation: Evaluation, root: Value, installable: ByteString): EvalTask<Selected> {
    const { path } = parseInstallable(installable);
    return yield* selectPath(root, path === '.' ? '' : path, evaluation.args);
  }

  /** An installable that is none of a file or expression: a store path has no value, all else is a flake. */
  refuse(installable: ByteString): never {
    const { path } = parseInstallable(installable);
    if (path.includes('/') && this.#isStorePath(path))
      throw new UsageError(hint`installable '${path}' does not correspond to a Nix language value`);
    throw new NotSimulated(`nix ${this.command} ${installable}`, 'flakes are not there yet');
  }

  #isStorePath(path: ByteString): boolean {
    const absolute = this.context.absolute(path);
    return isInStore(absolute) && absolute === splitStorePath(absolute).path;
  }
}

/** `a.b^out,dev`: the path and the outputs. Throws CommandError when what stands behind `^` are no outputs. */
function parseInstallable(text: ByteString): { readonly path: ByteString; readonly outputs: ByteString } {
  const at = text.indexOf('^');
  if (at < 0) return { path: text, outputs: '' };
  const outputs = text.slice(at + 1);
  if (!/^(\*|[a-zA-Z0-9+\-._?=]+(,[a-zA-Z0-9+\-._?=]+)*)$/.test(outputs))
    throw new CommandError(hint`invalid extended outputs specifier '${text}'`);
  return { path: text.slice(0, at), outputs };
}
