// 64-bit integers: numbers while they are safe, bigints beyond. Overflow is undefined here and an error in Nix.
import type { Int } from '../value/value.ts';

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

/** The smallest form of an integer, or undefined when it needs more than 64 bits. */
export function makeInt(value: bigint): Int | undefined {
  if (value > MAX || value < MIN) return undefined;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

export function addInts(a: Int, b: Int): Int | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return makeInt(BigInt(a) + BigInt(b));
}

export function subtractInts(a: Int, b: Int): Int | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return makeInt(BigInt(a) - BigInt(b));
}

export function multiplyInts(a: Int, b: Int): Int | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return makeInt(BigInt(a) * BigInt(b));
}

/** Rounds towards zero; `b` is not zero. */
export function divideInts(a: Int, b: Int): Int | undefined {
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return makeInt(BigInt(a) / BigInt(b));
}
