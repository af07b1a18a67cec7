// Perl-compatible expressions for `grep -P`, made into JavaScript's, which are nearly the same.
//
// What JavaScript has no word for (possessive and atomic groups, recursion, `\K`, conditionals, verbs) is refused by
// name. Text is bytes, as everywhere in the tools.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { RegexError, type Match } from './posix-regex.ts';

/** Escapes of Perl's that JavaScript spells otherwise. */
const ESCAPES: Readonly<Record<string, string>> = {
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=\\n?(?![^]))',
  h: '[ \\t\\xa0]',
  H: '[^ \\t\\xa0]',
  R: '(?:\\r\\n|[\\n-\\r\\x85])',
  N: '[^\\n]',
  a: '\\x07',
  e: '\\x1b',
};

/** What has no like in JavaScript. */
const REFUSED = /^(?:\\[KGXpPg]|\(\?[>|&R0-9(+]|\(\*)/;

export class PerlRegex {
  readonly warnings: readonly string[] = [];
  readonly #pattern: RegExp;

  /** Throws RegexError, NotSimulated. */
  constructor(
    source: ByteString,
    settings: { readonly ignoreCase: boolean; readonly before: string; readonly after: string },
  ) {
    const { body, flags } = translate(source);
    const letters = new Set(`g${flags}${settings.ignoreCase ? 'i' : ''}`);
    try {
      this.#pattern = new RegExp(`${settings.before}(?:${body})${settings.after}`, [...letters].join(''));
    } catch {
      throw new RegexError(`not a Perl expression: ${source}`);
    }
  }

  test(text: ByteString): boolean {
    return this.exec(text) !== undefined;
  }

  /** The first match that starts at `from` or later. */
  exec(text: ByteString, from = 0): Match | undefined {
    this.#pattern.lastIndex = from;
    const found = this.#pattern.exec(text);
    if (found === null) return undefined;
    return { start: found.index, end: found.index + found[0].length, groups: found.slice(1) };
  }
}

/** The expression in JavaScript's words, and the flags that it sets for all of itself at its start: `(?i)`. */
function translate(source: ByteString): { readonly body: string; readonly flags: string } {
  const leading = /^\(\?([ims]+)\)/.exec(source);
  let body = '';
  let at = leading?.[0].length ?? 0;
  let inClass = false;
  while (at < source.length) {
    const rest = source.slice(at);
    const [refused] = REFUSED.exec(rest) ?? [];
    if (!inClass && refused !== undefined) throw new NotSimulated(`grep -P with ${refused}`);
    if (!inClass && /^[*+?}]\+/.test(rest)) throw new NotSimulated('grep -P with a possessive quantifier');
    if (source[at] === '\\') {
      const quoted = /^\\Q([^]*?)(?:\\E|$)/.exec(rest);
      if (quoted !== null) {
        body += quoted[1].replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
        at += quoted[0].length;
        continue;
      }
      const letter = source[at + 1] ?? '';
      body += (inClass ? undefined : ESCAPES[letter]) ?? `\\${letter}`;
      at += 2;
      continue;
    }
    const posix = inClass ? /^\[:(\^?)(\w+):\]/.exec(rest) : null;
    if (posix !== null) {
      body += className(posix[2], posix[1] === '^');
      at += posix[0].length;
      continue;
    }
    if (rest.startsWith('(?P<') || rest.startsWith('(?#')) {
      const comment = /^\(\?#[^)]*\)/.exec(rest);
      body += comment === null ? '(?<' : '';
      at += comment?.[0].length ?? '(?P<'.length;
      continue;
    }
    if (!inClass && source[at] === '[') {
      const start = /^\[\^?\]?/.exec(rest)?.[0] ?? '[';
      body += start.replace(/(\[\^?)\]/, '$1\\]');
      at += start.length;
      inClass = true;
      continue;
    }
    if (source[at] === ']') inClass = false;
    body += source[at] === '[' && inClass ? '\\[' : source[at];
    at++;
  }
  return { body, flags: leading?.[1] ?? '' };
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-/:-@[-`{-~',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

function className(name: string, negated: boolean): string {
  const members = CLASSES[name];
  if (members === undefined) throw new RegexError('unknown POSIX class name');
  if (negated) throw new NotSimulated('grep -P with a negated POSIX class');
  return members.replace('[-`', '\\[-`');
}
