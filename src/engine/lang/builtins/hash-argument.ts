// Hashes and their algorithms as arguments: what is wrong with one becomes an error of the language.
import {
  BadHash,
  HASH_SIZES,
  namedAlgorithm,
  parseHash,
  requireHashAlgorithm,
  showHash,
  type ByteString,
  type HashAlgorithm,
  type ParsedHash,
} from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { requireFeature } from '../errors/experimental-feature.ts';
import { hint } from '../errors/hint.ts';
import type { Builder } from './context.ts';

/** Runs something that may throw a BadHash. */
export function hashed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadHash)) throw error;
    throw new EvalError(error.isUsage ? 'usage' : 'eval', hint(error.parts, ...error.values));
  }
}

function refuseBlake3(c: Builder, name: ByteString | undefined): void {
  if (name === 'blake3') requireFeature(c.features, 'blake3-hashes');
}

/** `md5`, `sha256` …; `blake3` needs its feature. */
export function readAlgorithm(c: Builder, name: ByteString): HashAlgorithm {
  refuseBlake3(c, name);
  return hashed(() => requireHashAlgorithm(name));
}

/** A hash in any notation; `given` is the algorithm known from elsewhere. */
export function readHash(c: Builder, text: ByteString, given: HashAlgorithm | undefined): ParsedHash {
  refuseBlake3(c, namedAlgorithm(text));
  return hashed(() => parseHash(text, given));
}

/** The same, where nothing stands for a hash of zeros, with a warning. */
export function readHashOrNothing(
  c: Builder,
  text: ByteString,
  given: HashAlgorithm | undefined,
): ParsedHash {
  if (text !== '') return readHash(c, text, given);
  if (given === undefined) throw new EvalError('eval', 'empty hash requires explicit hash algorithm');
  const empty = { algorithm: given, hash: new Uint8Array(HASH_SIZES[given]) };
  c.host.print(`\x1b[35;1mwarning:\x1b[0m ${hint`found empty hash, assuming '${showHash(empty, 'sri')}'`}`);
  return empty;
}
