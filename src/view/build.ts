// The Build scope: planning (depth-first search, Kahn's algorithm) and building, at one step of a trace.
//
// Which derivations there are comes from the whole trace, so that the drawing stands still; what state they are in
// comes from the events up to the step only. Nothing is remembered between calls.
import type { WorldEvent } from '../engine/world/index.ts';
import type { Graph, GraphNode, NodeState } from './graph.ts';
import { eventOf, eventsAt, type Trace } from './trace.ts';

export interface BuildNode {
  readonly drv: string;
  readonly label: string;
  readonly state: Extract<
    NodeState,
    'plain' | 'visited' | 'stack' | 'waiting' | 'ready' | 'running' | 'done' | 'failed' | 'valid'
  >;
  /** Inputs still missing; undefined before Kahn's algorithm began. */
  readonly inDegree: number | undefined;
  /** The place in the order of finished builds, from 1. */
  readonly order: number | undefined;
  readonly changed: boolean;
}

export interface BuildModel {
  readonly phase: 'idle' | 'search' | 'order' | 'build' | 'done' | 'cycle' | 'failed';
  readonly nodes: readonly BuildNode[];
  readonly graph: Graph;
  /** The recursion stack of the search, outermost first. */
  readonly stack: readonly string[];
  readonly cycle: readonly string[];
  readonly queue: readonly string[];
  readonly slots: readonly { readonly slot: number; readonly drv: string | undefined }[];
  readonly done: readonly string[];
  readonly log: readonly { readonly drv: string; readonly line: string }[];
}

interface Draft {
  state: BuildNode['state'];
  inDegree: number | undefined;
  order: number | undefined;
}

const STATE_WORDS: Record<BuildNode['state'], string> = {
  plain: 'not looked at yet',
  visited: 'searched',
  stack: 'on the recursion stack',
  waiting: 'waiting',
  ready: 'in the ready queue',
  running: 'building',
  done: 'built',
  failed: 'failed',
  valid: 'valid already',
};

/** True when a trace has anything for this scope. */
export function hasBuild(trace: Trace): boolean {
  return trace.events.some(
    ({ kind }) => kind.startsWith('dfs-') || kind === 'kahn-start' || kind === 'plan-valid',
  );
}

export function buildModel(trace: Trace, step: number): BuildModel {
  const { drafts, needs } = skeleton(trace.events);
  const draft = (drv: string): Draft =>
    drafts.get(drv) ?? { state: 'plain', inDegree: undefined, order: undefined };
  let phase: BuildModel['phase'] = 'idle';
  let stack: readonly string[] = [];
  let cycle: readonly string[] = [];
  const queue: string[] = [];
  const done: string[] = [];
  const slots = new Map<number, string | undefined>();
  const log: { drv: string; line: string }[] = [];

  for (const event of eventsAt(trace, step)) {
    switch (event.kind) {
      case 'dfs-enter':
        phase = 'search';
        stack = event.stack;
        draft(event.drv).state = 'stack';
        break;
      case 'dfs-leave':
        stack = event.stack;
        if (draft(event.drv).state === 'stack') draft(event.drv).state = 'visited';
        break;
      case 'dfs-cycle':
        phase = 'cycle';
        cycle = event.cycle;
        break;
      case 'plan-valid':
        draft(event.drv).state = 'valid';
        break;
      case 'kahn-start':
        phase = 'order';
        stack = [];
        for (const { drv, inDegree } of event.nodes)
          Object.assign(draft(drv), { state: 'waiting', inDegree });
        break;
      case 'kahn-decrement':
        draft(event.drv).inDegree = event.inDegree;
        break;
      case 'kahn-ready':
        Object.assign(draft(event.drv), { state: 'ready', inDegree: 0 });
        queue.push(event.drv);
        break;
      case 'build-start':
        phase = 'build';
        take(queue, event.drv);
        slots.set(event.slot, event.drv);
        draft(event.drv).state = 'running';
        break;
      case 'build-log':
        log.push({ drv: event.drv, line: event.line });
        break;
      case 'build-done':
        slots.set(event.slot, undefined);
        done.push(event.drv);
        Object.assign(draft(event.drv), { state: 'done', order: done.length });
        if (done.length === [...drafts.values()].filter(({ inDegree }) => inDegree !== undefined).length)
          phase = 'done';
        break;
      case 'build-failed':
        phase = 'failed';
        slots.set(event.slot, undefined);
        draft(event.drv).state = 'failed';
        break;
      default:
    }
  }

  const changed = changedBy(eventOf(trace, step));
  const nodes = [...drafts].map(([drv, { state, inDegree, order }]): BuildNode => ({
    drv,
    label: trace.names(drv),
    state,
    inDegree,
    order,
    changed: changed.has(drv),
  }));
  return {
    phase,
    nodes,
    graph: { nodes: nodes.map(graphNode), edges: needs },
    stack,
    cycle,
    queue,
    slots: [...slots].sort(([a], [b]) => a - b).map(([slot, drv]) => ({ slot, drv })),
    done,
    log,
  };
}

function graphNode({ drv, label, state, inDegree, order, changed }: BuildNode): GraphNode {
  const open = state === 'waiting' || state === 'ready';
  return {
    id: drv,
    label,
    state,
    stateWord:
      open && inDegree !== undefined ? `${STATE_WORDS[state]}, in-degree ${inDegree}` : STATE_WORDS[state],
    detail: order === undefined ? STATE_WORDS[state] : `built, no. ${order}`,
    ...(open && inDegree !== undefined ? { badge: String(inDegree) } : {}),
    changed,
  };
}

/** Every derivation of the trace in the order in which it first comes, and who needs whom. */
function skeleton(events: readonly WorldEvent[]) {
  const drafts = new Map<string, Draft>();
  const edges = new Map<string, { from: string; to: string }>();
  const know = (drv: string) => {
    if (!drafts.has(drv)) drafts.set(drv, { state: 'plain', inDegree: undefined, order: undefined });
  };
  const link = (from: string, to: string) => edges.set(`${from} ${to}`, { from, to });
  for (const event of events) {
    if (event.kind === 'dfs-enter') {
      know(event.drv);
      const parent = event.stack.at(-2);
      if (parent !== undefined) link(parent, event.drv);
    } else if (event.kind === 'dfs-cycle')
      event.cycle.forEach((drv, i) => {
        know(drv);
        const next = event.cycle[i + 1];
        if (next !== undefined) link(drv, next);
      });
    else if (event.kind === 'plan-valid') know(event.drv);
    else if (event.kind === 'kahn-start')
      for (const { drv, inputs } of event.nodes) {
        know(drv);
        for (const input of inputs) link(drv, input);
      }
    else if (event.kind === 'instantiate' && drafts.has(event.drv))
      for (const input of event.inputs) link(event.drv, input);
  }
  return { drafts, needs: [...edges.values()].filter(({ from, to }) => drafts.has(from) && drafts.has(to)) };
}

function changedBy(event: WorldEvent | undefined): ReadonlySet<string> {
  if (event === undefined) return new Set();
  if (event.kind === 'kahn-start') return new Set(event.nodes.map(({ drv }) => drv));
  if (event.kind === 'dfs-cycle') return new Set(event.cycle);
  return new Set('drv' in event ? [event.drv] : []);
}

function take(queue: string[], drv: string): void {
  const at = queue.indexOf(drv);
  if (at >= 0) queue.splice(at, 1);
}
