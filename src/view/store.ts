// The Store scope: every valid path as a row, with what it refers to, what refers to it, and what keeps it.
import type { Facts } from '../engine/world/index.ts';
import { pathParts, uniqueNames } from './names.ts';

export interface StoreRow {
  readonly path: string;
  readonly hash: string;
  readonly name: string;
  readonly label: string;
  readonly kind: 'derivation' | 'output' | 'source';
  readonly narSize: number;
  readonly narHash: string;
  /** Without itself. */
  readonly references: readonly string[];
  readonly referrers: readonly string[];
  readonly deriver: string | undefined;
  /** Bytes of everything it reaches, itself included. */
  readonly closureSize: number;
  readonly keptBy: Keeper | undefined;
}

export interface Keeper {
  /** The root link. */
  readonly root: string;
  /** From what the root points at down to the path: each keeps the next. */
  readonly chain: readonly string[];
}

/** Rows in the order of the store: derivations, outputs and sources by name. */
export function storeRows(facts: Facts): readonly StoreRow[] {
  const names = uniqueNames(facts.store.map(({ path }) => path));
  const references = new Map(
    facts.store.map(({ path, references: all }) => [path, all.filter((other) => other !== path)]),
  );
  const sizes = new Map(facts.store.map(({ path, narSize }) => [path, narSize]));
  const referrers = new Map<string, string[]>(facts.store.map(({ path }) => [path, []]));
  for (const [path, targets] of references) for (const target of targets) referrers.get(target)?.push(path);
  const keepers = keepersOf(facts);
  return facts.store
    .map((fact) => ({
      path: fact.path,
      hash: pathParts(fact.path)?.hash ?? '',
      name: pathParts(fact.path)?.name ?? fact.path,
      label: names(fact.path),
      kind: fact.kind,
      narSize: fact.narSize,
      narHash: fact.narHash,
      references: references.get(fact.path) ?? [],
      referrers: referrers.get(fact.path) ?? [],
      deriver: fact.deriver,
      closureSize: closureSize(fact.path, references, sizes),
      keptBy: keepers.get(fact.path),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.hash < b.hash ? -1 : 1));
}

/**
 * What the collector would find alive, and through whom: from the roots over references and, as Nix's default
 * keep-derivations has it, from an output to its derivation.
 */
export function keepersOf(facts: Facts): ReadonlyMap<string, Keeper> {
  const byPath = new Map(facts.store.map((fact) => [fact.path, fact]));
  const keepers = new Map<string, Keeper>();
  for (const { link, target } of facts.roots)
    if (byPath.has(target) && !keepers.has(target)) keepers.set(target, { root: link, chain: [target] });
  for (const [path, { root, chain }] of keepers) {
    const fact = byPath.get(path);
    for (const next of [...(fact?.references ?? []), ...(fact?.deriver === undefined ? [] : [fact.deriver])])
      if (byPath.has(next) && !keepers.has(next)) keepers.set(next, { root, chain: [...chain, next] });
  }
  return keepers;
}

function closureSize(
  path: string,
  references: ReadonlyMap<string, readonly string[]>,
  sizes: ReadonlyMap<string, number>,
): number {
  const seen = new Set([path]);
  let size = 0;
  for (const at of seen) {
    size += sizes.get(at) ?? 0;
    for (const next of references.get(at) ?? []) seen.add(next);
  }
  return size;
}
