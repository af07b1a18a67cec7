// `path` and `filterSource`: trees copied to the store, whole or without what a function rejects.
//
// Source of the rules and messages: Nix's `addPath`; measured on Nix 2.36.
import { NotSimulated, type ByteString, type ParsedHash } from '../base/index.ts';
import {
  baseName,
  call,
  canonicalPath,
  coerceToPath,
  EvalError,
  force,
  forceAttrs,
  forceBool,
  forceFunction,
  forceStringNoContext,
  hint,
  readHashOrNothing,
  resolveSymlinks,
  task,
  type Builder,
  type BuiltinDescriptor,
  type CoercedPath,
  type Pos,
  type Slot,
  type Task,
  type Value,
} from '../lang/index.ts';
import { isInStore, makeFixedOutputPath, splitStorePath, type ContentMethod } from '../store/index.ts';
import type { StoreHost } from './store-host.ts';
import { inStore, storeString } from './store-string.ts';

export function pathBuiltins(host: StoreHost): BuiltinDescriptor[] {
  return [
    task(
      '__filterSource',
      'e1 e2',
      'Copies the tree *e2* to the store without what the function *e1* rejects.',
      function* (builder, [filterSlot, pathSlot]) {
        const source = yield* sourcePath(
          pathSlot,
          "while evaluating the second argument (the path to filter) passed to 'builtins.filterSource'",
        );
        const filter = yield* forceFunction(
          filterSlot,
          'while evaluating the first argument passed to builtins.filterSource',
        );
        return yield* addPath(builder, host, source, { name: baseName(source.text), filter });
      },
    ),
    task(
      '__path',
      'args',
      'Copies a path to the store: `path`, and if wanted `name`, `filter`, `recursive`, `sha256`.',
      (builder, [argument]) => path(builder, host, argument),
    ),
  ];
}

/** A path argument: absolute, without `..` in it. */
function* sourcePath(slot: Slot, line: ByteString, pos: Pos = 0): Task<CoercedPath> {
  const source = yield* coerceToPath(slot, line, pos);
  return { ...source, text: canonicalPath(source.text) };
}

function* path(builder: Builder, host: StoreHost, argument: Slot): Task {
  const attrs = yield* forceAttrs(argument, "while evaluating the argument passed to 'builtins.path'");
  let source: CoercedPath | undefined;
  const options: { name: ByteString; filter?: Value; method?: ContentMethod; expected?: ParsedHash } = {
    name: '',
  };
  for (const i of attrs.shape.oldestFirst((name) => builder.order(name))) {
    const key = attrs.shape.names[i];
    const slot = attrs.values[i];
    const pos = attrs.positionOf(key);
    const line = `while evaluating the \`${key}\` attribute passed to builtins.path`;
    switch (key) {
      case 'path':
        source = yield* sourcePath(
          slot,
          "while evaluating the 'path' attribute passed to 'builtins.path'",
          pos,
        );
        break;
      case 'name':
        options.name = yield* forceStringNoContext(slot, line, pos);
        break;
      case 'filter':
        options.filter = yield* forceFunction(
          slot,
          'while evaluating the `filter` parameter passed to builtins.path',
          pos,
        );
        break;
      case 'recursive':
        options.method = (yield* forceBool(slot, line, pos)) ? 'nar' : 'flat';
        break;
      case 'sha256': {
        const text = yield* forceStringNoContext(slot, line, pos);
        options.expected = readHashOrNothing(builder, text, 'sha256');
        break;
      }
      default:
        throw new EvalError('eval', hint`unsupported argument '${key}' to 'builtins.path'`, pos);
    }
  }
  if (source === undefined)
    throw new EvalError('eval', "missing required 'path' attribute in the first argument to 'builtins.path'");
  if (options.name === '') options.name = baseName(source.text);
  return yield* addPath(builder, host, source, options);
}

interface AddPathOptions {
  readonly name: ByteString;
  readonly filter?: Value;
  /** How the hash is taken: of the tree, or of the bytes of a file. */
  readonly method?: ContentMethod;
  /** The hash it must have. */
  readonly expected?: ParsedHash;
}

/** Copies a tree to the store, asking the filter about everything below it. */
function* addPath(builder: Builder, host: StoreHost, source: CoercedPath, options: AddPathOptions): Task {
  const { name, filter, method = 'nar', expected } = options;
  try {
    if (source.core) throw new NotSimulated('copying a file of <nix/…> to the store');
    const references = yield* referencesOf(builder, host, source);
    const promised =
      expected === undefined
        ? undefined
        : inStore(() => makeFixedOutputPath(name, method, expected.algorithm, expected.hash, references));
    if (promised !== undefined && host.store.isValid(promised)) return stored(builder, promised);
    const real = yield* resolveSymlinks(builder.files, builder.ask, source.text);
    builder.access.check(real);
    const type = yield* builder.ask(() => builder.files.lstat(real));
    if (type === undefined) throw new EvalError('eval', hint`path '${real}' does not exist`);
    if (method === 'flat' && type !== 'regular')
      throw new EvalError('eval', hint`file '${real}' is not a regular file`);
    const kept = filter === undefined ? undefined : yield* keptPaths(builder, real, filter);
    const keep =
      kept === undefined
        ? (inner: ByteString) => builder.access.isAllowed(inner)
        : (inner: ByteString) => kept.has(inner);
    const added =
      method === 'flat' ? host.addFlat(real, name) : host.addSource(real, name, { keep, references });
    if (promised !== undefined && added !== promised)
      throw new EvalError(
        'eval',
        hint`store path mismatch in (possibly filtered) path added from '${source.text}'`,
      );
    return stored(builder, added);
  } catch (error) {
    if (error instanceof EvalError) error.trace(0, hint`while adding path '${source.text}'`);
    throw error;
  }
}

function stored(builder: Builder, path: ByteString): Value {
  builder.access.allow(path);
  return storeString(path);
}

/** What a store path refers to: a copy of it refers to the same. */
function* referencesOf(
  builder: Builder,
  { store }: StoreHost,
  { text, context }: CoercedPath,
): Task<readonly ByteString[]> {
  if (context.length === 0 || !isInStore(text)) return [];
  yield* builder.realise(context);
  const { path } = inStore(() => splitStorePath(text));
  return store.isValid(path) ? store.query(path).references : [];
}

/** The paths below `source` that the filter accepts; what is in a rejected directory is not asked about. */
function* keptPaths(builder: Builder, source: ByteString, filter: Value): Task<ReadonlySet<ByteString>> {
  const kept = new Set<ByteString>();
  const pending = [source];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    // a directory's own question comes before those about what is in it, and all of these before the next one's
    if (directory !== source) {
      const type = (yield* builder.ask(() => builder.files.lstat(directory as ByteString))) ?? 'unknown';
      const keep = yield* forceBool(
        yield* call(yield* force(filter), [directory, type]),
        'while evaluating the return value of the path filter function',
      );
      if (!keep) continue;
      kept.add(directory);
      if (type !== 'directory') continue;
    }
    const entries = (yield* builder.ask(() => builder.files.readDir(directory as ByteString))) ?? [];
    const names = entries.map(([name]) => name).sort();
    for (const name of names.reverse()) pending.push(`${directory === '/' ? '' : directory}/${name}`);
  }
  return kept;
}
