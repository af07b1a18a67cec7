// Finding the log of a build.
import type { ByteString } from '../engine/base/index.ts';
import { logPath } from '../engine/build/index.ts';
import { isDerivationPath } from '../engine/store/index.ts';
import type { NixContext } from './nix-context.ts';

/** The log of a derivation's build, or of the build that made an output; undefined when none is kept. */
export function findLog(context: NixContext, path: ByteString): ByteString | undefined {
  const { store } = context;
  const drv = isDerivationPath(path) ? path : store.database.get(path)?.deriver;
  if (drv === undefined || !store.files.exists(logPath(drv))) return undefined;
  return store.files.readText(logPath(drv));
}
