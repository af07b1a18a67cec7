// The shell's cases against what the real bash printed (test/shell/regenerate.mjs).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { runScript, type Outcome } from './machine.ts';
import { splitCases } from './split-cases.mjs';

const here = import.meta.dirname;
const fixtures = join(here, '..', 'fixtures', 'shell', 'bash');

for (const file of readdirSync(join(here, 'cases')).sort()) {
  const topic = file.replace(/\.sh$/, '');
  const { outcomes } = JSON.parse(readFileSync(join(fixtures, `${topic}.json`), 'utf8')) as {
    outcomes: Record<string, Outcome>;
  };
  const known = KNOWN_DIFFERENCES[topic] ?? {};
  describe(`bash: ${topic}`, () => {
    for (const { name, script } of splitCases(readFileSync(join(here, 'cases', file), 'latin1')))
      it(name, () => {
        const outcome = runScript(script);
        const reason = known[name];
        if (reason === undefined) expect(outcome).toEqual(outcomes[name]);
        else
          expect(outcome, `the known difference "${reason}" is gone: take it off the list`).not.toEqual(
            outcomes[name],
          );
      });
  });
}
