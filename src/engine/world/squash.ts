// Diffs one after another as one diff: what was first before, what is last after.
import type { Change } from '../base/index.ts';
import { TABLE_NAMES, type Diff, type TableName } from './journal.ts';

type AnyChange = Change<string | number, unknown>;

/** A diff to be applied, and in which direction. */
export interface Step {
  readonly diff: Diff;
  readonly direction: 'forwards' | 'backwards';
}

/** One diff that does what the steps do in their order. Keys that end as they began are left out. */
export function squash(steps: readonly Step[]): Diff {
  const squashed: { [name in TableName]?: AnyChange[] } = {};
  for (const name of TABLE_NAMES) {
    const changes = new Map<string | number, AnyChange>();
    for (const { diff, direction } of steps)
      for (const change of (diff[name] ?? []) as readonly AnyChange[]) {
        const { key } = change;
        const before = direction === 'forwards' ? change.before : change.after;
        const after = direction === 'forwards' ? change.after : change.before;
        const known = changes.get(key);
        changes.set(key, { key, before: known === undefined ? before : known.before, after });
      }
    const kept = [...changes.values()].filter(({ before, after }) => before !== after);
    if (kept.length > 0) squashed[name] = kept;
  }
  return squashed as Diff;
}
