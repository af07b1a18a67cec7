// The parser: drives the grammar's LALR(1) tables over the tokens of one source.
//
// Invariant: its stack is an array, so no text overflows the machine. It resolves no names: see `resolve/`.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { ACTIONS, type Places, type Surroundings } from './actions.ts';
import type { Expr } from './ast.ts';
import { NONTERMINALS, RULES, TOKENS, TOKEN_NAMES } from './grammar.ts';
import { Lexer, type LexerOptions } from './lexer.ts';
import { PARSE_TABLE } from './parse-table.ts';
import type { Pos, Source } from './source.ts';

type Step =
  | { readonly kind: 'shift'; readonly state: number }
  | { readonly kind: 'reduce'; readonly rule: number }
  | { readonly kind: 'error' }
  | { readonly kind: 'accept' };

interface State {
  readonly fallback: number;
  readonly steps: ReadonlyMap<number, Step>;
  readonly gotos: ReadonlyMap<number, number>;
}

function decodeTable(): State[] {
  const pairs = (text: string) => (text === '' ? [] : text.split(' '));
  return PARSE_TABLE.split(';').map((line) => {
    const [fallback, steps, gotos] = line.split('|');
    return {
      fallback: Number(fallback),
      steps: new Map(
        pairs(steps).map((pair) => {
          const [token, kind, target] = /^(\d+)([srea])(\d*)$/.exec(pair)?.slice(1) ?? [];
          const step: Step =
            kind === 's'
              ? { kind: 'shift', state: Number(target) }
              : kind === 'r'
                ? { kind: 'reduce', rule: Number(target) }
                : { kind: kind === 'a' ? 'accept' : 'error' };
          return [Number(token), step];
        }),
      ),
      gotos: new Map(pairs(gotos).map((pair) => pair.split(':').map(Number) as [number, number])),
    };
  });
}

const STATES = decodeTable();
const BINDINGS = TOKENS.indexOf('REPL_BINDINGS');
const LEFT = RULES.map((rule) => NONTERMINALS.indexOf(rule.left));

/** Where expressions stand: from the first byte to the one after the last, without parentheses around them. */
export type Extents = WeakMap<object, { readonly start: Pos; readonly end: Pos }>;

/** Parses one source, and writes down where each expression stands. Throws an EvalError of kind `parse`. */
export function parseSource(
  source: Source,
  surroundings: Surroundings,
  options: LexerOptions,
  extents?: Extents,
): Expr {
  const lexer = new Lexer(source, options);
  const states = [0];
  const values: unknown[] = [undefined];
  const starts = [0];
  const ends = [0];
  let token = options.isBindings === true ? BINDINGS : -1;
  for (;;) {
    const state = STATES[states[states.length - 1]];
    let step: Step | undefined;
    if (state.steps.size > 0) {
      if (token < 0) token = lexer.next();
      step = state.steps.get(token);
    }
    if (step === undefined) {
      if (state.fallback < 0) return syntaxError(source, lexer, state, token);
      step = { kind: 'reduce', rule: state.fallback };
    }
    switch (step.kind) {
      case 'accept':
        return values[values.length - 1] as Expr;
      case 'error':
        return syntaxError(source, lexer, state, token);
      case 'shift':
        states.push(step.state);
        values.push(lexer.value);
        starts.push(lexer.start);
        ends.push(lexer.placeEnd);
        token = -1;
        break;
      case 'reduce': {
        const rule = RULES[step.rule];
        const size = rule.right.length;
        const base = states.length - size;
        const start = size > 0 ? starts[base] : ends[base - 1];
        const end = ends[states.length - 1];
        let value: unknown;
        if (rule.action === 'pass') value = values[base];
        else if (rule.action === 'second') value = values[base + 1];
        else {
          const places: Places = {
            whole: source.base + start,
            end: source.base + end,
            at: (n) => source.base + starts[base + n],
          };
          value = ACTIONS[rule.action](surroundings, values.slice(base) as never, places);
          if (extents !== undefined && typeof value === 'object' && value !== null)
            extents.set(value, { start: places.whole, end: places.end });
        }
        states.length = values.length = starts.length = ends.length = base;
        states.push(STATES[states[base - 1]].gotos.get(LEFT[step.rule]) as number);
        values.push(value);
        starts.push(start);
        ends.push(end);
      }
    }
  }
}

function syntaxError(source: Source, lexer: Lexer, state: State, token: number): never {
  const name = (t: number): ByteString => TOKEN_NAMES[TOKENS[t]] ?? TOKENS[t];
  const expected = [...state.steps].filter(([, step]) => step.kind !== 'error').map(([t]) => name(t));
  const list = expected.length > 0 && expected.length < 5 ? `, expecting ${expected.join(' or ')}` : '';
  const at = token === 0 ? lexer.placeEnd : lexer.start;
  throw new EvalError('parse', `syntax error, unexpected ${name(token)}${list}`, source.base + at);
}
