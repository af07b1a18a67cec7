// `nix`: the newer command, with subcommands. Only `nix log` is there; the others are known by name.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { isInStore } from '../../engine/store/index.ts';
import { parseArguments } from '../arguments.ts';
import type { NixCommand } from '../nix-command.ts';
import { storeArgument } from '../store-argument.ts';
import { CommandError, UsageError } from '../usage-error.ts';
import { findLog } from '../logs.ts';
import help from './nix.md?raw';

/** Subcommands that Nix 2.26 has. */
const KNOWN = [
  'build', 'bundle', 'config', 'copy', 'daemon', 'derivation', 'develop', 'doctor', 'edit', 'env', 'eval', 'flake', 'fmt',
  'hash', 'help', 'help-stores', 'key', 'log', 'nar', 'path-info', 'print-dev-env', 'profile', 'realisation', 'registry',
  'repl', 'run', 'search', 'shell', 'show-config', 'store', 'upgrade-nix', 'why-depends',
]; // prettier-ignore

export const nix: NixCommand = {
  name: 'nix',
  summary: 'the newer command line of Nix',
  help,
  run: function* (context, argv) {
    const words: ByteString[] = [];
    parseArguments(argv, {
      flags: [
        ...context.commonFlags(),
        {
          names: ['--extra-experimental-features'],
          arity: 1,
          common: true,
          apply: (features) => context.settings.add('experimental-features', features),
        },
      ],
      positional: (word) => words.push(word),
      // A flag of a subcommand that is not there is not looked at; the subcommand is named instead.
      unknown: () => words.length > 0 && words[0] !== 'log',
    });
    yield* context.warnOfSettings();
    const [subcommand, ...rest] = words;
    if (subcommand === undefined) throw new UsageError('no subcommand specified');
    if (!KNOWN.includes(subcommand)) throw unknownSubcommand(subcommand);
    if (subcommand !== 'log') throw new NotSimulated(`nix ${subcommand}`);
    const [operand, ...others] = rest;
    if (operand === undefined) throw new NotSimulated('nix log without a path', 'flakes are not there yet');
    if (others.length > 0) throw new UsageError(`unexpected argument '${others[0]}'`);
    const path = storeArgument(context, operand, false);
    const log = findLog(context, path);
    if (log === undefined) throw new CommandError(`build log of '${path}' is not available`);
    yield* context.tell(`got build log for '${isInStore(path) ? path : operand}' from 'local'`);
    yield* context.process.print(log);
    return 0;
  },
};

function unknownSubcommand(name: ByteString): UsageError {
  const near = KNOWN.filter((known) => distance(known, name) <= 2);
  const shown =
    near.length === 1 ? near[0] : `one of ${near.slice(0, -1).join(', ')} or ${near.at(-1) ?? ''}`;
  return new UsageError(
    `'${name}' is not a recognised command${near.length === 0 ? '' : `\nDid you mean ${shown}?`}`,
  );
}

/** Levenshtein's edit distance. */
function distance(a: ByteString, b: ByteString): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}
