// A trace as a row of steps that one can walk.
//
// Step 0 is before anything happened; step n shows the first n steps done. Lines of build logs are no steps of their
// own: they come with the step before them.
import type { WorldEvent } from '../engine/world/index.ts';
import { explain } from './explain.ts';
import { uniqueNames, type Names } from './names.ts';

export type ScopeName = 'graph' | 'build' | 'store' | 'profiles' | 'gc' | 'evaluate';

export interface Trace {
  readonly events: readonly WorldEvent[];
  /** For each step the number of events that have happened once it is done; its length is the number of steps. */
  readonly ends: readonly number[];
  readonly names: Names;
}

export function traceOf(events: readonly WorldEvent[]): Trace {
  const ends: number[] = [];
  events.forEach((event, i) => {
    if (event.kind === 'build-log' && ends.length > 0) ends[ends.length - 1] = i + 1;
    else ends.push(i + 1);
  });
  return { events, ends, names: uniqueNames(pathsIn(events)) };
}

export function stepCount(trace: Trace): number {
  return trace.ends.length;
}

/** The events that have happened at a step. */
export function eventsAt(trace: Trace, step: number): readonly WorldEvent[] {
  if (step >= trace.ends.length) return trace.events;
  return trace.events.slice(0, step <= 0 ? 0 : trace.ends[step - 1]);
}

/** The event that made a step; undefined at step 0. */
export function eventOf(trace: Trace, step: number): WorldEvent | undefined {
  if (step <= 0) return undefined;
  const end = trace.ends[step - 1];
  if (end === undefined) return undefined;
  const begin = step === 1 ? 0 : (trace.ends[step - 2] as number);
  return trace.events[begin];
}

/** The sentence of a step. */
export function sentenceOf(trace: Trace, step: number): string {
  const event = eventOf(trace, step);
  if (event !== undefined) return explain(event, trace.names);
  return trace.ends.length === 0 ? 'This command left no steps.' : 'Before the first step.';
}

/** The scope that shows an event best. */
export function scopeOf(event: WorldEvent): ScopeName {
  if (event.kind === 'instantiate' || event.kind === 'store-add') return 'graph';
  if (event.kind.startsWith('profile-')) return 'profiles';
  if (event.kind.startsWith('gc-')) return 'gc';
  return 'build';
}

/** The scope worth showing for a whole trace: where its last telling event belongs. */
export function scopeOfTrace(events: readonly WorldEvent[]): ScopeName | undefined {
  const kinds = new Set(events.map(scopeOf));
  return (['gc', 'profiles', 'build', 'graph'] as const).find((scope) => kinds.has(scope));
}

/** Every step's sentence on a line of its own. */
export function transcript(trace: Trace, from = 1, to = stepCount(trace)): string {
  const lines: string[] = [];
  for (let step = from; step <= to; step++) lines.push(`${step}. ${sentenceOf(trace, step)}`);
  return lines.join('\n');
}

function* pathsIn(events: readonly WorldEvent[]): Generator<string> {
  for (const event of events) {
    if ('drv' in event) yield event.drv;
    if ('path' in event) yield event.path;
    if ('target' in event) yield event.target;
    if (event.kind === 'kahn-start') for (const { drv } of event.nodes) yield drv;
    if (event.kind === 'instantiate') yield* event.inputs;
  }
}
