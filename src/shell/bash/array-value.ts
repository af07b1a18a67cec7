// Compound assignment: `name=(…)`, its elements expanded and then put together.
import type { ArrayValue, Assignment } from 'unbash';
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { assign, demandWritable, evaluateIndex, expandSubscript, resolve, shapeValue } from './assignment.ts';
import { expandText, expandWordInto } from './expand.ts';
import { ShellError } from './control.ts';
import { skipBracket } from './scan.ts';
import type { ArrayElement, Shell } from './shell.ts';
import { PLAIN } from './variables.ts';

/** Expands the elements between the parentheses. */
export function* expandElements(shell: Shell, value: ArrayValue): Task<ArrayElement[]> {
  const elements: ArrayElement[] = [];
  for (const { text } of value.elements) {
    const end = text.startsWith('[') ? skipBracket(text, 0) : -1;
    const operator = end > 0 ? /^\+?=/.exec(text.slice(end)) : null;
    if (operator === null) {
      const values: ByteString[] = [];
      yield* expandWordInto(shell, text, values);
      elements.push({ subscript: undefined, values, append: false });
      continue;
    }
    let subscript = text.slice(1, end - 1);
    if (/[$`]/.test(subscript))
      subscript = yield* expandText(shell, subscript.includes('"') ? subscript : `"${subscript}"`, 'none');
    const values = [yield* expandText(shell, text.slice(end + operator[0].length), 'assignment')];
    elements.push({ subscript, values, append: operator[0] === '+=' });
  }
  return elements;
}

/** Puts expanded elements into an array variable. */
export function assignElements(
  shell: Shell,
  given: ByteString,
  elements: readonly ArrayElement[],
  append: boolean,
): void {
  const { name } = resolve(shell, { name: given, subscript: undefined });
  const before = shell.variables.lookup(name);
  demandWritable(before, name);
  const variable = before ?? PLAIN;
  if (variable.assoc !== undefined) {
    const assoc = new Map(append ? variable.assoc : []);
    const plain = elements.filter((e) => e.subscript === undefined).flatMap((e) => e.values);
    for (let i = 0; i < plain.length; i += 2)
      assoc.set(plain[i], shapeValue(shell, variable, plain[i + 1] ?? ''));
    for (const { subscript, values, append: add } of elements) {
      if (subscript === undefined) continue;
      const key = expandSubscript(shell, subscript);
      if (key === '') throw new ShellError(`[${subscript}]=${values[0]}: bad array subscript`, 'command');
      assoc.set(key, shapeValue(shell, variable, (add ? (assoc.get(key) ?? '') : '') + values[0]));
    }
    shell.variables.put(name, { ...variable, value: '', assoc });
    return;
  }
  const array = new Map(
    append ? (variable.array ?? (variable.value === undefined ? [] : [[0, variable.value]])) : [],
  );
  let next = append ? Math.max(-1, ...array.keys()) + 1 : 0;
  const put = (index: number, value: ByteString, add: boolean) => {
    array.set(index, shapeValue(shell, variable, (add ? (array.get(index) ?? '') : '') + value));
    next = index + 1;
  };
  for (const { subscript, values, append: add } of elements) {
    if (subscript === undefined) {
      for (const value of values) put(next, value, false);
      continue;
    }
    const index = evaluateIndex(shell, subscript, { ...variable, array });
    if (index < 0) throw new ShellError(`[${subscript}]=${values[0]}: bad array subscript`, 'command');
    put(index, values[0], add);
  }
  const exported = variable.exported || shell.options.has('allexport');
  shell.variables.put(name, { ...variable, exported, value: '', array });
}

/** Carries out an assignment word. Gives its text for `set -x`. */
export function* executeAssignment(shell: Shell, node: Assignment): Task<ByteString> {
  const operator = node.append === true ? '+=' : '=';
  if (node.value.type === 'ArrayValue') {
    if (node.index !== undefined)
      throw new ShellError(`${node.name}[${node.index.text}]: cannot assign list to array member`, 'command');
    assignElements(shell, node.name, yield* expandElements(shell, node.value), node.append === true);
    return node.text;
  }
  const value = yield* expandText(shell, node.value.text, 'assignment');
  let subscript = node.index?.text;
  if (subscript !== undefined && /[$`]/.test(subscript))
    subscript = yield* expandIndex(shell, node.name, subscript);
  assign(shell, { name: node.name, subscript }, value, node.append === true);
  return `${node.name}${subscript === undefined ? '' : `[${subscript}]`}${operator}${value}`;
}

/** A subscript with its expansions done: of an associative array a quoted text, else arithmetic. */
export function* expandIndex(shell: Shell, name: ByteString, subscript: ByteString): Task<ByteString> {
  const variable = shell.variables.lookup(resolve(shell, { name, subscript: undefined }).name);
  const text = yield* expandText(shell, /["']/.test(subscript) ? subscript : `"${subscript}"`, 'none');
  // What came out of an expansion is not to be expanded again.
  return variable?.assoc === undefined ? text : text.replace(/[\\"'$`]/g, '\\$&');
}
