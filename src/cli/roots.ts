// Roots that commands make: `result` links and `--add-root`.
import type { ByteString } from '../engine/base/index.ts';
import { addIndirectRoot, isInStore } from '../engine/store/index.ts';
import type { NixContext } from './nix-context.ts';
import type { Task } from '../engine/os/index.ts';
import { CommandError } from './usage-error.ts';

/** Makes a symlink to a store path, registers it as an indirect root, and answers its absolute path. */
export function addRoot(context: NixContext, link: ByteString, target: ByteString): ByteString {
  const { files } = context.process;
  const path = context.absolute(link);
  if (isInStore(path))
    throw new CommandError(`creating a garbage collector root (${path}) in the Nix store is forbidden`);
  files.makeDirectories(path.slice(0, path.lastIndexOf('/')));
  if (files.exists(path, false)) {
    const replaceable = files.lstat(path).kind === 'symlink' && isInStore(files.readlink(path));
    if (!replaceable) throw new CommandError(`cannot create symlink '${path}'; already exists`);
    files.unlink(path);
  }
  files.symlink(target, path);
  addIndirectRoot(context.store.files, path);
  return path;
}

/** Said once a command, when it prints a path that nothing keeps. */
export function* warnNoRoot(context: NixContext, first: boolean): Task<void> {
  if (first && context.warnsOfRoots)
    yield* context.warn(
      "you did not specify '--add-root'; the result might be removed by the garbage collector",
    );
}
