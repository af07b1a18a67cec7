// What a change of a profile tells an observer: plain data, one event for each step a learner can watch.
import type { ByteString } from '../base/index.ts';

export type ProfileEvent =
  /** The user environment that the next generation points at. */
  | {
      readonly kind: 'profile-environment';
      readonly path: ByteString;
      readonly packages: readonly ByteString[];
    }
  /** A generation link was made: `profile-2-link` to a store path. */
  | {
      readonly kind: 'profile-generation';
      readonly link: ByteString;
      readonly number: number;
      readonly target: ByteString;
    }
  /** The atomic step: the profile's symlink is replaced by rename. */
  | {
      readonly kind: 'profile-switch';
      readonly profile: ByteString;
      readonly from: ByteString | undefined;
      readonly to: ByteString;
    }
  | { readonly kind: 'profile-delete'; readonly link: ByteString; readonly number: number };
