// POSIX extended regular expressions: `match` and `split`, over a library that never backtracks (re2js).
//
// Invariant: what is no POSIX expression is refused before the library sees it; Perl's extensions do not exist here.
import { RE2JS } from 're2js';
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { textOf } from '../value/string-context.ts';
import type { List } from '../value/value.ts';
import type { Builder } from './context.ts';
import { leaf, type BuiltinDescriptor } from './descriptor.ts';

function compile(c: Builder, source: ByteString): RE2JS {
  const known = c.patterns.get(source);
  if (known instanceof RE2JS) return known;
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(translate(source), RE2JS.DOTALL | RE2JS.LONGEST_MATCH);
  } catch {
    throw invalid(source);
  }
  c.patterns.set(source, pattern);
  return pattern;
}

const invalid = (source: ByteString) => new EvalError('eval', hint`invalid regular expression '${source}'`);

const CLASSES = new Set(
  'alpha digit alnum upper lower space blank punct print graph cntrl xdigit'.split(' '),
);
const SPECIAL = '.[\\()*+?{|^$';

/** A POSIX extended expression in the library's syntax. */
function translate(source: ByteString): string {
  let out = '';
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') {
      const next = source[++i];
      if (next === undefined || !`${SPECIAL}]}/`.includes(next)) throw invalid(source);
      out += `\\${next}`;
    } else if (char === '[') {
      const end = bracketEnd(source, i);
      out += bracket(source, source.slice(i + 1, end));
      i = end;
    } else if (char === '{') {
      const close = /^\{[0-9]+(,[0-9]*)?\}/.exec(source.slice(i));
      if (close === null) throw invalid(source);
      out += close[0];
      i += close[0].length - 1;
    } else if (char === '(' && source[i + 1] === '?') throw invalid(source);
    else if ('*+?'.includes(char) && (i === 0 || '(|'.includes(source[i - 1]))) {
      if (!(i > 1 && source[i - 2] === '\\')) throw invalid(source);
      out += char;
    } else if ('*+?'.includes(char) && /[*+?}]/.test(source[i - 1]) && source[i - 2] !== '\\')
      out = `${group(out)}${char}`;
    else out += char;
  }
  return out;
}

/** `a**`: the repetition of a repetition, which the library wants in a group. */
function group(out: string): string {
  const match = /(\\.|\[(?:\\.|[^\]\\])*\]|\((?:[^()\\]|\\.)*\)|[^\\])([*+?]|\{[0-9,]+\})$/.exec(out);
  return match === null ? out : `${out.slice(0, match.index)}(?:${match[0]})`;
}

function bracketEnd(source: ByteString, start: number): number {
  let i = start + 1;
  if (source[i] === '^') i++;
  if (source[i] === ']') i++;
  for (; i < source.length; i++) {
    if (source[i] === ']') return i;
    if (source[i] === '[' && ':.='.includes(source[i + 1] ?? ' ')) {
      const close = source.indexOf(`${source[i + 1]}]`, i + 2);
      if (close < 0) throw invalid(source);
      i = close + 1;
    }
  }
  throw invalid(source);
}

function bracket(source: ByteString, body: ByteString): string {
  let out = '[';
  let i = 0;
  if (body[0] === '^') {
    out += '^';
    i = 1;
  }
  for (; i < body.length; i++) {
    const named = /^\[([:.=])(.*?)\1\]/.exec(body.slice(i));
    if (named !== null) {
      if (named[1] === ':') {
        if (!CLASSES.has(named[2])) throw invalid(source);
        out += `[:${named[2]}:]`;
      } else out += escapeInBracket(named[2]);
      i += named[0].length - 1;
    } else if (body[i] === '-' && i > 0 && i < body.length - 1 && body[i - 1] !== '^') out += '-';
    else out += escapeInBracket(body[i]);
  }
  return `${out}]`;
}

const escapeInBracket = (text: ByteString) => text.replace(/[\\[\]^&~-]/g, '\\$&');

export const REGEX_BUILTINS: readonly BuiltinDescriptor[] = [
  leaf(
    '__match',
    ['plain-string', 'string'],
    'regex str',
    'The groups of a POSIX extended expression that matches all of *str*, or null.',
    (c, regex, str) => {
      const matcher = compile(c, regex).matcher(textOf(str));
      if (!matcher.matches()) return null;
      const out: List = [];
      for (let i = 1; i <= matcher.groupCount(); i++) out.push(matcher.group(i));
      return out;
    },
  ),
  leaf(
    '__split',
    ['plain-string', 'string'],
    'regex str',
    'Splits *str* at what *regex* matches; between the parts stand the lists of groups.',
    (c, regex, str) => {
      const text = textOf(str);
      const matcher = compile(c, regex).matcher(text);
      const out: List = [];
      let from = 0;
      while (matcher.find()) {
        const groups: List = [];
        for (let i = 1; i <= matcher.groupCount(); i++) groups.push(matcher.group(i));
        out.push(text.slice(from, matcher.start()), groups);
        from = matcher.end();
      }
      if (out.length === 0) return [str];
      out.push(text.slice(from));
      return out;
    },
  ),
];
