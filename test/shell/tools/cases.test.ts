// Every case against what the real tools of Debian 12 did (see regenerate.mjs).
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf } from './cases.mjs';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { ToolMachine, type Ran } from './machine.ts';

const folder = join(import.meta.dirname, 'cases');
const fixtures = resolve(import.meta.dirname, '../../fixtures/shell/tools');

type Recorded = Ran & { readonly command: string };

describe.each(readdirSync(folder).map((file) => file.replace(/\.txt$/, '')))('the real tools: %s', (name) => {
  const cases = blocksOf(readFileSync(join(folder, `${name}.txt`), 'latin1'));
  const recorded = JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')) as Recorded[][];

  it('were asked every case (otherwise run test/shell/tools/regenerate.mjs)', () => {
    expect(recorded.map((block) => block.map(({ command }) => command))).toEqual(cases);
  });

  for (const block of recorded) {
    const machine = new ToolMachine();
    for (const { command, ...expected } of block) {
      const reason = KNOWN_DIFFERENCES[command];
      it(reason === undefined ? command : `${command} (known to differ: ${reason})`, () => {
        const ran = machine.run(command);
        if (reason === undefined) expect(ran).toEqual(expected);
        else expect(ran).not.toEqual(expected);
      });
    }
  }
});
