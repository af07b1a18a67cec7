// Every scenario on the machine, command by command, against what real Nix answered.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../src/engine/base/index.ts';
import { bytesSource } from '../../src/engine/os/index.ts';
import { Machine } from '../../src/machine/index.ts';
import { fixture, type Step } from './fixtures.ts';
import { knownDifferences } from './known-differences.ts';
import { commandsOf, unwrap, wrap } from './scenario.mjs';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.slice(0, -'.txt'.length));

/** Runs a scenario's commands in one shell of a new machine. */
function play(name: string): Step[] {
  const commands = commandsOf(readFileSync(join(import.meta.dirname, `${name}.txt`), 'utf8'));
  const machine = Machine.create();
  machine.world.rootFiles.writeFile('/tmp/scenario.sh', encodeUtf8(wrap(commands)));
  let output = '';
  const run = machine.runScript(
    { argv: ['/tmp/scenario.sh'], stdin: bytesSource(new Uint8Array(0)) },
    { output: (_, text) => (output += text) },
  );
  while (run.resume(100_000) === 'more');
  return unwrap(commands, decodeUtf8(output));
}

describe.each(names)('scenario %s', (name) => {
  const steps = play(name);
  const expected = fixture(name);

  it('has a fixture of its present commands', () => {
    expect(expected.map(({ command }) => command)).toEqual(steps.map(({ command }) => command));
  });

  it.each(expected.map((step, i) => [`${i + 1}. ${step.command}`, step, i] as const))('%s', (_, step, i) => {
    const known = knownDifferences.find(
      (difference) => difference.scenario === name && difference.command === step.command,
    );
    const same = JSON.stringify(steps[i]) === JSON.stringify(step);
    if (known === undefined) expect(steps[i]).toEqual(step);
    else expect(same, `the known difference "${known.reason}" is gone: take it off the list`).toBe(false);
  });
});
