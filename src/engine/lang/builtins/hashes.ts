// `convertHash`: hashes from one notation to another.
import {
  BadHash,
  encodeBase64,
  encodeNix32,
  hashAlgorithm,
  parseHash,
  toHex,
  type ByteString,
  type HashAlgorithm,
  type ParsedHash,
} from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { forceAttrs, forceStringNoContext, requireAttr } from '../eval/request.ts';
import { task, type BuiltinDescriptor } from './descriptor.ts';

/** Reads a hash; what is wrong with it becomes an error of the language. */
function readHash(text: ByteString, given: HashAlgorithm | undefined): ParsedHash {
  try {
    return parseHash(text, given);
  } catch (error) {
    if (error instanceof BadHash) throw new EvalError(error.isUsage ? 'usage' : 'eval', error.message);
    throw error;
  }
}

function format({ algorithm, hash: bytes }: ParsedHash, form: ByteString): ByteString {
  switch (form) {
    case 'base16':
      return toHex(bytes);
    case 'nix32':
    case 'base32':
      return encodeNix32(bytes);
    case 'base64':
      return encodeBase64(bytes);
    case 'sri':
      return `${algorithm}-${encodeBase64(bytes)}`;
    default:
      throw new EvalError(
        'usage',
        hint`unknown hash format '${form}', expect 'base16', 'base32', 'base64', or 'sri'`,
      );
  }
}

export const HASH_BUILTINS: readonly BuiltinDescriptor[] = [
  task(
    '__convertHash',
    'args',
    'Writes a hash in another notation: "base16", "nix32", "base64" or "sri".',
    function* (c, [args]) {
      const set = yield* forceAttrs(
        args,
        'while evaluating the first argument passed to builtins.convertHash',
      );
      const get = function* (name: ByteString) {
        const slot = requireAttr(set, name, `while locating the attribute '${name}'`);
        return yield* forceStringNoContext(slot, `while evaluating the attribute '${name}'`);
      };
      const hash = yield* get('hash');
      const name = set.has('hashAlgo') ? yield* get('hashAlgo') : undefined;
      const form = yield* get('toHashFormat');
      if (!['base16', 'nix32', 'base32', 'base64', 'sri'].includes(form))
        format({ algorithm: 'md5', hash: new Uint8Array() }, form);
      if (form === 'base32')
        c.host.print(`\x1b[35;1mwarning:\x1b[0m "base32" is a deprecated alias for hash format "nix32".`);
      return format(readHash(hash, name === undefined ? undefined : hashAlgorithm(name)), form);
    },
  ),
];
