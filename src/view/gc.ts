// The GC scope: roots, marking and sweeping at one step of a trace.
//
// Every path the collector met is in the whole trace, so the rows stand still; their states come from the events up to
// the step only.
import type { Facts } from '../engine/world/index.ts';
import type { Graph } from './graph.ts';
import { formatSize, type Names } from './names.ts';
import { eventOf, eventsAt, type Trace } from './trace.ts';

export interface GcRow {
  readonly path: string;
  readonly label: string;
  readonly state: 'unmarked' | 'alive' | 'deleted';
  /** The root link or the path that keeps it, once it is marked. */
  readonly because: string | undefined;
  readonly by: 'root' | 'reference' | undefined;
  /** Bytes, known when it is deleted. */
  readonly bytes: number | undefined;
  readonly changed: boolean;
}

export interface GcModel {
  readonly phase: 'idle' | 'roots' | 'mark' | 'sweep' | 'done';
  readonly roots: readonly { readonly link: string; readonly target: string; readonly changed: boolean }[];
  readonly rows: readonly GcRow[];
  readonly alive: number;
  readonly deleted: number;
  readonly freed: number;
  /** Freed when all is done. */
  readonly total: number;
}

export function hasCollection(trace: Trace): boolean {
  return trace.events.some(({ kind }) => kind === 'gc-phase');
}

export function gcModel(trace: Trace, step: number): GcModel {
  const rows = new Map<string, GcRow>();
  let total = 0;
  for (const event of trace.events)
    if (event.kind === 'gc-mark' || event.kind === 'gc-delete') {
      rows.set(event.path, blank(event.path, trace.names));
      if (event.kind === 'gc-delete') total = event.freed;
    }
  const roots: { link: string; target: string; changed: boolean }[] = [];
  const last = eventOf(trace, step);
  let phase: GcModel['phase'] = 'idle';
  let alive = 0;
  let deleted = 0;
  let freed = 0;
  const change = (path: string, to: Partial<GcRow>) => {
    const row = rows.get(path);
    if (row !== undefined) rows.set(path, { ...row, ...to });
  };
  for (const event of eventsAt(trace, step)) {
    const changed = event === last;
    switch (event.kind) {
      case 'gc-phase':
        phase = event.phase;
        break;
      case 'gc-root':
        roots.push({ link: event.link, target: event.target, changed });
        break;
      case 'gc-mark':
        alive++;
        change(event.path, { state: 'alive', because: event.because, by: event.by, changed });
        break;
      case 'gc-delete':
        deleted++;
        freed = event.freed;
        change(event.path, { state: 'deleted', bytes: event.bytes, changed });
        break;
      case 'gc-done':
        phase = 'done';
        break;
      default:
    }
  }
  return { phase, roots, rows: [...rows.values()], alive, deleted, freed, total };
}

function blank(path: string, names: Names): GcRow {
  const label = path.endsWith('.drv') ? `${names(path)}.drv` : names(path);
  return {
    path,
    label,
    state: 'unmarked',
    because: undefined,
    by: undefined,
    bytes: undefined,
    changed: false,
  };
}

/**
 * The collection as a graph: roots, and every path with what it refers to, as the store was before. Derivations are
 * left out unless they are asked for: they outnumber what people look for.
 */
export function gcGraph(model: GcModel, before: Facts, options: { readonly derivations: boolean }): Graph {
  // Sources are kept by derivations only, so they go with them.
  const hidden = new Set(before.store.filter(({ kind }) => kind !== 'output').map(({ path }) => path));
  const shown = new Map(
    model.rows.filter(({ path }) => options.derivations || !hidden.has(path)).map((row) => [row.path, row]),
  );
  const references = new Map(before.store.map((fact) => [fact.path, fact.references]));
  const roots = model.roots.filter(({ target }) => shown.has(target));
  return {
    nodes: [
      ...roots.map(({ link, changed }) => ({
        id: link,
        label: link.slice(link.lastIndexOf('/') + 1),
        detail: 'root',
        state: 'plain' as const,
        stateWord: 'root',
        changed,
      })),
      ...[...shown.values()].map((row) => ({
        id: row.path,
        label: row.label,
        detail:
          row.state === 'deleted'
            ? `deleted, ${formatSize(row.bytes ?? 0)}`
            : row.state === 'alive'
              ? 'alive'
              : 'no mark',
        state: row.state === 'unmarked' ? ('waiting' as const) : row.state,
        stateWord: row.state === 'unmarked' ? 'no mark' : row.state,
        changed: row.changed,
      })),
    ],
    edges: [
      ...roots.map(({ link, target }) => ({ from: link, to: target })),
      ...[...shown.keys()].flatMap((from) =>
        (references.get(from) ?? []).filter((to) => to !== from && shown.has(to)).map((to) => ({ from, to })),
      ),
    ],
  };
}
