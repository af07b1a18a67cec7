// Makes the LALR(1) tables of a grammar: LR(0) states, look-ahead sets by propagation, conflicts by precedence, and
// the most frequent reduction of a state as its default, which is what decides the tokens a syntax error lists.
// Source of the method: Aho, Sethi, Ullman, "Compilers", sections 4.7 and 4.8; default reductions as Bison has them.
import { NONTERMINALS, PRECEDENCES, RULES, TOKENS } from '../../../src/engine/lang/syntax/grammar.ts';

interface Item {
  rule: number;
  dot: number;
}

const tokenNumber = new Map<string, number>(TOKENS.map((t, i) => [t, i]));
const nonterminalNumber = new Map<string, number>(NONTERMINALS.map((n, i) => [n, i]));
const HASH = TOKENS.length;

// rule -1 is "accept: start 'end of file'"
const right = (rule: number): readonly string[] => (rule < 0 ? ['start'] : RULES[rule].right);
const key = (i: Item) => i.rule * 16 + i.dot;

function firstSets() {
  const nullable = new Set<string>();
  const first = new Map<string, Set<number>>(NONTERMINALS.map((n) => [n, new Set<number>()]));
  for (let changed = true; changed;) {
    changed = false;
    for (const rule of RULES) {
      const set = first.get(rule.left)!;
      const before = set.size;
      let all = true;
      for (const symbol of rule.right) {
        const token = tokenNumber.get(symbol);
        if (token !== undefined) set.add(token);
        else for (const t of first.get(symbol)!) set.add(t);
        if (token !== undefined || !nullable.has(symbol)) {
          all = false;
          break;
        }
      }
      if (all && !nullable.has(rule.left)) {
        nullable.add(rule.left);
        changed = true;
      }
      if (set.size !== before) changed = true;
    }
  }
  return { nullable, first };
}

