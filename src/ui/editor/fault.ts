// Where a failed command found fault with the file in the editor, read from what it printed, as Nix prints it:
// `error: …` and `at /home/learner/default.nix:3:5:`.
import type { EntrySummary } from '../../worker/index.ts';

export interface Fault {
  /** From 1. */
  readonly line: number;
  /** From 1, in bytes. */
  readonly column: number;
  readonly message: string;
}

/** The fault of an entry; undefined when it did not fail or names another file. */
export function faultOf(entry: EntrySummary | undefined, path: string): Fault | undefined {
  if (entry === undefined || entry.status === 0 || entry.origin !== 'terminal') return undefined;
  const printed = entry.output.map((chunk) => chunk.text).join('');
  // eslint-disable-next-line no-control-regex -- colours of the terminal begin with ESC
  const text = printed.replace(/\x1b\[[0-9;]*m/g, '');
  const places = [...text.matchAll(/\bat (\/[^\s:]+):(\d+):(\d+)/g)].filter((match) => match[1] === path);
  const place = places[places.length - 1];
  if (place === undefined) return undefined;
  const messages = [...text.matchAll(/^\s*error:\s*(\S.*)$/gm)];
  const message = messages[messages.length - 1]?.[1] ?? 'The command failed here.';
  return { line: Number(place[2]), column: Number(place[3]), message };
}

/** How many UTF-16 units the first `bytes` bytes of a text's UTF-8 are. */
export function charactersIn(text: string, bytes: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes)).length;
}
