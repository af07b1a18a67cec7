// Reading and writing shell variables with everything that hangs on them: dynamic variables, namerefs, attributes,
// arrays and their subscripts.
//
// Invariant: a readonly variable is never changed; who tries gets a ShellError in bash's words.
import type { ByteString } from '../../engine/base/index.ts';
import { ArithmeticError, evaluateArithmetic, type ArithmeticVariables } from './arithmetic.ts';
import { ShellError } from './control.ts';
import { OPTION_NAMES, type Shell } from './shell.ts';
import { isName, PLAIN, scalarOf, valuesOf, type Attributes, type Variable } from './variables.ts';
import { parseWord } from './word.ts';

/** A variable or one element of it. */
export interface Target {
  readonly name: ByteString;
  readonly subscript: ByteString | undefined;
}

/** Splits `name` or `name[subscript]`; undefined when it is neither. */
export function parseTarget(text: ByteString): Target | undefined {
  const match = /^([a-zA-Z_]\w*)(?:\[([^]*)\])?$/.exec(text);
  if (match === null || match[2] === '') return undefined;
  return { name: match[1], subscript: match[2] };
}

const array = (values: readonly ByteString[]): Variable => ({
  ...PLAIN,
  array: new Map(values.map((value, i) => [i, value])),
});

const scalar = (value: ByteString): Variable => ({ ...PLAIN, value });

/** Variables that are computed when they are read. */
function dynamic(shell: Shell, name: ByteString): Variable | undefined {
  switch (name) {
    case 'LINENO':
      return scalar(String(shell.line));
    case 'RANDOM': {
      shell.random = (Math.imul(shell.random, 1103515245) + 12345) >>> 0;
      return scalar(String((shell.random >>> 16) & 32767));
    }
    case 'SECONDS':
      return scalar(String(Math.max(0, Math.floor(shell.process.now() - shell.startTime))));
    case 'EPOCHSECONDS':
      return scalar(String(Math.floor(shell.process.now())));
    case 'BASHPID':
      return scalar(String(shell.process.pid));
    case 'BASH_SUBSHELL':
      return scalar(String(shell.subshellDepth));
    case 'FUNCNAME': {
      if (shell.functionDepth === 0) return undefined;
      return array([...shell.calls.map((c) => c.name).reverse(), 'main']);
    }
    case 'BASH_SOURCE':
      return array([
        ...shell.calls.map((c) => c.source).reverse(),
        ...(shell.commandString ? [] : [shell.name]),
      ]);
    case 'BASH_LINENO':
      return array([...shell.calls.map((c) => String(c.line)).reverse(), '0']);
    case 'PIPESTATUS':
      return array(shell.pipeStatus.map(String));
    case 'DIRSTACK':
      return array([shell.plain('PWD') ?? '', ...shell.directoryStack]);
    case 'GROUPS':
      return array([String(shell.process.files.credentials.gid)]);
    case 'SHELLOPTS':
      return { ...scalar(OPTION_NAMES.filter((n) => shell.options.has(n)).join(':')), readonly: true };
    case 'BASHOPTS':
      return { ...scalar([...shell.shopts].sort().join(':')), readonly: true };
    case '_':
      return scalar(shell.lastArgument);
    case 'BASH_COMMAND':
      return scalar(shell.command);
    case 'BASH_ARGV0':
      return scalar(shell.name);
    default:
      return undefined;
  }
}

/** Follows namerefs from a name to what it stands for. */
export function resolve(shell: Shell, target: Target): Target {
  let { name, subscript } = target;
  for (let hops = 0; hops < 8; hops++) {
    const variable = shell.variables.lookup(name);
    if (variable?.nameref !== true || variable.value === undefined || variable.value === '') break;
    const next = parseTarget(variable.value);
    if (next === undefined || next.name === name) break;
    name = next.name;
    subscript = subscript ?? next.subscript;
  }
  return { name, subscript };
}

/** The variable under a name, namerefs followed and dynamic ones computed. */
export function readVariable(shell: Shell, name: ByteString): Variable | undefined {
  return dynamic(shell, name) ?? shell.variables.lookup(name);
}

