// The store: objects under /nix/store and what the database knows of them.
//
// Invariant: a path is registered only when its object stands complete, canonical and with its references valid; what
// is registered is never changed again. The store writes through files of its own, with root's rights and the store
// mounted writable, as Nix's daemon does.
import {
  digest,
  encodeNix32,
  fromHex,
  Impossible,
  streamingDigest,
  toBytes,
  toHex,
  type ByteString,
  type HashAlgorithm,
} from '../base/index.ts';
import type { Files } from '../vfs/index.ts';
import { readDerivation, writeDerivation } from './aterm.ts';
import { makeCanonical } from './canonical.ts';
import type { Database } from './database.ts';
import { derivationName, hashModulo, type Derivation } from './derivation.ts';
import type { StoreEvent } from './events.ts';
import { writeNar, type PathFilter } from './nar.ts';
import { ReferenceScanner } from './references.ts';
import { isDerivationPath, makeFixedOutputPath, makeTextPath } from './store-path.ts';
import type { ValidPath } from './valid-path.ts';

/** A request that names a path which is not valid; the message is Nix's. */
export class InvalidPath extends Error {
  readonly code = 'invalid-path';
  constructor(readonly path: ByteString) {
    super(`path '${path}' is not valid`);
  }
}

export interface StoreOptions {
  /** Files as the store's owner sees them: root, with the store writable. */
  readonly files: Files;
  readonly database: Database;
  /** Logical seconds since 1970. */
  readonly now: () => number;
  readonly observe?: (event: StoreEvent) => void;
}

/** What a NAR's bytes told: their SHA-256 (32 bytes), their number, and the store paths they name. */
export interface Digested {
  readonly hash: Uint8Array;
  readonly size: number;
  readonly references: readonly ByteString[];
}

export class Store {
  readonly files: Files;
  readonly database: Database;
  readonly #now: () => number;
  readonly #observe: ((event: StoreEvent) => void) | undefined;
  /** Modulo hashes by derivation path: a `.drv` never changes, so neither does its hash. */
  readonly #moduloHashes = new Map<ByteString, Uint8Array | undefined>();
  readonly #derivations = new Map<ByteString, Derivation>();

  constructor(options: StoreOptions) {
    this.files = options.files;
    this.database = options.database;
    this.#now = options.now;
    this.#observe = options.observe;
  }

  /** What the database knows of a path. Throws InvalidPath. */
  query(path: ByteString): ValidPath {
    const info = this.database.get(path);
    if (info === undefined) throw new InvalidPath(path);
    return info;
  }

  isValid(path: ByteString): boolean {
    return this.database.isValid(path);
  }

  /** Adds a text with references, and answers its path: `builtins.toFile`, a derivation. */
  addText(name: ByteString, text: ByteString, references: readonly ByteString[]): ByteString {
    const hash = digest('sha256', text);
    const path = makeTextPath(name, hash, references);
    if (this.isValid(path)) return path;
    this.discard(path);
    this.files.writeFile(path, text);
    this.register(path, { references, contentAddress: `text:sha256:${encodeNix32(hash)}` });
    return path;
  }

  /** The path that `addText` would answer. */
  textPath(name: ByteString, text: ByteString, references: readonly ByteString[]): ByteString {
    return makeTextPath(name, digest('sha256', text), references);
  }

  /** The path that `addSource` would answer. `files` are the asker's. */
  sourcePath(
    files: Files,
    path: ByteString,
    name: ByteString,
    filter?: PathFilter,
    references: readonly ByteString[] = [],
  ): ByteString {
    return makeFixedOutputPath(
      name,
      'nar',
      'sha256',
      this.digestNar(files, path, [], filter).hash,
      references,
    );
  }

  /** Copies a tree into the store, addressed by its NAR hash: `./src` in a derivation, `nix-store --add`. */
  addSource(
    files: Files,
    source: ByteString,
    name: ByteString,
    filter?: PathFilter,
    references: readonly ByteString[] = [],
  ): ByteString {
    const digested = this.digestNar(files, source, [], filter);
    const { hash } = digested;
    const path = makeFixedOutputPath(name, 'nar', 'sha256', hash, references);
    if (this.isValid(path)) return path;
    this.discard(path);
    this.#copyTree(files, source, path, filter);
    this.register(path, { references, contentAddress: `fixed:r:sha256:${encodeNix32(hash)}`, digested });
    return path;
  }

  /** The path that `addFlat` would answer. */
  flatPath(files: Files, source: ByteString, name: ByteString): ByteString {
    return makeFixedOutputPath(name, 'flat', 'sha256', digest('sha256', files.readFile(source)));
  }

  /** Copies one file into the store, addressed by the SHA-256 of its bytes; it is not executable there. */
  addFlat(files: Files, source: ByteString, name: ByteString): ByteString {
    return this.#addFlat(files.readFile(source), name);
  }

  /** The same for bytes that are in no file. */
  addFlatText(text: ByteString, name: ByteString): ByteString {
    return this.#addFlat(toBytes(text), name);
  }

