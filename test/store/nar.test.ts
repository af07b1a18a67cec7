import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBytes } from '../../src/engine/base/index.ts';
import { BadNar, readNar, restoreNar, writeNar, type NarNode } from '../../src/engine/store/index.ts';
import type { Files } from '../../src/engine/vfs/index.ts';
import { World } from '../../src/engine/world/index.ts';

function emptyFiles(): Files {
  return new World().rootFiles;
}

function narOf(files: Files, path: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  writeNar(files, path, (bytes) => pieces.push(bytes));
  const nar = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    nar.set(piece, at);
    at += piece.length;
  }
  return nar;
}

const name = fc.stringMatching(/^[a-zA-Z0-9._ -]{1,10}$/).filter((text) => text !== '.' && text !== '..');
const { tree } = fc.letrec<{ tree: NarNode }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      kind: fc.constant('file' as const),
      executable: fc.boolean(),
      data: fc.uint8Array({ maxLength: 20 }),
    }),
    fc.record({ kind: fc.constant('symlink' as const), target: fc.stringMatching(/^[a-z/.]{1,12}$/) }),
    fc.record({
      kind: fc.constant('directory' as const),
      entries: fc
        .uniqueArray(fc.tuple(name, tie('tree')), { selector: ([entry]) => entry, maxLength: 4 })
        .map((entries) => new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))),
    }),
  ),
}));

describe('NAR', () => {
  it('restores what it wrote', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const files = emptyFiles();
        restoreNar(files, '/x', node);
        const nar = narOf(files, '/x');
        expect(readNar(nar)).toEqual(node);
      }),
    );
  });

  it('hashes a source as Nix does', () => {
    const { store } = new World();
    store.files.makeDirectories('/nix/store');
    store.files.writeFile('/a.nix', '1\n');
    // "${./a.nix}" (Nix 2.26.3)
    expect(store.addSource(store.files, '/a.nix', 'a.nix')).toBe(
      '/nix/store/qcabl7mqrgd3is9dnnsdwcvvhqz9nxv2-a.nix',
    );
  });

  it('refuses an archive that is cut off anywhere', () => {
    const files = emptyFiles();
    files.mkdir('/d');
    files.writeFile('/d/a', 'hello');
    files.symlink('a', '/d/b');
    const nar = narOf(files, '/d');
    for (let length = 0; length < nar.length; length++)
      expect(() => readNar(nar.subarray(0, length))).toThrow(BadNar);
  });

  it('refuses names that climb, unsorted entries and padding that is not zero', () => {
    const word = (text: string) => {
      const bytes = new Uint8Array(8 + Math.ceil(text.length / 8) * 8);
      bytes[0] = text.length;
      bytes.set(toBytes(text), 8);
      return [...bytes];
    };
    const file = ['(', 'type', 'regular', ')'];
    const archive = (names: string[]) =>
      new Uint8Array(
        [
          'nix-archive-1',
          '(',
          'type',
          'directory',
          ...names.flatMap((n) => ['entry', '(', 'name', n, 'node', ...file, ')']),
          ')',
        ].flatMap(word),
      );
    expect(() => readNar(archive(['..']))).toThrow("NAR contains invalid file name '..'");
    expect(() => readNar(archive(['a/b']))).toThrow(BadNar);
    expect(() => readNar(archive(['b', 'a']))).toThrow('NAR directory is not sorted');
    expect(() => readNar(archive(['a', 'a']))).toThrow('NAR directory is not sorted');
    const padded = archive(['a']);
    padded[8 + 13] = 1;
    expect(() => readNar(padded)).toThrow('non-zero padding');
  });
});
