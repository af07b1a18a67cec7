// What real Nix answered, for tests that look at one piece of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeUtf8 } from '../../src/engine/base/index.ts';

export interface Step {
  readonly command: string;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The fixture of a scenario: one record for each command. */
export function fixture(name: string): readonly Step[] {
  const path = join(import.meta.dirname, '../fixtures/scenarios', `${name}.json`);
  return (JSON.parse(readFileSync(path, 'utf8')) as { steps: Step[] }).steps;
}

/** What a command of a scenario printed, as a byte string. */
export function printed(name: string, command: string): string {
  const step = fixture(name).find((other) => other.command === command);
  if (step === undefined) throw new Error(`the scenario ${name} has no command '${command}'`);
  return encodeUtf8(step.stdout);
}
