// Finding ends in source text: where a quote, a `${…}`, a `$(…)`, a `$((…))` or a backquote stops.
//
// Invariant: pure functions of text and index; an unclosed construct ends at the end of the text.
import { parse } from 'unbash';
import type { ByteString } from '../../engine/base/index.ts';

/** The index behind the quote or expansion that begins at `i` (one of `'`, `"`, a backquote, `$`). */
export function skipExpansion(text: ByteString, i: number): number {
  switch (text[i]) {
    case "'":
      return endOf(text, text.indexOf("'", i + 1));
    case '"':
      return skipDoubleQuotes(text, i);
    case '`':
      return skipBackquotes(text, i);
    case '$':
      switch (text[i + 1]) {
        case '{':
          return skipBraces(text, i + 2);
        case '(':
          return text[i + 2] === '(' ? skipArithmetic(text, i) : skipCommand(text, i);
        case '[':
          return skipBracket(text, i + 1);
        case "'":
          return skipAnsi(text, i + 1);
        case '"':
          return skipDoubleQuotes(text, i + 1);
        default:
          return i + 1;
      }
    default:
      return i + 1;
  }
}

const endOf = (text: ByteString, index: number) => (index < 0 ? text.length : index + 1);

/** The index behind the `'` that closes the ANSI-C quote whose `'` stands at `i`. */
export function skipAnsi(text: ByteString, i: number): number {
  for (let k = i + 1; k < text.length; k++) {
    if (text[k] === '\\') k += 1;
    else if (text[k] === "'") return k + 1;
  }
  return text.length;
}

export function skipDoubleQuotes(text: ByteString, i: number): number {
  for (let k = i + 1; k < text.length;) {
    const char = text[k];
    if (char === '"') return k + 1;
    if (char === '\\') k += 2;
    else if (char === '$' && text[k + 1] === '{') k = skipBraces(text, k + 2, true);
    else if (char === '`' || (char === '$' && /[([]/.test(text[k + 1] ?? ''))) k = skipExpansion(text, k);
    else k += 1;
  }
  return text.length;
}

export function skipBackquotes(text: ByteString, i: number): number {
  for (let k = i + 1; k < text.length; k++) {
    if (text[k] === '\\') k += 1;
    else if (text[k] === '`') return k + 1;
  }
  return text.length;
}

/** In double quotes a single quote is itself, but not in the pattern of `${x#'}'}` and kin. */
const PATTERN_OPERATION = /^!?(?:\w+|[@*#?$!-])(?:\[[^\]]*\])?[#%/^,]/;

/** The index behind the `}` of a `${` whose body begins at `i`. */
export function skipBraces(text: ByteString, i: number, doubleQuoted = false): number {
  const quoted = doubleQuoted && !PATTERN_OPERATION.test(text.slice(i, i + 80));
  for (let k = i; k < text.length;) {
    const char = text[k];
    if (char === '}') return k + 1;
    if (char === '\\') k += 2;
    else if (char === '"' || char === '`' || char === '$') k = skipExpansion(text, k);
    else if (char === "'" && !quoted) k = skipExpansion(text, k);
    else k += 1;
  }
  return text.length;
}

/** The index behind the `]` that closes the `[` at `i`. */
export function skipBracket(text: ByteString, i: number): number {
  let depth = 0;
  for (let k = i; k < text.length;) {
    const char = text[k];
    if (char === '[') depth += 1;
    else if (char === ']' && --depth === 0) return k + 1;
    if (char === '\\') k += 2;
    else if (char === "'" || char === '"' || char === '`' || char === '$') k = skipExpansion(text, k);
    else k += 1;
  }
  return text.length;
}

/** `$((…))`, or `$( (…) )` when the parentheses do not close together. */
export function skipArithmetic(text: ByteString, i: number): number {
  const end = arithmeticEnd(text, i);
  return end < 0 ? skipCommand(text, i) : end;
}

/** The index behind `))`, or -1 when what begins with `$((` is a command substitution. */
export function arithmeticEnd(text: ByteString, i: number): number {
  let depth = 0;
  for (let k = i + 3; k < text.length;) {
    const char = text[k];
    if (char === '(') depth += 1;
    else if (char === ')') {
      if (depth === 0) return text[k + 1] === ')' ? k + 2 : -1;
      depth -= 1;
    }
    if (char === '\\') k += 2;
    else if (char === "'" || char === '"' || char === '`' || char === '$') k = skipExpansion(text, k);
    else k += 1;
  }
  return text.length;
}

/** The index behind the `)` of a `$(`, `<(` or `>(` at `i`. */
export function skipCommand(text: ByteString, i: number): number {
  return plainCommandEnd(text, i) ?? parsedCommandEnd(text, i);
}

/** By counting parentheses; undefined where comments, `case` or here-documents need a real parser. */
function plainCommandEnd(text: ByteString, i: number): number | undefined {
  let depth = 0;
  for (let k = i + 1; k < text.length;) {
    const char = text[k];
    if (char === '(') depth += 1;
    else if (char === ')' && --depth === 0) return k + 1;
    if (char === '#' && /[\s(;&|]/.test(text[k - 1])) return undefined;
    if (char === '<' && text[k + 1] === '<') return undefined;
    if (char === 'c' && /^case\s/.test(text.slice(k, k + 5)) && /[\s(;&|]/.test(text[k - 1]))
      return undefined;
    if (char === '\\') k += 2;
    else if (char === "'" || char === '"' || char === '`' || char === '$') k = skipExpansion(text, k);
    else k += 1;
  }
  return text.length;
}

function parsedCommandEnd(text: ByteString, i: number): number {
  const source = text.slice(i);
  const first = parse(`: $${source.slice(1)}`).commands[0]?.command;
  if (first?.type === 'Command') {
    const argument = first.suffix.find((item) => item.type === 'Word');
    const part = argument?.type === 'Word' ? argument.parts?.[0] : undefined;
    if (part?.type === 'CommandExpansion') return i + part.end - 2;
  }
  return text.length;
}
