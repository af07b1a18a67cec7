// Matching as libstdc++'s depth-first executor does it in POSIX mode, in linear time.
//
// The rule it keeps: a repetition goes on when it can, and stops only where going on led to no match at all; of two
// alternatives both are tried; the first of the longest matches counts, and its groups are those of the path that found
// it (a group in a loop keeps what it last held). So the longest match of POSIX is found among alternatives, and not
// always among repetitions.
//
// Invariant: a place where the search can go two ways is tried once for each position of the text, because what
// follows from it does not depend on how it was reached.
import { NotSimulated, type ByteString } from '../../base/index.ts';
import { OP, type Automaton } from './automaton.ts';
import { Loops } from './loops.ts';
import { FAILED, MATCHED, Memo, UNKNOWN } from './memo.ts';
import { parseRegex } from './parse-regex.ts';

/** One match: where it is, and what its groups hold (null for one that took no part). */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (ByteString | null)[];
}

export class Regex {
  /** How many groups it has. */
  readonly groups: number;
  readonly #automaton: Automaton;
  readonly #start: number;
  readonly #loops: Loops;
  /** The number of a state among those that can go two ways. */
  readonly #branch: Int32Array;
  readonly #branches: number;
  readonly #alternatives: boolean;
  /** The bytes that a match can begin with; undefined when it can be empty. */
  readonly #first: Uint8Array | undefined;

  /** Throws BadRegex. */
  constructor(pattern: ByteString) {
    const { automaton, start, groups } = parseRegex(pattern);
    const { op } = automaton;
    this.groups = groups;
    this.#automaton = automaton;
    this.#start = start;
    this.#loops = new Loops(automaton);
    this.#branch = new Int32Array(op.length);
    let branches = 0;
    for (let i = 0; i < op.length; i++) {
      if (isRun(automaton, i)) op[i] = OP.run;
      if (op[i] === OP.repeat || op[i] === OP.either || op[i] === OP.run) this.#branch[i] = branches++;
    }
    this.#branches = branches;
    this.#alternatives = op.includes(OP.either);
    this.#first = firstBytes(automaton, start);
  }

  /** The groups if all of the text matches. */
  match(text: ByteString): RegexMatch | undefined {
    if (this.#first !== undefined && this.#first[text.charCodeAt(0)] !== 1) return undefined;
    return this.#search(text, true).attempt(0, false);
  }

  /** All matches, from left to right, none in another. */
  *matches(text: ByteString): Generator<RegexMatch> {
    const search = this.#search(text, false);
    let found = this.#find(search, 0);
    while (found !== undefined) {
      yield found;
      const { start, end }: RegexMatch = found;
      if (end > start) found = this.#find(search, end);
      else if (end === text.length) return;
      // after an empty match, one that is not empty and begins at the same place
      else found = search.attempt(end, true) ?? this.#find(search, end + 1);
    }
  }

  #find(search: Search, from: number): RegexMatch | undefined {
    const { text } = search;
    const first = this.#first;
    for (let at = from; at <= text.length; at++) {
      if (first !== undefined) {
        while (at < text.length && first[text.charCodeAt(at)] !== 1) at++;
        if (at === text.length) return undefined;
      }
      const found = search.attempt(at, false);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #search(text: ByteString, exact: boolean): Search {
    return new Search(
      {
        automaton: this.#automaton,
        start: this.#start,
        loops: this.#loops,
        branch: this.#branch,
        branches: this.#branches,
        groups: this.groups,
        anyMatch: exact || !this.#alternatives,
      },
      text,
      exact,
    );
  }
}

/** A loop around a single byte. */
function isRun({ op, alt, next }: Automaton, state: number): boolean {
  return op[state] === OP.repeat && op[alt[state]] === OP.byte && next[alt[state]] === state;
}

function firstBytes({ op, arg, next, alt, sets }: Automaton, start: number): Uint8Array | undefined {
  const first = new Uint8Array(256);
  const seen = new Set<number>();
  const pending = [start];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (state < 0 || seen.has(state)) continue;
    seen.add(state);
    if (op[state] === OP.accept) return undefined;
    if (op[state] === OP.byte) sets[arg[state]].forEach((flag, byte) => (first[byte] |= flag));
    else pending.push(next[state], alt[state]);
  }
  return first;
}

