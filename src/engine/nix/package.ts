// Packages: the derivations in a value, as commands find them, and what they ask about each.
//
// Source of the rules: Nix's `getDerivations` and `PackageInfo`.
import type { ByteString } from '../base/index.ts';
import {
  Attrs,
  autoCall,
  coerceToString,
  EvalError,
  force,
  forceAttrs,
  forceBool,
  forceList,
  forceString,
  forceStringNoContext,
  hint,
  isDerivation,
  isString,
  NixFloat,
  textOf,
  type Slot,
  type Task,
  type Value,
} from '../lang/index.ts';

/** A value that can stand in `meta`; `undefined` is one that cannot. */
type Meta = ByteString | number | boolean | readonly Meta[] | { readonly [name: ByteString]: Meta };

export class Package {
  constructor(
    readonly attrs: Attrs,
    /** `a.b.0`: how it was found. */
    readonly attrPath: ByteString,
    readonly name: ByteString,
  ) {}

  /** The path of its derivation. */
  *drvPath(): Task<ByteString> {
    const line = "while evaluating the 'drvPath' attribute of a derivation";
    const slot = this.attrs.get('drvPath');
    if (slot === undefined) throw new EvalError('eval', "derivation does not contain a 'drvPath' attribute");
    return textOf(yield* forceString(yield* force(slot), line));
  }

  /** The output it stands for: `out` when it does not say. */
  *outputName(): Task<ByteString> {
    const slot = this.attrs.get('outputName');
    if (slot === undefined) return '';
    return yield* forceStringNoContext(slot, 'while evaluating the output name of a derivation');
  }

  *system(): Task<ByteString> {
    const slot = this.attrs.get('system');
    if (slot === undefined) return 'unknown';
    return yield* forceStringNoContext(slot, "while evaluating the 'system' attribute of a derivation");
  }

  *outPath(): Task<ByteString> {
    const slot = this.attrs.get('outPath');
    if (slot === undefined) throw new EvalError('eval', "derivation does not have attribute 'outPath'");
    const line = 'while evaluating the output path of a derivation';
    return (yield* coerceToString(yield* force(slot), { line })).text;
  }

  /** The outputs to install and their paths, by name. */
  *outputs(): Task<{ readonly name: ByteString; readonly path: ByteString }[]> {
    const slot = this.attrs.get('outputs');
    if (slot === undefined) return [{ name: 'out', path: yield* this.outPath() }];
    const names: ByteString[] = [];
    for (const item of yield* forceList(slot, "while evaluating the 'outputs' attribute of a derivation"))
      names.push(yield* forceStringNoContext(item, 'while evaluating the name of an output of a derivation'));
    const outputs: { name: ByteString; path: ByteString }[] = [];
    for (const name of names.sort()) {
      const output = this.attrs.get(name);
      if (output === undefined) continue;
      const attrs = yield* forceAttrs(output, 'while evaluating an output of a derivation');
      const path = attrs.get('outPath');
      if (path === undefined) continue;
      const { text } = yield* coerceToString(path, {
        line: 'while evaluating an output path of a derivation',
      });
      outputs.push({ name, path: text });
    }
    return yield* this.#toInstall(outputs);
  }

  /** `meta.outputsToInstall`, or all. */
  *#toInstall<T extends { readonly name: ByteString }>(outputs: T[]): Task<T[]> {
    const meta = yield* this.meta();
    const wanted = meta.get('outputsToInstall');
    if (!Array.isArray(wanted)) return outputs;
    return outputs.filter(({ name }) => wanted.includes(name));
  }

  /** The `meta` attributes that are plain data. */
  *meta(): Task<Map<ByteString, Meta>> {
    const slot = this.attrs.get('meta');
    if (slot === undefined) return new Map();
    const attrs = yield* forceAttrs(slot, "while evaluating the 'meta' attribute of a derivation");
    const meta = new Map<ByteString, Meta>();
    for (const [i, name] of attrs.shape.names.entries()) {
      const value = yield* plain(attrs.values[i]);
      if (value !== undefined) meta.set(name, value);
    }
    return meta;
  }
}

