// The Graph scope: derivations and what they need to be built, or outputs and what they refer to when they run.
//
// An edge runs from what needs to what is needed.
import type { Facts, StoreFact } from '../engine/world/index.ts';
import { formatSize, uniqueNames } from './names.ts';

export type NodeState =
  | 'plain'
  | 'waiting'
  | 'ready'
  | 'running'
  | 'done'
  | 'failed'
  | 'valid'
  | 'alive'
  | 'dead'
  | 'deleted'
  | 'visited'
  | 'stack';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** A second, smaller line: size, in-degree. */
  readonly detail?: string;
  readonly state: NodeState;
  /** In words, for those who do not see the drawing. */
  readonly stateWord?: string;
  /** A number in a badge: the in-degree. */
  readonly badge?: string;
  /** Part of what this step changed. */
  readonly changed?: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphOptions {
  readonly mode: 'build-time' | 'run-time';
  /** Only this path and what it needs. */
  readonly focus?: string | undefined;
  /** Sources too: files that were copied into the store. */
  readonly sources?: boolean;
  /** The path that the step on show has changed. */
  readonly changed?: string | undefined;
}

/** The graph of the store. */
export function storeGraph(facts: Facts, options: GraphOptions): Graph {
  const byPath = new Map(facts.store.map((fact) => [fact.path, fact]));
  const wanted = (fact: StoreFact) =>
    (options.sources === true && fact.kind === 'source') ||
    fact.kind === (options.mode === 'build-time' ? 'derivation' : 'output');
  const kept = new Set(facts.store.filter(wanted).map(({ path }) => path));
  const needs = (path: string) =>
    (byPath.get(path)?.references ?? []).filter((other) => other !== path && kept.has(other));
  const shown = options.focus !== undefined && kept.has(options.focus) ? reach(options.focus, needs) : kept;
  const names = uniqueNames(shown);
  const built = new Set(facts.store.flatMap(({ deriver }) => deriver ?? []));
  const nodes = [...shown].map((path): GraphNode => {
    const fact = byPath.get(path) as StoreFact;
    const valid = fact.kind === 'output' || (fact.kind === 'derivation' && outputsValid(fact, byPath, built));
    return {
      id: path,
      label: names(path),
      detail: fact.kind === 'derivation' ? (valid ? 'built' : 'not built') : formatSize(fact.narSize),
      state: valid ? 'valid' : 'plain',
      stateWord: valid ? 'built' : 'not built yet',
      changed: path === options.changed,
    };
  });
  const edges = [...shown].flatMap((from) => needs(from).map((to) => ({ from, to })));
  return { nodes, edges };
}

function outputsValid(
  fact: StoreFact,
  byPath: ReadonlyMap<string, StoreFact>,
  built: ReadonlySet<string>,
): boolean {
  const outputs = fact.derivation?.outputs ?? [];
  return outputs.length > 0 ? outputs.every(({ path }) => byPath.has(path)) : built.has(fact.path);
}

/** Everything reachable from `start`, itself first. */
export function reach(start: string, next: (path: string) => readonly string[]): Set<string> {
  const seen = new Set([start]);
  for (const path of seen) for (const other of next(path)) seen.add(other);
  return seen;
}

/** One line of a graph's outline: a tree that says the same as the drawing. */
export interface OutlineItem {
  readonly node: GraphNode;
  readonly level: number;
  /** Where in the tree: the ids from the top. */
  readonly key: string;
  readonly children: number;
  /** Its children stand where it appears first. */
  readonly repeated: boolean;
}

/** The graph as a tree: starts at what nobody needs; what several need appears under each, unfolded once. */
export function outlineOf(graph: Graph): readonly OutlineItem[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const children = new Map<string, string[]>();
  const needed = new Set<string>();
  for (const { from, to } of graph.edges) {
    const list = children.get(from);
    if (list === undefined) children.set(from, [to]);
    else list.push(to);
    needed.add(to);
  }
  const items: OutlineItem[] = [];
  const unfolded = new Set<string>();
  const add = (id: string, level: number, parent: string) => {
    const node = byId.get(id);
    if (node === undefined) return;
    const key = `${parent}>${id}`;
    const below = children.get(id) ?? [];
    const repeated = unfolded.has(id) && below.length > 0;
    items.push({ node, level, key, children: below.length, repeated });
    if (repeated) return;
    unfolded.add(id);
    for (const child of below) add(child, level + 1, key);
  };
  const tops = graph.nodes.filter(({ id }) => !needed.has(id));
  for (const { id } of tops) add(id, 1, '');
  // A graph that is one cycle has no top: take what is left as it comes.
  for (const { id } of graph.nodes) if (!unfolded.has(id)) add(id, 1, '');
  return items;
}
