// `fromTOML`.
import { hint, PLAIN, RED } from '../errors/hint.ts';
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { BadToml, parseToml } from '../toml/parse-toml.ts';
import type { Node, Scalar } from '../toml/node.ts';
import { makeAttrs } from '../value/attrs.ts';
import { NixFloat, type Value } from '../value/value.ts';
import { leaf, type BuiltinDescriptor } from './descriptor.ts';

function refuseNul(text: ByteString): ByteString {
  if (text.includes('\0'))
    throw new BadToml(
      `${RED}error:${PLAIN} ${hint`input string '${text.replaceAll('\0', '\xe2\x90\x80')}' cannot be represented as Nix string because it contains null bytes`}`,
    );
  return text;
}

function convert(node: Node, timestamps: boolean): Value {
  switch (node.kind) {
    case 'table':
      return makeAttrs(
        [...node.entries].map(([name, value]) => [refuseNul(name), convert(value, timestamps)]),
      );
    case 'array':
      return node.items.map((item) => convert(item, timestamps));
    default:
      return scalar(node, timestamps);
  }
}

function scalar({ kind, value }: Scalar, timestamps: boolean): Value {
  switch (kind) {
    case 'string':
      return refuseNul(value as ByteString);
    case 'float':
      return new NixFloat(value as number);
    case 'time':
      if (!timestamps) throw new BadToml('Dates and times are not supported');
      return makeAttrs([
        ['_type', 'timestamp'],
        ['value', value],
      ]);
    default:
      return value;
  }
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
        return convert(parseToml(text), timestamps);
      } catch (error) {
        if (error instanceof BadToml) throw new EvalError('eval', hint`while parsing TOML: ${error.message}`);
        throw error;
      }
    },
    { lines: ['while evaluating the argument passed to builtins.fromTOML'] },
  );
}
