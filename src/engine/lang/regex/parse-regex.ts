// POSIX extended regular expressions, read into an automaton.
//
// Invariant: nesting costs no native stack: open groups stand in a list. Perl's extensions do not exist, an escape is
// only one of a special character, and an interval has a lower bound; all else is refused as in libstdc++.
import type { ByteString } from '../../base/index.ts';
import { Automaton, OP, type Sequence } from './automaton.ts';
import { BadRegex } from './bad-regex.ts';
import { readBracket } from './bracket.ts';

const SPECIAL = '.[\\()*+?{|^$';
const MAX_INT = 2 ** 31 - 1;

/** A group that is open (the whole pattern is the first). */
interface Group {
  readonly begin: Sequence;
  readonly number: number;
  /** What stands left of the last bar. */
  left: Sequence | undefined;
  terms: Sequence[];
}

/** An automaton with its first state and the number of its groups, the whole one not counted. */
export interface ParsedRegex {
  readonly automaton: Automaton;
  readonly start: number;
  readonly groups: number;
}

/** Throws BadRegex. */
export function parseRegex(pattern: ByteString): ParsedRegex {
  const parser = new Parser(pattern);
  return { automaton: parser.automaton, start: parser.parse(), groups: parser.groups - 1 };
}

class Parser {
  readonly automaton = new Automaton();
  groups = 0;
  #at = 0;

  constructor(readonly pattern: ByteString) {}

  parse(): number {
    const { pattern, automaton } = this;
    const open: Group[] = [this.#open()];
    for (;;) {
      const group = open[open.length - 1];
      const char = pattern[this.#at] as string | undefined;
      if (char === undefined || char === ')' || char === '|') {
        this.#at++;
        this.#endBranch(group);
        if (char === '|') continue;
        open.pop();
        if ((char === undefined) !== (open.length === 0)) throw new BadRegex();
        const whole = this.#close(group);
        if (char === undefined) {
          automaton.append(whole, automaton.single(OP.accept));
          automaton.skipDummies();
          return whole.start;
        }
        open[open.length - 1].terms.push(this.#quantified(whole));
      } else if (char === '(') {
        this.#at++;
        open.push(this.#open());
      } else if (char === '^' || char === '$') {
        this.#at++;
        group.terms.push(automaton.single(char === '^' ? OP.atBegin : OP.atEnd));
      } else group.terms.push(this.#quantified(this.#atom(char)));
    }
  }

  #open(): Group {
    const number = this.groups++;
    return { begin: this.automaton.single(OP.open, number), number, left: undefined, terms: [] };
  }

  /** Ends what stands between two bars, and joins it to what is left of it. */
  #endBranch(group: Group): void {
    const { automaton } = this;
    let branch = automaton.single(OP.dummy);
    for (const term of group.terms.reverse()) branch = automaton.append(term, branch);
    group.terms = [];
    if (group.left === undefined) group.left = branch;
    else {
      const end = automaton.single(OP.dummy);
      automaton.append(group.left, end);
      automaton.append(branch, end);
      group.left = {
        start: automaton.state(OP.either, 0, group.left.start, branch.start),
        end: end.end,
      };
    }
  }

  #close(group: Group): Sequence {
    const { automaton } = this;
    const body = automaton.append(group.begin, group.left ?? group.begin);
    return automaton.append(body, automaton.single(OP.close, group.number));
  }

  #atom(char: string): Sequence {
    this.#at++;
    const { automaton, pattern } = this;
    switch (char) {
      case '.':
        return automaton.byteOf(new Uint8Array(256).fill(1, 1));
      case '[': {
        const { set, end } = readBracket(pattern, this.#at);
        this.#at = end;
        return automaton.byteOf(set);
      }
      case '\\': {
        const escaped = pattern[this.#at++] as string | undefined;
        if (escaped === undefined || !SPECIAL.includes(escaped)) throw new BadRegex();
        return automaton.byte(escaped.charCodeAt(0));
      }
    }
    // `*`, `+`, `?` and `{` with nothing to repeat, and the byte that C takes for the end
    if (SPECIAL.includes(char) || char === '\0') throw new BadRegex();
    return automaton.byte(char.charCodeAt(0));
  }

  /** Applies the repetitions that follow. */
  #quantified(term: Sequence): Sequence {
    const { automaton } = this;
    for (;;)
      switch (this.pattern[this.#at]) {
        case '*': {
          this.#at++;
          const loop = automaton.state(OP.repeat, 0, term.start);
          automaton.next[term.end] = loop;
          term = { start: loop, end: loop };
          break;
        }
        case '+': {
          this.#at++;
          const loop = automaton.state(OP.repeat, 0, term.start);
          automaton.next[term.end] = loop;
          term = { start: term.start, end: loop };
          break;
        }
        case '?': {
          this.#at++;
          const end = automaton.single(OP.dummy);
          const start = automaton.state(OP.repeat, 0, term.start, end.start);
          automaton.append(term, end);
          term = { start, end: end.end };
          break;
        }
        case '{':
          this.#at++;
          term = this.#interval(term);
          break;
        default:
          return term;
      }
  }

  #interval(term: Sequence): Sequence {
    const { automaton } = this;
    const least = this.#number();
    let out = automaton.single(OP.dummy);
    let most: number | undefined = least;
    if (this.pattern[this.#at] === ',') {
      this.#at++;
      most = this.pattern[this.#at] === '}' ? undefined : this.#number();
    }
    if (this.pattern[this.#at++] !== '}') throw new BadRegex();
    for (let i = 0; i < least; i++) out = automaton.append(out, automaton.clone(term));
    if (most === undefined) {
      const body = automaton.clone(term);
      const loop = automaton.state(OP.repeat, 0, body.start);
      automaton.next[body.end] = loop;
      return automaton.append(out, { start: loop, end: loop });
    }
    if (most < least) throw new BadRegex();
    const end = automaton.single(OP.dummy);
    for (let i = least; i < most; i++) {
      const body = automaton.clone(term);
      out = automaton.append(out, {
        start: automaton.state(OP.repeat, 0, body.start, end.start),
        end: body.end,
      });
    }
    return automaton.append(out, end);
  }

  #number(): number {
    const begin = this.#at;
    while (/[0-9]/.test(this.pattern[this.#at] ?? '')) this.#at++;
    const number = Number(this.pattern.slice(begin, this.#at));
    if (this.#at === begin || number > MAX_INT) throw new BadRegex();
    return number;
  }
}
