// Loops that can go round without passing over a byte: `(a*)*`, `(|b)+`.
//
// libstdc++ lets a path enter such a loop twice at one place of the text and no third time. So what a state leads to may
// depend on how often the path has been through the loops around it; this keeps account. A tally is a number that stands
// for those counts; 0 is the tally of a path that has just passed over a byte.
import { OP, type Automaton } from './automaton.ts';

const TWICE = 2;

export class Loops {
  /** The cycle that a state is in, by number; 0 for most, which are in none. */
  readonly #cycle: Int32Array;
  readonly #tallies: { readonly cycle: number; readonly counts: ReadonlyMap<number, number> }[] = [
    { cycle: 0, counts: new Map() },
  ];
  readonly #known = new Map<string, number>();

  constructor(automaton: Automaton) {
    this.#cycle = findCycles(automaton);
  }

  /** The tally as far as it matters to a state: once out of a cycle, how one came through it is forgotten. */
  at(state: number, tally: number): number {
    return tally !== 0 && this.#tallies[tally].cycle !== this.#cycle[state] ? 0 : tally;
  }

  /** Whether going from a loop's state into its body can lead back to it at once. */
  counts(state: number, body: number): boolean {
    return this.#cycle[state] !== 0 && this.#cycle[state] === this.#cycle[body];
  }

  /** The tally after one more entry into a loop; undefined when it may not be entered again. */
  enter(state: number, tally: number): number | undefined {
    const { counts } = this.#tallies[tally];
    const count = counts.get(state) ?? 0;
    if (count === TWICE) return undefined;
    const key = `${tally} ${state}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const now = new Map([...counts, [state, count + 1] as const].sort(([a], [b]) => a - b));
    const canonical = `=${[...now].join(' ')}`;
    let next = this.#known.get(canonical);
    if (next === undefined) {
      next = this.#tallies.push({ cycle: this.#cycle[state], counts: now }) - 1;
      this.#known.set(canonical, next);
    }
    this.#known.set(key, next);
    return next;
  }
}

/** Tarjan's strongly connected components over the ways that pass over no byte; only those with a cycle are numbered. */
function findCycles({ op, next, alt }: Automaton): Int32Array {
  const size = op.length;
  const cycle = new Int32Array(size);
  const index = new Int32Array(size);
  const low = new Int32Array(size);
  const open: number[] = [];
  const isOpen = new Uint8Array(size);
  const waysOf = (state: number): number[] =>
    op[state] === OP.byte ? [] : [next[state], alt[state]].filter((way) => way >= 0);
  let visited = 0;
  let cycles = 0;
  for (let root = 0; root < size; root++) {
    if (index[root] !== 0) continue;
    const path = [{ state: root, ways: waysOf(root) }];
    index[root] = low[root] = ++visited;
    open.push(root);
    isOpen[root] = 1;
    for (;;) {
      const top = path[path.length - 1];
      const { state } = top;
      const way = top.ways.pop();
      if (way !== undefined) {
        if (index[way] === 0) {
          index[way] = low[way] = ++visited;
          open.push(way);
          isOpen[way] = 1;
          path.push({ state: way, ways: waysOf(way) });
        } else if (isOpen[way] === 1) low[state] = Math.min(low[state], index[way]);
        continue;
      }
      if (low[state] === index[state]) {
        const members = open.splice(open.lastIndexOf(state));
        const isCycle = members.length > 1 || alt[state] === state;
        if (isCycle) cycles++;
        for (const member of members) {
          isOpen[member] = 0;
          if (isCycle) cycle[member] = cycles;
        }
      }
      path.pop();
      if (path.length === 0) break;
      const parent = path[path.length - 1].state;
      low[parent] = Math.min(low[parent], low[state]);
    }
  }
  return cycle;
}
