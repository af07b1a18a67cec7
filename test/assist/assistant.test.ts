// What the editor is told about a text: faults, help, names to complete.
import { describe, expect, it } from 'vitest';
import { Assistant } from '../../src/assist/index.ts';
import { encodeUtf8 } from '../../src/engine/base/index.ts';
import { Machine } from '../../src/machine/index.ts';

const FILE = '/home/learner/default.nix';
const assistant = () => new Assistant(Machine.create().world);

/** What is wrong with a text: the words underlined, and why. */
function faults(source: string): [string, string][] {
  const text = encodeUtf8(source);
  return assistant()
    .diagnose(FILE, text)
    .map(({ from, to, message }) => [text.slice(from, to), message]);
}

describe('faults in a text', () => {
  it('are none in one that is right', () => {
    expect(faults('{ a = 1; }')).toEqual([]);
  });
  it('are Nix’s words at the token that is wrong', () => {
    expect(faults('{ a = ; }')).toEqual([[';', "syntax error, unexpected ';'"]]);
    expect(faults('let a = 1; a = 2; in a')).toEqual([
      ['a', "attribute 'a' already defined at /home/learner/default.nix:1:5"],
    ]);
    expect(faults('99999999999999999999')).toEqual([
      ['99999999999999999999', "invalid integer '99999999999999999999'"],
    ]);
  });
  it('name every undefined variable, and none below a with', () => {
    expect(faults('[ foo (x: x + bar) (with {}; baz) ]')).toEqual([
      ['foo', "undefined variable 'foo'"],
      ['bar', "undefined variable 'bar'"],
    ]);
  });
  it('count bytes and characters apart', () => {
    const text = encodeUtf8('# grüße 🎉\n{ ä = 1; }');
    const [fault] = assistant().diagnose(FILE, text);
    expect(text.slice(0, fault?.from)).toBe(encodeUtf8('# grüße 🎉\n{ '));
  });
  it('stand on the right line after tabs and carriage returns', () => {
    expect(faults('{\r\n\ta = 1;\r\n\tb = nope;\r\n}')).toEqual([['nope', "undefined variable 'nope'"]]);
  });
  it('stand at the end of a text that ends too early', () => {
    const text = '{ a = 1;\n';
    const [fault] = assistant().diagnose(FILE, text);
    expect([fault?.from, fault?.to]).toEqual([text.length, text.length]);
    expect(fault?.message).toContain('unexpected end of file');
  });
  it('are told in an empty text, and in a string that never ends', () => {
    expect(assistant().diagnose(FILE, '')).toEqual([
      { from: 0, to: 0, message: 'syntax error, unexpected end of file', severity: 'error' },
    ]);
    expect(assistant().diagnose(FILE, '"abc')).toHaveLength(1);
  });
});

describe('warnings in a text', () => {
  const warnings = (text: string, settings = '') => {
    const { world } = Machine.create();
    const conf = '/etc/nix/nix.conf';
    world.rootFiles.writeFile(conf, world.rootFiles.readText(conf) + settings);
    return new Assistant(world)
      .diagnose(FILE, text)
      .map(({ from, to, message, severity }) => [severity, text.slice(from, to), message]);
  };
  it('are what the settings ask for', () => {
    expect(warnings('[ http://x.y ]')).toEqual([]);
    expect(warnings('[\n  http://x.y ]', 'lint-url-literals = warn\n')).toEqual([
      [
        'warning',
        'http://x.y',
        'URL literals are discouraged. Consider using a string literal "http://x.y" instead (lint-url-literals)',
      ],
    ]);
    expect(warnings('[ http://x.y ]', 'lint-url-literals = fatal\n')).toEqual([
      ['error', 'http://x.y', expect.stringContaining('lint-url-literals')],
    ]);
  });
  it('tell of `or` as a name', () => {
    expect(warnings('let or = 1; f = x: x; in [ f or ]')).toEqual([
      ['warning', 'f', expect.stringContaining('This expression uses `or` as an identifier')],
    ]);
  });
});

/** What the name at `|` is. */
function help(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const about = assistant().describe(FILE, text, offset);
  return about === undefined ? undefined : [about.title, about.kind, about.text];
}

