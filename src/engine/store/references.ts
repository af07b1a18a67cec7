// References: Nix finds what a store object needs by searching its bytes for the hash parts of the paths it could know.
//
// Invariant: the scan sees its input as one stream; a hash part that lies across two pieces is found all the same.
// The search skips ahead as Boyer-Moore does: a byte outside the nix32 alphabet rules out every window over it.
import type { ByteString } from '../base/index.ts';
import { hashPart } from './store-path.ts';

const LENGTH = 32;

/** 1 for the bytes of the nix32 alphabet. */
function alphabetTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (const digit of '0123456789abcdfghijklmnpqrsvwxyz') table[digit.charCodeAt(0)] = 1;
  return table;
}

export class ReferenceScanner {
  readonly #byHash = new Map<ByteString, ByteString>();
  readonly #found = new Set<ByteString>();
  readonly #isDigit = alphabetTable();
  #tail = new Uint8Array(0);

  /** `candidates`: store paths that the scanned bytes may refer to. */
  constructor(candidates: Iterable<ByteString>) {
    for (const path of candidates) this.#byHash.set(hashPart(path), path);
  }

  /** The next piece of the stream. */
  scan(bytes: Uint8Array): void {
    if (this.#byHash.size === 0) return;
    const seam = new Uint8Array(this.#tail.length + Math.min(bytes.length, LENGTH - 1));
    seam.set(this.#tail);
    seam.set(bytes.subarray(0, seam.length - this.#tail.length), this.#tail.length);
    this.#search(seam);
    this.#search(bytes);
    const joined = bytes.length >= LENGTH - 1 ? bytes : seam;
    this.#tail = joined.slice(Math.max(0, joined.length - (LENGTH - 1)));
  }

  /** The candidates found so far, sorted. */
  found(): ByteString[] {
    return [...this.#found].sort();
  }

  #search(bytes: Uint8Array): void {
    for (let i = 0; i + LENGTH <= bytes.length;) {
      let j = LENGTH - 1;
      while (j >= 0 && this.#isDigit[bytes[i + j]] === 1) j--;
      if (j >= 0) {
        i += j + 1;
        continue;
      }
      const path = this.#byHash.get(String.fromCharCode(...bytes.subarray(i, i + LENGTH)));
      if (path !== undefined) this.#found.add(path);
      i++;
    }
  }
}
