export const DIRECTORY: string;
export const ENVIRONMENT: Readonly<Record<string, string>>;
export function blocksOf(text: string): string[][];
