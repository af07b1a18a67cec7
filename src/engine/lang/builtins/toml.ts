// `fromTOML`, over a library's parser (smol-toml).
import { parse, TomlDate, TomlError, type TomlValue } from 'smol-toml';
import { decodeUtf8, encodeUtf8, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { makeInt } from '../eval/integers.ts';
import { makeAttrs } from '../value/attrs.ts';
import { NixFloat, type Value } from '../value/value.ts';
import { leaf, type BuiltinDescriptor } from './descriptor.ts';

function refuseNul(text: ByteString): ByteString {
  if (text.includes('\0'))
    throw new EvalError(
      'eval',
      hint`input string '${text.replaceAll('\0', '\xe2\x90\x80')}' cannot be represented as Nix string because it contains null bytes`,
    );
  return text;
}

function convert(value: TomlValue, timestamps: boolean): Value {
  switch (typeof value) {
    case 'string':
      return refuseNul(encodeUtf8(value));
    case 'boolean':
      return value;
    case 'bigint':
      return makeInt(value) ?? 0;
    case 'number':
      return new NixFloat(value);
  }
  if (value instanceof TomlDate) {
    if (!timestamps) throw new EvalError('eval', 'while parsing TOML: Dates and times are not supported');
    return makeAttrs([
      ['_type', 'timestamp'],
      ['value', encodeUtf8(timestampText(value))],
    ]);
  }
  if (Array.isArray(value)) return value.map((item) => convert(item, timestamps));
  return makeAttrs(
    Object.entries(value).map(([key, item]) => [refuseNul(encodeUtf8(key)), convert(item, timestamps)]),
  );
}

function timestampText(date: TomlDate): string {
  return date.toISOString().replace(/\.000(?=Z|[+-]|$)/, '');
}

/** `fromTOML`; `timestamps` is the experimental feature that allows dates. */
export function tomlBuiltin(timestamps: boolean): BuiltinDescriptor {
  return leaf(
    'fromTOML',
    ['plain-string'],
    'e',
    'The value of a TOML text.',
    (_, text) => {
      try {
        return convert(parse(decodeUtf8(text), { integersAsBigInt: true }), timestamps);
      } catch (error) {
        if (error instanceof TomlError)
          throw new EvalError('eval', hint`while parsing TOML: ${encodeUtf8(error.message)}`);
        throw error;
      }
    },
    { lines: ['while evaluating the argument passed to builtins.fromTOML'] },
  );
}
