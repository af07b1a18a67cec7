// Messages as Nix writes them to standard error: tabs become spaces, carriage returns and bells go, and where there is
// no terminal colours go too.
//
// Invariant: columns are counted from the beginning of the message on, over its lines, as Nix counts them.
import { sequenceLength, type ByteString } from '../../base/index.ts';

/** Escape sequences: colours and kin, titles and links, the rest. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const ESCAPE = /\x1b(?:\[[0-?]*[ -/]*([@-~])?|\][^\x1b\x07]*(?:\x1b\\?|\x07)?|[@-_])?/y;

export function terminalText(text: ByteString, keepColors: boolean): ByteString {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (!/[\x1b\t\r\x07]/.test(text)) return text;
  let out = '';
  let column = 0;
  for (let i = 0; i < text.length;) {
    const char = text[i];
    switch (char) {
      case '\x1b': {
        ESCAPE.lastIndex = i;
        const [sequence, last] = ESCAPE.exec(text) as RegExpExecArray;
        if (keepColors && last === 'm') out += sequence;
        i += sequence.length;
        break;
      }
      case '\t': {
        const width = 8 - (column % 8);
        out += ' '.repeat(width);
        column += width;
        i++;
        break;
      }
      case '\r':
      case '\x07':
        i++;
        break;
      default: {
        const length = Math.max(1, sequenceLength(text, i));
        column += length === 1 ? (char < ' ' || char === '\x7f' ? 0 : 1) : widthOf(text, i, length);
        out += text.slice(i, i + length);
        i += length;
      }
    }
  }
  return out;
}

/** The text without colours. */
export function stripColors(text: ByteString): ByteString {
  return terminalText(text, false);
}

/** Scripts and signs that are two columns wide, and marks that are none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const MARK = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Co}\p{Cn}]/u;

function widthOf(text: ByteString, at: number, length: number): number {
  let code = text.charCodeAt(at) & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = (code << 6) | (text.charCodeAt(at + i) & 63);
  const character = String.fromCodePoint(code);
  return WIDE.test(character) ? 2 : MARK.test(character) ? 0 : 1;
}