/** The table as text: one line a state, "default|token:action …|nonterminal:state …" (see parse-table.ts). */
export function makeTable(): string[] {
  const { nullable, first } = firstSets();
  const rulesOf = new Map<string, number[]>(NONTERMINALS.map((n) => [n, []]));
  RULES.forEach((rule, i) => rulesOf.get(rule.left)!.push(i));

  // the closure of items with look-aheads
  const closure = (kernel: { item: Item; looks: Iterable<number> }[]) => {
    const looks = new Map<number, Set<number>>();
    const items = new Map<number, Item>();
    const work: Item[] = [];
    const add = (item: Item, tokens: Iterable<number>) => {
      const k = key(item);
      let set = looks.get(k);
      let grew = set === undefined;
      if (!set) {
        looks.set(k, (set = new Set()));
        items.set(k, item);
      }
      for (const t of tokens)
        if (!set.has(t)) {
          set.add(t);
          grew = true;
        }
      if (grew) work.push(item);
    };
    for (const { item, looks } of kernel) add(item, looks);
    for (let item = work.pop(); item; item = work.pop()) {
      const symbols = right(item.rule);
      const next = symbols[item.dot];
      if (next === undefined || tokenNumber.has(next)) continue;
      const after = new Set<number>();
      let all = true;
      for (const symbol of symbols.slice(item.dot + 1)) {
        const token = tokenNumber.get(symbol);
        if (token !== undefined) after.add(token);
        else for (const t of first.get(symbol)!) after.add(t);
        if (token !== undefined || !nullable.has(symbol)) {
          all = false;
          break;
        }
      }
      if (all) for (const t of looks.get(key(item))!) after.add(t);
      for (const rule of rulesOf.get(next)!) add({ rule, dot: 0 }, after);
    }
    return { items, looks };
  };

  // LR(0) states
  const kernels: Item[][] = [[{ rule: -1, dot: 0 }]];
  const stateOf = new Map<string, number>([[`${key(kernels[0][0])}`, 0]]);
  const moves: Map<string, number>[] = [];
  for (let s = 0; s < kernels.length; s++) {
    const { items } = closure(kernels[s].map((item) => ({ item, looks: [HASH] })));
    const by = new Map<string, Item[]>();
    for (const item of items.values()) {
      const next = right(item.rule)[item.dot];
      if (next === undefined) continue;
      if (!by.has(next)) by.set(next, []);
      by.get(next)!.push({ rule: item.rule, dot: item.dot + 1 });
    }
    moves[s] = new Map();
    for (const [symbol, kernel] of by) {
      kernel.sort((a, b) => key(a) - key(b));
      const k = kernel.map(key).join(' ');
      let target = stateOf.get(k);
      if (target === undefined) {
        stateOf.set(k, (target = kernels.length));
        kernels.push(kernel);
      }
      moves[s].set(symbol, target);
    }
  }

  // look-aheads of kernel items: spontaneous ones and propagation
  const looks = kernels.map((kernel) => new Map(kernel.map((i) => [key(i), new Set<number>()])));
  looks[0].get(key(kernels[0][0]))!.add(0);
  const links: [Set<number>, Set<number>][] = [];
  kernels.forEach((kernel, s) => {
    for (const from of kernel) {
      const { items, looks: found } = closure([{ item: from, looks: [HASH] }]);
      for (const [k, item] of items) {
        const next = right(item.rule)[item.dot];
        if (next === undefined) continue;
        const to = looks[moves[s].get(next)!].get(key({ rule: item.rule, dot: item.dot + 1 }))!;
        for (const t of found.get(k)!)
          if (t === HASH) links.push([looks[s].get(key(from))!, to]);
          else to.add(t);
      }
    }
  });
  for (let changed = true; changed;) {
    changed = false;
    for (const [from, to] of links)
      for (const t of from)
        if (!to.has(t)) {
          to.add(t);
          changed = true;
        }
  }

  const level = new Map<string, { level: number; associativity: string }>();
  PRECEDENCES.forEach(([associativity, tokens], i) => {
    for (const t of tokens.split(' ')) level.set(t, { level: i, associativity });
  });
  const rulePrecedence = RULES.map((rule) => {
    const last = rule.right.filter((s) => tokenNumber.has(s)).at(-1);
    return level.get(rule.precedence ?? last ?? '');
  });

  return kernels.map((kernel, s) => {
    const { items, looks: found } = closure(
      kernel.map((item) => ({ item, looks: looks[s].get(key(item))! })),
    );
    const actions = new Map<number, string>();
    for (const [symbol, target] of moves[s])
      if (tokenNumber.has(symbol)) actions.set(tokenNumber.get(symbol)!, `s${target}`);
    const reductions = [...items.values()]
      .filter((i) => i.dot === right(i.rule).length)
      .sort((a, b) => a.rule - b.rule);
    const shifts = actions.size > 0;
    const counts = new Map<number, number>();
    for (const item of reductions) {
      if (item.rule < 0) {
        actions.set(0, 'a');
        continue;
      }
      for (const t of found.get(key(item))!) {
        const shift = actions.get(t);
        if (shift === undefined) actions.set(t, `r${item.rule}`);
        else if (shift[0] === 'r') throw new Error(`reduce/reduce conflict in state ${s} on ${TOKENS[t]}`);
        else {
          const mine = rulePrecedence[item.rule];
          const its = level.get(TOKENS[t]);
          if (!mine || !its) throw new Error(`shift/reduce conflict in state ${s} on ${TOKENS[t]}`);
          if (mine.level > its.level || (mine.level === its.level && its.associativity === 'left'))
            actions.set(t, `r${item.rule}`);
          else if (mine.level === its.level && its.associativity === 'none') actions.set(t, 'e');
        }
        if (actions.get(t) === `r${item.rule}`) counts.set(item.rule, (counts.get(item.rule) ?? 0) + 1);
      }
    }
    let best = -1;
    let most = 0;
    for (const item of reductions)
      if (item.rule >= 0 && (counts.get(item.rule) ?? 0) > most) {
        best = item.rule;
        most = counts.get(item.rule)!;
      }
    if (best < 0 && !shifts && reductions.length === 1 && reductions[0].rule >= 0) best = reductions[0].rule;
    const explicit = [...actions]
      .filter(([, a]) => a !== `r${best}`)
      .sort((a, b) => a[0] - b[0])
      .map(([t, a]) => `${t}${a}`);
    const gotos = [...moves[s]]
      .filter(([symbol]) => nonterminalNumber.has(symbol))
      .map(([symbol, target]) => `${nonterminalNumber.get(symbol)}:${target}`);
    return `${best}|${explicit.join(' ')}|${gotos.join(' ')}`;
  });
}

/** The text of parse-table.ts. */
export function tableSource(): string {
  return `// Generated from grammar.ts by \`UPDATE=1 npx vitest run test/lang/grammar\`: do not edit. One line a state:
// its default reduction (-1: none), then actions by token number (s shift, r reduce, e error, a accept), then the
// state to go to by nonterminal number.
export const PARSE_TABLE =
  '${makeTable().join(';')}';
`;
}
