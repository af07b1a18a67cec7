// Smaller programs: each node in turn replaced by the smallest expression of its type, or by a part of itself that has
// the same type.
import { SMALLEST } from './programs.mjs';

/** @typedef {import('./programs.mjs').Node} Node */

/** @param {Node} program @returns {Generator<Node>} */
export function* smaller(program) {
  if (program.parts.length === 1 && program.parts[0] === SMALLEST[program.type]) return;
  for (const inside of descendants(program)) if (inside.type === program.type) yield inside;
  yield { type: program.type, parts: [SMALLEST[program.type]] };
  for (const [i, part] of program.parts.entries()) {
    if (typeof part === 'string') continue;
    for (const candidate of smaller(part))
      yield { type: program.type, parts: program.parts.with(i, candidate) };
  }
}

/** @param {Node} program @returns {Generator<Node>} */
function* descendants(program) {
  for (const part of program.parts)
    if (typeof part !== 'string') {
      yield part;
      yield* descendants(part);
    }
}
