// Numbers and escapes that printf and echo share: expected values are what bash 5.2 and coreutils 9.1 print.
import { describe, expect, it } from 'vitest';
import { echoText } from '../../src/shell/format/echo.ts';
import { ESCAPES } from '../../src/shell/format/escape.ts';
import { floatText, integerText } from '../../src/shell/format/number.ts';

const float = (value: number, conversion: string, precision?: number, flags = '') =>
  floatText(value, { flags, width: 0, precision, conversion });

describe('numbers', () => {
  it.each([
    [2.5, 'e', 0, '2e+00'],
    [2.5, 'f', 0, '2'],
    [0.125, 'f', 2, '0.12'],
    [9.5, 'g', 1, '1e+01'],
    [999999.5, 'g', undefined, '1e+06'],
    [1.999, 'a', 3, '0xf.fdfp-3'],
    [1.99, 'a', 0, '0x1p+1'],
    [12, 'a', undefined, '0xcp+0'],
  ])('%s as %s with %s', (value, conversion, precision, text) => {
    expect(float(value, conversion, precision)).toBe(text);
  });

  it('keep what # asks for', () => {
    expect([float(0, 'g', undefined, '#'), float(3, 'e', 0, '#'), float(1, 'a', undefined, '#')]).toEqual([
      '0.00000',
      '3.e+00',
      '0x8.p-3',
    ]);
  });

  it('show a negative integer unsigned as the machine holds it', () => {
    const directive = { flags: '#', width: 0, precision: undefined, conversion: 'x' };
    expect(integerText(-1n, directive)).toBe('0xffffffffffffffff');
  });
});

describe('echo -e', () => {
  it.each([
    ['\\101', '\\101\n', 'A\n'],
    ['\\0101', 'A\n', 'A\n'],
    ['\\u41', 'A\n', '\\u41\n'],
    ['\\E', '\x1b\n', '\\E\n'],
    ['\\"\\?', '\\"\\?\n', '\\"\\?\n'],
    ['a\\cb', 'a', 'a'],
  ])('%s', (text, bash, core) => {
    expect(echoText(['-e', text], ESCAPES.bashEcho, false)).toBe(bash);
    expect(echoText(['-e', text], ESCAPES.coreEcho, false)).toBe(core);
  });
});
