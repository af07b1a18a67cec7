// File name patterns (fnmatch): `*`, `?`, `[…]`, as ls, find, tar and the shell have them.
import type { ByteString } from '../../engine/base/index.ts';
import { bracketExpression } from './bracket.ts';

export interface GlobSettings {
  /** A leading dot must be matched by a dot. */
  readonly period?: boolean;
  /** Slashes are matched by slashes only. */
  readonly pathname?: boolean;
  readonly ignoreCase?: boolean;
}

/** A RegExp that matches what the pattern matches, from end to end. */
export function fileNamePattern(pattern: ByteString, settings: GlobSettings = {}): RegExp {
  const any = settings.pathname === true ? '[^/]' : '[^]';
  let source = settings.period === true && !pattern.startsWith('.') ? '(?!\\.)' : '';
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i];
    if (letter === '*') source += `${any}*`;
    else if (letter === '?') source += any;
    else if (letter === '\\' && i + 1 < pattern.length) source += literal(pattern[++i]);
    else if (letter === '[') {
      const bracket = bracketExpression(pattern, i, {
        negations: '!^',
        ignoreCase: settings.ignoreCase === true,
      });
      if (bracket === undefined) source += '\\[';
      else {
        source += bracket.source;
        i = bracket.end - 1;
      }
    } else source += literal(letter);
  }
  return new RegExp(`^(?:${source})$`, settings.ignoreCase === true ? 'i' : '');
}

export function literal(letter: string): string {
  return letter.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\n/g, '\\n');
}
