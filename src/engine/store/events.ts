// What the store and its garbage collector tell an observer: plain data, one event for each step a learner can watch.
import type { ByteString } from '../base/index.ts';

export type StoreEvent =
  /** A path became valid without a build: a source, a text, a derivation. */
  | {
      readonly kind: 'store-add';
      readonly path: ByteString;
      readonly narHash: ByteString;
      readonly narSize: number;
      readonly references: readonly ByteString[];
    }
  | { readonly kind: 'gc-phase'; readonly phase: 'roots' | 'mark' | 'sweep' }
  | { readonly kind: 'gc-root'; readonly link: ByteString; readonly target: ByteString }
  /** A path is alive: a root points at it, or a path that is alive keeps it. */
  | {
      readonly kind: 'gc-mark';
      readonly path: ByteString;
      readonly because: ByteString;
      readonly by: 'root' | 'reference';
    }
  | { readonly kind: 'gc-delete'; readonly path: ByteString; readonly bytes: number; readonly freed: number }
  | { readonly kind: 'gc-done'; readonly deleted: number; readonly freed: number };
