// Regular expressions of POSIX with GNU's additions, made into JavaScript's: for grep, sed, expr, find.
//
// Invariant: text is bytes (C locale); in a UTF-8 locale only `.` and negated brackets take whole characters.
// A match begins leftmost as POSIX wants; it is the longest where the pattern has alternatives and the rest of the text
// is short, otherwise what JavaScript's order gives. Groups inside repetitions may hold less than POSIX would keep.
import type { ByteString } from '../../engine/base/index.ts';
import { bothCases, bracketExpression, BracketError } from './bracket.ts';
import { literal } from './glob.ts';

export class RegexError extends Error {}

export interface RegexSyntax {
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
  /** `^` and `$` match at newlines too (sed's M). */
  readonly multiline?: boolean;
  readonly utf8?: boolean;
  /** `\n`, `\t` and the like stand for bytes (sed). */
  readonly escapes?: boolean;
  /** grep's own ways: a lone `)` of an extended expression is literal, some mistakes are told in other words. */
  readonly grep?: boolean;
}

export interface Match {
  readonly start: number;
  readonly end: number;
  /** Groups from 1; undefined for one that took no part. */
  readonly groups: readonly (ByteString | undefined)[];
}

/** Beyond this many bytes a longer match is not looked for. */
const LONGEST_LIMIT = 400;
const CHARACTER = '(?:[\\x00-\\x7f]|[\\xc2-\\xf4][\\x80-\\xbf]+)';

export class PosixRegex {
  /** How many groups it has. */
  readonly groups: number;
  readonly warnings: readonly string[];
  readonly #source: string;
  readonly #flags: string;
  readonly #first: RegExp;
  readonly #alternatives: boolean;
  readonly #exact = new Map<number, RegExp>();

  /** Throws RegexError in the words of GNU's regcomp. */
  constructor(pattern: ByteString, syntax: RegexSyntax, around: { before?: string; after?: string } = {}) {
    const translator = new Translator(pattern, syntax);
    const body = translator.whole();
    this.groups = translator.groups;
    this.warnings = translator.warnings;
    this.#alternatives = translator.alternatives;
    this.#source = `${around.before ?? ''}(?:${body})${around.after ?? ''}`;
    this.#flags = syntax.multiline === true ? 'm' : '';
    this.#first = new RegExp(this.#source, `g${this.#flags}`);
  }

  test(text: ByteString): boolean {
    this.#first.lastIndex = 0;
    return this.#first.test(text);
  }

  /** The first match that starts at `from` or later. */
  exec(text: ByteString, from = 0): Match | undefined {
    this.#first.lastIndex = from;
    const found = this.#first.exec(text);
    if (found === null) return undefined;
    return this.#longest(text, found);
  }

  #longest(text: ByteString, found: RegExpExecArray): Match {
    const { index } = found;
    const end = index + found[0].length;
    if (this.#alternatives && text.length - end <= LONGEST_LIMIT)
      for (let left = 0; left < text.length - end; left++) {
        const exact = this.#endingBefore(left);
        exact.lastIndex = index;
        const longer = exact.exec(text);
        if (longer !== null) return { start: index, end: index + longer[0].length, groups: longer.slice(1) };
      }
    return { start: index, end, groups: found.slice(1) };
  }

  /** The pattern, ending where `left` bytes are left. */
  #endingBefore(left: number): RegExp {
    let exact = this.#exact.get(left);
    if (exact === undefined) {
      exact = new RegExp(`${this.#source}(?=[^]{${left}}(?![^]))`, `y${this.#flags}`);
      this.#exact.set(left, exact);
    }
    return exact;
  }
}

class Translator {
  groups = 0;
  readonly warnings: string[] = [];
  alternatives = false;
  #at = 0;
  #open: number[] = [];
  constructor(
    private readonly pattern: ByteString,
    private readonly syntax: RegexSyntax,
  ) {}

