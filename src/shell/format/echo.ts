// echo: which words are options, and what the others print.
//
// Invariant: pure. What differs between bash's and GNU's is the escapes they know and when those are on without `-e`.
import type { ByteString } from '../../engine/base/index.ts';
import { decodeEscapes, type EscapeSet } from './escape.ts';

/** What `echo words…` prints. `escaped`: whether `-e` is on from the start. */
export function echoText(words: readonly ByteString[], escapes: EscapeSet, escaped: boolean): ByteString {
  let newline = true;
  let decode = escaped;
  let at = 0;
  for (; at < words.length && /^-[neE]+$/.test(words[at]); at++)
    for (const letter of words[at].slice(1)) {
      if (letter === 'n') newline = false;
      else decode = letter === 'e';
    }
  const text = words.slice(at).join(' ');
  const decoded = decode ? decodeEscapes(text, escapes) : { text, ended: false };
  return decoded.text + (newline && !decoded.ended ? '\n' : '');
}
