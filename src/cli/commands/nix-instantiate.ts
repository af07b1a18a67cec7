// `nix-instantiate`: from expressions to derivations, or (with `--eval`, `--parse`) to values and syntax.
import { fromBytes, type ByteString } from '../../engine/base/index.ts';
import {
  autoCall,
  coerceToString,
  determinePos,
  force,
  forceDeep,
  hint,
  printExpr,
  selectPath,
  showAmbiguous,
  textOf,
  toJson,
  toXml,
  type Expr,
  type Task as EvalTask,
  type Value,
} from '../../engine/lang/index.ts';
import { findPackages } from '../../engine/nix/index.ts';
import type { Task } from '../../engine/os/index.ts';
import type { Flag } from '../arguments.ts';
import { legacyFlags } from '../common-flags.ts';
import { Evaluation, EvaluationFlags } from '../evaluation.ts';
import type { NixCommand } from '../nix-command.ts';
import type { NixContext } from '../nix-context.ts';
import { addRoot, warnNoRoot } from '../roots.ts';
import { CommandError } from '../usage-error.ts';
import help from './nix-instantiate.md?raw';

type Mode = 'instantiate' | 'eval' | 'parse' | 'find';

/** How `--eval` writes a value. */
type Format = 'nix' | 'raw' | 'json' | 'xml';

class Options {
  mode: Mode = 'instantiate';
  strict = false;
  format: Format = 'nix';
  location = true;
  readWrite = false;
  fromArgs = false;
  fromStdin = false;
  root: ByteString | undefined;
  readonly attrPaths: ByteString[] = [];
  readonly operands: ByteString[] = [];

  flags(context: NixContext): Flag[] {
    const set = (names: readonly string[], apply: () => void): Flag => ({ names, arity: 0, apply });
    return [
      set(['-'], () => (this.fromStdin = true)),
      set(['--expr', '-E'], () => (this.fromArgs = true)),
      set(['--eval', '--eval-only'], () => (this.mode = 'eval')),
      set(['--parse', '--parse-only'], () => (this.mode = 'parse')),
      set(['--strict'], () => (this.strict = true)),
      set(['--raw'], () => (this.format = 'raw')),
      set(['--json'], () => (this.format = 'json')),
      set(['--xml'], () => (this.format = 'xml')),
      set(['--no-location'], () => (this.location = false)),
      set(['--find-file'], () => (this.mode = 'find')),
      set(['--read-write-mode'], () => (this.readWrite = true)),
      set(['--dry-run'], () => (context.readOnly = true)),
      // Nix itself takes it and does nothing with it any more: every root it makes is indirect.
      set(['--indirect'], () => undefined),
      { names: ['--attr', '-A'], arity: 1, own: true, apply: (value) => this.attrPaths.push(value) },
      { names: ['--add-root'], arity: 1, own: true, apply: (value) => (this.root = value) },
    ];
  }
}

export const nixInstantiate: NixCommand = {
  name: 'nix-instantiate',
  summary: 'instantiate store derivations from Nix expressions',
  help,
  run: function* (context, argv) {
    const options = new Options();
    const flags = new EvaluationFlags(context);
    yield* context.parse(argv, {
      flags: [...legacyFlags(context), ...flags.flags(), ...options.flags(context)],
      positional: (value) => options.operands.push(value),
    });
    const { mode, fromArgs, fromStdin, operands } = options;
    if ((mode === 'eval' || mode === 'parse') && !options.readWrite) context.readOnly = true;
    const evaluation = new Evaluation(context, flags);
    yield* evaluation.readArgs();
    if (mode === 'find') {
      for (const operand of operands) yield* context.print(yield* evaluation.run(evaluation.find(operand)));
      return 0;
    }
    const report = new Report(evaluation, options);
    if (fromStdin) yield* report.of({ kind: 'stdin' });
    else if (operands.length === 0 && !fromArgs) yield* report.of({ kind: 'file', name: './default.nix' });
    for (const operand of operands)
      yield* report.of(fromArgs ? { kind: 'text', text: operand } : { kind: 'file', name: operand });
    return 0;
  },
};

