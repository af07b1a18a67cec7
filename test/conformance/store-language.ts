// The language with a store behind it, for scripts: an empty world in which a folder of the host is mounted.
import type { BuiltinDescriptor } from '../../src/engine/lang/index.ts';
import { Settings, StoreHost, storeBuiltins } from '../../src/engine/nix/index.ts';
import { Files } from '../../src/engine/vfs/index.ts';
import { World } from '../../src/engine/world/index.ts';
import { HostFileSystem } from '../../src/node/host-file-system.ts';

export * from '../../src/engine/lang/index.ts';

export interface StoreLanguage {
  readonly host: StoreHost;
  readonly builtins: readonly BuiltinDescriptor[];
  /** Diagnostics, line by line. */
  readonly printed: readonly string[];
}

/**
 * A host on a new store that sees `folder` of the host, if one is given, at its own path or another; nothing is written
 * to disk.
 */
export function storeLanguage(
  folder: string | undefined,
  environment: ReadonlyMap<string, string>,
  options: { readonly at?: string | undefined; readonly readOnly?: boolean } = {},
): StoreLanguage {
  const world = new World();
  world.rootFiles.makeDirectories('/nix/store');
  const owner = { uid: 0, gid: 0 };
  const mounts =
    folder === undefined
      ? []
      : [{ at: options.at ?? folder, fileSystem: new HostFileSystem(folder, owner, true), readOnly: true }];
  const printed: string[] = [];
  const host = new StoreHost({
    store: world.store,
    files: new Files(world.namespace(mounts), { uid: 0, gid: 0, groups: [] }, '/'),
    environment,
    settings: new Settings(),
    readOnly: options.readOnly !== false,
    nixVersion: '2.36.0',
    now: () => world.now(),
    print: (line) => printed.push(line),
  });
  return { host, builtins: storeBuiltins(host, () => undefined), printed };
}