  #addFlat(data: Uint8Array, name: ByteString): ByteString {
    const hash = digest('sha256', data);
    const path = makeFixedOutputPath(name, 'flat', 'sha256', hash);
    if (this.isValid(path)) return path;
    this.discard(path);
    this.files.writeFile(path, data);
    this.register(path, { references: [], contentAddress: `fixed:sha256:${encodeNix32(hash)}` });
    return path;
  }

  /** Writes a derivation and answers its path; it refers to its input derivations and sources. */
  addDerivation(derivation: Derivation, name: ByteString): ByteString {
    const path = this.addText(`${name}.drv`, writeDerivation(derivation), derivationReferences(derivation));
    this.#derivations.set(path, derivation);
    return path;
  }

  /** The path `addDerivation` would answer, without writing anything. */
  derivationPath(derivation: Derivation, name: ByteString): ByteString {
    const path = this.textPath(`${name}.drv`, writeDerivation(derivation), derivationReferences(derivation));
    this.#derivations.set(path, derivation);
    return path;
  }

  /** Reads a derivation. Throws InvalidPath, BadDerivation. */
  derivation(path: ByteString): Derivation {
    const known = this.#derivations.get(path);
    if (known !== undefined) return known;
    if (!isDerivationPath(path) || !this.isValid(path)) throw new InvalidPath(path);
    const derivation = readDerivation(this.files.readText(path));
    this.#derivations.set(path, derivation);
    return derivation;
  }

  /**
   * The modulo hash of a derivation in the store (32 bytes), remembered; undefined as long as outputs have no path.
   * Inputs are hashed first, without recursion.
   */
  hashOfDerivation(path: ByteString): Uint8Array | undefined {
    const pending = [path];
    while (pending.length > 0) {
      const top = pending[pending.length - 1];
      const derivation = this.derivation(top);
      const missing = [...derivation.inputDrvs.keys()].filter((input) => !this.#moduloHashes.has(input));
      if (missing.length > 0) {
        if (pending.length > 100_000) throw new Impossible('derivations refer to each other in a circle');
        pending.push(...missing);
        continue;
      }
      pending.pop();
      if (!this.#moduloHashes.has(top))
        this.#moduloHashes.set(
          top,
          hashModulo(derivation, (input) => this.#knownHash(input), false),
        );
    }
    return this.#knownHash(path);
  }

  /**
   * Makes an object canonical and registers it: what stands at `path` is hashed and becomes valid. Throws InvalidPath
   * when a reference is not valid.
   */
  register(
    path: ByteString,
    details: {
      references: readonly ByteString[];
      deriver?: ByteString;
      ultimate?: boolean;
      contentAddress?: ByteString;
      digested?: Digested;
    },
  ): ValidPath {
    const references = [...new Set(details.references)].sort();
    for (const reference of references)
      if (reference !== path && !this.isValid(reference)) throw new InvalidPath(reference);
    makeCanonical(this.files, path);
    const { hash, size } = details.digested ?? this.digestNar(this.files, path, []);
    const { deriver, contentAddress, ultimate = false } = details;
    const info: ValidPath = {
      path,
      narHash: `sha256:${toHex(hash)}`,
      narSize: size,
      references,
      ...(deriver === undefined ? {} : { deriver }),
      registrationTime: this.#now(),
      ultimate,
      ...(contentAddress === undefined ? {} : { contentAddress }),
      signatures: [],
    };
    this.database.table.set(path, info);
    if (!ultimate)
      this.#observe?.({ kind: 'store-add', path, narHash: narHash32(info), narSize: size, references });
    return info;
  }

  /** Hashes a tree's NAR and searches it for the hash parts of `candidates`. */
  digestNar(files: Files, path: ByteString, candidates: Iterable<ByteString>, filter?: PathFilter): Digested {
    const hash = streamingDigest('sha256');
    const scanner = new ReferenceScanner(candidates);
    let size = 0;
    const sink = (bytes: Uint8Array) => {
      hash.update(bytes);
      scanner.scan(bytes);
      size += bytes.length;
    };
    writeNar(files, path, sink, filter);
    return { hash: hash.digest(), size, references: scanner.found() };
  }

  /** The digest of a tree's NAR. */
  narDigest(path: ByteString, algorithm: HashAlgorithm): Uint8Array {
    const hash = streamingDigest(algorithm);
    writeNar(this.files, path, (bytes) => hash.update(bytes));
    return hash.digest();
  }

  /** Removes whatever stands at a path that is not valid: what a broken build left. */
  discard(path: ByteString): void {
    this.files.removeTree(path);
  }

  #knownHash(path: ByteString): Uint8Array | undefined {
    if (!this.#moduloHashes.has(path))
      throw new Impossible(`the modulo hash of ${derivationName(path)} is not known yet`);
    return this.#moduloHashes.get(path);
  }

  #copyTree(from: Files, source: ByteString, target: ByteString, filter?: PathFilter): void {
    const stat = from.lstat(source);
    if (stat.kind === 'symlink') this.files.symlink(from.readlink(source), target);
    else if (stat.kind === 'directory') {
      this.files.mkdir(target);
      for (const { name } of from.readDir(source))
        if (filter === undefined || filter(`${source}/${name}`))
          this.#copyTree(from, `${source}/${name}`, `${target}/${name}`, filter);
    } else this.files.writeFile(target, from.readFile(source), { mode: stat.mode });
  }
}

/** The references of a `.drv` file: its input derivations and sources, sorted. */
export function derivationReferences(derivation: Derivation): ByteString[] {
  return [...derivation.inputDrvs.keys(), ...derivation.inputSrcs].sort();
}

/** A path's NAR hash as commands print it: `sha256:` and nix32. */
export function narHash32(info: ValidPath): ByteString {
  const hash = fromHex(info.narHash.slice('sha256:'.length));
  if (hash === undefined) throw new Impossible(`the database holds a bad hash: ${info.narHash}`);
  return `sha256:${encodeNix32(hash)}`;
}
