// Short names for store paths: what a person says, made unique where two paths would be called the same.
//
// All texts here are host text, as they come out of the worker's protocol.
const STORE_PATH = /^(\/nix\/store\/)([0-9a-z]{32})-(.+)$/;

export interface PathParts {
  /** The 32 characters of nix32. */
  readonly hash: string;
  /** The name part, `.drv` included. */
  readonly name: string;
}

/** The parts of a store path, or undefined for any other text. */
export function pathParts(path: string): PathParts | undefined {
  const match = STORE_PATH.exec(path);
  return match === null ? undefined : { hash: match[2] as string, name: match[3] as string };
}

/** `openssl-3.3.1` for its derivation and its output alike. */
export function shortName(path: string): string {
  return (pathParts(path)?.name ?? path).replace(/\.drv$/, '');
}

/** Gives a path its short name. */
export type Names = (path: string) => string;

/** Names that are unique among `paths`: the start of the hash follows where two of a kind share a name. */
export function uniqueNames(paths: Iterable<string>): Names {
  const byName = new Map<string, Set<string>>();
  for (const path of paths) {
    const key = pathParts(path)?.name ?? path;
    const same = byName.get(key);
    if (same === undefined) byName.set(key, new Set([path]));
    else same.add(path);
  }
  return (path) => {
    const parts = pathParts(path);
    if (parts === undefined) return path;
    const shared = (byName.get(parts.name)?.size ?? 0) > 1;
    return shared ? `${shortName(path)} (${parts.hash.slice(0, 4)})` : shortName(path);
  };
}

/** `226 KiB`, as people read sizes; binary units, as Nix counts. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB'];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${units[unit]}`;
}
