// POSIX's extended regular expressions, on top of JavaScript's.
//
// Invariant: a translated expression never means more than the POSIX one says; what does not parse is undefined.
// JavaScript picks the first alternative that matches where POSIX picks the longest: alternatives are the one place
// where the two can differ, so callers that need the longest match order them themselves.
import type { ByteString } from '../../engine/base/index.ts';
import { classSource } from '../format/character-classes.ts';

/** The JavaScript twin of a POSIX expression; undefined when it is not valid. GNU's `\w \s \b \< \>` are known. */
export function translateRegex(source: ByteString, flags = ''): RegExp | undefined {
  const text = extended(source);
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, flags);
  } catch {
    return undefined;
  }
}

const escapeChar = (char: string) => (/[\\^$.|?*+()[\]{}/]/.test(char) ? `\\${char}` : char);

function extended(source: ByteString): string | undefined {
  let out = '';
  let depth = 0;
  for (let i = 0; i < source.length;) {
    const char = source[i];
    if (char === '\\') {
      const next = source[i + 1];
      if (next === undefined) return undefined;
      if (next === '<') out += '\\b(?=\\w)';
      else if (next === '>') out += '\\b(?<=\\w)';
      else if (next === '`') out += '(?<![^])';
      else if (next === "'") out += '(?![^])';
      else if (/[wWsSbB1-9]/.test(next)) out += `\\${next}`;
      else out += escapeChar(next);
      i += 2;
    } else if (char === '[') {
      const bracket = bracketExpression(source, i);
      if (bracket === undefined) return undefined;
      out += bracket.source;
      i = bracket.end;
    } else if (char === '{') {
      const interval = /^\{(\d*)(,?)(\d*)\}/.exec(source.slice(i));
      if (interval !== null && interval[0] !== '{}' && interval[0] !== '{,}') {
        out += interval[1] === '' ? `{0${interval[2]}${interval[3]}}` : interval[0];
        i += interval[0].length;
      } else {
        out += '\\{';
        i += 1;
      }
    } else {
      if (char === '(') depth += 1;
      else if (char === ')') {
        if (depth === 0) {
          out += '\\)';
          i += 1;
          continue;
        }
        depth -= 1;
      }
      if (
        (char === '*' || char === '+' || char === '?') &&
        (out === '' || /[(|^]$/.test(out)) &&
        !out.endsWith('\\(')
      ) {
        if (char !== '*') return undefined;
        out += '\\*';
      } else if (char === '*' && out.endsWith('*')) {
        // a** is a*
      } else out += char === '}' || char === ']' || char === '/' ? `\\${char}` : char === '.' ? '[^]' : char;
      i += 1;
    }
  }
  return depth === 0 ? out : undefined;
}

/** A bracket expression at `i`: its JavaScript form, and the index behind it. */
function bracketExpression(
  source: ByteString,
  i: number,
): { readonly source: string; readonly end: number } | undefined {
  let k = i + 1;
  const negate = source[k] === '^';
  if (negate) k += 1;
  let body = '';
  let first = true;
  for (;;) {
    const char = source[k];
    if (char === undefined) return undefined;
    if (char === ']' && !first) break;
    first = false;
    if (char === '[' && (source[k + 1] === ':' || source[k + 1] === '.' || source[k + 1] === '=')) {
      const close = source.indexOf(`${source[k + 1]}]`, k + 2);
      if (close < 0) return undefined;
      const name = source.slice(k + 2, close);
      if (source[k + 1] === ':') {
        const members = classSource(name);
        if (members === undefined) return undefined;
        body += members;
      } else body += quoteInClass(name);
      k = close + 2;
      continue;
    }
    if (source[k + 1] === '-' && source[k + 2] !== ']' && source[k + 2] !== undefined) {
      if (source[k + 2] < char) return undefined;
      body += `${quoteInClass(char)}-${quoteInClass(source[k + 2])}`;
      k += 3;
    } else {
      body += quoteInClass(char);
      k += 1;
    }
  }
  return { source: `[${negate ? '^' : ''}${body}]`, end: k + 1 };
}

const quoteInClass = (text: string) => text.replace(/[\\\]^[-]/g, '\\$&');
