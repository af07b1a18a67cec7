import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tableSource } from './lalr.ts';

const file = new URL('../../../src/engine/lang/syntax/parse-table.ts', import.meta.url);

test('the committed parse table is the one the grammar yields (UPDATE=1 writes it)', () => {
  const source = tableSource();
  if (process.env.UPDATE) writeFileSync(file, source);
  expect(readFileSync(file, 'utf8')).toBe(source);
});
