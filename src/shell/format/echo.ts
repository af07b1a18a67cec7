// echo, as bash's builtin and GNU's tool have it.
import type { ByteString } from '../../engine/base/index.ts';
import { decodeEscape } from '../bash/ansi-quote.ts';

/** What `echo args…` prints. `escapes`: whether `-e` is on from the start (xpg_echo). */
export function echoText(args: readonly ByteString[], escapes = false): ByteString {
  let newline = true;
  let decode = escapes;
  let at = 0;
  for (; at < args.length && /^-[neE]+$/.test(args[at]); at++)
    for (const letter of args[at].slice(1)) {
      if (letter === 'n') newline = false;
      else decode = letter === 'e';
    }
  let text = args.slice(at).join(' ');
  if (decode) {
    let out = '';
    for (let i = 0; i < text.length;) {
      if (text[i] !== '\\' || i + 1 >= text.length) {
        out += text[i++];
        continue;
      }
      if (text[i + 1] === 'c') return out;
      if (text[i + 1] === "'" || text[i + 1] === '"' || text[i + 1] === '?') {
        out += text[i] + text[i + 1];
        i += 2;
        continue;
      }
      const [decoded, next] = decodeEscape(text, i + 1, /^0[0-7]{0,3}/);
      out += decoded;
      i = next;
    }
    text = out;
  }
  return newline ? `${text}\n` : text;
}
