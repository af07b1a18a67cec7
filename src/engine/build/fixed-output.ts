// Fixed outputs: what was built must have the hash that was told in advance.
import { digest, encodeBase64, fromHex, NotSimulated, type ByteString } from '../base/index.ts';
import {
  hashMethod,
  makeFixedOutputPath,
  namePart,
  type DerivationOutput,
  type Store,
} from '../store/index.ts';

/**
 * Checks a fixed output. What has another hash than promised is no less good an object: like Nix, the store keeps it
 * under the path of the hash it has. Answers what is wrong, in Nix's words; undefined when it is what was promised.
 */
export function checkFixedOutput(
  store: Store,
  drv: ByteString,
  output: DerivationOutput,
): ByteString | undefined {
  const { method, algorithm } = hashMethod(output.algorithm);
  if (method === 'git' || method === 'text') throw new NotSimulated(`outputHashMode = "${method}"`);
  const stat = store.files.lstat(output.path);
  if (method === 'flat' && (stat.kind !== 'file' || (stat.mode & 0o100) !== 0))
    return (
      `output path '${output.path}' should be a non-executable regular file` +
      ` since recursive hashing is not enabled (one of outputHashMode={flat,text} is true)`
    );
  const got =
    method === 'flat'
      ? digest(algorithm, store.files.readFile(output.path))
      : store.narDigest(output.path, algorithm);
  const expected = fromHex(output.hash) ?? new Uint8Array(0);
  if (got.every((byte, i) => byte === expected[i])) return undefined;
  const path = makeFixedOutputPath(namePart(output.path), method, algorithm, got);
  if (store.isValid(path)) store.discard(output.path);
  else {
    store.files.rename(output.path, path);
    store.register(path, { references: [], deriver: drv, ultimate: true });
  }
  const sri = (hash: Uint8Array) => `${algorithm}-${encodeBase64(hash)}`;
  return (
    `hash mismatch in fixed-output derivation '${drv}':\n` +
    `  specified: ${sri(expected)}\n` +
    `     got:    ${sri(got)}`
  );
}
