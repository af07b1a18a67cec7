// The manifest of a user environment: the list of its packages, written as a Nix expression.
//
// The text's bytes decide the store path, so it is written exactly as Nix prints it: attributes sorted, one line.
// Reading it back is evaluation, and that is the business of whoever has an evaluator.
import type { ByteString } from '../base/index.ts';

/** A value in `meta`: what Nix can keep there. */
export type MetaValue =
  ByteString | number | boolean | readonly MetaValue[] | { readonly [name: ByteString]: MetaValue };

/** One package of a user environment. */
export interface InstalledPackage {
  readonly name: ByteString;
  readonly system: ByteString;
  /** The store path of the output that the package stands for. */
  readonly outPath: ByteString;
  /** The outputs that are installed, in order, with their paths. */
  readonly outputs: readonly { readonly name: ByteString; readonly path: ByteString }[];
  readonly meta: ReadonlyMap<ByteString, MetaValue>;
  /** The derivation, when it is known and kept. */
  readonly drvPath?: ByteString;
}

const DEFAULT_PRIORITY = 5;

/** The text of `manifest.nix`. */
export function writeManifest(packages: readonly InstalledPackage[]): ByteString {
  if (packages.length === 0) return '[ ]';
  return `[ ${packages.map(writePackage).join(' ')} ]`;
}

function writePackage(element: InstalledPackage): ByteString {
  const { name, system, outPath, outputs, meta, drvPath } = element;
  const attributes = new Map<ByteString, ByteString>([
    ['meta', writeValue(Object.fromEntries(meta))],
    ['name', writeValue(name)],
    ['outPath', writeValue(outPath)],
    ['outputs', writeValue(outputs.map((output) => output.name))],
    ['type', writeValue('derivation')],
  ]);
  if (system !== '') attributes.set('system', writeValue(system));
  if (drvPath !== undefined) attributes.set('drvPath', writeValue(drvPath));
  for (const output of outputs) attributes.set(output.name, `{ outPath = ${writeValue(output.path)}; }`);
  return writeAttributes(attributes);
}

function writeAttributes(attributes: ReadonlyMap<ByteString, ByteString>): ByteString {
  if (attributes.size === 0) return '{ }';
  const names = [...attributes.keys()].sort();
  return `{ ${names.map((name) => `${writeName(name)} = ${attributes.get(name) ?? ''};`).join(' ')} }`;
}

const KEYWORDS = new Set(['assert', 'else', 'if', 'in', 'inherit', 'let', 'or', 'rec', 'then', 'with']);

function writeName(name: ByteString): ByteString {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) && !KEYWORDS.has(name) ? name : writeString(name);
}

function writeValue(value: MetaValue): ByteString {
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return value.length === 0 ? '[ ]' : `[ ${value.map(writeValue).join(' ')} ]`;
  return writeAttributes(new Map(Object.entries(value).map(([name, item]) => [name, writeValue(item)])));
}

function isList(value: MetaValue): value is readonly MetaValue[] {
  return Array.isArray(value);
}

function writeString(text: ByteString): ByteString {
  const escaped = text
    .replace(/["\\]/g, '\\$&')
    .replace(/\$\{/g, '\\${')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t');
  return `"${escaped}"`;
}

/** The priority a package is linked with: smaller wins. */
export function priorityOf(element: InstalledPackage): number {
  const priority = element.meta.get('priority');
  return typeof priority === 'number'
    ? priority
    : typeof priority === 'string'
      ? Number(priority)
      : DEFAULT_PRIORITY;
}
