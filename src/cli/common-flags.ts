// The flags that every command takes, and those that every older command takes besides.
import { NotSimulated, type ByteString } from '../engine/base/index.ts';
import { hint } from '../engine/lang/index.ts';
import { BadSetting } from '../engine/nix/index.ts';
import type { Flag } from './arguments.ts';
import { NIX_VERSION, type NixContext, type Verbosity } from './nix-context.ts';
import { settingFlags } from './setting-flags.ts';
import { CommandError, Finished, UsageError } from './usage-error.ts';

/** Flags of all commands: how much is said, and every setting. */
export function commonFlags(context: NixContext): Flag[] {
  const { settings } = context;
  return [
    ...settingFlags(settings),
    { names: ['--verbose', '-v'], arity: 0, apply: () => louder(context, 1) },
    { names: ['--quiet'], arity: 0, apply: () => louder(context, -1) },
    { names: ['--debug'], arity: 0, apply: () => louder(context, 3) },
    {
      names: ['--option'],
      arity: 2,
      apply: (name, value) => {
        try {
          settings.set(name, value);
        } catch (error) {
          if (!(error instanceof BadSetting)) throw error;
          settings.warnings.push(error.message);
        }
      },
    },
    { names: ['--log-format'], arity: 1, apply: (format) => setLogFormat(context, format) },
    { names: ['--max-jobs', '-j'], arity: 1, apply: (value) => settings.set('max-jobs', value) },
  ];
}

/** Flags of the older commands: `nix-build`, `nix-env` and their kin. */
export function legacyFlags(context: NixContext): Flag[] {
  const { settings } = context;
  const on = (names: readonly string[], setting: string): Flag => ({
    names,
    arity: 0,
    apply: () => settings.set(setting, 'true'),
  });
  const number = (setting: string): Flag => ({
    names: [`--${setting}`],
    arity: 1,
    apply: (value) => settings.set(setting, unitless(value)),
  });
  const finish = (text: () => ByteString): Flag['apply'] => {
    return () => {
      throw new Finished(text());
    };
  };
  return [
    ...commonFlags(context),
    { names: ['--help'], arity: 0, apply: finish(() => context.help) },
    { names: ['--version'], arity: 0, apply: finish(() => versionText(context)) },
    on(['--keep-failed', '-K'], 'keep-failed'),
    on(['--keep-going', '-k'], 'keep-going'),
    on(['--fallback'], 'fallback'),
    number('cores'),
    number('max-silent-time'),
    number('timeout'),
    { names: ['--readonly-mode'], arity: 0, apply: () => (context.readOnly = true) },
    { names: ['--no-gc-warning'], arity: 0, apply: () => (context.warnsOfRoots = false) },
    // It chooses the way of logging that older commands have anyway.
    { names: ['--no-build-output', '-Q'], arity: 0, apply: () => undefined },
  ];
}

/** What `--version` prints. Throws NotSimulated when more is asked for. */
export function versionText(context: NixContext): ByteString {
  if (context.verbosity > 3) throw new NotSimulated('-v --version', 'there are no libraries here to tell of');
  return `${context.name} (Nix) ${NIX_VERSION}\n`;
}

function louder(context: NixContext, by: number): void {
  const level = context.verbosity + by;
  if (level > 4) throw new NotSimulated('-vv', 'what Nix says of its inner workings is not known here');
  context.verbosity = Math.max(0, level) as Verbosity;
}

function setLogFormat(context: NixContext, format: ByteString): void {
  const usual = context.name === 'nix' ? 'bar' : 'raw';
  if (format === usual || (/^(raw|bar)$/.test(format) && !context.colours)) return;
  if (/^(raw|bar|raw-with-logs|internal-json|bar|bar-with-logs|multiline|multiline-with-logs)$/.test(format))
    throw new NotSimulated(`--log-format ${format}`);
  throw new CommandError(hint`option 'log-format' has an invalid value '${format}'`);
}

/** A number, `K`, `M`, `G` or `T` behind it allowed. Throws UsageError. */
function unitless(value: ByteString): ByteString {
  const unit = /[A-Za-z]$/.exec(value)?.[0].toUpperCase();
  if (unit !== undefined && !'KMGT'.includes(unit))
    throw new UsageError(hint`invalid unit specifier '${unit}'`);
  if (!/^\d+[KMGT]?$/i.test(value)) throw new UsageError(hint`'${value}' is not an integer`);
  return value;
}
