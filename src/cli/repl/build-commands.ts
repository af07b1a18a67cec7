// The commands of the read-eval-print loop that build, and what they build: the derivation an expression evaluates to.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { hint, type Task as EvalTask, type Value } from '../../engine/lang/index.ts';
import { packageOf, settingsText } from '../../engine/nix/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { findLog } from '../logs.ts';
import { realise } from '../realise.ts';
import { addRoot } from '../roots.ts';
import { CommandError } from '../usage-error.ts';
import type { Repl } from './repl.ts';
import { runProgram } from './run-program.ts';

/** The path of the derivation that an expression evaluates to; it must be in the store. */
function* derivationOf(repl: Repl, text: ByteString): Task<ByteString> {
  return yield* derivationPath(repl, yield* repl.evaluate(text));
}

function* derivationPath(repl: Repl, value: Value): Task<ByteString> {
  const drv = yield* repl.evaluation.run(
    (function* (): EvalTask<ByteString> {
      const found = yield* packageOf(value);
      if (found === undefined)
        throw new CommandError("expression does not evaluate to a derivation, so I can't build it");
      if (!found.attrs.has('drvPath'))
        throw new CommandError("expression did not evaluate to a valid derivation (no 'drvPath' attribute)");
      return yield* found.drvPath();
    })(),
  );
  if (!repl.context.store.isValid(drv))
    throw new CommandError(hint`expression evaluated to invalid derivation '${drv}'`);
  return drv;
}

export function* buildAll(repl: Repl, text: ByteString): Task<void> {
  yield* build(repl, text, (name, path) => `${name} -> ${path}`);
}

export function* buildWithLinks(repl: Repl, text: ByteString): Task<void> {
  yield* build(repl, text, (name, path) => {
    const link = `repl-result-${name}`;
    addRoot(repl.context, link, path);
    return `./${link} -> ${path}`;
  });
}

/** Builds every output, and tells each in a line. */
function* build(
  repl: Repl,
  text: ByteString,
  line: (name: ByteString, path: ByteString) => ByteString,
): Task<void> {
  const { context } = repl;
  const drv = yield* derivationOf(repl, text);
  yield* realise(context, [drv], { silentPlan: true });
  yield* context.print('\nThis derivation produced the following outputs:');
  const outputs = [...context.store.derivation(drv).outputs].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { path }] of outputs) yield* context.print(`  ${line(name, path)}`);
}

export function* showLog(repl: Repl, text: ByteString): Task<void> {
  const { context } = repl;
  const drv = yield* derivationOf(repl, text);
  const log = findLog(context, drv);
  if (log === undefined) throw new CommandError(hint`build log of '${drv}' is not available`);
  yield* context.tell(`got build log for '${drv}' from 'local'`);
  yield* context.print(log);
}

/** `:i`: installs with `nix-env`, under the settings of the loop. */
export function* install(repl: Repl, text: ByteString): Task<void> {
  const { context } = repl;
  const drv = yield* derivationOf(repl, text);
  const configuration: [ByteString, ByteString] = ['NIX_CONFIG', settingsText(context.settings)];
  const status = yield* runProgram(context, ['nix-env', '-i', drv], [configuration]);
  if (status !== 0) throw new CommandError(hint`'nix-env' failed with exit code ${status}`);
}

/** `:u`: a shell that has the derivation. */
export function* shellWith(repl: Repl, text: ByteString): Task<void> {
  const derivation = yield* repl.evaluate(text);
  const make = yield* repl.evaluate(
    'drv: (import <nixpkgs> {}).runCommand "shell" { buildInputs = [ drv ]; } ""',
  );
  const made = yield* repl.evaluation.call(make, [derivation]);
  yield* derivationPath(repl, made);
  throw new NotSimulated('nix-shell');
}

/** `:sh`: a shell with what the derivation is built from. */
export function* shellOf(repl: Repl, text: ByteString): Task<void> {
  yield* derivationOf(repl, text);
  throw new NotSimulated('nix-shell');
}
