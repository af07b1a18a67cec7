import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { answer } from './answer.ts';
import { parseCases } from './golden.mjs';

const folder = new URL('cases/', import.meta.url);
const LIMITS = [1, 2, 3, 300];

for (const name of readdirSync(folder)) {
  const { cases } = parseCases(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8'));
  describe(`${name}, as Nix 2.36 answers it`, () => {
    for (const golden of cases)
      test([...golden.flags, golden.expression].join(' '), () => {
        for (const limit of LIMITS) {
          const got = Buffer.from(answer(golden, limit, name.startsWith('store-')), 'latin1').toString('utf8').trimEnd();
          expect(got, `with ${limit} native calls`).toBe(golden.expected);
        }
      });
  });
}
