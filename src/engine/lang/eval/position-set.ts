// A position as a value: what `__curPos` and `unsafeGetAttrPos` answer.
import type { Pos, Sources } from '../syntax/source.ts';
import { makeAttrs } from '../value/attrs.ts';
import type { Value } from '../value/value.ts';

/** `{ column, file, line }`, or null for what is in no file. */
export function positionSet(sources: Sources, pos: Pos): Value {
  const place = sources.place(pos);
  if (place === undefined) return null;
  const { origin } = place.source;
  if (!('path' in origin)) return null;
  return makeAttrs([
    ['column', place.column],
    ['file', origin.path],
    ['line', place.line],
  ]);
}
