import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest } from '../../src/engine/base/index.ts';
import {
  BadDerivation,
  derivationReferences,
  hashModulo,
  makeTextPath,
  readDerivation,
  withOutputPaths,
  writeDerivation,
  type Derivation,
} from '../../src/engine/store/index.ts';
import { printed } from '../scenarios/fixtures.ts';

const INSTANTIATE = 'for d in $(nix-instantiate 2>/dev/null); do cat $d; echo; done';
const paths = printed('eight-packages', 'nix-instantiate').trim().split('\n');
const texts = printed('eight-packages', INSTANTIATE).trim().split('\n');
const byPath = new Map(paths.map((path, i) => [path, texts[i]]));
const nameOf = (path: string) => path.slice('/nix/store/'.length + 33, -'.drv'.length);

/** The modulo hash of one of the eight, from what real Nix wrote. */
function hashOf(path: string): Uint8Array | undefined {
  return hashModulo(readDerivation(byPath.get(path) ?? ''), hashOf, false);
}

describe('the eight derivations that real Nix wrote', () => {
  it.each(paths.map((path) => [nameOf(path), path]))(
    '%s is read and written again byte for byte',
    (_, path) => {
      const text = byPath.get(path) ?? '';
      expect(writeDerivation(readDerivation(text))).toBe(text);
    },
  );

  it.each(paths.map((path) => [nameOf(path), path]))(
    '%s has the path of its text and references',
    (name, path) => {
      const text = byPath.get(path) ?? '';
      expect(
        makeTextPath(`${name}.drv`, digest('sha256', text), derivationReferences(readDerivation(text))),
      ).toBe(path);
    },
  );

  it.each(paths.map((path) => [nameOf(path), path]))(
    '%s gets the output path that Nix gave it',
    (name, path) => {
      const derivation = readDerivation(byPath.get(path) ?? '');
      expect(withOutputPaths(derivation, name, hashOf)).toEqual(derivation);
    },
  );
});

describe('the text of a derivation', () => {
  const word = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 12,
  });
  const derivation: fc.Arbitrary<Derivation> = fc.record({
    outputs: fc
      .uniqueArray(fc.tuple(word, fc.record({ path: word, algorithm: word, hash: word })), {
        selector: ([name]) => name,
      })
      .map((entries) => new Map(entries)),
    inputDrvs: fc
      .uniqueArray(fc.tuple(word, fc.array(word, { maxLength: 3 })), { selector: ([name]) => name })
      .map((entries) => new Map(entries)),
    inputSrcs: fc.array(word, { maxLength: 3 }),
    system: word,
    builder: word,
    args: fc.array(word, { maxLength: 3 }),
    env: fc
      .uniqueArray(fc.tuple(word, word), { selector: ([name]) => name })
      .map((entries) => new Map(entries)),
  });

  it('keeps every byte of every string', () => {
    fc.assert(
      fc.property(derivation, (any) => {
        expect(readDerivation(writeDerivation(any))).toEqual(any);
      }),
    );
  });

  it('is refused when it ends too early, with the place', () => {
    const whole = texts[0];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(() => readDerivation(whole.slice(0, length))).toThrow(BadDerivation);
      }),
    );
    expect(() => readDerivation('Derive([],[],[]')).toThrow(
      "expected ',' at byte 15, found the end of the file",
    );
  });

  it('is refused when something stands behind it', () => {
    expect(() => readDerivation(`${texts[0]} `)).toThrow(/expected the end of the file/);
  });
});
