// A host that sees one folder of this machine under another name.
import { lstatSync, readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import type { DummyHost, FileType } from '../../src/engine/lang/index.ts';

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** `Base` with the files of `folder` at `place`; everything else does not exist. */
export function HostFiles<B extends typeof DummyHost>(Base: B, folder: string, place: string) {
  // a path that lies elsewhere is looked for where there is nothing
  const there = (path: string) => (path === place || path.startsWith(`${place}/`) ? folder + path.slice(place.length) : '\0');
  return class extends (Base as typeof DummyHost) {
    override readFile(path: string): string | undefined {
      return attempt(() => readFileSync(there(path), 'latin1'));
    }
    override lstat(path: string): FileType | undefined {
      if (path === '/') return 'directory';
      const stats = attempt(() => lstatSync(there(path)));
      if (stats === undefined) return undefined;
      if (stats.isSymbolicLink()) return 'symlink';
      return stats.isFile() ? 'regular' : stats.isDirectory() ? 'directory' : 'unknown';
    }
    override readLink(path: string): string | undefined {
      return attempt(() => readlinkSync(there(path)));
    }
    override readDir(path: string) {
      return attempt(() => readdirSync(there(path)))?.map(
        (name) => [name, this.lstat(`${path}/${name}`) ?? 'unknown'] as const,
      );
    }
    override realPath(path: string): string | undefined {
      if (path === '/') return '/';
      const real = attempt(() => realpathSync(there(path)));
      return real === undefined ? undefined : place + real.slice(realpathSync(folder).length);
    }
  };
}
