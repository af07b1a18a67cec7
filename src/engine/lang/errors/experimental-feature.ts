// Experimental features: what is off says how to switch it on.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from './eval-error.ts';
import { hint, Verbatim } from './hint.ts';

/** Throws unless a feature is on; `reason` says what wanted it. */
export function requireFeature(
  features: ReadonlySet<ByteString>,
  feature: ByteString,
  reason?: ByteString,
): void {
  if (features.has(feature)) return;
  const bracket = new Verbatim(reason === undefined ? '' : ` (${reason})`);
  throw new EvalError(
    'eval',
    hint`experimental Nix feature '${feature}' is disabled${bracket}; add '--extra-experimental-features ${feature}' to enable it`,
  );
}