interface Program {
  readonly automaton: Automaton;
  readonly start: number;
  readonly loops: Loops;
  readonly branch: Int32Array;
  readonly branches: number;
  readonly groups: number;
  /** Whether the first match that is found counts. */
  readonly anyMatch: boolean;
}

/** What is still to be done, on a stack of four integers each: the kind with a state, and three more. */
const TODO = {
  /** Goes on at the state's `next`, if the other way led nowhere: position, -, tally. */
  otherwise: 0,
  /** The second of two alternatives: position, -, tally. */
  second: 1,
  /** The first had a match. */
  join: 2,
  /** A group's border as it was: its old position. */
  restore: 3,
  /** Remembers whether there was a match: position, -, tally. */
  remember: 4,
  /** Gives back one byte of a run: its first position, its present one, the first one's tally. */
  shorten: 5,
} as const;
const STEP_LIMIT = 100_000_000;

/** Attempts to match at positions of one text. */
class Search {
  readonly #memo: Memo;
  #todo = new Int32Array(64);
  #top = 0;
  readonly #groups: Int32Array;
  readonly #best: Int32Array;
  /** The position where an empty match does not count, and what is known of it then. */
  #apart: { readonly at: number; readonly known: Map<number, number> } | undefined;
  #steps = 0;

  constructor(
    readonly program: Program,
    readonly text: ByteString,
    readonly exact: boolean,
  ) {
    this.#memo = new Memo(program.branches, text.length);
    this.#groups = new Int32Array(2 * (program.groups + 1)).fill(-1);
    this.#best = new Int32Array(this.#groups.length);
  }

  /** The match that begins at a position; it must not be empty when `some`. */
  attempt(begin: number, some: boolean): RegexMatch | undefined {
    this.#groups.fill(-1);
    this.#top = 0;
    this.#apart = some ? { at: begin, known: new Map() } : undefined;
    const end = this.#explore(begin, some);
    this.#memo.forgetMatched();
    if (end < 0) return undefined;
    const groups: (ByteString | null)[] = [];
    const found = this.#best;
    for (let i = 2; i < found.length; i += 2)
      groups.push(found[i + 1] < 0 ? null : this.text.slice(found[i], found[i + 1]));
    return { start: begin, end, groups };
  }

