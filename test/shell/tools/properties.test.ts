// Laws that hold for any input, against models of a few lines.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBytes } from '../../../src/engine/base/index.ts';
import { ToolMachine } from './machine.ts';

const RUNS = { numRuns: 40 };

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'B', ' ', '1', ':', '\xff'), maxLength: 6 });
const text = fc.array(word, { maxLength: 12 }).map((lines) => lines.map((line) => `${line}\n`).join(''));
const bytes = fc.uint8Array({ maxLength: 200 }).map(fromBytes);
const linesOf = (content: string) => content.split('\n').slice(0, -1);

/** A machine with these files. */
function holding(files: Readonly<Record<string, string>>): ToolMachine {
  const machine = new ToolMachine();
  for (const [path, content] of Object.entries(files)) machine.files.writeFile(path, content);
  return machine;
}

const asLines = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

describe('for any text', () => {
  it('cat gives it back', () => {
    fc.assert(
      fc.property(bytes, (f) => {
        expect(holding({ f }).run('cat f').stdout).toBe(f);
      }),
      RUNS,
    );
  });

  it('sort is a sort by bytes, and -r its reverse', () => {
    fc.assert(
      fc.property(text, (f) => {
        const machine = holding({ f });
        const sorted = linesOf(f).sort();
        expect(machine.run('sort f').stdout).toBe(asLines(sorted));
        expect(machine.run('sort -r f').stdout).toBe(asLines(sorted.reverse()));
        expect(machine.run('sort -u f').stdout).toBe(asLines([...new Set(linesOf(f))].sort()));
      }),
      RUNS,
    );
  });

  it('uniq drops a line that is like the one before', () => {
    fc.assert(
      fc.property(text, (f) => {
        const model = linesOf(f).filter((line, i, all) => i === 0 || line !== all[i - 1]);
        expect(holding({ f }).run('uniq f').stdout).toBe(asLines(model));
      }),
      RUNS,
    );
  });

  it('the counts of uniq -c add up to the lines', () => {
    fc.assert(
      fc.property(text, (f) => {
        const counts = linesOf(holding({ f }).run('uniq -c f').stdout).map((line) =>
          Number(line.slice(0, 7)),
        );
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(linesOf(f).length);
      }),
      RUNS,
    );
  });

  it('cut -d : -f 2 is the second part between colons', () => {
    fc.assert(
      fc.property(text, (f) => {
        const model = linesOf(f).map((line) => (line.includes(':') ? line.split(':')[1] : line));
        expect(holding({ f }).run('cut -d : -f 2 f').stdout).toBe(asLines(model));
      }),
      RUNS,
    );
  });

  it('tr maps byte by byte', () => {
    fc.assert(
      fc.property(text, (f) => {
        expect(holding({ f }).run('tr ab xy < f').stdout).toBe(f.replaceAll('a', 'x').replaceAll('b', 'y'));
        expect(holding({ f }).run('tr -d a < f').stdout).toBe(f.replaceAll('a', ''));
      }),
      RUNS,
    );
  });

  it('tac and rev undo themselves', () => {
    fc.assert(
      fc.property(text, (f) => {
        const machine = holding({ f });
        expect(machine.run('tac f | tac').stdout).toBe(f);
        expect(machine.run('rev f | rev').stdout).toBe(f);
      }),
      RUNS,
    );
  });

  it('head and tail cut it in two', () => {
    fc.assert(
      fc.property(text, fc.nat(12), (f, n) => {
        const machine = holding({ f });
        expect(machine.run(`head -n ${n} f`).stdout + machine.run(`tail -n +${n + 1} f`).stdout).toBe(f);
      }),
      RUNS,
    );
  });

  it('sed without commands, and with s/x/x/, gives it back', () => {
    fc.assert(
      fc.property(bytes, (f) => {
        const machine = holding({ f });
        expect(machine.run("sed '' f").stdout).toBe(f);
        expect(machine.run("sed 's/[^x]*/&/g' f").stdout).toBe(f);
      }),
      RUNS,
    );
  });
});

describe('round trips', () => {
  it('base64, base32 and xxd -p', () => {
    fc.assert(
      fc.property(bytes, (f) => {
        const machine = holding({ f });
        for (const line of [
          'base64 f | base64 -d',
          'base32 f | base32 -d',
          'xxd -p f | xxd -r -p',
          'xxd f | xxd -r',
        ])
          expect(machine.run(line).stdout).toBe(f);
      }),
      RUNS,
    );
  });

  it('diff -u a b | patch a gives b, and -R gives a back', () => {
    const tail = fc.constantFrom('', 'end', 'a');
    fc.assert(
      fc.property(text, tail, text, tail, (a, aTail, b, bTail) => {
        const [from, to] = [a + aTail, b + bTail];
        const machine = holding({ a: from, b: to });
        machine.run('diff -u a b > p');
        if (from === to) return;
        expect(machine.run('patch a p').status).toBe(0);
        expect(machine.files.exists('a') ? machine.read('a') : '').toBe(to);
        machine.files.writeFile('a', to);
        expect(machine.run('patch -R a p').status).toBe(0);
        expect(machine.files.exists('a') ? machine.read('a') : '').toBe(from);
      }),
      RUNS,
    );
  });

  it('split and cat', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 50 }), (f, size) => {
        const machine = holding({ f });
        machine.run(`split -b ${size} f part`);
        const names = machine.files
          .readDir('.')
          .map(({ name }) => name)
          .filter((name) => name.startsWith('part'));
        expect(names.map((name) => machine.read(name)).join('')).toBe(f);
      }),
      RUNS,
    );
  });
});