/** Where an expression comes from. */
type Source =
  | { readonly kind: 'text'; readonly text: ByteString }
  | { readonly kind: 'file'; readonly name: ByteString }
  | { readonly kind: 'stdin' };

/** What is printed of one expression after another. */
class Report {
  /** Derivations printed so far. */
  #count = 0;

  constructor(
    readonly evaluation: Evaluation,
    readonly options: Options,
  ) {}

  *of(source: Source): Task<void> {
    const { evaluation, options } = this;
    const { context, evaluator } = evaluation;
    const expr = yield* this.#parsed(source);
    if (options.mode === 'parse') {
      yield* context.print(printExpr(expr));
      return;
    }
    const root = yield* evaluation.run(force(evaluator.thunk(expr)));
    for (const path of options.attrPaths.length === 0 ? [''] : options.attrPaths)
      if (options.mode === 'eval') yield* this.#value(root, path);
      else yield* this.#derivations(root, path);
  }

  *#parsed(source: Source): Task<Expr> {
    const { context, evaluator } = this.evaluation;
    const { cwd } = context.process.files;
    const parsed = (): EvalTask<Expr> => {
      switch (source.kind) {
        case 'text':
          return evaluator.parsed(source.text, { kind: 'string' }, cwd);
        case 'stdin':
          return evaluator.parsed(stdin, { kind: 'stdin' }, cwd);
        case 'file':
          return this.#file(source.name);
      }
    };
    const stdin = source.kind === 'stdin' ? fromBytes(yield* context.process.readAll()) : '';
    return yield* this.evaluation.run(parsed());
  }

  *#file(name: ByteString): EvalTask<Expr> {
    return yield* this.evaluation.evaluator.parsedFile(yield* this.evaluation.filePath(name));
  }

  *#value(root: Value, path: ByteString): Task<void> {
    const { context } = this.evaluation;
    const text = yield* this.evaluation.run(this.#shown(root, path));
    const { format } = this.options;
    yield* format === 'raw' || format === 'xml' ? context.process.print(text) : context.print(text);
  }

  *#shown(root: Value, path: ByteString): EvalTask<ByteString> {
    const { evaluator, args } = this.evaluation;
    const selected = (yield* selectPath(root, path, args)).value;
    const value = args.size === 0 ? selected : yield* autoCall(selected, args);
    const { format, strict, location } = this.options;
    if (format === 'raw') {
      const line = 'while generating the nix-instantiate output';
      return (yield* coerceToString(value, { line, copy: evaluator.builder.copyToStore })).text;
    }
    if (format === 'nix') {
      if (strict) yield* force(yield* forceDeep(value, (name) => evaluator.order(name)));
      return showAmbiguous(value);
    }
    const text =
      format === 'json'
        ? yield* toJson(value, { copy: evaluator.builder.copyToStore, strict }, determinePos(selected))
        : yield* toXml(evaluator.builder, value, {
            location,
            strict,
            unfinished: (written) => {
              this.evaluation.write(written);
            },
          });
    return textOf(text);
  }

  *#derivations(root: Value, path: ByteString): Task<void> {
    const { context } = this.evaluation;
    for (const { drv, output } of yield* this.evaluation.run(this.#below(root, path))) {
      this.#count++;
      const suffix = output === 'out' ? '' : `!${output}`;
      const { root: link } = this.options;
      if (link === undefined) {
        yield* warnNoRoot(context, this.#count === 1);
        yield* context.print(`${drv}${suffix}`);
      } else {
        const name = this.#count > 1 ? `${link}-${this.#count}` : link;
        yield* context.print(`${addRoot(context, name, drv)}${suffix}`);
      }
    }
  }

  /** The derivations below a selection path, with the output each stands for. */
  *#below(root: Value, path: ByteString): EvalTask<{ drv: ByteString; output: ByteString }[]> {
    const { args } = this.evaluation;
    const found: { drv: ByteString; output: ByteString }[] = [];
    for (const element of yield* findPackages((yield* selectPath(root, path, args)).value, args, false)) {
      const drv = yield* element.drvPath();
      const output = yield* element.outputName();
      if (output === '') throw new CommandError(hint`derivation '${drv}' lacks an 'outputName' attribute`);
      found.push({ drv, output });
    }
    return found;
  }
}
