// `nix eval`: evaluate an expression and print its value.
import type { ByteString } from '../../engine/base/index.ts';
import {
  Attrs,
  call,
  coerceToString,
  EvalError,
  force,
  hint,
  isString,
  printValue,
  textOf,
  toJson,
  type Selected,
  type Slot,
  type Task as EvalTask,
} from '../../engine/lang/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { isStorePath } from '../../engine/store/index.ts';
import { Evaluation } from '../evaluation.ts';
import { JsonFlags } from '../json-flags.ts';
import type { NixContext } from '../nix-context.ts';
import { SourceFlags } from '../source-flags.ts';
import { atMost, type Subcommand } from '../subcommand.ts';
import { CommandError, UsageError } from '../usage-error.ts';
import help from './nix-eval.md?raw';

class Options {
  raw = false;
  apply: ByteString | undefined;
  writeTo: ByteString | undefined;
  readonly installables: ByteString[] = [];
  readonly json: JsonFlags;
  readonly source: SourceFlags;

  constructor(readonly context: NixContext) {
    this.json = new JsonFlags(context);
    this.source = new SourceFlags(context, 'eval');
  }
}

export const nixEval: Subcommand = {
  name: 'eval',
  help,
  begin: (context) => {
    const options = new Options(context);
    return {
      flags: [
        ...options.source.flags(),
        ...options.json.flags(),
        { names: ['--raw'], arity: 0, apply: () => (options.raw = true) },
        { names: ['--apply'], arity: 1, apply: (value) => (options.apply = value) },
        { names: ['--write-to'], arity: 1, apply: (value) => (options.writeTo = value) },
        { names: ['--read-only'], arity: 0, apply: () => (context.readOnly = true) },
      ],
      positional: atMost(1, options.installables),
      run: () => run(options),
    };
  },
};

function* run(options: Options): Task<number> {
  const { context, source, json, raw } = options;
  const installable = options.installables[0] ?? '.';
  source.settle();
  if (!source.isGiven) source.refuse(installable);
  const evaluation = new Evaluation(context, source.evaluation);
  const root = yield* source.root(evaluation);
  if (raw && json.wanted) throw new UsageError('--raw and --json are mutually exclusive');
  yield* evaluation.readArgs();
  const { value, pos } = yield* evaluation.run(selected(evaluation, options, root, installable));
  if (options.writeTo !== undefined) {
    if (context.process.files.exists(options.writeTo))
      throw new CommandError(hint`path '${options.writeTo}' already exists`);
    yield* evaluation.run(writeOut(evaluation, { value, pos }, options.writeTo));
  } else if (raw) {
    const line = 'while generating the eval command output';
    const { text } = yield* evaluation.run(
      coerceToString(value, { line, copy: evaluation.evaluator.builder.copyToStore }),
    );
    yield* context.process.print(text);
  } else if (json.wanted)
    yield* json.print(textOf(yield* evaluation.run(toJson(value, { copy: undefined, strict: true }, pos))));
  else yield* context.print(yield* printed(evaluation, value));
  return 0;
}

/** The value of the installable, with the function of `--apply` applied to it. */
function* selected(
  evaluation: Evaluation,
  options: Options,
  root: Slot,
  installable: ByteString,
): EvalTask<Selected> {
  const found = yield* options.source.select(evaluation, yield* force(root), installable);
  if (options.apply === undefined) return found;
  const apply = yield* evaluation.text(options.apply);
  return { value: yield* call(apply, [found.value]), pos: found.pos };
}

/** The text of a value, all of it, on one line. */
function* printed(evaluation: Evaluation, value: Slot): Task<ByteString> {
  const pieces: ByteString[] = [];
  yield* evaluation.run(
    printValue(value, {
      color: false,
      maxDepth: Infinity,
      indent: 0,
      throwsAtTop: false,
      maxCallDepth: evaluation.context.settings.number('max-call-depth'),
      isStorePath,
      out: { put: (text) => pieces.push(text), flush: () => undefined },
    }),
  );
  return pieces.join('');
}

/** `--write-to`: a string becomes a file, a set a directory. */
function* writeOut(evaluation: Evaluation, { value: slot, pos }: Selected, path: ByteString): EvalTask<null> {
  const { files } = evaluation.context.process;
  const value = yield* force(slot, pos);
  const there = files.exists(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.');
  if (isString(value)) {
    if (!there)
      throw new EvalError('eval', hint`opening file ${`"${path}"`}: ${'No such file or directory'}`);
    files.writeFile(path, textOf(value));
    return null;
  }
  if (!(value instanceof Attrs)) {
    const place = evaluation.evaluator.sources.describe(pos);
    throw new EvalError('type', hint`value at '${place}' is not a string or an attribute set`);
  }
  if (!there)
    throw new CommandError(`filesystem error: cannot create directory: No such file or directory [${path}]`);
  files.mkdir(path, 0o777);
  for (const [i, name] of value.shape.names.entries()) {
    const inner = value.positions?.[i] ?? 0;
    try {
      if (name === '.' || name === '..') throw new EvalError('eval', hint`invalid file name '${name}'`);
      yield* writeOut(
        evaluation,
        { value: yield* force(value.values[i], inner), pos: inner },
        `${path}/${name}`,
      );
    } catch (error) {
      if (error instanceof EvalError) error.trace(inner, hint`while evaluating the attribute '${name}'`);
      throw error;
    }
  }
  return null;
}
