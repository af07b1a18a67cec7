// The commands of the read-eval-print loop that begin with a colon.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { hint, showType } from '../../engine/lang/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { CommandError } from '../usage-error.ts';
import { buildAll, buildWithLinks, install, showLog, shellOf, shellWith } from './build-commands.ts';
import { documentation } from './documentation.ts';
import { edit } from './edit.ts';
import type { Repl } from './repl.ts';

interface ReplCommand {
  readonly names: readonly string[];
  readonly run: (repl: Repl, argument: ByteString, name: ByteString) => Task<void>;
}

export const REPL_COMMANDS: readonly ReplCommand[] = [
  { names: [':?', ':help'], run: (repl) => repl.out.line(HELP) },
  { names: [':a', ':add'], run: add },
  { names: [':b'], run: buildAll },
  { names: [':bl'], run: buildWithLinks },
  { names: [':doc'], run: documentation },
  { names: [':e', ':edit'], run: edit },
  { names: [':i'], run: install },
  { names: [':l', ':load'], run: load },
  { names: [':lf', ':load-flake'], run: loadFlake },
  { names: [':ll', ':last-loaded'], run: lastLoaded },
  { names: [':log'], run: showLog },
  { names: [':p', ':print'], run: print },
  { names: [':r', ':reload'], run: (repl) => repl.reload() },
  { names: [':sh'], run: shellOf },
  { names: [':t'], run: describeType },
  { names: [':te', ':trace-enable'], run: traceEnable },
  { names: [':u'], run: shellWith },
];

const HELP = `The following commands are available:

  <expr>                       Evaluate and print expression
  <x> = <expr>                 Bind expression to variable
  :a, :add <expr>              Add attributes from resulting set to scope
  :b <expr>                    Build a derivation
  :bl <expr>                   Build a derivation, creating GC roots in the
                               working directory
  :e, :edit <expr>             Open package or function in $EDITOR
  :i <expr>                    Build derivation, then install result into
                               current profile
  :l, :load <path>             Load Nix expression and add it to scope
  :lf, :load-flake <ref>       Load Nix flake and add it to scope
  :ll, :last-loaded            Show most recently loaded variables added to scope
  :p, :print <expr>            Evaluate and print expression recursively
                               Strings are printed directly, without escaping.
  :q, :quit                    Exit nix-repl
  :r, :reload                  Reload all files
  :sh <expr>                   Build dependencies of derivation, then start
                               nix-shell
  :t <expr>                    Describe result of evaluation
  :u <expr>                    Build derivation, then start nix-shell
  :doc <expr>                  Show documentation of a builtin function
  :log <expr>                  Show logs for a derivation
  :te, :trace-enable [bool]    Enable, disable or toggle showing traces for
                               errors
  :?, :help                    Brings up this help menu`;

function* add(repl: Repl, text: ByteString): Task<void> {
  yield* repl.addAll(yield* repl.evaluate(text));
}

function* load(repl: Repl, file: ByteString): Task<void> {
  repl.evaluation.evaluator.forgetFiles();
  yield* repl.load(file);
}

function* loadFlake(_repl: Repl, reference: ByteString): Task<void> {
  if (reference === '')
    throw new CommandError(
      "cannot use ':load-flake' without a path specified. (Use '.' for the current working directory.)",
    );
  throw new NotSimulated(`:load-flake ${reference}`, 'flakes are not there yet');
}

function* lastLoaded(repl: Repl): Task<void> {
  const { lastLoaded: attrs } = repl;
  if (attrs === undefined) throw new CommandError('nothing has been loaded yet');
  const { evaluator } = repl.evaluation;
  const names = [...attrs.shape.names].sort((a, b) => evaluator.order(a) - evaluator.order(b));
  for (const name of names) yield* repl.context.print(name);
}

function* print(repl: Repl, text: ByteString): Task<void> {
  yield* repl.printAll(yield* repl.evaluate(text));
}

function* describeType(repl: Repl, text: ByteString): Task<void> {
  yield* repl.context.print(showType(yield* repl.evaluate(text)));
}

/** Whether errors are shown with all of their frames: as told, or the other way round. */
function* traceEnable(repl: Repl, text: ByteString, name: ByteString): Task<void> {
  const { machine } = repl.evaluation.evaluator;
  if (text !== '' && text !== 'true' && text !== 'false')
    throw new CommandError(hint`unexpected argument '${text}' to ${name}`);
  machine.showTrace = text === '' ? !machine.showTrace : text === 'true';
  yield* repl.out.line(machine.showTrace ? 'showing error traces' : 'not showing error traces');
}
