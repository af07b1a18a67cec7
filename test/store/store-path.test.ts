import { describe, expect, it } from 'vitest';
import { digest, fromHex } from '../../src/engine/base/index.ts';
import {
  BadStorePath,
  checkStorePath,
  foldHash,
  hashAnatomy,
  makeFixedOutputPath,
  makeTextPath,
  nameProblem,
  placeholder,
  splitStorePath,
} from '../../src/engine/store/index.ts';

// Every path below was printed by Nix 2.26.3.
describe('store paths', () => {
  it('of texts depend on the text and its references', () => {
    expect(makeTextPath('x', digest('sha256', 'hello'), [])).toBe(
      '/nix/store/4g4g9i669dl63abpww0djbl2jxl6bwiz-x',
    );
  });

  it('of fixed outputs depend on the hash and how it was taken', () => {
    const hash =
      fromHex('5891b6b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03') ?? new Uint8Array(0);
    expect(makeFixedOutputPath('fod', 'flat', 'sha256', hash)).toBe(
      '/nix/store/pfrj790fp89854s1wpgqvi0s38icy6dm-fod',
    );
  });

  it('are XOR-folded, not truncated', () => {
    const { sha256, folded } = hashAnatomy('text', new Uint8Array(32), 'x');
    expect(folded).toEqual(foldHash(sha256, 20));
    expect(folded).not.toEqual(sha256.slice(0, 20));
    expect(folded[0]).toBe(sha256[0] ^ sha256[20]);
    expect(folded[19]).toBe(sha256[19]);
  });

  it('have a placeholder for each output', () => {
    expect(placeholder('out')).toBe('/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9');
  });

  it('are split from what is behind them', () => {
    const path = '/nix/store/4g4g9i669dl63abpww0djbl2jxl6bwiz-x';
    expect(splitStorePath(`${path}/bin/x`)).toEqual({ path, rest: '/bin/x' });
    expect(() => splitStorePath('/etc/passwd')).toThrow(BadStorePath);
  });

  it.each([
    ['/nix/store/foo', "'foo' is too short to be a valid store path"],
    [
      '/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaae-x',
      "store path 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaae-x' contains illegal base-32 character 'e'",
    ],
    [
      '/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-x y',
      "path 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-x y' is not a valid store path: name 'x y' contains illegal character ' '",
    ],
    ['/tmp/x', "path '/tmp/x' is not in the Nix store"],
  ])('%s is refused: %s', (path, message) => {
    expect(() => checkStorePath(path)).toThrow(new BadStorePath(message));
  });

  it.each(['.', '..', '.-x', '', 'a'.repeat(212), 'a/b', 'ä'])('the name %j is refused', (name) => {
    expect(nameProblem(name)).toBeDefined();
  });
});
