// Why a build failed, as data: whoever shows it makes the words.
import type { ByteString } from '../base/index.ts';

export type FailureReason =
  /** The builder ended badly: `failed with exit code 1`. */
  | { readonly kind: 'builder'; readonly how: ByteString }
  /** So many of the derivations it needs failed. */
  | { readonly kind: 'dependencies'; readonly count: number }
  /** It is for another kind of machine. */
  | { readonly kind: 'platform'; readonly required: ByteString; readonly current: ByteString }
  /** Anything else, in Nix's own words. */
  | { readonly kind: 'message'; readonly text: ByteString };

/** The reason in a few words, without a line's end. */
export function shortReason(reason: FailureReason): ByteString {
  switch (reason.kind) {
    case 'builder':
      return `builder ${reason.how}`;
    case 'dependencies':
      return `${reason.count} ${reason.count === 1 ? 'dependency' : 'dependencies'} failed`;
    case 'platform':
      return 'platform mismatch';
    case 'message':
      return reason.text;
  }
}
