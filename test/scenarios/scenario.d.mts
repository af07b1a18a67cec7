import type { Step } from './fixtures.ts';
export function commandsOf(text: string): string[];
export function wrap(commands: readonly string[]): string;
export function unwrap(commands: readonly string[], output: string): Step[];
