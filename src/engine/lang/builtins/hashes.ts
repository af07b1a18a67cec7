// Hashes of strings, and hashes from one notation to another.
import { digest, requireHashNotation, showHash, toHex, type ByteString } from '../../base/index.ts';
import { forceAttrs, forceStringNoContext, requireAttr } from '../eval/request.ts';
import { textOf } from '../value/string-context.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';
import { hashed, readAlgorithm, readHash } from './hash-argument.ts';

export const HASH_BUILTINS: readonly BuiltinDescriptor[] = [
  leaf(
    '__hashString',
    ['plain-string', 'string'],
    'type s',
    'The hash of a string, in base 16; *type* is "md5", "sha1", "sha256" or "sha512".',
    (c, algorithm, s) => toHex(digest(readAlgorithm(c, algorithm), textOf(s))),
    { examine: readAlgorithm },
  ),
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
      const given = set.has('hashAlgo') ? readAlgorithm(c, yield* get('hashAlgo')) : undefined;
      const name = yield* get('toHashFormat');
      if (name === 'base32')
        c.host.print(`\x1b[35;1mwarning:\x1b[0m "base32" is a deprecated alias for hash format "nix32".`);
      const notation = hashed(() => requireHashNotation(name));
      return showHash(readHash(c, hash, given), notation);
    },
  ),
];
