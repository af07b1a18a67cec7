// Types of golden.mjs, which is plain JavaScript because `npm run fixtures` runs it as it is.
export interface Case {
  comments: string[];
  flags: string[];
  expression: string;
  expected: string;
}
export interface CaseFile {
  head: string[];
  cases: Case[];
}
export function parseCases(text: string): CaseFile;
export function printCases(file: CaseFile): string;
/** An expression's bytes, one char each. */
export function bytesOf(expression: string): string;
