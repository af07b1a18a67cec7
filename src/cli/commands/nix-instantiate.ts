// `nix-instantiate`: from expressions to derivations, or (with `--eval`, `--parse`) to values and syntax.
import { fromBytes, type ByteString } from '../../engine/base/index.ts';
import {
  coerceToString,
  EvalError,
  force,
  forceDeep,
  parse,
  printExpr,
  renderError,
  showAmbiguous,
  Sources,
  textOf,
  toJson,
  toXml,
  type Origin,
  type Task as EvalTask,
  type Value,
} from '../../engine/lang/index.ts';
import { findPackages } from '../../engine/nix/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { parseArguments } from '../arguments.ts';
import { Evaluation, EvaluationFlags } from '../evaluation.ts';
import type { NixCommand } from '../nix-command.ts';
import type { NixContext } from '../nix-context.ts';
import { addRoot, warnNoRoot } from '../roots.ts';
import { RenderedError } from '../usage-error.ts';
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
  root: ByteString | undefined;
  readonly attrPaths: ByteString[] = [];
  readonly operands: ByteString[] = [];
}

export const nixInstantiate: NixCommand = {
  name: 'nix-instantiate',
  summary: 'instantiate store derivations from Nix expressions',
  help,
  run: function* (context, argv) {
    const options = new Options();
    const flags = new EvaluationFlags();
    parseArguments(argv, {
      flags: [
        ...context.commonFlags(),
        ...flags.flags(),
        { names: ['--expr', '-E'], arity: 0, apply: () => (options.fromArgs = true) },
        { names: ['--eval', '--eval-only'], arity: 0, apply: () => (options.mode = 'eval') },
        { names: ['--parse', '--parse-only'], arity: 0, apply: () => (options.mode = 'parse') },
        { names: ['--strict'], arity: 0, apply: () => (options.strict = true) },
        { names: ['--raw'], arity: 0, apply: () => (options.format = 'raw') },
        { names: ['--json'], arity: 0, apply: () => (options.format = 'json') },
        { names: ['--xml'], arity: 0, apply: () => (options.format = 'xml') },
        { names: ['--no-location'], arity: 0, apply: () => (options.location = false) },
        { names: ['--find-file'], arity: 0, apply: () => (options.mode = 'find') },
        { names: ['--read-write-mode'], arity: 0, apply: () => (options.readWrite = true) },
        { names: ['--attr', '-A'], arity: 1, apply: (value) => options.attrPaths.push(value) },
        { names: ['--add-root'], arity: 1, apply: (value) => (options.root = value) },
        // Nix itself takes it and does nothing with it any more: every root it makes is indirect.
        { names: ['--indirect'], arity: 0, apply: () => undefined },
      ],
      positional: (value) => options.operands.push(value),
    });
    yield* context.warnOfSettings();
    const operands =
      options.operands.length === 0 && !options.fromArgs ? ['./default.nix'] : options.operands;
    if (options.mode === 'parse') {
      for (const operand of operands) yield* parseOne(context, operand, options.fromArgs);
      return 0;
    }
    const evaluation = new Evaluation(context, flags, {
      readOnly: options.mode === 'eval' && !options.readWrite,
    });
    if (options.mode === 'find') {
      for (const operand of options.operands)
        yield* context.print(yield* evaluation.run(evaluation.find(operand)));
      return 0;
    }
    let printed = 0;
    for (const operand of operands)
      printed = yield* processOne(
        evaluation,
        yield* sourceOf(context, operand, options.fromArgs),
        options,
        printed,
      );
    return 0;
  },
};

/** Where an expression comes from: the command line, standard input (`-`), or a file. */
type Source =
  | { readonly kind: 'text'; readonly text: ByteString; readonly origin: Origin }
  | { readonly kind: 'file'; readonly path: ByteString };

