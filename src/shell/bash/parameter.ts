// Parameter expansion: `$x`, `${a[@]}`, and every operator of `${x…}`.
//
// Invariant: an operator works on a list element by element; what it gives is quoted exactly when the expansion is.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { arithmetic, assign, parseTarget, readElement, readVariable, resolve } from './assignment.ts';
import { decodeAnsi, quoteReusable } from './ansi-quote.ts';
import { ShellError } from './control.ts';
import { attributeLetters, describe } from './describe.ts';
import type { Expander } from './expand.ts';
import { Fields } from './fields.ts';
import { Pattern } from './pattern.ts';
import type { Shell } from './shell.ts';
import { isSet, keysOf, sortedIndexes, valuesOf } from './variables.ts';
import { parseWord, type Operation, type Parameter } from './word.ts';

/** What a parameter stands for: one text (undefined: unset), or a list. */
type Value =
  | { readonly list: readonly ByteString[]; readonly star: boolean }
  | { readonly list: undefined; readonly text: ByteString | undefined };

/** Expands one parameter into fields. Throws ShellError for bad substitutions and unset parameters. */
export function* expandParameter(
  shell: Shell,
  given: Parameter,
  fields: Fields,
  quoted: boolean,
  expander: Expander,
): Task<void> {
  let parameter = given;
  const { operation } = parameter;
  if (operation?.kind === 'bad') throw new ShellError(`${parameter.text}: bad substitution`);
  if (parameter.subscript !== undefined && /[$`]/.test(parameter.subscript))
    parameter = { ...parameter, subscript: yield* subscriptText(shell, parameter, expander) };
  if (operation?.kind === 'names') {
    const names = shell.variables
      .names()
      .filter((n) => n.startsWith(parameter.name) && isSet(shell.variables.lookup(n)));
    addList(shell, fields, names, quoted, operation.operator === '*');
    return;
  }
  if (parameter.prefix === '!' && isListSubscript(parameter.subscript) && operation === undefined) {
    const variable = readVariable(shell, resolve(shell, { name: parameter.name, subscript: undefined }).name);
    const keys = variable === undefined ? [] : keysOf(variable);
    addList(shell, fields, keys, quoted, parameter.subscript === '*');
    return;
  }
  if (parameter.prefix === '!') {
    const indirect = indirection(shell, parameter);
    if (indirect.done !== undefined) {
      fields.expansion(indirect.done, quoted);
      return;
    }
    parameter = indirect.parameter;
  }
  if (parameter.prefix === '#') {
    fields.expansion(String(lengthOf(shell, parameter)), quoted);
    return;
  }
  const value = valueOf(shell, parameter);
  for (const complaint of shell.complaints.splice(0)) yield* shell.error(complaint);
  if (operation === undefined) {
    if (value.list === undefined) fields.expansion(demandSet(shell, parameter, value.text), quoted);
    else addList(shell, fields, value.list, quoted, value.star);
    return;
  }
  yield* applyOperation(shell, parameter, operation, value, fields, quoted, expander);
}

/** A subscript with its expansions done; what came out of them is not expanded again. */
function* subscriptText(shell: Shell, parameter: Parameter, expander: Expander): Task<ByteString> {
  const subscript = parameter.subscript ?? '';
  const fields = new Fields(false, shell.ifs);
  const text = /["']/.test(subscript) ? subscript : `"${subscript}"`;
  yield* expander.parts(shell, parseWord(text), fields, {});
  const expanded = fields.single().text;
  const { name } = resolve(shell, { name: parameter.name, subscript: undefined });
  const isAssoc = shell.variables.lookup(name)?.assoc !== undefined;
  return isAssoc ? expanded.replace(/[\\"'$`]/g, '\\$&') : expanded;
}

const isListSubscript = (subscript: ByteString | undefined) => subscript === '@' || subscript === '*';

function addList(
  shell: Shell,
  fields: Fields,
  items: readonly ByteString[],
  quoted: boolean,
  star: boolean,
): void {
  const first = shell.ifs.slice(0, 1);
  const joined = quoted ? star : first !== '' && (star || fields.splitting);
  if (joined) fields.expansion(items.join(first), quoted);
  else fields.list(items, quoted, star ? first : ' ');
}

function valueOf(shell: Shell, parameter: Parameter): Value {
  const { name, subscript } = parameter;
  if (name === '@' || name === '*') return { list: shell.positional, star: name === '*' };
  if (!isListSubscript(subscript)) {
    const target = resolve(shell, { name, subscript });
    if (isListSubscript(target.subscript)) return listValue(shell, target.name, target.subscript === '*');
    return { list: undefined, text: readElement(shell, { name, subscript }) };
  }
  return listValue(shell, resolve(shell, { name, subscript: undefined }).name, subscript === '*');
}

