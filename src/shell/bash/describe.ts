// How variables are shown: `declare -p`, `set`, `export -p`, `${x@A}`.
import type { ByteString } from '../../engine/base/index.ts';
import { needsAnsi, quoteAnsi, quoteDouble, quoteReusable } from './ansi-quote.ts';
import { keysOf, valuesOf, type Variable } from './variables.ts';

/** The letters of a variable's attributes, in bash's order. */
export function attributeLetters(variable: Variable): ByteString {
  return [
    [variable.array !== undefined, 'a'],
    [variable.assoc !== undefined, 'A'],
    [variable.integer, 'i'],
    [variable.nameref, 'n'],
    [variable.readonly, 'r'],
    [variable.trace, 't'],
    [variable.exported, 'x'],
    [variable.lower, 'l'],
    [variable.upper, 'u'],
  ]
    .filter(([present]) => present)
    .map(([, letter]) => letter)
    .join('');
}

/** `declare -p`'s line, without the newline. */
export function describe(name: ByteString, variable: Variable): ByteString {
  const letters = attributeLetters(variable);
  const head = `declare -${letters === '' ? '-' : letters} ${name}`;
  if (variable.array !== undefined || variable.assoc !== undefined)
    return hasElements(variable) ? `${head}=${arrayText(variable)}` : head;
  return variable.value === undefined ? head : `${head}=${quoteDouble(variable.value)}`;
}

function hasElements(variable: Variable): boolean {
  // `declare -a x` has no value; `x=()` has an empty one, which is told by an empty string beside the array.
  return (variable.array?.size ?? variable.assoc?.size ?? 0) > 0 || variable.value === '';
}

/** `([0]="a" [1]="b")`. */
export function arrayText(variable: Variable): ByteString {
  const values = valuesOf(variable);
  const items = keysOf(variable).map((key, i) => `[${keyText(variable, key)}]=${quoteDouble(values[i])}`);
  return variable.assoc !== undefined && items.length > 0 ? `(${items.join(' ')} )` : `(${items.join(' ')})`;
}

function keyText(variable: Variable, key: ByteString): ByteString {
  if (variable.assoc === undefined) return key;
  if (needsAnsi(key)) return quoteAnsi(key);
  return /[^\w.,:/@%+=-]/.test(key) || key === '' ? `"${key.replace(/["$`\\]/g, '\\$&')}"` : key;
}

/** A line of `set` without arguments. */
export function settingLine(name: ByteString, variable: Variable): ByteString | undefined {
  if (variable.array !== undefined || variable.assoc !== undefined) return `${name}=${arrayText(variable)}`;
  if (variable.value === undefined) return undefined;
  return `${name}=${quoteIfNeeded(variable.value)}`;
}

/** Quoted only when it has something a shell would read. */
export function quoteIfNeeded(text: ByteString): ByteString {
  if (text === '') return '';
  if (needsAnsi(text)) return quoteAnsi(text);
  return /[ \t\n'"\\|&;()<>!{}*[\]?^$`#~=%]/.test(text) && !/^[\w.,:/@%+=-]+$/.test(text)
    ? quoteReusable(text)
    : text;
}
