// Messages with highlighted values. A message is a byte string that holds ANSI colours; whoever prints to something
// that is no terminal strips them, as Nix does.
import type { ByteString } from '../../base/index.ts';

export const MAGENTA = '\x1b[35;1m';
export const RED = '\x1b[31;1m';
export const PLAIN = '\x1b[0m';

/** A value that is printed as it is, colours and all (a printed Nix value). */
export class Verbatim {
  constructor(readonly text: ByteString) {}
}

/** A message whose interpolated parts are highlighted. */
export function hint(
  parts: TemplateStringsArray,
  ...values: (ByteString | number | bigint | Verbatim)[]
): ByteString {
  let out = parts[0];
  values.forEach((value, i) => {
    out += (value instanceof Verbatim ? value.text : `${MAGENTA}${value}${PLAIN}`) + parts[i + 1];
  });
  return out;
}