function listValue(shell: Shell, name: ByteString, star: boolean): Value {
  const variable = readVariable(shell, name);
  return { list: variable === undefined ? [] : valuesOf(variable), star };
}

function display(parameter: Parameter): ByteString {
  const { name, subscript } = parameter;
  if (subscript !== undefined) return `${name}[${subscript}]`;
  return /^\d+$/.test(name) ? (parameter.text.startsWith('${') ? name : `$${name}`) : name;
}

function demandSet(shell: Shell, parameter: Parameter, text: ByteString | undefined): ByteString {
  if (text !== undefined) return text;
  if (shell.options.has('nounset')) throw new ShellError(`${display(parameter)}: unbound variable`, 'exit');
  return '';
}

/** `${!x}`: the parameter that x names, or (for a nameref) the name itself. */
function indirection(
  shell: Shell,
  parameter: Parameter,
): { done: ByteString } | { done: undefined; parameter: Parameter } {
  const own = shell.variables.lookup(parameter.name);
  if (own?.nameref === true) return { done: own.value ?? '' };
  const value = valueOf(shell, { ...parameter, prefix: '' });
  const name = value.list === undefined ? value.text : value.list.join(' ');
  if (name === undefined || name === '') {
    if (parameter.operation?.kind === 'default')
      return { done: undefined, parameter: { ...parameter, name: '_unset_indirection_', prefix: '' } };
    if (
      name === undefined &&
      !isSet(own) &&
      parameter.operation === undefined &&
      /^[a-zA-Z_]/.test(parameter.name)
    )
      throw new ShellError(`${parameter.name}: invalid indirect expansion`);
    if (name === '') throw new ShellError(`: invalid variable name`);
    return { done: '' };
  }
  if (/^(?:\d+|[@*#?$!-])$/.test(name))
    return { done: undefined, parameter: { ...parameter, name, subscript: undefined, prefix: '' } };
  const target = parseTarget(name);
  if (target === undefined) throw new ShellError(`${name}: invalid variable name`);
  return { done: undefined, parameter: { ...parameter, ...target, prefix: '' } };
}

function lengthOf(shell: Shell, parameter: Parameter): number {
  const value = valueOf(shell, parameter);
  if (value.list !== undefined) return value.list.length;
  return demandSet(shell, parameter, value.text).length;
}

function* applyOperation(
  shell: Shell,
  parameter: Parameter,
  operation: Operation,
  value: Value,
  fields: Fields,
  quoted: boolean,
  expander: Expander,
): Task<void> {
  if (operation.kind === 'default') {
    yield* applyDefault(shell, parameter, operation, value, fields, quoted, expander);
    return;
  }
  if (value.list === undefined && value.text === undefined) {
    if (operation.kind === 'transform' && shell.variables.lookup(parameter.name) !== undefined) {
      fields.expansion(transform(shell, parameter, operation.operator, undefined), quoted);
      return;
    }
    demandSet(shell, parameter, undefined);
    if (operation.kind === 'slice' || operation.kind !== 'transform') fields.expansion('', quoted);
    return;
  }
  if (operation.kind === 'slice') {
    yield* applySlice(shell, parameter, operation, value, fields, quoted, expander);
    return;
  }
  if (operation.kind === 'transform' && value.list !== undefined && 'AKak'.includes(operation.operator)) {
    addList(shell, fields, transformWhole(shell, parameter, operation.operator), quoted, value.star);
    return;
  }
  const change = yield* elementChange(shell, parameter, operation, expander);
  if (value.list === undefined) fields.expansion(change(value.text ?? ''), quoted);
  else addList(shell, fields, value.list.map(change), quoted, value.star);
}

/** The function an operator applies to every element. */
function* elementChange(
  shell: Shell,
  parameter: Parameter,
  operation: Operation,
  expander: Expander,
): Task<(text: ByteString) => ByteString> {
  const options = { extended: shell.shopts.has('extglob'), ignoreCase: false };
  switch (operation.kind) {
    case 'remove': {
      const pattern = new Pattern(yield* expander.pattern(shell, operation.pattern), options);
      const longest = operation.operator.length === 2;
      if (operation.operator.startsWith('#'))
        return (text) => {
          const end = pattern.prefix(text, longest);
          return end < 0 ? text : text.slice(end);
        };
      return (text) => {
        const start = pattern.suffix(text, longest);
        return start < 0 ? text : text.slice(0, start);
      };
    }
    case 'replace': {
      const ignoreCase = shell.shopts.has('nocasematch');
      const source = yield* expander.pattern(shell, operation.pattern);
      const pattern = new Pattern(source, { ...options, ignoreCase });
      const target = new Fields(false, shell.ifs, (t) => t.replace(/[\\&]/g, '\\$&'));
      yield* expander.parts(shell, operation.replacement, target, { tilde: 'word' });
      const { pattern: template, text: literal } = target.single();
      const ampersand = shell.shopts.has('patsub_replacement');
      const replacement = (match: ByteString) =>
        ampersand
          ? template.replace(/\\([\\&])|&/g, (_all, escaped: string | undefined) => escaped ?? match)
          : literal;
      return (text) => replace(text, pattern, source, operation.operator, replacement);
    }
    case 'case': {
      const source = yield* expander.pattern(shell, operation.pattern);
      const pattern = new Pattern(source === '' ? '?' : source, options);
      const all = operation.operator.length === 2;
      return (text) => changeCase(text, pattern, operation.operator[0], all);
    }
    case 'transform':
      return (text) => transform(shell, parameter, operation.operator, text);
    default:
      return (text) => text;
  }
}

function replace(
  text: ByteString,
  pattern: Pattern,
  source: ByteString,
  operator: string,
  replacement: (match: ByteString) => ByteString,
): ByteString {
  if (operator === '/#') {
    const end = pattern.prefix(text, true);
    return end < 0 ? text : replacement(text.slice(0, end)) + text.slice(end);
  }
  if (operator === '/%') {
    const start = pattern.suffix(text, true);
    return start < 0 ? text : text.slice(0, start) + replacement(text.slice(start));
  }
  if (source === '') return text;
  let out = '';
  let at = 0;
  while (at <= text.length) {
    const match = pattern.search(text, at);
    if (match === undefined) break;
    const [start, end] = match;
    if (end === start) {
      // An empty match changes nothing but an empty text.
      if (text === '') return replacement('');
      out += text.slice(at, start + 1);
      at = start + 1;
      continue;
    }
    out += text.slice(at, start) + replacement(text.slice(start, end));
    at = end;
    if (operator === '/' || at >= text.length) break;
  }
  return out + text.slice(at);
}

function changeCase(text: ByteString, pattern: Pattern, operator: string, all: boolean): ByteString {
  const change = (char: ByteString): ByteString => {
    if (!pattern.matches(char) || char > '\x7f') return char;
    if (operator === '^') return char.toUpperCase();
    if (operator === ',') return char.toLowerCase();
    return char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase();
  };
  if (!all) return text === '' ? '' : change(text[0]) + text.slice(1);
  return Array.from(text, change).join('');
}

function* applyDefault(
  shell: Shell,
  parameter: Parameter,
  operation: Extract<Operation, { kind: 'default' }>,
  value: Value,
  fields: Fields,
  quoted: boolean,
  expander: Expander,
): Task<void> {
  const checksNull = operation.operator.startsWith(':');
  const text =
    value.list === undefined ? value.text : value.list.length === 0 ? undefined : value.list.join(' ');
  const present = text !== undefined && !(checksNull && text === '');
  const operator = operation.operator.at(-1) as '-' | '=' | '?' | '+';
  const own = () => {
    if (value.list === undefined) fields.expansion(value.text ?? '', quoted);
    else addList(shell, fields, value.list, quoted, value.star);
  };
  const operand = () =>
    expander.parts(shell, operation.word, fields, {
      quoted,
      tilde: quoted ? 'none' : 'word',
      splitLiterals: true,
    });
  if (operator === '+') {
    if (present) yield* operand();
    else if (quoted) fields.expansion('', true);
    return;
  }
  if (present) {
    own();
    return;
  }
  if (operator === '-') {
    yield* operand();
    return;
  }
  const single = new Fields(false, shell.ifs);
  yield* expander.parts(shell, operation.word, single, { quoted, tilde: quoted ? 'none' : 'word' });
  const word = single.single().text;
  if (operator === '?') {
    const message = word !== '' ? word : checksNull ? 'parameter null or not set' : 'parameter not set';
    throw new ShellError(`${display({ ...parameter, text: '${' })}: ${message}`, 'exit');
  }
  if (!/^[a-zA-Z_]/.test(parameter.name))
    throw new ShellError(`$${parameter.name}: cannot assign in this way`);
  assign(shell, parameter, word);
  fields.expansion(readElement(shell, parameter) ?? '', quoted);
}

function* applySlice(
  shell: Shell,
  parameter: Parameter,
  operation: Extract<Operation, { kind: 'slice' }>,
  value: Value,
  fields: Fields,
  quoted: boolean,
  expander: Expander,
): Task<void> {
  const number = function* (text: ByteString): Task<number> {
    return Number(arithmetic(shell, yield* expander.expression(shell, text)));
  };
  let offset = yield* number(operation.offset);
  const length = operation.length === undefined ? undefined : yield* number(operation.length);
  if (value.list === undefined) {
    const text = value.text ?? '';
    if (offset < 0) offset += text.length;
    if (offset < 0 || offset > text.length) {
      fields.expansion('', quoted);
      return;
    }
    let end = length === undefined ? text.length : length < 0 ? text.length + length : offset + length;
    if (end < offset) throw new ShellError(`${operation.length ?? ''}: substring expression < 0`);
    end = Math.min(end, text.length);
    fields.expansion(text.slice(offset, end), quoted);
    return;
  }
  if (length !== undefined && length < 0)
    throw new ShellError(`${operation.length ?? ''}: substring expression < 0`);
  addList(shell, fields, sliceList(shell, parameter, value.list, offset, length), quoted, value.star);
}

function sliceList(
  shell: Shell,
  parameter: Parameter,
  list: readonly ByteString[],
  offset: number,
  length: number | undefined,
): readonly ByteString[] {
  if (parameter.name === '@' || parameter.name === '*') {
    const all = [shell.name, ...list];
    const from = offset < 0 ? all.length + offset : offset;
    if (from < 0) return [];
    return all.slice(from, length === undefined ? undefined : from + length);
  }
  const variable = readVariable(shell, resolve(shell, { name: parameter.name, subscript: undefined }).name);
  if (variable?.array === undefined) {
    const from = offset < 0 ? list.length + offset : offset;
    return from < 0 ? [] : list.slice(from, length === undefined ? undefined : from + length);
  }
  const indexes = sortedIndexes(variable.array);
  const from = offset < 0 ? (indexes.at(-1) ?? -1) + 1 + offset : offset;
  if (from < 0) return [];
  const chosen = indexes.filter((index) => index >= from).slice(0, length);
  return chosen.map((index) => variable.array?.get(index) ?? '');
}

function transform(
  shell: Shell,
  parameter: Parameter,
  operator: string,
  text: ByteString | undefined,
): ByteString {
  switch (operator) {
    case 'Q':
      return text === undefined ? '' : quoteReusable(text);
    case 'E':
      return decodeAnsi(text ?? '');
    case 'U':
      return (text ?? '').replace(/[a-z]+/g, (t) => t.toUpperCase());
    case 'u':
      return (text ?? '').replace(/^[a-z]/, (t) => t.toUpperCase());
    case 'L':
      return (text ?? '').replace(/[A-Z]+/g, (t) => t.toLowerCase());
    case 'P':
      return text ?? '';
    case 'a': {
      const variable = shell.variables.lookup(resolve(shell, parameter).name);
      return variable === undefined ? '' : attributeLetters(variable);
    }
    case 'A': {
      const { name } = resolve(shell, parameter);
      const variable = shell.variables.lookup(name);
      if (variable === undefined) return text === undefined ? '' : `${name}=${quoteReusable(text)}`;
      const letters = attributeLetters(variable);
      const value = text === undefined ? '' : `=${quoteReusable(text)}`;
      return letters === '' ? `${name}${value}` : `declare -${letters} ${name}${value}`;
    }
    case 'K':
    case 'k':
      return text === undefined ? '' : quoteReusable(text);
    default:
      throw new ShellError(`${parameter.text}: bad substitution`);
  }
}

function transformWhole(shell: Shell, parameter: Parameter, operator: string): ByteString[] {
  const { name } = resolve(shell, { name: parameter.name, subscript: undefined });
  const variable = shell.variables.lookup(name);
  if (parameter.name === '@' || parameter.name === '*') {
    if (operator === 'A') return [`set -- ${shell.positional.map(quoteReusable).join(' ')}`];
    return operator === 'a' ? shell.positional.map(() => '') : shell.positional.map(quoteReusable);
  }
  if (variable === undefined) return [];
  if (operator === 'a') return valuesOf(variable).map(() => attributeLetters(variable));
  if (operator === 'A') return [describe(name, variable)];
  const keys = keysOf(variable);
  const values = valuesOf(variable);
  if (operator === 'k') return keys.flatMap((key, i) => [key, values[i]]);
  const quote = (text: ByteString) => `"${text.replace(/["$`\\]/g, '\\$&')}"`;
  return [keys.map((key, i) => `${/^\w+$/.test(key) ? key : quote(key)} ${quote(values[i])}`).join(' ')];
}
