// Store paths: how a name and a fingerprint become `/nix/store/<hash>-<name>`.
//
// The hash part is a SHA-256 of the fingerprint, XOR-folded to 160 bits (not truncated), in nix32.
// Source of the rules: Nix manual, "Complete Store Path Calculation"; libstore/store-dir-config.
import {
  decodeNix32,
  digest,
  encodeNix32,
  toHex,
  type ByteString,
  type HashAlgorithm,
} from '../base/index.ts';

/** Where the store is; part of every fingerprint. */
export const STORE_DIR = '/nix/store';
const HASH_LENGTH = 32;
const NAME_LIMIT = 211;

/** A malformed store path or name; the message is Nix's. */
export class BadStorePath extends Error {
  readonly code = 'bad-store-path';
}

/** `/nix/store/<hash>-<name>` without the directory: the base name. */
export function baseName(path: ByteString): ByteString {
  return path.slice(STORE_DIR.length + 1);
}

/** The 32 nix32 digits of a store path. */
export function hashPart(path: ByteString): ByteString {
  return baseName(path).slice(0, HASH_LENGTH);
}

export function namePart(path: ByteString): ByteString {
  return baseName(path).slice(HASH_LENGTH + 1);
}

export function isDerivationPath(path: ByteString): boolean {
  return path.endsWith('.drv');
}

/** Whether a path is a store path itself: in the store, well-formed, nothing behind the name. */
export function isStorePath(path: ByteString): boolean {
  return (
    /^[0-9abcdfghijklmnpqrsvwxyz]{32}-[0-9A-Za-z+\-._?=]{1,211}$/.test(path.slice(STORE_DIR.length + 1)) &&
    path.startsWith(`${STORE_DIR}/`)
  );
}

export function isInStore(path: ByteString): boolean {
  return path.startsWith(`${STORE_DIR}/`) && path.length > STORE_DIR.length + 1;
}

/** The store path that holds `path`, and what is behind it (empty or starting with a slash). */
export function splitStorePath(path: ByteString): { path: ByteString; rest: ByteString } {
  if (!isInStore(path)) throw new BadStorePath(`path '${path}' is not in the Nix store`);
  const slash = path.indexOf('/', STORE_DIR.length + 1);
  const store = slash < 0 ? path : path.slice(0, slash);
  checkStorePath(store);
  return { path: store, rest: slash < 0 ? '' : path.slice(slash) };
}

/** Throws BadStorePath with Nix's words unless the path is a well-formed store path. */
export function checkStorePath(path: ByteString): void {
  if (!path.startsWith(`${STORE_DIR}/`)) throw new BadStorePath(`path '${path}' is not in the Nix store`);
  const base = baseName(path);
  if (base.length < HASH_LENGTH + 1)
    throw new BadStorePath(`'${base}' is too short to be a valid store path`);
  for (const digit of base.slice(0, HASH_LENGTH))
    if (!'0123456789abcdfghijklmnpqrsvwxyz'.includes(digit))
      throw new BadStorePath(`store path '${base}' contains illegal base-32 character '${digit}'`);
  const problem = nameProblem(base.slice(HASH_LENGTH + 1));
  if (problem !== undefined) throw new BadStorePath(`path '${base}' is not a valid store path: ${problem}`);
}

/** What is wrong with a name for a store object, in Nix's words; undefined when it is a good one. */
export function nameProblem(name: ByteString): ByteString | undefined {
  if (name === '') return 'name must not be empty';
  if (name.length > NAME_LIMIT) return `name '${name}' must be no longer than ${NAME_LIMIT} characters`;
  if (name === '.' || name === '..') return `name '${name}' is not valid`;
  if (name.startsWith('.-'))
    return `name '${name}' is not valid: first dash-separated component must not be '.'`;
  if (name.startsWith('..-'))
    return `name '${name}' is not valid: first dash-separated component must not be '..'`;
  for (const character of name)
    if (!/[0-9A-Za-z+\-._?=]/.test(character))
      return `name '${name}' contains illegal character '${character}'`;
  return undefined;
}

/** The steps from a fingerprint to a store path, kept so that they can be shown. */
export interface HashAnatomy {
  /** `type:sha256:hex:/nix/store:name` */
  readonly fingerprint: ByteString;
  /** 32 bytes. */
  readonly sha256: Uint8Array;
  /** 20 bytes: byte i of the SHA-256 is XORed into byte i mod 20. */
  readonly folded: Uint8Array;
  readonly path: ByteString;
}

