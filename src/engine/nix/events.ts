// What evaluation tells an observer at the level of the store: plain data.
import type { ByteString } from '../base/index.ts';

export type InstantiateEvent =
  /** `derivationStrict` wrote a derivation. */
  {
    readonly kind: 'instantiate';
    readonly drv: ByteString;
    readonly name: ByteString;
    readonly inputs: readonly ByteString[];
  };
