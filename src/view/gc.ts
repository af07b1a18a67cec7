// The GC scope: roots, marking and sweeping at one step of a trace.
//
// Every path the collector met is in the whole trace, so the rows stand still; their states come from the events up to
// the step only.
import type { Names } from './names.ts';
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
