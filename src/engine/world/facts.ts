// What the scopes are drawn from: the world's present state as plain, cloneable data.
//
// Facts hold no truth of their own: they are computed from the world after each command and thrown away.
import type { ByteString } from '../base/index.ts';

/** One valid store path. */
export interface StoreFact {
  readonly path: ByteString;
  /** The name part: `glibc-2.39`, `glibc-2.39.drv`. */
  readonly name: ByteString;
  readonly kind: 'derivation' | 'output' | 'source';
  /** `sha256:` and nix32. */
  readonly narHash: ByteString;
  readonly narSize: number;
  readonly references: readonly ByteString[];
  /** The derivation that built it, when it was built. */
  readonly deriver?: ByteString;
  /** Present on a derivation. */
  readonly derivation?: DerivationFact;
  /** Logical seconds since 1970. */
  readonly registrationTime: number;
}

export interface DerivationFact {
  readonly outputs: readonly { readonly name: ByteString; readonly path: ByteString }[];
  readonly inputDrvs: readonly { readonly path: ByteString; readonly outputs: readonly ByteString[] }[];
  readonly inputSrcs: readonly ByteString[];
  readonly system: ByteString;
  readonly builder: ByteString;
  readonly args: readonly ByteString[];
  readonly env: readonly (readonly [ByteString, ByteString])[];
}

/** One profile, and how one gets from the user's home to the store. */
export interface ProfileFact {
  /** Path of the profile's own symlink. */
  readonly path: ByteString;
  readonly user: ByteString;
  /** The symlinks followed, each to the next, ending in the store: `~/.nix-profile`, `…/profile`, `…/profile-2-link`, `/nix/store/…`. */
  readonly chain: readonly ByteString[];
  readonly generations: readonly GenerationFact[];
}

export interface GenerationFact {
  readonly number: number;
  readonly link: ByteString;
  readonly target: ByteString;
  readonly current: boolean;
  readonly time: number;
  /** The store paths of the packages in it. */
  readonly packages: readonly ByteString[];
}

export interface RootFact {
  readonly link: ByteString;
  readonly target: ByteString;
}

export interface Facts {
  readonly store: readonly StoreFact[];
  readonly profiles: readonly ProfileFact[];
  readonly roots: readonly RootFact[];
  /** Logical seconds since 1970. */
  readonly time: number;
}
