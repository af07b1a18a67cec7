import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNix32, digest, encodeNix32, fromHex } from '../../src/engine/base/index.ts';

describe('nix32', () => {
  // nix-hash --type sha256 --to-base32 (Nix 2.26.3)
  it('writes a SHA-256 as nix-hash does', () => {
    expect(encodeNix32(digest('sha256', ''))).toBe('0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73');
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(decodeNix32(encodeNix32(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['e', 'o', 't', 'u', 'A', '-'])('has no digit %s', (digit) => {
    expect(decodeNix32(digit.repeat(8))).toBeUndefined();
  });

  it('refuses spare bits that are set', () => {
    expect(decodeNix32('zz')).toBeUndefined();
    expect(decodeNix32('7z')).toEqual(fromHex('ff'));
  });
});
