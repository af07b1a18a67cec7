// Paths as text: last component, directory, joining. POSIX basename(3) and dirname(3).
import type { ByteString } from '../../engine/base/index.ts';
import { PosixError, type Files, type Stat } from '../../engine/vfs/index.ts';

export function baseName(path: ByteString): ByteString {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return path === '' ? '' : '/';
  return bare.slice(bare.lastIndexOf('/') + 1);
}

export function directoryName(path: ByteString): ByteString {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return path === '' ? '.' : '/';
  const slash = bare.lastIndexOf('/');
  if (slash < 0) return '.';
  return bare.slice(0, slash).replace(/\/+$/, '') || '/';
}

export function join(directory: ByteString, name: ByteString): ByteString {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** stat without throwing: undefined where the path leads nowhere. */
export function statOf(files: Files, path: ByteString, follow = true): Stat | undefined {
  try {
    return follow ? files.stat(path) : files.lstat(path);
  } catch (error) {
    if (error instanceof PosixError) return undefined;
    throw error;
  }
}

/** The way from one absolute directory to an absolute path, as `ln -r` and `realpath --relative-to` write it. */
export function relativePath(from: ByteString, to: ByteString): ByteString {
  const a = from.split('/').filter((name) => name !== '');
  const b = to.split('/').filter((name) => name !== '');
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.';
}

/**
 * A path without symlinks. `all`: every component must be there; `most`: all but the last; `none`: any may be missing
 * (a missing part is kept as it is written). Throws PosixError.
 */
export function canonicalPath(files: Files, path: ByteString, existing: 'all' | 'most' | 'none'): ByteString {
  if (existing === 'all') return files.realpath(path);
  if (path === '') throw new PosixError('ENOENT', path);
  let at: ByteString = path.startsWith('/') ? '/' : files.cwd;
  const pending = path.split('/').filter((name) => name !== '');
  let links = 0;
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (name === '.') continue;
    if (name === '..') {
      at = directoryName(at);
      continue;
    }
    const next = join(at, name);
    const stat = existing === 'none' ? statOf(files, next, false) : lstatOrMissing(files, next);
    if (stat?.kind === 'symlink') {
      if (++links > 40) throw new PosixError('ELOOP', path);
      const target = files.readlink(next);
      if (target.startsWith('/')) at = '/';
      pending.unshift(...target.split('/').filter((part) => part !== ''));
      continue;
    }
    if (stat === undefined && existing === 'most' && pending.some((part) => part !== '.'))
      throw new PosixError('ENOENT', path);
    if (
      stat !== undefined &&
      stat.kind !== 'directory' &&
      existing === 'most' &&
      (pending.length > 0 || path.endsWith('/'))
    )
      throw new PosixError('ENOTDIR', path);
    at = next;
  }
  return at;
}

function lstatOrMissing(files: Files, path: ByteString): Stat | undefined {
  try {
    return files.lstat(path);
  } catch (error) {
    if (error instanceof PosixError && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
