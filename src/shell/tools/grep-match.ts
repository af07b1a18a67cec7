// What grep looks for in a line: one or more patterns, as words or as whole lines.
import type { ByteString } from '../../engine/base/index.ts';
import { literal } from './glob.ts';
import { PerlRegex } from './perl-regex.ts';
import { PosixRegex, RegexError } from './posix-regex.ts';

export interface MatchSettings {
  readonly kind: 'E' | 'F' | 'G' | 'P';
  readonly ignoreCase: boolean;
  readonly words: boolean;
  readonly lines: boolean;
  readonly utf8: boolean;
}

export interface Found {
  readonly start: number;
  readonly end: number;
}

export class LineMatcher {
  /** What is odd about the patterns, though it is no error. */
  readonly warnings: readonly string[];
  readonly #patterns: readonly (PosixRegex | PerlRegex)[];

  /** Throws RegexError, NotSimulated. */
  constructor(patterns: readonly ByteString[], settings: MatchSettings) {
    const { kind, ignoreCase, words, lines, utf8 } = settings;
    const around = lines
      ? { before: '^', after: '$' }
      : words
        ? { before: '(?<!\\w)', after: '(?!\\w)' }
        : { before: '', after: '' };
    if (kind === 'P' && patterns.length > 1)
      throw new RegexError('the -P option only supports a single pattern');
    this.#patterns = patterns.map((pattern) => {
      if (kind === 'P') return new PerlRegex(pattern, { ignoreCase, ...around });
      const source = kind === 'F' ? basicLiteral(pattern) : pattern;
      return new PosixRegex(source, { extended: kind === 'E', ignoreCase, utf8, grep: true }, around);
    });
    this.warnings = this.#patterns.flatMap((pattern) => pattern.warnings);
  }

  test(line: ByteString): boolean {
    return this.#patterns.some((pattern) => pattern.test(line));
  }

  /** The matches that are not empty, from left to right; of those that start together the longest. */
  *matches(line: ByteString): Generator<Found> {
    for (let from = 0; from <= line.length;) {
      let best: Found | undefined;
      for (const pattern of this.#patterns) {
        const match = pattern.exec(line, from);
        if (match === undefined) continue;
        if (
          best === undefined ||
          match.start < best.start ||
          (match.start === best.start && match.end > best.end)
        )
          best = match;
      }
      if (best === undefined) return;
      if (best.end > best.start) {
        yield best;
        from = best.end;
      } else from = best.end + 1;
    }
  }
}

/** A basic expression that matches the text itself. */
function basicLiteral(text: ByteString): ByteString {
  return literal(text) === text
    ? text
    : text.replace(/[.*[\]^$\\]/g, (letter) => (letter === ']' ? ']' : `\\${letter}`));
}
