// Builtins on strings and versions.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { coerceNow, coerceToString, type Coercion } from '../eval/coerce.ts';
import { forceList, forceString, isString, type Task } from '../eval/request.ts';
import { makeAttrs } from '../value/attrs.ts';
import { contextOf, joinContexts, makeString, textOf, type Context } from '../value/string-context.ts';
import { peek, type List, type NixString, type Value } from '../value/value.ts';
import type { Builder } from './context.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';

function* coerced(value: Value, how: Coercion): Task {
  const { text, context } = yield* coerceToString(value, how);
  return makeString(text, context);
}

function* joined(c: Builder, separator: NixString, list: List): Task {
  let context = contextOf(separator);
  const parts: ByteString[] = [];
  const line =
    'while evaluating one element of the list of strings to concat passed to builtins.concatStringsSep';
  for (const item of list) {
    const part = yield* coerceToString(item, { line, copy: c.copyToStore });
    parts.push(part.text);
    context = joinContexts(context, part.context);
  }
  return makeString(parts.join(textOf(separator)), context);
}

export const STRING_BUILTINS: readonly BuiltinDescriptor[] = [
  leaf(
    'toString',
    ['coerced'],
    'e',
    'Turns *e* into a string: strings, paths, numbers, Booleans, null, lists, sets with `__toString` or `outPath`.',
    (c, value) => {
      const now = coerceNow(value, true);
      if (now !== undefined) return makeString(now.text, now.context);
      const line = 'while evaluating the first argument passed to builtins.toString';
      return c.machine.task(coerced(value, { line, more: true }));
    },
  ),
  leaf(
    '__substring',
    ['offset', 'int', 'coerced'],
    'start len s',
    'The part of *s* that begins at byte *start* and is *len* bytes long; a negative length means the rest.',
    (c, start, length, value) => {
      const part = (text: ByteString, context: Context) =>
        makeString(
          length < 0 ? text.slice(Number(start)) : text.slice(Number(start), Number(start) + Number(length)),
          context,
        );
      if (isString(value)) return part(textOf(value), contextOf(value));
      const line = 'while evaluating the third argument (the string) passed to builtins.substring';
      return c.machine.task(
        (function* (): Task {
          const { text, context } = yield* coerceToString(value, { line, copy: c.copyToStore });
          return part(text, context);
        })(),
      );
    },
    {
      lines: [
        'while evaluating the first argument (the start offset) passed to builtins.substring',
        'while evaluating the second argument (the substring length) passed to builtins.substring',
        '',
      ],
    },
  ),
  leaf('__stringLength', ['coerced'], 'e', 'The length of a string in bytes.', (c, value) => {
    if (isString(value)) return textOf(value).length;
    const line = 'while evaluating the argument passed to builtins.stringLength';
    return c.machine.task(
      (function* (): Task {
        return (yield* coerceToString(value, { line, copy: c.copyToStore })).text.length;
      })(),
    );
  }),
  leaf(
    '__concatStringsSep',
    ['string', 'list'],
    'separator list',
    'Joins strings with *separator* between them.',
    (c, separator, list) =>
      list.every((item) => typeof peek(item) === 'string')
        ? makeString(list.map(peek).join(textOf(separator)), contextOf(separator))
        : c.machine.task(joined(c, separator, list)),
    {
      lines: [
        'while evaluating the first argument (the separator string) passed to builtins.concatStringsSep',
        'while evaluating the second argument (the list of strings to concat) passed to builtins.concatStringsSep',
      ],
    },
  ),
  task(
    '__replaceStrings',
    'from to s',
    'Replaces every occurrence in *s* of the strings *from* by those of *to*; earlier ones win.',
    function* (_, args) {
      const from = yield* forceList(
        args[0],
        'while evaluating the first argument passed to builtins.replaceStrings',
      );
      const to = yield* forceList(
        args[1],
        'while evaluating the second argument passed to builtins.replaceStrings',
      );
      if (from.length !== to.length)
        throw new EvalError(
          'eval',
          "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths",
        );
      const wanted: ByteString[] = [];
      for (const item of from)
        wanted.push(
          textOf(
            yield* forceString(
              item,
              'while evaluating one of the strings to replace passed to builtins.replaceStrings',
            ),
          ),
        );
      const subject = yield* forceString(
        args[2],
        'while evaluating the third argument passed to builtins.replaceStrings',
      );
      const text = textOf(subject);
      let context = contextOf(subject);
      const replacements = new Map<number, ByteString>();
      let out = '';
      for (let at = 0; at <= text.length;) {
        const found = wanted.findIndex((w) => text.startsWith(w, at));
        if (found < 0) {
          out += text[at] ?? '';
          at++;
          continue;
        }
        let replacement = replacements.get(found);
        if (replacement === undefined) {
          const value = yield* forceString(
            to[found],
            'while evaluating one of the replacement strings passed to builtins.replaceStrings',
          );
          replacement = textOf(value);
          context = joinContexts(context, contextOf(value));
          replacements.set(found, replacement);
        }
        out += replacement;
        if (wanted[found] === '') {
          out += text[at] ?? '';
          at++;
        } else at += wanted[found].length;
      }
      return makeString(out, context);
    },
  ),
  leaf(
    '__parseDrvName',
    ['plain-string'],
    's',
    'Splits a package name like "nix-2.26" into `name` and `version`.',
    (_, s) => {
      const split = /-(?=[^A-Za-z])/.exec(s);
      const at = split === null ? s.length : split.index;
      return makeAttrs([
        ['name', s.slice(0, at)],
        ['version', s.slice(at + 1)],
      ]);
    },
    { lines: ['while evaluating the first argument passed to builtins.parseDrvName'] },
  ),
  leaf(
    '__compareVersions',
    ['plain-string', 'plain-string'],
    's1 s2',
    'Compares two versions: -1, 0 or 1.',
    (_, a, b) => compareVersions(a, b),
  ),
  leaf(
    '__splitVersion',
    ['plain-string'],
    's',
    'The components of a version, as they are compared.',
    (_, s) => components(s),
    {
      lines: ['while evaluating the first argument passed to builtins.splitVersion'],
    },
  ),
  task('baseNameOf', 'x', 'What follows the last slash of a path or string.', function* (_, [x]) {
    const line = 'while evaluating the first argument passed to builtins.baseNameOf';
    const { text, context } = yield* coerceToString(x, { line });
    const trimmed = text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text;
    return makeString(trimmed.slice(trimmed.lastIndexOf('/') + 1), context);
  }),
];

/** Runs of digits, and runs of anything but digits, dots and dashes. */
function components(version: ByteString): ByteString[] {
  return version.match(/[0-9]+|[^0-9.-]+/g) ?? [];
}

function componentLess(a: ByteString, b: ByteString): boolean {
  const number = (c: ByteString) => {
    const n = /^[0-9]+$/.test(c) ? Number(c) : NaN;
    return n <= 2147483647 ? n : NaN;
  };
  const x = number(a);
  const y = number(b);
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x < y;
  if (a === '' && !Number.isNaN(y)) return true;
  if (a === 'pre' && b !== 'pre') return true;
  if (b === 'pre') return false;
  if (!Number.isNaN(y)) return true;
  if (!Number.isNaN(x)) return false;
  return a < b;
}

export function compareVersions(a: ByteString, b: ByteString): number {
  const left = components(a);
  const right = components(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    if (componentLess(left[i] ?? '', right[i] ?? '')) return -1;
    if (componentLess(right[i] ?? '', left[i] ?? '')) return 1;
  }
  return 0;
}
