// `nix-collect-garbage`: forget old generations if asked to, then collect.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { deleteGenerations, findGenerations } from '../../engine/profile/index.ts';
import { STATE_DIR } from '../../engine/store/index.ts';
import { legacyFlags } from '../common-flags.ts';
import { collectGarbage } from '../collect.ts';
import type { NixCommand } from '../nix-command.ts';
import type { NixContext } from '../nix-context.ts';
import { profileAccess } from '../profiles.ts';
import { UsageError } from '../usage-error.ts';
import help from './nix-collect-garbage.md?raw';

export const nixCollectGarbage: NixCommand = {
  name: 'nix-collect-garbage',
  summary: 'delete unreachable store paths',
  help,
  run: function* (context, argv) {
    let deleteOld = false;
    let dryRun = false;
    yield* context.parse(argv, {
      flags: [
        ...legacyFlags(context),
        { names: ['--delete-old', '-d'], arity: 0, apply: () => (deleteOld = true) },
        { names: ['--dry-run'], arity: 0, apply: () => (dryRun = true) },
        {
          names: ['--delete-older-than', '--max-freed'],
          arity: 1,
          own: true,
          apply: () => {
            throw new NotSimulated(`nix-collect-garbage --delete-older-than and --max-freed`);
          },
        },
      ],
      positional: (value) => {
        throw new UsageError(`unexpected argument '${value}'`);
      },
    });
    if (deleteOld)
      for (const directory of [`${STATE_DIR}/profiles`, `${context.home}/.local/state/nix/profiles`])
        yield* forgetOld(context, directory, dryRun);
    if (!dryRun) yield* collectGarbage(context);
    return 0;
  },
};

/** Deletes all generations but the current one of every profile below a directory. */
function* forgetOld(context: NixContext, directory: ByteString, dryRun: boolean): Task<void> {
  const { files } = context.process;
  if (!files.exists(directory)) return;
  for (const { name, kind } of files.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (kind === 'directory') yield* forgetOld(context, path, dryRun);
    else if (kind === 'symlink' && files.exists(path, false) && files.readlink(path).includes('link')) {
      yield* context.tell(`removing old generations of profile ${path}`);
      const { generations, current } = findGenerations(files, path);
      const old = generations.map(({ number }) => number).filter((number) => number !== current);
      for (const number of old)
        yield* context.tell(`${dryRun ? 'would remove' : 'removing'} profile version ${number}`);
      if (!dryRun) deleteGenerations(profileAccess(context), path, new Set(old), () => undefined);
    }
  }
}
