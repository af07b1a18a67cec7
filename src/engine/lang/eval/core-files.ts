// The files of `<nix/…>`: a tree of the machine's own, beside the host's.
//
// Invariant: within the evaluator a path in that tree is written with a NUL before it, which no path of the host can
// have; whoever shows it calls `showPath`.
import type { ByteString } from '../../base/index.ts';
import { FETCHURL_TEXT } from '../builtins/fetchurl-text.ts';
import type { FileType, Host } from './host.ts';

const FILES: ReadonlyMap<ByteString, ByteString> = new Map([['/fetchurl.nix', FETCHURL_TEXT]]);

const isCore = (path: ByteString) => path[0] === '\0';

/** A path of either tree, for the evaluator's own use. */
export function treePath(path: ByteString, core: boolean): ByteString {
  return core ? `\0${path}` : path;
}

/** As messages show a path. */
export function showPath(path: ByteString): ByteString {
  return isCore(path) ? `<nix${path.slice(1)}>` : path;
}

/** What the evaluator asks of a host about paths of either tree. */
export type PathHost = Pick<Host, 'readFile' | 'lstat' | 'readLink' | 'readDir' | 'realPath'>;

export function withCoreFiles(host: Host): PathHost {
  const lstat = (path: ByteString): FileType | undefined =>
    path === '\0/' ? 'directory' : FILES.has(path.slice(1)) ? 'regular' : undefined;
  return {
    readFile: (path) => (isCore(path) ? FILES.get(path.slice(1)) : host.readFile(path)),
    lstat: (path) => (isCore(path) ? lstat(path) : host.lstat(path)),
    readLink: (path) => (isCore(path) ? undefined : host.readLink(path)),
    readDir: (path) => {
      if (!isCore(path)) return host.readDir(path);
      return path === '\0/'
        ? [...FILES.keys()].map((name) => [name.slice(1), 'regular'] as const)
        : undefined;
    },
    realPath: (path) => (isCore(path) ? lstat(path) && path : host.realPath(path)),
  };
}
