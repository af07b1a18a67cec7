// A store path given on the command line: itself, a file in it, or a symlink that leads there (`./result`).
import type { ByteString } from '../engine/base/index.ts';
import { BadStorePath, isInStore, splitStorePath } from '../engine/store/index.ts';
import type { NixContext } from './nix-context.ts';

/**
 * The store path an argument stands for: symlinks are followed until one leads into the store. Throws BadStorePath,
 * and with `valid` InvalidPath when the path is not valid.
 */
export function storeArgument(context: NixContext, argument: ByteString, valid = true): ByteString {
  const { files } = context.process;
  let path = context.absolute(argument);
  for (let links = 0; !isInStore(path) && links < 40; links++) {
    if (!files.exists(path, false) || files.lstat(path).kind !== 'symlink') break;
    const target = files.readlink(path);
    path = context.absolute(
      target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`,
    );
  }
  if (!isInStore(path)) throw new BadStorePath(`path "${path}" is not in the Nix store`);
  const store = splitStorePath(path).path;
  if (valid) context.store.query(store);
  return store;
}
