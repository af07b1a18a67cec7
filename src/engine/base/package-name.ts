// A package's name in two parts: `git-2.46.0` is `git` in version `2.46.0`.
//
// The version begins behind the first dash that no letter follows. Source of the rule: Nix's `DrvName`.
import type { ByteString } from './byte-string.ts';

export interface PackageName {
  readonly name: ByteString;
  /** Empty when there is none. */
  readonly version: ByteString;
}

export function parsePackageName(text: ByteString): PackageName {
  const dash = /-(?![A-Za-z])./.exec(text);
  if (dash === null) return { name: text, version: '' };
  return { name: text.slice(0, dash.index), version: text.slice(dash.index + 1) };
}

/** The name without the version. */
export function packageName(text: ByteString): ByteString {
  return parsePackageName(text).name;
}