/** The index a subscript stands for in an indexed array. */
export function evaluateIndex(shell: Shell, subscript: ByteString, variable: Variable | undefined): number {
  const index = Number(arithmetic(shell, expandSubscript(shell, subscript)));
  if (index >= 0) return index;
  const keys = variable?.array === undefined ? [] : [...variable.array.keys()];
  const size = variable?.array === undefined ? 1 : keys.length === 0 ? 0 : Math.max(...keys) + 1;
  return index + size;
}

/** A subscript with its plain parameters expanded and its quotes taken away (commands were run before). */
export function expandSubscript(shell: Shell, subscript: ByteString): ByteString {
  if (!/[$"'\\`]/.test(subscript)) return subscript;
  let out = '';
  const add = (parts: ReturnType<typeof parseWord>): void => {
    for (const part of parts)
      if (part.kind === 'text') out += part.text;
      else if (part.kind === 'quotes') add(part.parts);
      else if (part.kind === 'parameter') {
        const { name, subscript: inner, operation } = part.parameter;
        if (operation === undefined) out += readElement(shell, { name, subscript: inner }) ?? '';
      } else if (part.kind === 'arithmetic')
        out += String(arithmetic(shell, expandSubscript(shell, part.text)));
  };
  add(parseWord(subscript));
  return out;
}

/** The text of a variable or an element; undefined when unset. Special parameters are included. */
export function readElement(shell: Shell, target: Target): ByteString | undefined {
  const special = specialParameter(shell, target.name);
  if (special !== undefined) return special.value;
  const { name, subscript } = resolve(shell, target);
  const variable = readVariable(shell, name);
  if (variable === undefined) return undefined;
  if (subscript === undefined) return scalarOf(variable);
  if (subscript === '@' || subscript === '*') return valuesOf(variable).join(' ');
  if (variable.assoc !== undefined) return variable.assoc.get(expandSubscript(shell, subscript));
  const index = evaluateIndex(shell, subscript, variable);
  if (index < 0) {
    shell.complaints.push(`${name}: bad array subscript`);
    return undefined;
  }
  if (variable.array !== undefined) return variable.array.get(index);
  return index === 0 ? variable.value : undefined;
}

/** `$1`, `$?` and kin: `{ value }`, where the value is undefined when unset. */
export function specialParameter(
  shell: Shell,
  name: ByteString,
): { value: ByteString | undefined } | undefined {
  if (/^[a-zA-Z_]/.test(name)) return undefined;
  switch (name) {
    case '?':
      return { value: String(shell.status) };
    case '#':
      return { value: String(shell.positional.length) };
    case '$':
      return { value: String(shell.pid) };
    case '!':
      return { value: shell.lastBackground === undefined ? undefined : String(shell.lastBackground) };
    case '-':
      return { value: shell.optionLetters() };
    case '0':
      return { value: shell.name };
    case '@':
    case '*':
      return { value: shell.positional.length === 0 ? undefined : shell.positional.join(' ') };
    default:
      return { value: shell.positional[Number(name) - 1] };
  }
}

/** Evaluates arithmetic over the shell's variables. Throws ShellError. */
export function arithmetic(shell: Shell, text: ByteString, command = ''): bigint {
  if (/^[ \t]*-?[1-9]\d{0,15}[ \t]*$|^0$/.test(text)) return BigInt(text.trim());
  const variables: ArithmeticVariables = {
    read(name, subscript) {
      const value = readElement(shell, { name, subscript });
      if (value === undefined && shell.options.has('nounset'))
        throw new ShellError(
          `${subscript === undefined ? name : `${name}[${subscript}]`}: unbound variable`,
          'exit',
        );
      return value;
    },
    write: (name, subscript, value) => assign(shell, { name, subscript }, value),
  };
  try {
    return evaluateArithmetic(text, variables);
  } catch (error) {
    if (error instanceof ArithmeticError)
      throw new ShellError(`${command === '' ? '' : `${command}: `}${error.message}`);
    throw error;
  }
}

/** The value as the variable's attributes shape it. */
export function shapeValue(shell: Shell, attributes: Attributes, value: ByteString): ByteString {
  if (attributes.integer) return String(arithmetic(shell, value));
  if (attributes.lower) return value.replace(/[A-Z]+/g, (t) => t.toLowerCase());
  if (attributes.upper) return value.replace(/[a-z]+/g, (t) => t.toUpperCase());
  return value;
}

export function demandWritable(variable: Variable | undefined, name: ByteString): void {
  if (variable?.readonly === true) throw new ShellError(`${name}: readonly variable`);
}

/** Assigns to a variable or an element, adding to what is there with `append`. */
export function assign(shell: Shell, given: Target, value: ByteString, append = false): void {
  const direct = shell.variables.lookup(given.name);
  if (
    direct?.nameref === true &&
    (direct.value === undefined || direct.value === '') &&
    given.subscript === undefined
  ) {
    if (!/^[a-zA-Z_]\w*(\[[^]*\])?$/.test(value))
      throw new ShellError(`${value}: invalid variable name for name reference`, 'command');
    shell.variables.put(given.name, { ...direct, value });
    return;
  }
  const { name, subscript } = resolve(shell, given);
  const before = shell.variables.lookup(name);
  demandWritable(before, name);
  const variable = before ?? (shell.options.has('allexport') ? { ...PLAIN, exported: true } : PLAIN);
  const combine = (old: ByteString | undefined): ByteString => {
    if (!append) return shapeValue(shell, variable, value);
    if (variable.integer) return shapeValue(shell, variable, `${old ?? '0'}+(${value})`);
    return shapeValue(shell, variable, (old ?? '') + value);
  };
  assigned(shell, name, value);
  if (subscript === undefined && variable.array === undefined && variable.assoc === undefined) {
    const exported = variable.exported || shell.options.has('allexport');
    shell.variables.put(name, { ...variable, exported, value: combine(variable.value) });
    return;
  }
  if (variable.assoc !== undefined) {
    const key = subscript === undefined ? '0' : expandSubscript(shell, subscript);
    const assoc = new Map(variable.assoc);
    assoc.set(key, combine(assoc.get(key)));
    shell.variables.put(name, { ...variable, assoc });
    return;
  }
  const elements = new Map(variable.array ?? (variable.value === undefined ? [] : [[0, variable.value]]));
  const index =
    subscript === undefined ? 0 : evaluateIndex(shell, subscript, { ...variable, array: elements });
  if (index < 0 || subscript === '@' || subscript === '*')
    throw new ShellError(`${name}[${subscript}]: bad array subscript`);
  elements.set(index, combine(elements.get(index)));
  shell.variables.put(name, { ...variable, value: undefined, array: elements });
}

/** What the shell itself does when some variables change. */
function assigned(shell: Shell, name: ByteString, value: ByteString): void {
  if (name === 'RANDOM') shell.random = Number(value) >>> 0;
  else if (name === 'SECONDS') shell.startTime = shell.process.now() - (Number(value) || 0);
  else if (name === 'OPTIND') shell.optionCursor = 0;
  else if (name === 'PATH') shell.hashed.clear();
}

/** Removes a variable or an element. Returns an error text, or undefined. */
export function unset(shell: Shell, given: Target, followNameref = true): ByteString | undefined {
  const { name, subscript } = followNameref ? resolve(shell, given) : given;
  const variable = shell.variables.lookup(name);
  if (variable === undefined) return undefined;
  if (variable.readonly) return `${name}: cannot unset: readonly variable`;
  if (subscript === undefined) {
    const holder = shell.variables.holder(name);
    // Inside a function an unset local stays local (and unset) until the function returns.
    if (shell.variables.functionFrame()?.variables === holder) holder.set(name, PLAIN);
    else holder.delete(name);
    return undefined;
  }
  if (variable.assoc !== undefined) {
    const assoc = new Map(variable.assoc);
    assoc.delete(expandSubscript(shell, subscript));
    shell.variables.put(name, { ...variable, assoc });
  } else if (variable.array !== undefined) {
    const elements = new Map(variable.array);
    if (subscript === '@' || subscript === '*') elements.clear();
    else {
      const index = evaluateIndex(shell, subscript, variable);
      if (index < 0) return `[${subscript}]: bad array subscript`;
      elements.delete(index);
    }
    shell.variables.put(name, { ...variable, array: elements });
  } else return `${name}: not an array variable`;
  return undefined;
}

/** True when the text names a variable that may be assigned to. */
export const isTarget = (text: ByteString): boolean => {
  const target = parseTarget(text);
  return target !== undefined && isName(target.name);
};
