// `findFile`: files looked for in a search path, as `<name>` does.
import type { ByteString } from '../../base/index.ts';
import { NotSimulated } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, MAGENTA, PLAIN } from '../errors/hint.ts';
import { coerceToString } from '../eval/coerce.ts';
import { forceAttrs, forceList, forceStringNoContext, requireAttr, type Task } from '../eval/request.ts';
import { resolveSymlinks } from '../eval/resolve-path.ts';
import { absolutePath, canonicalPath } from '../syntax/paths.ts';
import { PathValue, type Slot } from '../value/value.ts';
import type { Builder } from './context.ts';
import { task, type BuiltinDescriptor } from './descriptor.ts';

export const FIND_FILE_BUILTIN: BuiltinDescriptor = task(
  '__findFile',
  'search-path lookup-path',
  'Finds a file in a search path, as `<name>` does.',
  findFile,
);

function* findFile(c: Builder, args: readonly Slot[]): Task {
  const list = yield* forceList(args[0], 'while evaluating the first argument passed to builtins.findFile');
  const entries: { prefix: ByteString; path: ByteString }[] = [];
  for (const item of list) {
    const set = yield* forceAttrs(
      item,
      'while evaluating an element of the list passed to builtins.findFile',
    );
    const prefixSlot = set.get('prefix');
    const prefix =
      prefixSlot === undefined
        ? ''
        : yield* forceStringNoContext(
            prefixSlot,
            'while evaluating the `prefix` attribute of an element of the list passed to builtins.findFile',
          );
    const { text, context } = yield* coerceToString(
      requireAttr(set, 'path', 'in an element of the __nixPath'),
      {
        line: 'while evaluating the `path` attribute of an element of the list passed to builtins.findFile',
      },
    );
    if (context.length > 0) yield* c.realise(context);
    entries.push({ prefix, path: text });
  }
  const wanted = yield* forceStringNoContext(
    args[1],
    'while evaluating the second argument passed to builtins.findFile',
  );
  for (const { prefix, path } of entries) {
    const rest = suffix(prefix, wanted);
    if (rest === undefined) continue;
    const root = yield* resolveEntry(c, path);
    if (root === undefined) continue;
    const candidate = yield* resolveSymlinks(c.files, c.ask, canonicalPath(`${root}/${rest}`));
    if ((yield* c.ask(() => c.files.lstat(candidate))) !== undefined) return new PathValue(candidate);
  }
  if (wanted.startsWith('nix/')) return new PathValue(canonicalPath(wanted.slice(3)), true);
  throw new EvalError(
    'throw',
    c.pure
      ? hint`cannot look up '<${wanted}>' in pure evaluation mode (use '--impure' to override)`
      : hint`file '${wanted}' was not found in the Nix search path (add it using $NIX_PATH or -I)`,
  );
}

/** What of a name is left to look for in an entry; undefined when the entry is for other names. */
function suffix(prefix: ByteString, wanted: ByteString): ByteString | undefined {
  if (prefix === '') return wanted;
  if (wanted === prefix) return '';
  return wanted.startsWith(`${prefix}/`) ? wanted.slice(prefix.length + 1) : undefined;
}

const URL = /^(?:channel:|flake:|(?:https?|file|channel|git|s3|ssh):\/\/)/;

/** The folder an entry of a search path stands for; one that is not there is told once. */
function* resolveEntry(c: Builder, entry: ByteString): Task<ByteString | undefined> {
  const known = c.searchPathEntries.get(entry);
  if (known !== undefined) return known.path;
  if (URL.test(entry)) throw new NotSimulated(`the search path entry ${entry}`);
  const path = absolutePath(entry, c.workingDirectory);
  const real = yield* resolveSymlinks(c.files, c.ask, path);
  const exists = (yield* c.ask(() => c.files.lstat(real))) !== undefined;
  if (!exists)
    c.host.print(
      `${MAGENTA}warning:${PLAIN} ` + hint`Nix search path entry '${entry}' does not exist, ignoring`,
    );
  c.searchPathEntries.set(entry, { path: exists ? path : undefined });
  return exists ? path : undefined;
}
