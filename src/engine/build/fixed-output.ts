// Fixed outputs: what was built must have the hash that was told in advance.
import { digest, encodeBase64, fromHex, type ByteString } from '../base/index.ts';
import { hashMethod, type DerivationOutput, type Store } from '../store/index.ts';

/** What is wrong with a fixed output, in Nix's words; undefined when it is what was promised. */
export function checkFixedOutput(
  store: Store,
  drv: ByteString,
  output: DerivationOutput,
): ByteString | undefined {
  const { method, algorithm } = hashMethod(output.algorithm);
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
  const sri = (hash: Uint8Array) => `${algorithm}-${encodeBase64(hash)}`;
  return (
    `hash mismatch in fixed-output derivation '${drv}':\n` +
    `         specified: ${sri(expected)}\n` +
    `            got:    ${sri(got)}`
  );
}
