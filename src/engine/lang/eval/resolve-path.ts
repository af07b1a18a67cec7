// Symlinks in paths: what a path leads to, as far as it leads anywhere.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { baseName, directoryOf } from '../syntax/paths.ts';
import { showPath, type PathHost } from './core-files.ts';
import type { Answer } from './host.ts';
import type { Task } from './request.ts';

const MAX_LINKS = 1024;

/** The path without symlinks; what does not exist stays as it is written. Throws when links go in circles. */
export function* resolveSymlinks(
  host: PathHost,
  ask: <T>(question: () => Answer<T>) => Task<T>,
  path: ByteString,
): Task<ByteString> {
  const real = yield* ask(() => host.realPath(path));
  if (real !== undefined) return real;
  const tree = path[0] === '\0' ? '\0' : '';
  const todo = path.slice(tree.length).split('/');
  let done: ByteString[] = [];
  for (let links = 0, part = todo.shift(); part !== undefined; part = todo.shift()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      done.pop();
      continue;
    }
    done.push(part);
    const here = `${tree}/${done.join('/')}`;
    const target = yield* ask(() => host.readLink(here));
    if (target === undefined) continue;
    if (links++ >= MAX_LINKS)
      throw new EvalError('eval', hint`infinite symlink recursion in path '${showPath(path)}'`);
    done = target.startsWith('/') ? [] : done.slice(0, -1);
    todo.unshift(...target.split('/'));
  }
  return `${tree}/${done.join('/')}`;
}

/** The same for the folders on the way alone. */
export function* resolveAncestors(
  host: PathHost,
  ask: <T>(question: () => Answer<T>) => Task<T>,
  path: ByteString,
): Task<ByteString> {
  if (path === '/' || path === '\0/') return path;
  const folder = yield* resolveSymlinks(host, ask, directoryOf(path));
  return folder.endsWith('/') ? `${folder}${baseName(path)}` : `${folder}/${baseName(path)}`;
}
