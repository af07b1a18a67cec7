// Builtins that read the host's files, and `import`.
import { digest, toHex, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { coerceToPath, coerceToString } from '../eval/coerce.ts';
import { force, forceAttrs, forceStringNoContext, isString, type Task } from '../eval/request.ts';
import { showPath, treePath } from '../eval/core-files.ts';
import { resolveAncestors, resolveSymlinks } from '../eval/resolve-path.ts';
import { canonicalPath, directoryOf } from '../syntax/paths.ts';
import { makeAttrs } from '../value/attrs.ts';
import { makeString, textOf } from '../value/string-context.ts';
import { PathValue, type Slot } from '../value/value.ts';
import type { Builder } from './context.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';
import { FIND_FILE_BUILTIN } from './find-file.ts';
import { readAlgorithm } from './hash-argument.ts';

type Symlinks = 'all' | 'ancestors' | 'none';

/**
 * The path a value stands for, once what its context speaks of is there; symlinks resolved. It may be one of `<nix/…>`:
 * only `c.files` can read it.
 */
export function* realisePath(c: Builder, slot: Slot, symlinks: Symlinks = 'all'): Task<ByteString> {
  const { text, context, core } = yield* coerceToPath(slot, 'while realising the context of a path');
  const path = treePath(canonicalPath(text), core);
  try {
    if (context.length > 0) yield* c.realise(context);
    if (symlinks === 'all') return yield* resolveSymlinks(c.files, c.ask, path);
    return symlinks === 'none' ? path : yield* resolveAncestors(c.files, c.ask, path);
  } catch (error) {
    if (error instanceof EvalError)
      error.trace(0, hint`while realising the context of path '${showPath(path)}'`);
    throw error;
  }
}

function missing(c: Builder, path: ByteString): EvalError {
  c.access.check(path);
  // the tree of <nix/…> has words of its own
  return path[0] === '\0'
    ? new EvalError('eval', hint`file '${showPath(path)}' does not exist`)
    : new EvalError('eval', hint`path '${showPath(path)}' does not exist`);
}

function* readText(c: Builder, path: ByteString): Task<ByteString> {
  const bytes = yield* c.ask(() => c.files.readFile(path));
  if (bytes !== undefined) return bytes;
  const type = yield* c.ask(() => c.files.lstat(path));
  if (type === undefined) throw missing(c, path);
  throw new EvalError('eval', hint`file '${showPath(path)}' is not a regular file`);
}

export const FILE_BUILTINS: readonly BuiltinDescriptor[] = [
  task(
    'import',
    'path',
    'Evaluates the Nix file at *path*; of a folder, its `default.nix`.',
    function* (c, [path]) {
      return yield* c.importFile(yield* realisePath(c, path, 'none'));
    },
  ),
  task(
    'scopedImport',
    'scope path',
    'As `import`, with the attributes of *scope* as names in the file.',
    function* (c, args) {
      const path = yield* realisePath(c, args[1], 'none');
      const line = 'while evaluating the first argument passed to builtins.scopedImport';
      const scope = yield* forceAttrs(args[0], line);
      return yield* c.importFile(path, new Map(scope.shape.names.map((name, i) => [name, scope.values[i]])));
    },
  ),
  task('__pathExists', 'path', 'Whether there is something at *path*.', function* (c, [path]) {
    const value = yield* force(path);
    const folder = isString(value) && /\/\.?$/.test(textOf(value));
    const real = yield* realisePath(c, value, folder ? 'all' : 'ancestors');
    const type = yield* c.ask(() => c.files.lstat(real));
    return type !== undefined && (!folder || type === 'directory');
  }),
  task('__readFile', 'path', 'The contents of a file as a string.', function* (c, [path]) {
    const real = yield* realisePath(c, path);
    const text = yield* readText(c, real);
    if (text.includes('\0'))
      throw new EvalError(
        'eval',
        hint`the contents of the file '${showPath(real)}' cannot be represented as a Nix string`,
      );
    return makeString(text, yield* c.ask(() => c.host.referencesIn(real, text)));
  }),
  task(
    '__readFileType',
    'p',
    'The type of a directory entry: "regular", "directory", "symlink" or "unknown".',
    function* (c, [path]) {
      const real = yield* realisePath(c, path, 'none');
      const type = yield* c.ask(() => c.files.lstat(real));
      if (type === undefined) throw missing(c, real);
      return type;
    },
  ),
  task(
    '__readDir',
    'path',
    'The entries of a folder as a set: each name with its type.',
    function* (c, [path]) {
      const real = yield* realisePath(c, path);
      const entries = yield* c.ask(() => c.files.readDir(real));
      if (entries === undefined) {
        const type = yield* c.ask(() => c.files.lstat(real));
        if (type === undefined) throw missing(c, real);
        throw new EvalError('eval', hint`'${showPath(real)}' is not a directory`);
      }
      for (const [name] of entries) c.order(name);
      return makeAttrs(entries);
    },
  ),
  task('__hashFile', 'type p', 'The hash of a file, in base 16.', function* (c, args) {
    const line = 'while evaluating the first argument passed to builtins.hashFile';
    const algorithm = readAlgorithm(c, yield* forceStringNoContext(args[0], line));
    const text = yield* readText(c, yield* realisePath(c, args[1]));
    return toHex(digest(algorithm, text));
  }),
  task('__toPath', 's', 'Turns a string into a path and back; it must be absolute.', function* (_, [s]) {
    const { text, context } = yield* coerceToPath(
      s,
      'while evaluating the first argument passed to builtins.toPath',
    );
    return makeString(canonicalPath(text), context);
  }),
  task('dirOf', 's', 'The folder part of a path or string.', function* (_, [s]) {
    const value = yield* force(s);
    if (value instanceof PathValue)
      return new PathValue(value.path === '/' ? '/' : directoryOf(value.path), value.core);
    const line = "while evaluating the first argument passed to 'builtins.dirOf'";
    const { text, context } = yield* coerceToString(value, { line });
    return makeString(directoryOf(text), context);
  }),
  leaf(
    '__getEnv',
    ['plain-string'],
    's',
    'An environment variable, or "" when there is none or evaluation is pure.',
    (c, name) => (c.pure || c.restricted ? '' : (c.host.env(name) ?? '')),
    { lines: ['while evaluating the first argument passed to builtins.getEnv'] },
  ),
  FIND_FILE_BUILTIN,
];
