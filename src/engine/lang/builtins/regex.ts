// `match` and `split`: POSIX extended regular expressions, each compiled once.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { BadRegex } from '../regex/bad-regex.ts';
import { Regex } from '../regex/regex.ts';
import { textOf } from '../value/string-context.ts';
import type { List } from '../value/value.ts';
import type { Builder } from './context.ts';
import { leaf, type BuiltinDescriptor } from './descriptor.ts';

function compile(c: Builder, source: ByteString): Regex {
  const known = c.patterns.get(source);
  if (known !== undefined) return known;
  try {
    const regex = new Regex(source);
    c.patterns.set(source, regex);
    return regex;
  } catch (error) {
    if (!(error instanceof BadRegex)) throw error;
    const message = error.tooBig
      ? hint`memory limit exceeded by regular expression '${source}'`
      : hint`invalid regular expression '${source}'`;
    throw new EvalError('eval', message);
  }
}

export const REGEX_BUILTINS: readonly BuiltinDescriptor[] = [
  leaf(
    '__match',
    ['plain-string', 'string'],
    'regex str',
    'The groups of a POSIX extended expression that matches all of *str*, or null.',
    (c, regex, str) => {
      const found = compile(c, regex).match(textOf(str));
      return found === undefined ? null : [...found.groups];
    },
    { examine: compile },
  ),
  leaf(
    '__split',
    ['plain-string', 'string'],
    'regex str',
    'Splits *str* at what *regex* matches; between the parts stand the lists of groups.',
    (c, regex, str) => {
      const text = textOf(str);
      const out: List = [];
      let from = 0;
      for (const { start, end, groups } of compile(c, regex).matches(text)) {
        out.push(text.slice(from, start), [...groups]);
        from = end;
      }
      if (out.length === 0) return [str];
      out.push(text.slice(from));
      return out;
    },
    { examine: compile },
  ),
];
