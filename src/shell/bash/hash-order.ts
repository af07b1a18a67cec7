// The order of associative arrays: bash keeps them in a hash table and lists it bucket by bucket.
//
// Source of the rule: bash 5.2, hashlib.c (FNV-1 over signed chars; a bucket lists its newest entry first; 1024
// buckets, four times as many when it holds twice as many entries as buckets).
import type { ByteString } from '../../engine/base/index.ts';

export function hashText(text: ByteString): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    hash = Math.imul(hash, 16777619) ^ (code < 128 ? code : code - 256);
  }
  return hash >>> 0;
}

/** The keys in bash's order. */
export function assocOrder(map: ReadonlyMap<ByteString, ByteString>): ByteString[] {
  let buckets = 1024;
  while (map.size >= buckets * 2) buckets *= 4;
  return [...map.keys()]
    .map((key, age) => ({ key, bucket: hashText(key) & (buckets - 1), age }))
    .sort((a, b) => a.bucket - b.bucket || b.age - a.age)
    .map(({ key }) => key);
}
