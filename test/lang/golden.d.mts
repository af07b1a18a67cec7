/** One golden case as its file has it. */
export interface Case {
  readonly comments: readonly string[];
  readonly flags: readonly string[];
  readonly expression: string;
  readonly expected: string;
}
export function parseCases(text: string): { head: string[]; cases: Case[] };
export function printCases(file: { head: readonly string[]; cases: readonly Case[] }): string;