/** A value as plain data; undefined when there is a function or a derivation in it. */
function* plain(slot: Slot): Task<Meta | undefined> {
  const value = yield* force(slot);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (isString(value)) return textOf(value);
  if (value instanceof NixFloat) return value.value;
  if (Array.isArray(value)) {
    const items: Meta[] = [];
    for (const item of value) {
      const one = yield* plain(item);
      if (one === undefined) return undefined;
      items.push(one);
    }
    return items;
  }
  if (!(value instanceof Attrs) || value.has('outPath')) return undefined;
  const entries: [ByteString, Meta][] = [];
  for (const [i, name] of value.shape.names.entries()) {
    const one = yield* plain(value.values[i]);
    if (one === undefined) return undefined;
    entries.push([name, one]);
  }
  return Object.fromEntries(entries);
}

/** Names that are looked into: `a.b` with odd characters is passed over, as Nix does. */
const SEARCHED = /^[A-Za-z_][A-Za-z0-9\-_+]*$/;

/**
 * The derivations in a value: itself, the attributes of a set (deeper only under `recurseForDerivations`), the items
 * of a list. Throws EvalError when it is none of these. `ignoreAssertions`: one whose assertion fails is left out.
 */
export function* findPackages(
  root: Slot,
  args: ReadonlyMap<ByteString, Slot>,
  ignoreAssertions: boolean,
): Task<Package[]> {
  const packages: Package[] = [];
  const done = new Set<Attrs>();

  /** Takes a derivation; answers the value when it is none. */
  const take = function* (slot: Slot, path: ByteString): Task<Value | undefined> {
    try {
      const value = yield* force(slot);
      if (!(value instanceof Attrs) || !(yield* derivation(value))) return value;
      if (done.has(value)) return undefined;
      done.add(value);
      packages.push(new Package(value, path, yield* nameOf(value)));
      return undefined;
    } catch (error) {
      if (ignoreAssertions && error instanceof EvalError && error.kind === 'assertion') return undefined;
      throw error;
    }
  };

  const search = function* (slot: Slot, path: ByteString): Task<void> {
    const called = yield* autoCall(slot, args);
    const value = yield* take(called, path);
    if (value === undefined) return;
    const below = (name: ByteString) => (path === '' ? name : `${path}.${name}`);
    if (value instanceof Attrs) {
      for (const [i, name] of value.shape.names.entries()) {
        if (!SEARCHED.test(name)) continue;
        try {
          yield* attribute(value.values[i], below(name));
        } catch (error) {
          if (error instanceof EvalError)
            error.trace(value.positionOf(name), hint`while evaluating the attribute '${name}'`);
          throw error;
        }
      }
    } else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) {
        const inner = yield* take(item, below(String(i)));
        if (inner !== undefined) yield* search(inner, below(String(i)));
      }
    } else
      throw new EvalError('type', 'expression does not evaluate to a derivation (or a set or list of those)');
  };

  const attribute = function* (slot: Slot, path: ByteString): Task<void> {
    const value = yield* take(slot, path);
    const recurse = value instanceof Attrs ? value.get('recurseForDerivations') : undefined;
    const line = 'while evaluating the attribute `recurseForDerivations`';
    if (value instanceof Attrs && recurse !== undefined && (yield* forceBool(recurse, line)))
      yield* search(value, path);
  };

  yield* search(root, '');
  return packages;
}

/** The derivation that a value is; undefined when it is none. */
export function* packageOf(value: Value): Task<Package | undefined> {
  if (!(value instanceof Attrs) || !(yield* derivation(value))) return undefined;
  return new Package(value, '', yield* nameOf(value));
}

function* derivation(value: Attrs): Task<boolean> {
  return yield* isDerivation(value);
}

function* nameOf(attrs: Attrs): Task<ByteString> {
  const slot = attrs.get('name');
  if (slot === undefined) throw new EvalError('type', 'derivation name missing');
  return yield* forceStringNoContext(slot, "while evaluating the 'name' attribute of a derivation");
}
