// Forms of literals that Nix can be told to frown on: its settings `lint-url-literals` and kin.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import type { Pos } from './source.ts';

export type LintLevel = 'ignore' | 'warn' | 'fatal';

/** What to do about each form. */
export interface Lints {
  /** `/foo` and `~/foo`. */
  readonly absolutePathLiterals: LintLevel;
  /** `foo/bar`, which means `./foo/bar`. */
  readonly shortPathLiterals: LintLevel;
  /** `https://example.org`, a string without quotes. */
  readonly urlLiterals: LintLevel;
}

export const NO_LINTS: Lints = {
  absolutePathLiterals: 'ignore',
  shortPathLiterals: 'ignore',
  urlLiterals: 'ignore',
};

const SETTINGS: Readonly<Record<keyof Lints, string>> = {
  absolutePathLiterals: 'lint-absolute-path-literals',
  shortPathLiterals: 'lint-short-path-literals',
  urlLiterals: 'lint-url-literals',
};

/** Throws or passes on what a lint says of a literal, if it is to say something. */
export function lint(
  lints: Lints,
  name: keyof Lints,
  pos: Pos,
  say: (fatal: boolean) => ByteString,
  warn: (warning: EvalError) => void,
): void {
  const level = lints[name];
  if (level === 'ignore') return;
  const setting = `\x1b[1m${hint`${SETTINGS[name]}`}\x1b[0m`;
  const diagnosis = new EvalError('parse', `${say(level === 'fatal')} (${setting})`, pos);
  if (level === 'fatal') throw diagnosis;
  warn(diagnosis);
}
