import { describe, expect, it } from 'vitest';
import { readParameters } from '../../src/embed/parameters.ts';

describe('the address of an embed', () => {
  it('needs nothing', () => {
    expect(readParameters('')).toEqual({ view: 'graph', theme: 'system', lazy: 'visible', run: undefined });
  });
  it('says what to show', () => {
    expect(readParameters('?v=1&view=build&theme=dark&lazy=click&run=nix-build')).toEqual({
      view: 'build',
      theme: 'dark',
      lazy: 'click',
      run: 'nix-build',
    });
  });
  it('keeps working with parameters and values of another time', () => {
    expect(readParameters('?v=1&colour=red&view=hologram')).toMatchObject({ view: 'graph' });
  });
  it('refuses another version', () => {
    expect(() => readParameters('?v=2')).toThrow('version 1, not 2');
  });
});
