// Layout: what a text looks like afterwards; that it means the same, and stays as it is the second time.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../src/engine/base/index.ts';
import { format, parse, printExpr } from '../../src/engine/lang/index.ts';
import defaultNix from '../../src/machine/first-home/default.nix?raw';
import { bytesOf, parseCases } from './golden.mjs';

const formatted = (text: string): string => {
  const result = format(text);
  return 'text' in result ? result.text : `refused: ${result.refused}`;
};
const meaning = (text: string) =>
  printExpr(parse(text, { kind: 'string' }, { base: '/', undefined: () => undefined }));

describe('layout', () => {
  test('leaves a tidy file alone', () => {
    expect(formatted(encodeUtf8(defaultNix))).toBe(encodeUtf8(defaultNix));
  });

  test('puts spaces where they belong and nowhere else', () => {
    expect(formatted('{a=1;b=[1 2 (f x)];c={};}')).toBe('{ a = 1; b = [ 1 2 (f x) ]; c = { }; }\n');
    expect(formatted('{ x ,y?1,... } @ args :x+y*- 2')).toBe('{ x, y ? 1, ... }@args: x + y * -2\n');
    expect(formatted('a . b . ${ c } or ( d )')).toBe('a.b.${c} or (d)\n');
    expect(formatted('if ! a&&b ->c then 1else 2')).toBe('if !a && b -> c then 1 else 2\n');
    expect(formatted('./a${ x }/b + ~/c + <nixpkgs/lib>')).toBe('./a${x}/b + ~/c + <nixpkgs/lib>\n');
    expect(formatted('[ http://x.y  a/b ]')).toBe('[ http://x.y a/b ]\n');
  });

  test('indents by what is open', () => {
    expect(formatted('let\na = {\nb = [\n1\n2\n];\n};\nin\na')).toBe(
      'let\n  a = {\n    b = [\n      1\n      2\n    ];\n  };\nin\na\n',
    );
    expect(formatted('f ({\nx = 1;\n})')).toBe('f ({\n  x = 1;\n})\n');
    expect(formatted('{\na =\nif x\nthen\n1\nelse if y then\n2\nelse\n3;\n}')).toBe(
      '{\n  a =\n    if x\n    then\n      1\n    else if y then\n      2\n    else\n      3;\n}\n',
    );
    expect(formatted('{\na =\nf\nx\ny;\nb = c\n// d;\n}')).toBe(
      '{\n  a =\n    f\n      x\n      y;\n  b = c\n    // d;\n}\n',
    );
    expect(formatted('{ lib\n, x ? 1\n}:\nwith lib;\nassert x;\nx')).toBe(
      '{ lib\n, x ? 1\n}:\nwith lib;\nassert x;\nx\n',
    );
  });

  test('keeps comments and single blank lines', () => {
    expect(formatted('\n\n# one\n\n\n\n# two\n{ # three\n\na = 1; /* four */\n\n\n# five\n}\n# six  ')).toBe(
      '# one\n\n# two\n{ # three\n\n  a = 1; /* four */\n\n  # five\n}\n# six\n',
    );
  });

  test('moves an indented string as a whole', () => {
    expect(formatted("{\na = ''\n    x\n      y ${\n  z}\n  '';\n}")).toBe(
      "{\n  a = ''\n      x\n        y ${\n    z}\n    '';\n}\n",
    );
    const text = '{\na = "x\n  y";\n}';
    expect(formatted(text)).toBe('{\n  a = "x\n  y";\n}\n');
  });

  test('leaves a text that does not parse alone and says so', () => {
    expect(formatted('{ a = ; }')).toBe("refused: it does not parse: syntax error, unexpected ';'");
  });
});

const folder = join(import.meta.dirname, 'cases');
const texts = [
  ...readdirSync(folder).flatMap((file) =>
    parseCases(readFileSync(join(folder, file), 'utf8')).cases.map(({ expression }) => bytesOf(expression)),
  ),
  encodeUtf8(defaultNix),
].filter((text) => 'text' in format(text));

describe('every expression of the golden cases', () => {
  test('means the same after it, and keeps its layout the second time', () => {
    expect(texts.length).toBeGreaterThan(500);
    for (const text of texts) {
      const once = formatted(text);
      expect(meaning(once)).toBe(meaning(text));
      expect(formatted(once)).toBe(once);
    }
  });

  test('does so with any line breaks and spaces between its tokens', () => {
    const spaces = fc.array(fc.constantFrom(' ', '  ', '\n', '\n\n\n', '\t', '\r\n', ' # c\n', ' /* c */ '), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.constantFrom(...texts.filter((text) => !/["'#\n]/.test(text))), spaces, (text, gaps) => {
        let n = 0;
        const spread = text.replace(/ /g, () => gaps[n++ % gaps.length] ?? ' ');
        const result = format(spread);
        if (!('text' in result)) return;
        expect(meaning(result.text)).toBe(meaning(spread));
        expect(formatted(result.text)).toBe(result.text);
      }),
      { numRuns: 2000 },
    );
  });
});