describe('help', () => {
  it('knows the builtins by both their names', () => {
    expect(help('m|ap')).toEqual([
      'map f list',
      'builtin function',
      'Applies *f* to every element of *list*, lazily.',
    ]);
    expect(help('builtins.len|gth [ ]')?.[0]).toBe('builtins.length e');
    expect(help('builtins|')?.[0]).toBe('builtins');
    expect(help('derivation| { }')?.[0]).toBe('derivation attrs');
  });
  it('knows those that touch the store', () => {
    expect(help('builtins.toF|ile')?.[0]).toBe('builtins.toFile name s');
  });
  it('is not fooled by a name that is bound anew', () => {
    expect(help('let map = 1; in ma|p')).toEqual(['map', 'bound by `let`, line 1', '']);
    expect(help('let builtins = { }; in builtins.map|')).toBeUndefined();
    expect(help('x.ma|p')).toBeUndefined();
    expect(help('{ ma|p = 1; }')).toBeUndefined();
  });
  it('shows the comment above a definition', () => {
    const text = 'let\n  /** Adds one.\n      To a number. */\n  inc = x: x + 1;\nin inc| 1';
    expect(help(text)).toEqual(['inc', 'bound by `let`, line 4', 'Adds one.\nTo a number.']);
  });
  it('says where an argument comes from', () => {
    expect(help('{ a ? 1 }:\n a|')).toEqual(['a', 'argument of a function, line 1', '']);
    expect(help('with { }; foo|')?.[1]).toContain('`with`');
  });
  it('knows builtins in a text that does not parse', () => {
    expect(help('{ a = builtins.head| ')?.[0]).toBe('builtins.head list');
    expect(help('{ a = toStrin|g ')?.[0]).toBe('toString e');
  });
  it('has nothing to say of strings and comments', () => {
    expect(help('"m|ap"')).toBeUndefined();
    expect(help('# m|ap\n1')).toBeUndefined();
  });
});

/** The names offered at `|`, without keywords and builtins unless `all`. */
function names(marked: string, all = false): string[] {
  const offset = marked.indexOf('|');
  const found = assistant().complete(FILE, marked.replace('|', ''), offset);
  return (found?.candidates ?? [])
    .filter(({ kind }) => all || !['builtin', 'keyword'].includes(kind))
    .map(({ label }) => label);
}

describe('completion', () => {
  it('offers the names in scope', () => {
    expect(names('let a = 1; f = x: { y ? 2, ... }@all: |; in a')).toEqual(['all', 'y', 'x', 'a', 'f']);
    expect(names('rec { one = 1; two = on|; }')).toEqual(['one', 'two']);
    expect(names('{ one = 1; two = on|; }')).toEqual([]);
    expect(names('ma|', true)).toContain('map');
    expect(names('|', true)).toContain('let');
  });
  it('offers what a with brings', () => {
    expect(names('with { red = 1; green = 2; }; re|')).toEqual(['green', 'red']);
  });
  it('offers the attributes of a value', () => {
    expect(names('let x = { a = 1; b = { c = 2; }; }; in x.|')).toEqual(['a', 'b']);
    expect(names('let x = { a = 1; b = { c = 2; }; }; in x.b.|')).toEqual(['c']);
    expect(names('let x = { a = 1; }; in x ? |')).toEqual(['a']);
    expect(names('let x = { a = 1; }; in { inherit (x) |; }')).toEqual(['a']);
  });
  it('offers the builtins after their dot', () => {
    const found = names('builtins.|', true);
    expect(found).toContain('length');
    expect(found).toContain('toFile');
    expect(found).not.toContain('__length');
  });
  it('goes through functions, imports and derivations', () => {
    expect(names('let f = n: { double = n * 2; }; in (f 2).|')).toEqual(['double']);
    expect(names('let d = derivation { name = "x"; system = "s"; builder = "b"; }; in d.|')).toContain(
      'drvPath',
    );
    expect(names('(import ./default.nix).|')).toContain('app-scanner');
  });
  it('takes arguments by their defaults, and is silent about the others', () => {
    expect(names('{ lib ? { id = x: x; } }: lib.|')).toEqual(['id']);
    expect(names('{ lib }: lib.|')).toEqual([]);
  });
  it('forces nothing but the path', () => {
    expect(names('let x = { a = throw "no"; b = abort "no"; }; in x.|')).toEqual(['a', 'b']);
  });
  it('is silent when evaluation fails or does not end', () => {
    expect(names('(throw "no").|')).toEqual([]);
    expect(names('let f = x: f x; in (f 1).|')).toEqual([]);
    expect(names('let x = x; in x.|')).toEqual([]);
  });
  it('works in texts that are being typed', () => {
    expect(names('let x = { a = 1; };\n  y = x.|\n  z = 2;\nin y')).toEqual(['a']);
    expect(names('{ pkgs ? { hello = 1; } }:\n{\n  a = [ pkgs.|')).toEqual(['hello']);
    expect(names('let x = { a = 1; }; in if x.|')).toEqual(['a']);
    expect(names('let x = { a = 1; }; in { s = "${x.|')).toEqual(['a']);
    expect(names('let x = { a = 1; }; in { y, z ? x.|')).toEqual(['a']);
  });
  it('keeps out of strings, comments, paths and numbers', () => {
    for (const text of ['"a|"', '# a|', './a|', '1|', "''a|''", '/* a| */'])
      expect(names(text, true)).toEqual([]);
  });
});
