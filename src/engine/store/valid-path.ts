// A valid path: what the store's database knows of it. The row of `ValidPaths` and its `Refs`.
import type { ByteString } from '../base/index.ts';

export interface ValidPath {
  readonly path: ByteString;
  /** `sha256:` and 64 hexadecimal digits, as the database has it. */
  readonly narHash: ByteString;
  /** Bytes of the NAR serialisation. */
  readonly narSize: number;
  /** Sorted; may hold the path itself. */
  readonly references: readonly ByteString[];
  readonly deriver?: ByteString;
  /** Logical seconds since 1970. */
  readonly registrationTime: number;
  /** Built here, rather than copied or substituted. */
  readonly ultimate: boolean;
  /** The content address (`text:sha256:…`, `fixed:r:sha256:…`) of a path that has one. */
  readonly contentAddress?: ByteString;
  /** `name:signature`, sorted. */
  readonly signatures: readonly ByteString[];
}