  #push(kind: number, state: number, a: number, b: number, c: number): void {
    if (this.#top + 4 > this.#todo.length) {
      const larger = new Int32Array(this.#todo.length * 2);
      larger.set(this.#todo);
      this.#todo = larger;
    }
    const todo = this.#todo;
    const top = this.#top;
    todo[top] = (state << 3) | kind;
    todo[top + 1] = a;
    todo[top + 2] = b;
    todo[top + 3] = c;
    this.#top = top + 4;
  }

  #recall(state: number, at: number, tally: number): number {
    const { branch, branches } = this.program;
    if (this.#apart?.at === at) return this.#apart.known.get(tally * branches + branch[state]) ?? UNKNOWN;
    return this.#memo.get(branch[state], at, tally);
  }

  #learn(state: number, at: number, tally: number, what: number): void {
    const { branch, branches } = this.program;
    if (this.#apart?.at === at) this.#apart.known.set(tally * branches + branch[state], what);
    else this.#memo.set(branch[state], at, tally, what);
  }

  /** Where the best match from a position ends, or -1. */
  #explore(begin: number, some: boolean): number {
    const { automaton, loops, anyMatch } = this.program;
    const { op, next, alt, arg, sets } = automaton;
    const { text, exact } = this;
    const groups = this.#groups;
    const length = text.length;
    let best = -1;
    let matched = false;
    let state = this.program.start;
    let at = begin;
    let tally = 0;
    for (;;) {
      // Goes ahead until the path matches or fails. Nothing has matched on this path so far.
      ahead: for (;;) {
        switch (op[state]) {
          case OP.byte:
            if (at >= length || sets[arg[state]][text.charCodeAt(at)] !== 1) break ahead;
            at++;
            tally = 0;
            break;
          case OP.open:
          case OP.close: {
            const border = 2 * arg[state] + (op[state] === OP.close ? 1 : 0);
            this.#push(TODO.restore, border, groups[border], 0, 0);
            groups[border] = at;
            break;
          }
          case OP.atBegin:
            if (at !== 0) break ahead;
            break;
          case OP.atEnd:
            if (at !== length) break ahead;
            break;
          case OP.accept:
            if ((exact && at !== length) || (some && at === begin)) break ahead;
            matched = true;
            if (at > best) {
              best = at;
              this.#best.set(groups);
              if (anyMatch || at === length) return best;
            }
            break ahead;
          default: {
            if (++this.#steps > STEP_LIMIT)
              throw new NotSimulated(
                'a regular expression of so many steps',
                `it needs more than ${STEP_LIMIT}`,
              );
            tally = loops.at(state, tally);
            const known = this.#recall(state, at, tally);
            if (known !== UNKNOWN) {
              matched = known === MATCHED;
              break ahead;
            }
            if (op[state] === OP.run) {
              const from = at;
              const set = sets[arg[alt[state]]];
              while (at < length && set[text.charCodeAt(at)] === 1) {
                const further = this.#recall(state, at + 1, 0);
                if (further === MATCHED) matched = true;
                if (further !== UNKNOWN) break;
                at++;
              }
              this.#push(TODO.shorten, state, from, at, tally);
              if (matched) break ahead;
              if (at > from) tally = 0;
              break;
            }
            if (op[state] === OP.either) {
              this.#push(TODO.second, state, at, 0, tally);
              state = alt[state];
              continue;
            }
            const entered = loops.counts(state, alt[state]) ? loops.enter(state, tally) : tally;
            if (entered === undefined) {
              this.#push(TODO.remember, state, at, 0, tally);
              break;
            }
            this.#push(TODO.otherwise, state, at, 0, tally);
            tally = entered;
            state = alt[state];
            continue;
          }
        }
        state = next[state];
      }
      // Goes back to what is still to be done.
      for (;;) {
        if (this.#top === 0) return best;
        const todo = this.#todo;
        const top = (this.#top -= 4);
        const kind = todo[top] & 7;
        state = todo[top] >> 3;
        at = todo[top + 1];
        tally = todo[top + 3];
        if (kind === TODO.restore) groups[state] = at;
        else if (kind === TODO.join) matched ||= at === 1;
        else if (kind === TODO.remember) this.#learn(state, at, tally, matched ? MATCHED : FAILED);
        else if (kind === TODO.second) {
          this.#push(TODO.remember, state, at, 0, tally);
          this.#push(TODO.join, 0, matched ? 1 : 0, 0, 0);
          matched = false;
          break;
        } else if (kind === TODO.otherwise) {
          if (matched) this.#learn(state, at, tally, MATCHED);
          else {
            this.#push(TODO.remember, state, at, 0, tally);
            break;
          }
        } else {
          const last = todo[top + 2];
          const lastTally = last > at ? 0 : tally;
          this.#learn(state, last, lastTally, matched ? MATCHED : FAILED);
          if (last === at) continue;
          this.#push(TODO.shorten, state, at, last - 1, tally);
          if (matched) continue;
          tally = last - 1 > at ? 0 : tally;
          at = last - 1;
          this.#steps++;
          break;
        }
      }
      state = next[state];
    }
  }
}
