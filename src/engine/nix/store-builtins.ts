// The builtins that touch the store: `toFile`, `path`, `filterSource`, `storePath`, `placeholder`, and derivations.
import { BadHash, parseHash, type ByteString } from '../base/index.ts';
import {
  call,
  coerceToPath,
  EvalError,
  force,
  forceAttrs,
  forceBool,
  forceFunction,
  forceString,
  forceStringNoContext,
  hint,
  leaf,
  makeString,
  requireAttr,
  task,
  textOf,
  contextOf,
  parseContextElement,
  type BuiltinDescriptor,
  type Slot,
  type Task,
  type Value,
} from '../lang/index.ts';
import {
  baseName,
  BadStorePath,
  isInStore,
  makeFixedOutputPath,
  placeholder,
  splitStorePath,
  STORE_DIR,
} from '../store/index.ts';
import { derivationStrict } from './derivation-strict.ts';
import type { InstantiateEvent } from './events.ts';
import type { StoreHost } from './store-host.ts';

export function storeBuiltins(
  host: StoreHost,
  observe: (event: InstantiateEvent) => void,
): BuiltinDescriptor[] {
  return [
    derivationStrict(host, observe),
    leaf(
      'placeholder',
      ['plain-string'],
      'output',
      'The text that stands for the path of *output* in a derivation.',
      (_, output) => placeholder(output),
      { lines: ['while evaluating the first argument passed to builtins.placeholder'] },
    ),
    toFile(host),
    storePath(host),
    filterSource(host),
    path(host),
  ];
}

/** A store path as a string that refers to it. */
function storeString(path: ByteString): Value {
  return makeString(path, [baseName(path)]);
}

function toFile(host: StoreHost): BuiltinDescriptor {
  return task(
    '__toFile',
    'name s',
    'Writes *s* into the store under *name* and answers the path.',
    function* (_, [nameSlot, textSlot]) {
      const name = yield* forceStringNoContext(
        nameSlot,
        'while evaluating the first argument passed to builtins.toFile',
      );
      const text = yield* forceString(
        textSlot,
        'while evaluating the second argument passed to builtins.toFile',
      );
      const references = contextOf(text).map((element) => {
        const { kind } = parseContextElement(element);
        if (kind === 'opaque') return `${STORE_DIR}/${element}`;
        throw new EvalError(
          'eval',
          hint`files created by ${'builtins.toFile'} may not reference derivations, but ${name} references ${element}`,
        );
      });
      return storeString(yield* inStore(() => host.addText(name, textOf(text), references)));
    },
  );
}

function storePath(host: StoreHost): BuiltinDescriptor {
  return task('__storePath', 'path', 'The string of a store path, referring to it.', function* (_, [slot]) {
    const line = "while evaluating the first argument passed to 'builtins.storePath'";
    const { text } = yield* coerceToPath(slot, line);
    const real = isInStore(text) ? text : (host.realPath(text) ?? text);
    if (!isInStore(real)) throw new EvalError('eval', hint`path '${text}' is not in the Nix store`);
    const { path } = yield* inStore(() => splitStorePath(real));
    if (!host.readOnly && !host.store.isValid(path))
      throw new EvalError('eval', hint`path '${path}' does not exist and cannot be created`);
    return makeString(real, [baseName(path)]);
  });
}

function filterSource(host: StoreHost): BuiltinDescriptor {
  return task(
    '__filterSource',
    'e1 e2',
    'Copies the tree *e2* to the store without what the function *e1* rejects.',
    function* (_, [filterSlot, pathSlot]) {
      const line =
        "while evaluating the second argument (the path to filter) passed to 'builtins.filterSource'";
      const { text } = yield* coerceToPath(pathSlot, line);
      const filter = yield* forceFunction(
        filterSlot,
        'while evaluating the first argument passed to builtins.filterSource',
      );
      return yield* addPath(host, text, { name: lastName(text), filter });
    },
  );
}

const PATH_ATTRIBUTES = ['path', 'name', 'filter', 'recursive', 'sha256'];

