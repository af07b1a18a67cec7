// The names of a read-eval-print loop: those that are built in, and those that were added since.
//
// Invariant: a name that is defined anew gets a new place. What was evaluated before still sees the old one.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Env, Evaluator, Expr, Scope, Slot, Task as EvalTask, Value } from '../../engine/lang/index.ts';
import { EvalError, force } from '../../engine/lang/index.ts';

/** Nix's own limit of names in one environment. */
const ROOM = 32_768;

/** What was typed is only the beginning of something. */
export class Incomplete extends Error {
  readonly code = 'incomplete';
}

export class ReplScope {
  readonly #slots = new Map<ByteString, number>();
  readonly #env: Env = [[]];

  constructor(
    readonly evaluator: Evaluator,
    /** The folder that relative paths start from. */
    readonly base: ByteString,
  ) {}

  get #scope(): Scope {
    return { kind: 'names', slots: this.#slots, up: undefined };
  }

  add(name: ByteString, slot: Slot): void {
    if (this.#env.length > ROOM)
      throw new NotSimulated('more than 32768 names in nix repl', 'Nix has no room for more');
    this.#slots.set(name, this.#env.length);
    this.#env.push(slot);
  }

  /** Every name that can be used. */
  names(): ByteString[] {
    return [...new Set([...this.evaluator.globalNames(), ...this.#slots.keys()])];
  }

  /** Parses an expression. Throws Incomplete, and EvalError for any other mistake. */
  parse(text: ByteString): Expr {
    try {
      return this.evaluator.parse(text, { kind: 'string' }, this.base, this.#scope);
    } catch (error) {
      throw isIncomplete(error) ? new Incomplete() : error;
    }
  }

  /**
   * Parses bindings such as `x = 1`, the last semicolon of which may be left out; undefined when the text is none.
   * Throws Incomplete, and EvalError for names that are not there.
   */
  parseBindings(text: ByteString): Extract<Expr, { kind: 'attrs' }> | undefined {
    for (const suffix of ['', ';'])
      try {
        const expr = this.evaluator.parseBindings(text, this.base, this.#scope, suffix);
        return expr as Extract<Expr, { kind: 'attrs' }>;
      } catch (error) {
        if (!(error instanceof EvalError && error.kind === 'parse')) throw error;
        if (suffix !== '' && isIncomplete(error)) throw new Incomplete();
      }
    return undefined;
  }

  /** A thunk of something that was parsed here. */
  thunk(expr: Expr): Slot {
    return this.evaluator.thunk(expr, this.#env);
  }

  *evaluate(text: ByteString): EvalTask<Value> {
    return yield* force(this.thunk(this.parse(text)));
  }
}

function isIncomplete(error: unknown): boolean {
  return (
    error instanceof EvalError && error.kind === 'parse' && error.message.includes('unexpected end of file')
  );
}
