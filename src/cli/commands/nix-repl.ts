// `nix repl`: evaluate expressions one after another.
import type { ByteString } from '../../engine/base/index.ts';
import { autoCall, type Slot, type Task as EvalTask } from '../../engine/lang/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { Evaluation } from '../evaluation.ts';
import type { NixContext } from '../nix-context.ts';
import { Repl, type Installable } from '../repl/repl.ts';
import { SourceFlags } from '../source-flags.ts';
import type { Subcommand } from '../subcommand.ts';
import help from './nix-repl.md?raw';

export const nixRepl: Subcommand = {
  name: 'repl',
  help,
  begin: (context) => {
    const source = new SourceFlags(context, 'repl');
    const installables: ByteString[] = [];
    context.settings.assume('pure-eval', 'false');
    return {
      flags: source.flags(),
      positional: (word) => installables.push(word),
      run: () => run(context, source, installables),
    };
  },
};

function* run(context: NixContext, source: SourceFlags, given: readonly ByteString[]): Task<number> {
  const names = given.length === 0 && source.isGiven ? ['.'] : given;
  const evaluation = new Evaluation(context, source.evaluation);
  yield* evaluation.readArgs();
  const repl = new Repl(evaluation, () => valuesOf(evaluation, source, names));
  return yield* repl.run();
}

/** The values that are loaded when the loop begins. */
function* valuesOf(
  evaluation: Evaluation,
  source: SourceFlags,
  names: readonly ByteString[],
): Task<Installable[]> {
  if (names.length === 0) return [];
  source.settle();
  if (!source.isGiven) source.refuse(names[0]);
  const root = yield* source.root(evaluation);
  const values: Installable[] = [];
  for (const name of names) {
    const selected = (function* (): EvalTask<Slot> {
      const { value } = yield* source.select(evaluation, root, name);
      return source.file === undefined ? value : yield* autoCall(value, evaluation.args);
    })();
    values.push({ value: yield* evaluation.run(selected), what: name === '.' ? '' : name });
  }
  return values;
}
