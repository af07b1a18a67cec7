// Shell patterns: `*`, `?`, brackets and extended patterns, as fnmatch(3) with FNM_EXTMATCH has them in the C locale.
//
// Invariant: a pattern is a text in which every quoted character has a backslash before it. Patterns without extended
// parts become regular expressions; the others are matched by hand, because `!(…)` has no regular twin.
import type { ByteString } from '../../engine/base/index.ts';
import { classSource } from '../format/character-classes.ts';

export interface PatternOptions {
  readonly extended?: boolean;
  readonly ignoreCase?: boolean;
}

type Node =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly source: string; readonly regexp: RegExp }
  | { readonly kind: 'group'; readonly operator: string; readonly choices: readonly (readonly Node[])[] };

/** What fnmatch has beyond POSIX's. */
function classOf(name: string): string {
  return name === 'ascii' ? '\\x00-\\x7f' : name === 'word' ? 'a-zA-Z0-9_' : (classSource(name) ?? '');
}

const hex = (char: string) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** True when the text has an unquoted pattern character. */
export function isPattern(text: ByteString, extended: boolean): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === '*' || char === '?') return true;
    else if (char === '[' && bracketEnd(text, i) > 0) return true;
    else if (extended && '+@!'.includes(char) && text[i + 1] === '(') return true;
  }
  return false;
}

/** Takes the backslashes of quoted characters away. */
export function unquotePattern(text: ByteString): ByteString {
  return text.includes('\\') ? text.replace(/\\([^])/g, '$1') : text;
}

/** Puts a backslash before everything that could mean something in a pattern. */
export function quotePattern(text: ByteString): ByteString {
  return /[\\*?[\]+@!()|^-]/.test(text) ? text.replace(/[\\*?[\]+@!()|^-]/g, '\\$&') : text;
}

/** The index behind the `]` that closes the bracket at `i`, or -1 when it is an ordinary character. */
function bracketEnd(text: ByteString, i: number): number {
  let k = i + 1;
  if (text[k] === '!' || text[k] === '^') k += 1;
  if (text[k] === ']') k += 1;
  for (; k < text.length; k++) {
    const char = text[k];
    if (char === ']') return k + 1;
    if (char === '\\') k += 1;
    else if (char === '[' && (text[k + 1] === ':' || text[k + 1] === '.' || text[k + 1] === '=')) {
      const close = text.indexOf(`${text[k + 1]}]`, k + 2);
      if (close >= 0) k = close + 1;
    }
  }
  return -1;
}

function bracketSource(text: ByteString, start: number, end: number): string {
  let i = start + 1;
  let negate = false;
  if (text[i] === '!' || text[i] === '^') {
    negate = true;
    i += 1;
  }
  let out = '';
  let first = true;
  const single = (): string => {
    if (text[i] === '\\' && i + 1 < end - 1) i += 1;
    else if (text[i] === '[' && (text[i + 1] === '.' || text[i + 1] === '=')) {
      const close = text.indexOf(`${text[i + 1]}]`, i + 2);
      if (close >= 0) {
        const char = text[i + 2];
        i = close + 2;
        return char;
      }
    }
    return text[i++];
  };
  while (i < end - 1 || first) {
    first = false;
    if (i >= end - 1) break;
    if (text[i] === '[' && text[i + 1] === ':') {
      const close = text.indexOf(':]', i + 2);
      if (close >= 0) {
        out += classOf(text.slice(i + 2, close));
        i = close + 2;
        continue;
      }
    }
    const from = single();
    if (text[i] === '-' && i + 1 < end - 1) {
      i += 1;
      const to = single();
      if (from <= to) out += `${hex(from)}-${hex(to)}`;
    } else out += hex(from);
  }
  if (out === '') return negate ? '[^]' : '[]';
  return negate ? `[^${out}]` : `[${out}]`;
}

function parse(text: ByteString, extended: boolean, flags: string): Node[] {
  const nodes: Node[] = [];
  for (let i = 0; i < text.length;) {
    const char = text[i];
    if (extended && '?*+@!'.includes(char) && text[i + 1] === '(') {
      const close = groupEnd(text, i + 1);
      if (close > 0) {
        const choices = splitChoices(text.slice(i + 2, close - 1)).map((c) => parse(c, extended, flags));
        nodes.push({ kind: 'group', operator: char, choices });
        i = close;
        continue;
      }
    }
    if (char === '*') {
      if (nodes.at(-1)?.kind !== 'star') nodes.push({ kind: 'star' });
      i += 1;
    } else if (char === '?') {
      nodes.push({ kind: 'any' });
      i += 1;
    } else if (char === '[' && bracketEnd(text, i) > 0) {
      const end = bracketEnd(text, i);
      const source = bracketSource(text, i, end);
      nodes.push({ kind: 'set', source, regexp: new RegExp(source, flags) });
      i = end;
    } else if (char === '\\' && i + 1 < text.length) {
      nodes.push({ kind: 'char', char: text[i + 1] });
      i += 2;
    } else {
      nodes.push({ kind: 'char', char });
      i += 1;
    }
  }
  return nodes;
}

function groupEnd(text: ByteString, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '[') {
      const end = bracketEnd(text, i);
      if (end > 0) i = end - 1;
    } else if (text[i] === '(') depth += 1;
    else if (text[i] === ')' && --depth === 0) return i + 1;
  }
  return -1;
}

