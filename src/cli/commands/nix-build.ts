// `nix-build`: evaluate, build, and leave a `result` link that keeps the output alive.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { selectPath, type Task as EvalTask } from '../../engine/lang/index.ts';
import { findPackages } from '../../engine/nix/index.ts';
import { legacyFlags } from '../common-flags.ts';
import { Evaluation, EvaluationFlags } from '../evaluation.ts';
import type { NixCommand } from '../nix-command.ts';
import { realise } from '../realise.ts';
import { addRoot } from '../roots.ts';
import { CommandError } from '../usage-error.ts';
import help from './nix-build.md?raw';

/** An output of a derivation that is wanted. */
interface Wanted {
  readonly drv: ByteString;
  readonly output: ByteString;
}

/** Flags that Nix has and that are not simulated, with the number of their arguments. */
const MISSING: readonly (readonly [string, number])[] = [
  ['--check', 0],
  ['--repair', 0],
  ['--hash', 0],
];

export const nixBuild: NixCommand = {
  name: 'nix-build',
  summary: 'build a Nix expression',
  help,
  run: function* (context, argv) {
    const flags = new EvaluationFlags(context);
    const operands: ByteString[] = [];
    const attrPaths: ByteString[] = [];
    let outLink: ByteString | undefined = './result';
    let fromArgs = false;
    let dryRun = false;
    yield* context.parse(argv, {
      flags: [
        ...legacyFlags(context),
        ...flags.flags(),
        { names: ['--attr', '-A'], arity: 1, own: true, apply: (value) => attrPaths.push(value) },
        { names: ['--expr', '-E'], arity: 0, apply: () => (fromArgs = true) },
        { names: ['--out-link', '-o'], arity: 1, own: true, apply: (value) => (outLink = value) },
        { names: ['--no-out-link', '--no-link'], arity: 0, apply: () => (outLink = undefined) },
        { names: ['--dry-run'], arity: 0, apply: () => (dryRun = true) },
        ...MISSING.map(([name, arity]) => ({
          names: [name],
          arity,
          apply: () => {
            throw new NotSimulated(`nix-build ${name}`);
          },
        })),
      ],
      positional: (value) => operands.push(value),
    });
    if (operands.length === 0) {
      if (fromArgs) return 0;
      const file = context.absolute('default.nix');
      if (!context.process.files.exists(file)) throw new CommandError(`path '${file}' does not exist`);
      operands.push(file);
    }
    const evaluation = new Evaluation(context, flags);
    yield* evaluation.readArgs();
    const wanted = yield* evaluation.run(wantedOutputs(evaluation, operands, attrPaths, fromArgs));
    yield* realise(
      context,
      wanted.map(({ drv }) => drv),
      { dryRun },
    );
    if (dryRun) return 0;
    const numbers = new Map<ByteString, number>();
    const paths: ByteString[] = [];
    for (const { drv, output } of wanted) {
      const number = numbers.get(drv) ?? numbers.size;
      numbers.set(drv, number);
      const path = context.store.derivation(drv).outputs.get(output)?.path;
      if (path === undefined)
        throw new CommandError(`derivation '${drv}' does not have an output named '${output}'`);
      if (outLink !== undefined)
        addRoot(
          context,
          `${outLink}${number === 0 ? '' : `-${number + 1}`}${output === 'out' ? '' : `-${output}`}`,
          path,
        );
      paths.push(path);
    }
    for (const path of paths) yield* context.print(path);
    return 0;
  },
};

function* wantedOutputs(
  evaluation: Evaluation,
  operands: readonly ByteString[],
  attrPaths: readonly ByteString[],
  fromArgs: boolean,
): EvalTask<Wanted[]> {
  const wanted: Wanted[] = [];
  for (const operand of operands) {
    const root = yield* fromArgs ? evaluation.text(operand) : evaluation.file(operand);
    for (const path of attrPaths.length === 0 ? [''] : attrPaths)
      for (const element of yield* findPackages(
        (yield* selectPath(root, path, evaluation.args)).value,
        evaluation.args,
        false,
      ))
        wanted.push({ drv: yield* element.drvPath(), output: yield* element.outputName() });
  }
  return wanted;
}