  whole(): string {
    const out = this.#alternation(0);
    if (this.#at < this.pattern.length) throw new RegexError('Unmatched ) or \\)');
    return out;
  }

  #token(text: string): boolean {
    const { extended } = this.syntax;
    return this.pattern.startsWith(extended ? text : `\\${text}`, this.#at);
  }

  #alternation(depth: number): string {
    const branches = [this.#branch(depth)];
    while (this.#token('|')) {
      this.#at += this.syntax.extended ? 1 : 2;
      this.alternatives = true;
      branches.push(this.#branch(depth));
    }
    return branches.join('|');
  }

  #branch(depth: number): string {
    const { pattern, syntax } = this;
    let out = '';
    let atStart = true;
    while (this.#at < pattern.length) {
      if (this.#token('|')) break;
      if (this.#token(')') && (depth > 0 || !syntax.extended)) break;
      if (this.#token(')') && syntax.extended && syntax.grep !== true)
        throw new RegexError('Unmatched ) or \\)');
      const atom = this.#atom(depth, atStart);
      if (atom.anchor) {
        out += atom.source;
        // After `^` a basic expression's `*` is a star.
        if (pattern[this.#at - 1] !== '^' || syntax.extended) out = this.#quantified(out, atom.source, false);
        continue;
      }
      atStart = false;
      out = this.#quantified(out + atom.source, atom.source, true);
    }
    return out;
  }

  /** Applies the repetitions that follow to the last atom of `out`. */
  #quantified(out: string, atom: string, repeatable: boolean): string {
    let last = atom;
    const before = out.slice(0, out.length - atom.length);
    for (;;) {
      const quantifier = this.#quantifier();
      if (quantifier === undefined) return before + last;
      if (!repeatable) continue;
      last = /[*+?}]$/.test(last) && last !== atom ? `(?:${last})${quantifier}` : `${last}${quantifier}`;
    }
  }

  #quantifier(): string | undefined {
    const { pattern, syntax } = this;
    const rest = pattern.slice(this.#at);
    if (rest.startsWith('*')) {
      this.#at++;
      return '*';
    }
    const simple = syntax.extended ? /^[+?]/.exec(rest) : /^\\[+?]/.exec(rest);
    if (simple !== null) {
      this.#at += simple[0].length;
      return simple[0].slice(-1);
    }
    const open = syntax.extended ? '{' : '\\{';
    if (!rest.startsWith(open)) return undefined;
    const interval = (syntax.extended ? /^\{(\d*)(,?)(\d*)\}/ : /^\\\{(\d*)(,?)(\d*)\\\}/).exec(rest);
    if (interval === null || (interval[1] === '' && interval[2] === '')) {
      if (syntax.extended) return undefined;
      throw new RegexError(rest.includes('\\}') ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
    }
    const [whole, low, comma, high] = interval;
    if (Number(low) > 32767 || Number(high) > 32767) throw new RegexError('Regular expression too big');
    if (high !== '' && Number(low) > Number(high)) throw new RegexError('Invalid content of \\{\\}');
    this.#at += whole.length;
    return `{${low === '' ? '0' : low}${comma}${high}}`;
  }

  #atom(depth: number, atStart: boolean): { source: string; anchor: boolean } {
    const { pattern, syntax } = this;
    const letter = pattern[this.#at];
    const plain = (source: string, length = 1) => {
      this.#at += length;
      return { source, anchor: false };
    };
    const anchor = (source: string, length = 1) => {
      this.#at += length;
      return { source, anchor: true };
    };
    if (this.#token('(')) return plain(this.#group(depth), 0);
    switch (letter) {
      case '\\':
        return this.#escape(plain, anchor);
      case '.':
        return plain(syntax.utf8 === true ? CHARACTER : '[^]');
      case '[':
        return plain(this.#bracket(), 0);
      case '^':
        if (syntax.extended || atStart) return anchor(syntax.multiline === true ? '(?<![^\\n])' : '^');
        return plain('\\^');
      case '$': {
        const rest = pattern.slice(this.#at + 1);
        const last = rest === '' || rest.startsWith('\\)') || rest.startsWith('\\|');
        if (syntax.extended || last) return anchor(syntax.multiline === true ? '(?![^\\n])' : '$');
        return plain('\\$');
      }
      case '*':
        if (!syntax.extended || !atStart) return plain('\\*');
        this.warnings.push('* at start of expression');
        return anchor('');
      case '+':
      case '?':
        if (syntax.extended && atStart) return anchor('');
        return plain(`\\${letter}`);
      case '{':
        if (syntax.extended && atStart) {
          const interval = /^\{(?:\d+,?|,)\d*\}/.exec(pattern.slice(this.#at));
          if (syntax.grep !== true) throw new RegexError('Invalid preceding regular expression');
          if (interval !== null) {
            this.warnings.push('{...} at start of expression');
            return anchor('', interval[0].length);
          }
        }
        return plain('\\{');
      default:
        return plain(this.#literal(letter));
    }
  }

  #group(depth: number): string {
    this.#at += this.syntax.extended ? 1 : 2;
    const number = ++this.groups;
    this.#open.push(number);
    const body = this.#alternation(depth + 1);
    if (!this.#token(')')) throw new RegexError('Unmatched ( or \\(');
    this.#at += this.syntax.extended ? 1 : 2;
    this.#open.pop();
    return `(${body})`;
  }

  #bracket(): string {
    const { pattern, syntax } = this;
    if (syntax.grep === true) {
      const named = /^\[:([^\]]*):\]/.exec(pattern.slice(this.#at));
      if (named !== null) throw new RegexError('character class syntax is [[:space:]], not [:space:]');
      if (this.#at + 1 >= pattern.length) throw new RegexError('Invalid regular expression');
    }
    let bracket;
    try {
      bracket = bracketExpression(pattern, this.#at, { ignoreCase: syntax.ignoreCase === true });
    } catch (error) {
      if (error instanceof BracketError) throw new RegexError(error.message);
      throw error;
    }
    if (bracket === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=');
    this.#at = bracket.end;
    if (syntax.utf8 !== true || !bracket.negated) return bracket.source;
    return `(?:${bracket.source.slice(0, -1)}\\x80-\\xff]|[\\xc2-\\xf4][\\x80-\\xbf]+)`;
  }

  #escape(
    plain: (source: string, length: number) => { source: string; anchor: boolean },
    anchor: (source: string, length: number) => { source: string; anchor: boolean },
  ): { source: string; anchor: boolean } {
    const { pattern, syntax } = this;
    const letter = pattern[this.#at + 1] as string | undefined;
    switch (letter) {
      case undefined:
        throw new RegexError('Trailing backslash');
      case 'w':
      case 'W':
      case 'b':
      case 'B':
        return letter === 'b' || letter === 'B' ? anchor(`\\${letter}`, 2) : plain(`\\${letter}`, 2);
      case 's':
        return plain('[ \\t-\\r]', 2);
      case 'S':
        return plain('[^ \\t-\\r]', 2);
      case '<':
        return anchor('\\b(?=\\w)', 2);
      case '>':
        return anchor('\\b(?<=\\w)', 2);
      case '`':
        return anchor('(?<![^])', 2);
      case "'":
        return anchor('(?![^])', 2);
    }
    if (/[1-9]/.test(letter)) {
      const number = Number(letter);
      if (number > this.groups || this.#open.includes(number)) throw new RegexError('Invalid back reference');
      return plain(`(?:\\${letter})`, 2);
    }
    if (syntax.escapes === true) {
      const byte = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' }[letter];
      if (byte !== undefined) return plain(literal(byte), 2);
      const code = /^(?:x([0-9a-fA-F]{1,2})|o([0-7]{1,3})|d(\d{1,3}))/.exec(pattern.slice(this.#at + 1));
      if (code !== null) {
        const value =
          code[1] !== undefined
            ? parseInt(code[1], 16)
            : code[2] !== undefined
              ? parseInt(code[2], 8)
              : Number(code[3]);
        return plain(literal(String.fromCharCode(value & 255)), 1 + code[0].length);
      }
    }
    // In a basic expression these make a repetition; at the start of one they are literal.
    return plain(this.#literal(letter), 2);
  }

  #literal(letter: string): string {
    const cases = this.syntax.ignoreCase === true ? bothCases(letter) : [letter];
    return cases.length === 1 ? literal(letter) : `[${cases.join('')}]`;
  }
}