function splitChoices(text: ByteString): ByteString[] {
  const choices: ByteString[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '(') depth += 1;
    else if (text[i] === ')') depth -= 1;
    else if (text[i] === '|' && depth === 0) {
      choices.push(text.slice(start, i));
      start = i + 1;
    }
  }
  choices.push(text.slice(start));
  return choices;
}

function regexSource(nodes: readonly Node[], lazy: boolean): string {
  let out = '';
  for (const node of nodes)
    switch (node.kind) {
      case 'char':
        out += hex(node.char);
        break;
      case 'any':
        out += '[^]';
        break;
      case 'star':
        out += lazy ? '[^]*?' : '[^]*';
        break;
      case 'set':
        out += node.source;
        break;
      case 'group':
        return '';
    }
  return out;
}

/** Matches by hand: calls `found(end)` for every end from the node list on; true stops the search. */
function walk(
  nodes: readonly Node[],
  at: number,
  text: ByteString,
  from: number,
  fold: boolean,
  found: (end: number) => boolean,
): boolean {
  if (at === nodes.length) return found(from);
  const node = nodes[at];
  const next = (end: number) => walk(nodes, at + 1, text, end, fold, found);
  switch (node.kind) {
    case 'char':
      return (
        from < text.length &&
        (text[from] === node.char || (fold && text[from].toLowerCase() === node.char.toLowerCase())) &&
        next(from + 1)
      );
    case 'any':
      return from < text.length && next(from + 1);
    case 'set':
      return from < text.length && node.regexp.test(text[from]) && next(from + 1);
    case 'star':
      for (let end = from; end <= text.length; end++) if (next(end)) return true;
      return false;
    case 'group':
      return walkGroup(node, text, from, fold, next);
  }
}

function walkGroup(
  node: Extract<Node, { kind: 'group' }>,
  text: ByteString,
  from: number,
  fold: boolean,
  next: (end: number) => boolean,
): boolean {
  const once = (start: number, found: (end: number) => boolean) =>
    node.choices.some((choice) => walk(choice, 0, text, start, fold, found));
  const repeat = (start: number): boolean => next(start) || once(start, (end) => end > start && repeat(end));
  switch (node.operator) {
    case '?':
      return next(from) || once(from, next);
    case '@':
      return once(from, next);
    case '*':
      return repeat(from);
    case '+':
      return once(from, (end) => (end > from ? repeat(end) : next(end)));
    default:
      for (let end = from; end <= text.length; end++) {
        const part = text.slice(0, end);
        const inside = node.choices.some((choice) =>
          walk(choice, 0, part, from, fold, (reached) => reached === end),
        );
        if (!inside && next(end)) return true;
      }
      return false;
  }
}

/** A compiled pattern. */
export class Pattern {
  readonly #nodes: readonly Node[];
  readonly #fold: boolean;
  readonly #whole: RegExp | undefined;
  readonly #flags: string;

  constructor(text: ByteString, options: PatternOptions = {}) {
    this.#fold = options.ignoreCase ?? false;
    this.#flags = this.#fold ? 'i' : '';
    this.#nodes = parse(text, options.extended ?? false, this.#flags);
    this.#whole = this.#nodes.some((n) => n.kind === 'group')
      ? undefined
      : new RegExp(`^${regexSource(this.#nodes, false)}$`, this.#flags);
  }

  /** True when the whole text matches. */
  matches(text: ByteString): boolean {
    if (this.#whole !== undefined) return this.#whole.test(text);
    return walk(this.#nodes, 0, text, 0, this.#fold, (end) => end === text.length);
  }

  /** The length of the shortest or longest prefix that matches, or -1. */
  prefix(text: ByteString, longest: boolean): number {
    if (this.#whole !== undefined) {
      const match = new RegExp(`^${regexSource(this.#nodes, !longest)}`, this.#flags).exec(text);
      return match === null ? -1 : match[0].length;
    }
    return this.longestAt(text, 0, longest) ?? -1;
  }

  /** The start of the shortest or longest suffix that matches, or -1. */
  suffix(text: ByteString, longest: boolean): number {
    if (longest) {
      for (let i = 0; i <= text.length; i++) if (this.matches(text.slice(i))) return i;
    } else {
      for (let i = text.length; i >= 0; i--) if (this.matches(text.slice(i))) return i;
    }
    return -1;
  }

  /** The end of the longest (or shortest) match that starts at `from`. */
  longestAt(text: ByteString, from: number, longest = true): number | undefined {
    let best: number | undefined;
    walk(this.#nodes, 0, text, from, this.#fold, (end) => {
      if (best === undefined || (longest ? end > best : end < best)) best = end;
      return longest ? best === text.length : best === from;
    });
    return best;
  }

  /** The first, longest match at or behind `from`: start and end. */
  search(text: ByteString, from: number): readonly [number, number] | undefined {
    if (this.#whole !== undefined) {
      const regexp = new RegExp(regexSource(this.#nodes, false), `${this.#flags}g`);
      regexp.lastIndex = from;
      const match = regexp.exec(text);
      return match === null ? undefined : [match.index, match.index + match[0].length];
    }
    for (let start = from; start <= text.length; start++) {
      const end = this.longestAt(text, start);
      if (end !== undefined) return [start, end];
    }
    return undefined;
  }
}
