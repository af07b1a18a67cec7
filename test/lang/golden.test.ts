import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodeUtf8 } from '../../src/engine/base/index.ts';
import type { Observer } from '../../src/engine/lang/index.ts';
import { answer } from './answer.ts';
import { parseCases, type Case } from './golden.mjs';

const folder = new URL('cases/', import.meta.url);
const LIMITS = [1, 2, 3, 300];

for (const name of readdirSync(folder)) {
  const printed = (golden: Case, limit: number, observer?: Observer): string =>
    decodeUtf8(answer(golden, limit, name.startsWith('store-'), observer)).trimEnd();
  const { cases } = parseCases(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8'));
  describe(`${name}, as Nix 2.36 answers it`, () => {
    for (const golden of cases)
      test([...golden.flags, golden.expression].join(' '), () => {
        for (const limit of LIMITS) {
          expect(printed(golden, limit), `with ${limit} native calls`).toBe(golden.expected);
        }
        expect(printed(golden, 300, {}), 'while somebody watches').toBe(golden.expected);
      });
  });
}