function* sourceOf(context: NixContext, operand: ByteString, isText: boolean): Task<Source> {
  if (operand === '-' && !isText) {
    const text = fromBytes(yield* context.process.readAll());
    return { kind: 'text', text, origin: { kind: 'stdin' } };
  }
  return isText
    ? { kind: 'text', text: operand, origin: { kind: 'string' } }
    : { kind: 'file', path: operand };
}

/** Evaluates one expression and prints what is asked for. `printed`: how many derivations came before. */
function* processOne(
  evaluation: Evaluation,
  source: Source,
  options: Options,
  printed: number,
): Task<number> {
  const { context, evaluator } = evaluation;
  const root = yield* evaluation.run(
    source.kind === 'file'
      ? evaluation.file(source.path)
      : evaluator.evaluate(source.text, source.origin, context.process.files.cwd),
  );
  let count = printed;
  for (const path of options.attrPaths.length === 0 ? [''] : options.attrPaths) {
    if (options.mode === 'eval') {
      const text = yield* evaluation.run(shown(evaluation, root, path, options));
      yield* options.format === 'raw' || options.format === 'xml'
        ? context.process.print(text)
        : context.print(text);
      continue;
    }
    const derivations = yield* evaluation.run(derivationsOf(evaluation, root, path));
    for (const { drv, output } of derivations) {
      count++;
      const suffix = output === 'out' ? '' : `!${output}`;
      if (options.root === undefined) {
        yield* warnNoRoot(context, count === 1);
        yield* context.print(`${drv}${suffix}`);
      } else {
        const link = count > 1 ? `${options.root}-${count}` : options.root;
        yield* context.print(`${addRoot(context, link, drv)}${suffix}`);
      }
    }
  }
  return count;
}

function* shown(
  evaluation: Evaluation,
  root: Value,
  path: ByteString,
  options: Options,
): EvalTask<ByteString> {
  const { evaluator } = evaluation;
  // Without arguments a function is shown, not called.
  const isBare = path === '' && evaluation.args().size === 0;
  const value = isBare ? root : yield* evaluation.select(root, path);
  const { format, strict, location } = options;
  if (format === 'raw')
    return (yield* coerceToString(value, { line: 'while generating the nix-instantiate output' })).text;
  if (strict) yield* force(yield* forceDeep(value, (name) => evaluator.order(name)));
  if (format === 'nix') return showAmbiguous(value);
  const text =
    format === 'json'
      ? yield* toJson(value, { copy: undefined, strict })
      : yield* toXml(evaluator.builder, value, { location, strict });
  return textOf(text);
}

/** The derivations below a selection path, with the output each stands for. */
function* derivationsOf(
  evaluation: Evaluation,
  root: Value,
  path: ByteString,
): EvalTask<{ readonly drv: ByteString; readonly output: ByteString }[]> {
  const value = yield* evaluation.select(root, path);
  const derivations: { drv: ByteString; output: ByteString }[] = [];
  for (const element of yield* findPackages(value, evaluation.args(), false))
    derivations.push({ drv: yield* element.drvPath(), output: yield* element.outputName() });
  return derivations;
}

/** `--parse`: the syntax, as Nix prints it. */
function* parseOne(context: NixContext, operand: ByteString, fromArgs: boolean): Task<void> {
  const { files } = context.process;
  const source = yield* sourceOf(context, operand, fromArgs);
  const sources = new Sources();
  const path = source.kind === 'file' ? files.realpath(context.absolute(source.path)) : '';
  const text = source.kind === 'file' ? files.readText(path) : source.text;
  const origin: Origin = source.kind === 'file' ? { kind: 'file', path } : source.origin;
  const base = source.kind === 'file' ? path.slice(0, path.lastIndexOf('/')) || '/' : files.cwd;
  try {
    const features = new Set(context.settings.words('experimental-features'));
    yield* context.print(printExpr(parse(text, origin, { base, home: context.home, features, sources })));
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    throw new RenderedError(renderError(error, { showTrace: false, color: context.colours, sources }));
  }
}
