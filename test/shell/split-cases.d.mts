export function splitCases(text: string): { name: string; script: string }[];
