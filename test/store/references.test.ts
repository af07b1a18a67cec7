import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBytes } from '../../src/engine/base/index.ts';
import { ReferenceScanner } from '../../src/engine/store/index.ts';

const A = '/nix/store/4g4g9i669dl63abpww0djbl2jxl6bwiz-a';
const B = '/nix/store/pfrj790fp89854s1wpgqvi0s38icy6dm-b';

describe('the reference scanner', () => {
  it('finds a path by its hash part, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constant(A),
            fc.constant(B),
            fc.string({ maxLength: 40 }).map((s) => s.replace(/[^ -~]/g, '0')),
          ),
          { maxLength: 6 },
        ),
        fc.array(fc.nat(40), { maxLength: 12 }),
        (pieces, cuts) => {
          const text = pieces.join('');
          const scanner = new ReferenceScanner([A, B]);
          let at = 0;
          for (const cut of cuts) {
            scanner.scan(toBytes(text.slice(at, at + cut)));
            at += cut;
          }
          scanner.scan(toBytes(text.slice(at)));
          const expected = [A, B].filter((path) => text.includes(path.slice(11, 43))).sort();
          expect(scanner.found()).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds nothing that is no candidate', () => {
    const scanner = new ReferenceScanner([A]);
    scanner.scan(toBytes(B));
    expect(scanner.found()).toEqual([]);
  });
});
