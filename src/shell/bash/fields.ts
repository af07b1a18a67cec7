// Fields: where the results of expansion are put together, split by IFS, and kept apart from what was quoted.
//
// Invariant: `pattern` is the field's text with everything quoted escaped, so that a later step (pathname expansion,
// `case`, `=~`) knows what is special and what is not.
import type { ByteString } from '../../engine/base/index.ts';
import { quotePattern } from './pattern.ts';

export interface Field {
  text: ByteString;
  pattern: ByteString;
  /** Something unquoted stands in it, so it may be a pattern. */
  special: boolean;
}

export class Fields {
  readonly done: Field[] = [];
  #current: Field | undefined;
  readonly #white: ByteString;
  readonly #other: ByteString;

  constructor(
    /** Split unquoted expansions; else everything is one field. */
    readonly splitting: boolean,
    readonly ifs: ByteString,
    /** How quoted text is written into `pattern`. */
    readonly escape: (text: ByteString) => ByteString = quotePattern,
  ) {
    this.#white = [...ifs].filter((c) => ' \t\n'.includes(c)).join('');
    this.#other = [...ifs].filter((c) => !' \t\n'.includes(c)).join('');
  }

  #open(): Field {
    this.#current ??= { text: '', pattern: '', special: false };
    return this.#current;
  }

  #finish(): void {
    if (this.#current !== undefined) this.done.push(this.#current);
    this.#current = undefined;
  }

  /** Literal text of the word itself. */
  literal(text: ByteString, quoted: boolean): void {
    const field = this.#open();
    field.text += text;
    field.pattern += quoted ? this.escape(text) : text;
    if (!quoted) field.special = true;
  }

  /** Quotes stand here: the field exists even when nothing is in it. */
  touch(): void {
    this.#open();
  }

  /** The result of an expansion. */
  expansion(text: ByteString, quoted: boolean): void {
    if (quoted) {
      this.literal(text, true);
      return;
    }
    if (text === '') return;
    if (!this.splitting || this.ifs === '') {
      this.literal(text, false);
      return;
    }
    this.#split(text);
  }

  #split(text: ByteString): void {
    const white = this.#white;
    const other = this.#other;
    let i = 0;
    while (i < text.length) {
      const char = text[i];
      if (white.includes(char)) {
        const had = this.#current !== undefined;
        while (i < text.length && white.includes(text[i])) i += 1;
        if (had && i < text.length && other.includes(text[i])) {
          i += 1;
          while (i < text.length && white.includes(text[i])) i += 1;
        }
        this.#finish();
      } else if (other.includes(char)) {
        this.#open();
        this.#finish();
        i += 1;
        while (i < text.length && white.includes(text[i])) i += 1;
      } else {
        let end = i + 1;
        while (end < text.length && !white.includes(text[end]) && !other.includes(text[end])) end += 1;
        this.literal(text.slice(i, end), false);
        i = end;
      }
    }
  }

  /**
   * `$@` and its kin: every item a field of its own, the first joined to what stands before, the last to what comes
   * after. `separator` joins them where fields cannot be split.
   */
  list(items: readonly ByteString[], quoted: boolean, separator: ByteString): void {
    if (!this.splitting) {
      if (items.length > 0) this.expansion(items.join(separator), quoted);
      return;
    }
    items.forEach((item, index) => {
      if (index > 0) this.#finish();
      this.expansion(item, quoted);
    });
  }

  /** All fields. */
  finish(): readonly Field[] {
    this.#finish();
    return this.done;
  }

  /** The one field of a context without splitting. */
  single(): Field {
    this.#finish();
    return this.done[0] ?? { text: '', pattern: '', special: false };
  }
}
