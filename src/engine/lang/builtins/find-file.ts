// `findFile`: a file in a search path, as `<name>` finds it.
import { NotSimulated, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { coerceToString } from '../eval/coerce.ts';
import { forceAttrs, forceList, forceStringNoContext, requireAttr, type Task } from '../eval/request.ts';
import { resolveSymlinks } from '../eval/resolve-path.ts';
import { absolutePath, canonicalPath } from '../syntax/paths.ts';
import { PathValue, type Slot } from '../value/value.ts';
import type { Builder, SearchPathEntry } from './context.ts';
import { task, type BuiltinDescriptor } from './descriptor.ts';

/**
 * Fetches what an entry names that is no path: `channel:nixos-unstable`, `https://…`. Answers where it is now, or
 * undefined when the entry names nothing of the kind; throws what goes wrong.
 */
export type FetchEntry = (builder: Builder, entry: ByteString) => ByteString | undefined;

export function findFileBuiltin(fetchEntry: FetchEntry): BuiltinDescriptor {
  return task(
    '__findFile',
    'search-path lookup-path',
    'Finds a file in a search path, as `<name>` does.',
    (builder, args) => findFile(builder, args, fetchEntry),
  );
}

const URL = /^(?:channel:|flake:|(?:https?|file|channel|git|s3|ssh):\/\/)/;

/** The language alone has nothing to fetch with. */
export const FIND_FILE_BUILTIN = findFileBuiltin((_, entry) => {
  if (URL.test(entry)) throw new NotSimulated(`the search path entry ${entry}`);
  return undefined;
});

function* findFile(c: Builder, args: readonly Slot[], fetchEntry: FetchEntry): Task {
  const list = yield* forceList(args[0], 'while evaluating the first argument passed to builtins.findFile');
  const entries: SearchPathEntry[] = [];
  for (const item of list) entries.push(yield* readEntry(c, item));
  const wanted = yield* forceStringNoContext(
    args[1],
    'while evaluating the second argument passed to builtins.findFile',
  );
  for (const { prefix, path } of entries) {
    const rest = behind(prefix, wanted);
    const base = rest === undefined ? undefined : yield* lookUp(c, path, fetchEntry);
    if (base === undefined || rest === undefined) continue;
    const found = yield* resolveSymlinks(
      c.files,
      c.ask,
      canonicalPath(`${base}${canonicalPath(`/${rest}`)}`),
    );
    if ((yield* c.ask(() => c.files.lstat(found))) !== undefined) return new PathValue(found);
    c.access.check(found);
  }
  if (wanted.startsWith('nix/')) return new PathValue(canonicalPath(wanted.slice(3)), true);
  throw new EvalError(
    'throw',
    c.pure
      ? hint`cannot look up '<${wanted}>' in pure evaluation mode (use '--impure' to override)`
      : hint`file '${wanted}' was not found in the Nix search path (add it using $NIX_PATH or -I)`,
  );
}

function* readEntry(c: Builder, item: Slot): Task<SearchPathEntry> {
  const inEntry = 'of an element of the list passed to builtins.findFile';
  const set = yield* forceAttrs(item, 'while evaluating an element of the list passed to builtins.findFile');
  const prefixSlot = set.get('prefix');
  const prefix =
    prefixSlot === undefined
      ? ''
      : yield* forceStringNoContext(prefixSlot, `while evaluating the \`prefix\` attribute ${inEntry}`);
  const slot = requireAttr(set, 'path', 'in an element of the __nixPath');
  const { text, context } = yield* coerceToString(slot, {
    line: `while evaluating the \`path\` attribute ${inEntry}`,
  });
  try {
    if (context.length > 0) yield* c.realise(context);
  } catch (error) {
    if (!(error instanceof EvalError) || error.kind !== 'invalid-path') throw error;
    const invalid = /\/([^/]*)' is not valid$/.exec(error.message)?.[1] ?? '';
    throw new EvalError('eval', hint`cannot find '${text}', since path '${invalid}' is not valid`);
  }
  return { prefix, path: text };
}

/** What of a name is looked for behind an entry's path; undefined when the entry is not for it. */
function behind(prefix: ByteString, wanted: ByteString): ByteString | undefined {
  if (prefix === '') return wanted;
  if (wanted === prefix) return '';
  return wanted.startsWith(`${prefix}/`) ? wanted.slice(prefix.length + 1) : undefined;
}

/** The path of an entry, if there is something; says once that there is not. */
function* lookUp(c: Builder, entry: ByteString, fetchEntry: FetchEntry): Task<ByteString | undefined> {
  const known = c.searchPathEntries.get(entry);
  if (known !== undefined) return known.path;
  const fetched = fetchEntry(c, entry);
  const path = fetched ?? absolutePath(entry, c.workingDirectory);
  const real = yield* resolveSymlinks(c.files, c.ask, path);
  const exists = (yield* c.ask(() => c.files.lstat(real))) !== undefined;
  if (!exists) {
    c.access.check(path);
    c.warn(new EvalError('eval', hint`Nix search path entry '${entry}' does not exist, ignoring`));
  }
  c.searchPathEntries.set(entry, { path: exists ? path : undefined });
  return exists ? path : undefined;
}