function path(host: StoreHost): BuiltinDescriptor {
  return task(
    '__path',
    'args',
    'Copies a path to the store: `path`, and if wanted `name`, `filter`, `recursive`, `sha256`.',
    function* (_, [argument]) {
      const attrs = yield* forceAttrs(argument, "while evaluating the argument passed to 'builtins.path'");
      for (const name of attrs.shape.names)
        if (!PATH_ATTRIBUTES.includes(name))
          throw new EvalError(
            'eval',
            hint`unsupported argument '${name}' to 'builtins.path'`,
            attrs.positionOf(name),
          );
      const at = (name: ByteString) => attrs.positionOf(name);
      const line = "while evaluating the 'path' attribute passed to 'builtins.path'";
      const source = yield* coerceToPath(
        requireAttr(attrs, 'path', "while evaluating the argument passed to 'builtins.path'"),
        line,
        at('path'),
      );
      const optional = function* <T>(name: ByteString, read: (slot: Slot) => Task<T>): Task<T | undefined> {
        const slot = attrs.get(name);
        return slot === undefined ? undefined : yield* read(slot);
      };
      const attribute = (name: ByteString) =>
        `while evaluating the \`${name}\` attribute passed to builtins.path`;
      const name = yield* optional('name', (slot) =>
        forceStringNoContext(slot, attribute('name'), at('name')),
      );
      const filter = yield* optional('filter', (slot) =>
        forceFunction(slot, 'while evaluating the `filter` parameter passed to builtins.path'),
      );
      const recursive = yield* optional('recursive', (slot) =>
        forceBool(slot, attribute('recursive'), at('recursive')),
      );
      const sha256 = yield* optional('sha256', (slot) =>
        forceStringNoContext(slot, attribute('sha256'), at('sha256')),
      );
      return yield* addPath(host, source.text, {
        name: name ?? lastName(source.text),
        filter,
        flat: recursive === false,
        sha256,
      });
    },
  );
}

interface AddPathOptions {
  readonly name: ByteString;
  readonly filter?: Value | undefined;
  readonly flat?: boolean;
  readonly sha256?: ByteString | undefined;
}

/** Copies a tree to the store, asking the filter about everything below it. */
function* addPath(host: StoreHost, source: ByteString, options: AddPathOptions): Task {
  try {
    const { filter } = options;
    const kept = filter === undefined ? undefined : yield* keptPaths(host, source, filter);
    const keep = kept === undefined ? undefined : (path: ByteString) => kept.has(path);
    if (host.lstat(source) === undefined) throw new EvalError('eval', hint`path '${source}' does not exist`);
    const added = yield* inStore(() =>
      options.flat === true ? host.addFlat(source, options.name) : host.addSource(source, options.name, keep),
    );
    if (
      options.sha256 !== undefined &&
      added !== expectedPath(options.name, options.flat === true, options.sha256)
    )
      throw new EvalError(
        'eval',
        hint`store path mismatch in (possibly filtered) path added from '${source}'`,
      );
    return storeString(added);
  } catch (error) {
    if (error instanceof EvalError) error.trace(0, hint`while adding path '${source}'`);
    throw error;
  }
}

function expectedPath(name: ByteString, flat: boolean, sha256: ByteString): ByteString {
  try {
    const { hash } = sha256 === '' ? { hash: new Uint8Array(32) } : parseHash(sha256, 'sha256');
    return makeFixedOutputPath(name, flat ? 'flat' : 'nar', 'sha256', hash);
  } catch (error) {
    if (error instanceof BadHash) throw new EvalError(error.isUsage ? 'usage' : 'eval', error.message);
    throw error;
  }
}

/** The paths below `source` that the filter accepts; what is in a rejected directory is not asked about. */
function* keptPaths(host: StoreHost, source: ByteString, filter: Value): Task<Set<ByteString>> {
  const kept = new Set<ByteString>();
  const pending = [source];
  for (let directory = pending.shift(); directory !== undefined; directory = pending.shift())
    for (const [name, type] of host.readDir(directory) ?? []) {
      const path = `${directory}/${name}`;
      const keep = yield* forceBool(
        yield* call(yield* force(filter), [path, type]),
        'while evaluating the return value of the path filter function',
      );
      if (!keep) continue;
      kept.add(path);
      if (type === 'directory') pending.push(path);
    }
  return kept;
}

function lastName(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Runs something of the store's; its errors become errors of the language. */
function* inStore<T>(run: () => T): Task<T> {
  try {
    return run();
  } catch (error) {
    if (error instanceof BadStorePath) throw new EvalError('eval', error.message);
    throw error;
  }
}
