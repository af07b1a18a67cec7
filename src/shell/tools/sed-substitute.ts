// The `s` command of sed: replacements with groups and changes of case, and which matches are replaced.
import type { ByteString } from '../../engine/base/index.ts';
import type { Match, PosixRegex } from './posix-regex.ts';

type Part =
  | { readonly kind: 'text'; readonly text: ByteString }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'case'; readonly change: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface Replacement {
  readonly parts: readonly Part[];
  readonly highestGroup: number;
}

const BYTES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };

export function parseReplacement(text: ByteString): Replacement {
  const parts: Part[] = [];
  let plain = '';
  let highestGroup = 0;
  const flush = () => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '&') {
      flush();
      parts.push({ kind: 'group', group: 0 });
    } else if (letter !== '\\' || i + 1 >= text.length) plain += letter;
    else {
      const escaped = text[++i];
      const code = /^(?:x([0-9a-fA-F]{1,2})|o([0-7]{1,3})|d(\d{1,3}))/.exec(text.slice(i));
      if (/\d/.test(escaped)) {
        flush();
        highestGroup = Math.max(highestGroup, Number(escaped));
        parts.push({ kind: 'group', group: Number(escaped) });
      } else if ('ULulE'.includes(escaped)) {
        flush();
        parts.push({ kind: 'case', change: escaped as 'U' });
      } else if (code !== null) {
        const value =
          code[1] !== undefined
            ? parseInt(code[1], 16)
            : code[2] !== undefined
              ? parseInt(code[2], 8)
              : Number(code[3]);
        plain += String.fromCharCode(value & 255);
        i += code[0].length - 1;
      } else plain += BYTES[escaped] ?? escaped;
    }
  }
  flush();
  return { parts, highestGroup };
}

function replacementText({ parts }: Replacement, text: ByteString, match: Match): ByteString {
  let out = '';
  let lasting: 'U' | 'L' | undefined;
  let once: 'u' | 'l' | undefined;
  const add = (piece: ByteString) => {
    if (piece === '') return;
    let changed = lasting === 'U' ? upper(piece) : lasting === 'L' ? lower(piece) : piece;
    if (once !== undefined) changed = (once === 'u' ? upper : lower)(changed[0]) + changed.slice(1);
    once = undefined;
    out += changed;
  };
  for (const part of parts) {
    if (part.kind === 'text') add(part.text);
    else if (part.kind === 'group')
      add(part.group === 0 ? text.slice(match.start, match.end) : (match.groups[part.group - 1] ?? ''));
    else if (part.change === 'E') lasting = once = undefined;
    else if (part.change === 'U' || part.change === 'L') lasting = part.change;
    else once = part.change;
  }
  return out;
}

/** Changes of case are ASCII's: text is bytes. */
function upper(text: ByteString): ByteString {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function lower(text: ByteString): ByteString {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Replaces the `number`th match (and, with `global`, all behind it); undefined when there is none. */
export function substitute(
  text: ByteString,
  pattern: PosixRegex,
  replacement: Replacement,
  { number, global }: { readonly number: number; readonly global: boolean },
): ByteString | undefined {
  let out = '';
  let at = 0;
  let copied = 0;
  let previousEnd = -1;
  let count = 0;
  let replaced = false;
  while (at <= text.length) {
    const match = pattern.exec(text, at);
    if (match === undefined) break;
    if (match.start === match.end && match.start === previousEnd) {
      at = match.end + 1;
      continue;
    }
    count++;
    previousEnd = match.end;
    if (count >= Math.max(1, number)) {
      out += text.slice(copied, match.start) + replacementText(replacement, text, match);
      copied = match.end;
      replaced = true;
      if (!global) break;
    }
    at = match.end > match.start ? match.end : match.end + 1;
  }
  return replaced ? out + text.slice(copied) : undefined;
}
