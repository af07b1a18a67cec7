// Values as `nix eval` and the read-eval-print loop print them: evaluated on the way, down to some depth.
//
// Invariant: what is printed before something is evaluated has gone out by then, so it stands in order with whatever
// evaluation says; a value that fails in the middle has its beginning printed. Source of the rules: Nix's `Printer` with
// `force`.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { stripColors } from '../errors/terminal-text.ts';
import { coerceToString } from '../eval/coerce.ts';
import { isDerivation } from '../eval/equality.ts';
import { force, isString, type Task } from '../eval/request.ts';
import { printName, printFloat, printString } from '../syntax/print.ts';
import { Attrs, EMPTY_ATTRS } from './attrs.ts';
import { functionText } from './show.ts';
import { textOf } from './string-context.ts';
import { NixFloat, PathValue, Thunk, type List, type Slot, type Value } from './value.ts';

export interface PrintOptions {
  readonly color: boolean;
  /** How many levels of sets and lists are shown; what is below is `{ ... }`. */
  readonly maxDepth: number;
  /** Spaces a level; 0 prints on one line. */
  readonly indent: number;
  /** Whether the error of the value itself is thrown; those of its parts are always printed in place. */
  readonly throwsAtTop: boolean;
  /** Levels beyond which printing is a stack overflow. */
  readonly maxCallDepth: number;
  readonly isStorePath: (text: ByteString) => boolean;
  readonly out: PrintOutput;
}

/** Where a value is printed: text is gathered, and goes out before anything is evaluated. */
export interface PrintOutput {
  put(text: ByteString): void;
  flush(): void;
}

const COLOURS = {
  cyan: '\x1b[36;1m',
  magenta: '\x1b[35;1m',
  green: '\x1b[32;1m',
  blue: '\x1b[34;1m',
  red: '\x1b[31;1m',
};

/** Prints a value, evaluating what is shown. */
export function* printValue(slot: Slot, options: PrintOptions): Task<null> {
  yield new Printer(options).print(slot, 0);
  return null;
}

class Printer {
  readonly #seen = new Set<object>();
  #level = 0;

  constructor(readonly options: PrintOptions) {}

  *print(slot: Slot, depth: number): Task {
    this.options.out.flush();
    const { maxCallDepth, throwsAtTop } = this.options;
    if (depth > maxCallDepth) throw new EvalError('eval', 'stack overflow; max-call-depth exceeded');
    try {
      yield* this.#value(slot, yield* force(slot), depth);
    } catch (error) {
      // A stack overflow is no part of a sound value.
      if (!(error instanceof EvalError) || stripColors(error.hint).startsWith('stack overflow')) throw error;
      if (throwsAtTop && depth === 0) throw error;
      this.#put('red', `\xc2\xaberror: ${stripColors(error.hint)}\xc2\xbb`);
    }
    return null;
  }

  *#value(slot: Slot, value: Value, depth: number): Task<null> {
    if (Array.isArray(value)) return yield* this.#list(slot, value, depth);
    if (value instanceof Attrs) return yield* this.#attrs(value, depth);
    if (isString(value)) this.#put('magenta', printString(textOf(value)));
    else if (value instanceof NixFloat) this.#put('cyan', printFloat(value.value));
    else if (value instanceof PathValue) this.#put('green', value.shown);
    else if (value === null || typeof value !== 'object') this.#put('cyan', String(value));
    else this.#put('blue', `\xc2\xab${functionText(value)}\xc2\xbb`);
    return null;
  }

  *#attrs(attrs: Attrs, depth: number): Task<null> {
    // There is only one empty set in Nix.
    if (this.#isRepeated(attrs.size === 0 ? EMPTY_ATTRS : attrs)) return null;
    if (yield* isDerivation(attrs)) return yield* this.#derivation(attrs);
    if (depth >= this.options.maxDepth) {
      this.options.out.put('{ ... }');
      return null;
    }
    const { names } = attrs.shape;
    return yield* this.#sequence('{}', attrs.values, depth, (i) => [`${printName(names[i])} = `, ';']);
  }

  *#list(slot: Slot, list: List, depth: number): Task<null> {
    // Nix knows a set by its bindings, a list by the cell it is in.
    if (list.length > 0 && this.#isRepeated(slot instanceof Thunk ? slot : list)) return null;
    if (depth >= this.options.maxDepth) {
      this.options.out.put('[ ... ]');
      return null;
    }
    return yield* this.#sequence('[]', list, depth, () => ['', '']);
  }

  *#sequence(
    [open, close]: string,
    slots: readonly Slot[],
    depth: number,
    around: (i: number) => readonly [before: ByteString, after: ByteString],
  ): Task<null> {
    this.options.out.put(open);
    this.#level++;
    const isPretty = yield* this.#isPretty(slots);
    for (let i = 0; i < slots.length; i++) {
      const [before, after] = around(i);
      this.#space(isPretty);
      this.options.out.put(before);
      yield this.print(slots[i], depth + 1);
      this.options.out.put(after);
    }
    this.#level--;
    this.#space(isPretty);
    this.options.out.put(close);
    return null;
  }

  /** What has one plain element stays on its line. */
  *#isPretty(slots: readonly Slot[]): Task<boolean> {
    if (this.options.indent === 0 || slots.length === 0) return false;
    if (slots.length > 1) return true;
    const only = yield* force(slots[0]);
    return Array.isArray(only) || only instanceof Attrs;
  }

  #space(isPretty: boolean): void {
    this.options.out.put(isPretty ? `\n${' '.repeat(this.options.indent * this.#level)}` : ' ');
  }

  *#derivation(attrs: Attrs): Task<null> {
    const slot = attrs.get('drvPath');
    let path = '';
    if (slot !== undefined) {
      const line = 'while evaluating the drvPath of a derivation';
      const pos = attrs.positionOf('drvPath');
      const { text } = yield* coerceToString(slot, { line, pos });
      if (!this.options.isStorePath(text))
        throw new EvalError('eval', hint`path '${text}' is not in the Nix store`).trace(pos, line);
      path = ` ${text}`;
    }
    this.#put('green', `\xc2\xabderivation${path}\xc2\xbb`);
    return null;
  }

  #isRepeated(value: object): boolean {
    if (!this.#seen.has(value)) {
      this.#seen.add(value);
      return false;
    }
    this.#put('magenta', '\xc2\xabrepeated\xc2\xbb');
    return true;
  }

  #put(colour: keyof typeof COLOURS, text: ByteString): void {
    this.options.out.put(this.options.color ? `${COLOURS[colour]}${text}\x1b[0m` : text);
  }
}