/** XORs a digest into `size` bytes. */
export function foldHash(hash: Uint8Array, size: number): Uint8Array {
  const folded = new Uint8Array(size);
  hash.forEach((byte, i) => (folded[i % size] ^= byte));
  return folded;
}

/** A store path from the type of the fingerprint, the inner SHA-256 (32 bytes) and the name. */
export function hashAnatomy(type: ByteString, inner: Uint8Array, name: ByteString): HashAnatomy {
  const fingerprint = `${type}:sha256:${toHex(inner)}:${STORE_DIR}:${name}`;
  const sha256 = digest('sha256', fingerprint);
  const folded = foldHash(sha256, 20);
  const base = `${encodeNix32(folded)}-${name}`;
  const problem = nameProblem(name);
  if (problem !== undefined) throw new BadStorePath(`path '${base}' is not a valid store path: ${problem}`);
  return { fingerprint, sha256, folded, path: `${STORE_DIR}/${base}` };
}

export function makeStorePath(type: ByteString, inner: Uint8Array, name: ByteString): ByteString {
  return hashAnatomy(type, inner, name).path;
}

/** The path of one output of a derivation: `out` has the derivation's name, others add `-<output>`. */
export function makeOutputPath(output: ByteString, modulo: Uint8Array, name: ByteString): ByteString {
  return makeStorePath(`output:${output}`, modulo, outputName(name, output));
}

export function outputName(name: ByteString, output: ByteString): ByteString {
  return output === 'out' ? name : `${name}-${output}`;
}

/**
 * A text's path (`builtins.toFile`, a derivation) from the SHA-256 of its bytes: its references are part of the type,
 * sorted.
 */
export function makeTextPath(
  name: ByteString,
  hash: Uint8Array,
  references: readonly ByteString[],
): ByteString {
  return makeStorePath(typeWithReferences('text', references, false), hash, name);
}

/** How a content's hash is taken: of a file's bytes, of a NAR, of a Git object, of a text with references. */
export type ContentMethod = 'flat' | 'nar' | 'git' | 'text';
export const CONTENT_METHODS: readonly ContentMethod[] = ['flat', 'nar', 'git', 'text'];

/** What stands before the algorithm, as in `r:sha256`. */
export function methodPrefix(method: ContentMethod): ByteString {
  return { flat: '', nar: 'r:', git: 'git:', text: 'text:' }[method];
}

/** A path addressed by its content's hash: a source, or a fixed output. */
export function makeFixedOutputPath(
  name: ByteString,
  method: ContentMethod,
  algorithm: HashAlgorithm,
  hash: Uint8Array,
  references: readonly ByteString[] = [],
  selfReference = false,
): ByteString {
  if (method === 'text') return makeStorePath(typeWithReferences('text', references, false), hash, name);
  if (method === 'nar' && algorithm === 'sha256')
    return makeStorePath(typeWithReferences('source', references, selfReference), hash, name);
  if (references.length > 0 || selfReference)
    throw new BadStorePath(`fixed output derivation '${name}' is not allowed to refer to other store paths`);
  return makeStorePath(
    'output:out',
    digest('sha256', `fixed:out:${methodPrefix(method)}${algorithm}:${toHex(hash)}:`),
    name,
  );
}

function typeWithReferences(type: ByteString, references: readonly ByteString[], self: boolean): ByteString {
  return [type, ...[...references].sort()].join(':') + (self ? ':self' : '');
}

/** What stands in a derivation's environment for the path of an output that is not known yet. */
export function placeholder(output: ByteString): ByteString {
  return `/${encodeNix32(digest('sha256', `nix-output:${output}`))}`;
}

/** What stands for the path of another derivation's output as long as that is known only when it has been built. */
export function upstreamPlaceholder(drvPath: ByteString, output: ByteString): ByteString {
  const name = outputName(namePart(drvPath).slice(0, -'.drv'.length), output);
  return `/${encodeNix32(digest('sha256', `nix-upstream-output:${hashPart(drvPath)}:${name}`))}`;
}

/** The same for an output of a derivation that is itself an output, for which `of` stands. */
export function computedPlaceholder(of: ByteString, output: ByteString): ByteString {
  const hash = decodeNix32(of.slice(1)) ?? new Uint8Array(32);
  return `/${encodeNix32(digest('sha256', `nix-computed-output:${encodeNix32(foldHash(hash, 20))}:${output}`))}`;
}
