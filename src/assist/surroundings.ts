// What an expression's text has around it: where it stands, and what the machine's settings allow.
import type { ByteString } from '../engine/base/index.ts';
import type { Lints } from '../engine/lang/index.ts';

export interface Surroundings {
  /** The file's path. */
  readonly path: ByteString;
  /** The folder that relative paths start from. */
  readonly base: ByteString;
  readonly home: ByteString;
  /** Experimental features that are on. */
  readonly features: ReadonlySet<ByteString>;
  /** What to say of which literals. */
  readonly lints: Partial<Lints>;
}
