// `convertHash`: hashes from one notation to another.
import {
  decodeBase64,
  decodeNix32,
  encodeBase64,
  encodeNix32,
  fromHex,
  HASH_SIZES,
  nix32Length,
  toHex,
  type ByteString,
  type HashAlgorithm,
} from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { forceAttrs, forceStringNoContext, requireAttr } from '../eval/request.ts';
import { task, type BuiltinDescriptor } from './descriptor.ts';

interface Hash {
  readonly algorithm: HashAlgorithm;
  readonly bytes: Uint8Array;
}

const isAlgorithm = (name: ByteString): name is HashAlgorithm => Object.hasOwn(HASH_SIZES, name);

/** Reads a hash: `sha256-…` (SRI), `sha256:…`, or bare when the algorithm is known. */
function parseHash(text: ByteString, given: HashAlgorithm | undefined): Hash {
  const split = /^([^:-]*)([:-])/.exec(text);
  const named = split === null ? undefined : split[1];
  if (named !== undefined && !isAlgorithm(named))
    throw new EvalError(
      'usage',
      hint`unknown hash algorithm '${named}', expect 'md5', 'sha1', 'sha256', or 'sha512'`,
    );
  const algorithm = named ?? given;
  if (algorithm === undefined)
    throw new EvalError(
      'eval',
      hint`hash '${text}' does not include a type, nor is the type otherwise known from context`,
    );
  if (named !== undefined && given !== undefined && named !== given)
    throw new EvalError('eval', hint`hash '${text}' should have type '${given}'`);
  const rest = split === null ? text : text.slice(split[0].length);
  const size = HASH_SIZES[algorithm];
  const sri = split?.[2] === '-';
  let bytes: Uint8Array | undefined;
  if (!sri && rest.length === size * 2) bytes = fromHex(rest);
  else if (!sri && rest.length === nix32Length(size)) bytes = decodeNix32(rest);
  else if (sri || rest.length === 4 * Math.ceil(size / 3)) bytes = decodeBase64(rest);
  else throw new EvalError('eval', hint`hash '${rest}' has wrong length for hash algorithm '${algorithm}'`);
  if (bytes === undefined || bytes.length !== size)
    throw new EvalError('eval', sri ? hint`invalid SRI hash '${rest}'` : hint`invalid hash '${rest}'`);
  return { algorithm, bytes };
}

function format({ algorithm, bytes }: Hash, form: ByteString): ByteString {
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
    function* (_, [args]) {
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
        format({ algorithm: 'md5', bytes: new Uint8Array() }, form);
      return format(parseHash(hash, name !== undefined && isAlgorithm(name) ? name : undefined), form);
    },
  ),
];
