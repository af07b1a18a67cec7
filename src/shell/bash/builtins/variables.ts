// Builtins about variables: declare and its kin, unset.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import { assignElements } from '../array-value.ts';
import { assign, parseTarget, readVariable, resolve, unset } from '../assignment.ts';
import { ShellError } from '../control.ts';
import { describe, settingLine } from '../describe.ts';
import { compoundFromText } from '../compound-text.ts';
import { functionListing } from '../function-listing.ts';
import type { Argument, Builtin, Shell } from '../shell.ts';
import { traceText, traceWord } from '../trace.ts';
import { PLAIN, type Variable } from '../variables.ts';
import { has, readOptions, usage } from './options.ts';

type Kind = 'declare' | 'typeset' | 'local' | 'export' | 'readonly';

interface Changes {
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly global: boolean;
}

/** Reads `-x` and `+x` letters; gives the rest of the arguments too. */
function* declareOptions(
  shell: Shell,
  kind: Kind,
  raw: readonly Argument[],
): Task<{ on: Set<string>; off: Set<string>; rest: readonly Argument[] } | undefined> {
  const letters = kind === 'export' ? 'fnp' : kind === 'readonly' ? 'aAfp' : 'aAfFgiIlnprtux';
  const on = new Set<string>();
  const off = new Set<string>();
  let at = 0;
  for (; at < raw.length; at++) {
    const arg = raw[at];
    if (typeof arg !== 'string' || !/^[-+]./.test(arg)) break;
    if (arg === '--') {
      at += 1;
      break;
    }
    for (const letter of arg.slice(1)) {
      if (!letters.includes(letter)) {
        yield* shell.error(`${kind}: ${arg[0]}${letter}: invalid option`);
        yield* usage(shell, kind);
        return undefined;
      }
      (arg[0] === '-' ? on : off).add(letter);
    }
  }
  return { on, off, rest: raw.slice(at) };
}

const declareLike = (kind: Kind): Builtin['run'] =>
  function* (shell, _args, raw) {
    if (kind === 'local' && shell.functionDepth === 0) {
      yield* shell.error('local: can only be used in a function');
      return 1;
    }
    const options = yield* declareOptions(shell, kind, raw);
    if (options === undefined) return 2;
    const { on, off, rest } = options;
    if (kind === 'export') {
      if (on.has('n')) off.add('x');
      else on.add('x');
      on.delete('n');
    } else if (kind === 'readonly') on.add('r');
    if (on.has('f') || on.has('F')) return yield* functions(shell, kind, on, off, rest);
    if (rest.length === 0 && kind === 'local') {
      if (!on.has('p')) yield* listLocals(shell);
      return 0;
    }
    if (on.has('p') || rest.length === 0) return yield* print(shell, kind, on, rest);
    let status = 0;
    for (const argument of rest) {
      try {
        if (kind === 'local' && argument === '-') {
          shell.localOptions ??= new Set(shell.options);
          continue;
        }
        yield* declareOne(shell, kind, { on, off, global: on.has('g') }, argument);
        if (shell.options.has('xtrace') && (kind === 'export' || kind === 'readonly'))
          yield* traceValue(shell, argument);
      } catch (error) {
        if (!(error instanceof ShellError) || error.effect === 'exit') throw error;
        yield* shell.error(
          /^(?:declare|typeset|local|export|readonly): /.test(error.message)
            ? error.message
            : `${kind}: ${error.message}`,
        );
        status = 1;
      }
    }
    return status;
  };

/** export and readonly show what they assign once more. */
function* traceValue(shell: Shell, argument: Argument): Task<void> {
  const equals = typeof argument === 'string' ? argument.indexOf('=') : -1;
  if (typeof argument === 'string' && equals > 0)
    yield* traceText(shell, `${argument.slice(0, equals + 1)}${traceWord(argument.slice(equals + 1))}`);
}

function* listLocals(shell: Shell): Task<void> {
  const frame = shell.variables.functionFrame();
  for (const name of [...(frame?.variables.keys() ?? [])].sort()) {
    const line = settingLine(name, frame?.variables.get(name) ?? PLAIN);
    if (line !== undefined) yield* shell.process.print(`${line}\n`);
  }
}

interface Parsed {
  readonly name: ByteString;
  readonly subscript: ByteString | undefined;
  readonly append: boolean;
  readonly value: ByteString | undefined;
}

function parseArgument(kind: Kind, text: ByteString): Parsed {
  const match = /^([a-zA-Z_]\w*)(\[[^]*?\])?(?:(\+?)=([^]*))?$/.exec(text);
  if (match === null) throw new ShellError(`\`${text}': not a valid identifier`, 'command');
  void kind;
  return {
    name: match[1],
    subscript: match[2]?.slice(1, -1),
    append: match[3] === '+',
    value: match[4],
  };
}

function* declareOne(shell: Shell, kind: Kind, changes: Changes, argument: Argument): Task<void> {
  const parsed =
    typeof argument === 'string'
      ? parseArgument(kind, argument)
      : { ...argument, subscript: undefined, value: undefined };
  let { name } = parsed;
  const makesNameref = changes.on.has('n');
  if (!makesNameref && !changes.off.has('n')) {
    const target = resolve(shell, { name, subscript: undefined });
    if (kind !== 'local') name = target.name;
  }
  const local =
    kind === 'local' ||
    ((kind === 'declare' || kind === 'typeset') && shell.functionDepth > 0 && !changes.global);
  const frame = local ? shell.variables.functionFrame() : undefined;
  if (frame !== undefined && !frame.variables.has(name)) {
    const outer = shell.variables.lookup(name);
    if (outer?.readonly === true) throw new ShellError(`${name}: readonly variable`, 'command');
    const temporary = shell.variables.frames
      .findLast((f) => f.temporary && f.variables.has(name))
      ?.variables.get(name);
    const inherits = changes.on.has('I') || shell.shopts.has('localvar_inherit');
    frame.variables.set(name, inherits && outer !== undefined ? outer : (temporary ?? PLAIN));
  }
  const holder =
    frame?.variables ?? (changes.global ? shell.variables.globals : shell.variables.holder(name));
  const before = holder.get(name) ?? PLAIN;
  if (before.readonly && (parsed.value !== undefined || typeof argument !== 'string' || changes.off.has('r')))
    throw new ShellError(`${name}: readonly variable`, 'command');
  const { variable, later } = withAttributes(
    before,
    changes,
    name,
    typeof argument !== 'string' || parsed.subscript !== undefined,
  );
  holder.set(name, variable);
  if (typeof argument !== 'string') assignElements(shell, name, argument.elements, argument.append);
  else if (parsed.value !== undefined) {
    if (makesNameref) setNameref(shell, holder, name, parsed.value);
    else if (
      parsed.subscript === undefined &&
      /^\([^]*\)$/.test(parsed.value) &&
      (variable.array ?? variable.assoc) !== undefined
    )
      assignElements(shell, name, yield* compoundFromText(shell, parsed.value), parsed.append);
    else assign(shell, { name, subscript: parsed.subscript }, parsed.value, parsed.append);
  } else if (
    makesNameref &&
    variable.value !== undefined &&
    !/^[a-zA-Z_]\w*(\[[^]*\])?$/.test(variable.value)
  )
    throw new ShellError(`\`${variable.value}': invalid variable name for name reference`, 'command');
  if (later) holder.set(name, { ...(holder.get(name) ?? PLAIN), readonly: true });
}

function setNameref(
  shell: Shell,
  holder: Map<ByteString, Variable>,
  name: ByteString,
  value: ByteString,
): void {
  if (value === name && shell.functionDepth === 0)
    throw new ShellError(`${name}: nameref variable self references not allowed`, 'command');
  if (!/^[a-zA-Z_]\w*(\[[^]*\])?$/.test(value))
    throw new ShellError(`\`${value}': invalid variable name for name reference`, 'command');
  holder.set(name, { ...(holder.get(name) ?? PLAIN), nameref: true, value });
}

/** The variable with attributes turned on and off; readonly comes last, after the value. */
function withAttributes(
  before: Variable,
  { on, off }: Changes,
  name: ByteString,
  compound: boolean,
): { variable: Variable; later: boolean } {
  let variable = before;
  if (on.has('A')) {
    if (variable.array !== undefined)
      throw new ShellError(`${name}: cannot convert indexed to associative array`, 'command');
    if (variable.assoc === undefined)
      variable = {
        ...variable,
        value: undefined,
        assoc: new Map(variable.value === undefined ? [] : [['0', variable.value]]),
      };
  } else if (on.has('a') || (compound && variable.assoc === undefined)) {
    if (variable.assoc !== undefined)
      throw new ShellError(`${name}: cannot convert associative to indexed array`, 'command');
    if (variable.array === undefined)
      variable = {
        ...variable,
        value: undefined,
        array: new Map(variable.value === undefined ? [] : [[0, variable.value]]),
      };
  }
  const set = (letter: string, value: boolean) => (on.has(letter) ? true : off.has(letter) ? false : value);
  variable = {
    ...variable,
    exported: set('x', variable.exported),
    integer: set('i', variable.integer),
    lower: on.has('u') ? false : set('l', variable.lower),
    upper: on.has('l') ? false : set('u', variable.upper),
    nameref: set('n', variable.nameref),
    trace: set('t', variable.trace),
  };
  return { variable, later: on.has('r') };
}

function* functions(
  shell: Shell,
  kind: Kind,
  on: ReadonlySet<string>,
  off: ReadonlySet<string>,
  rest: readonly Argument[],
): Task<number> {
  const names = rest.filter((n): n is string => typeof n === 'string');
  if (names.length === 0) {
    for (const name of [...shell.functions.keys()].sort()) {
      const definition = shell.functions.get(name);
      if (definition === undefined) continue;
      if (kind === 'export' && !definition.exported) continue;
      const flags = definition.exported ? 'fx' : 'f';
      if (on.has('F')) yield* shell.process.print(`declare -${flags} ${name}\n`);
      else {
        yield* shell.process.print(`${functionListing(definition)}\n`);
        if (definition.exported) yield* shell.process.print(`declare -fx ${name}\n`);
      }
    }
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const definition = shell.functions.get(name);
    if (definition === undefined) {
      if (kind === 'export' || kind === 'readonly') yield* shell.error(`${kind}: ${name}: not a function`);
      status = 1;
    } else if (kind === 'export' || on.has('x') || off.has('x'))
      shell.functions.set(name, { ...definition, exported: !off.has('x') });
    else if (kind === 'readonly') continue;
    else if (on.has('F')) {
      yield* shell.process.print(
        shell.shopts.has('extdebug') ? `${name} ${definition.line} ${definition.file}\n` : `${name}\n`,
      );
    } else yield* shell.process.print(`${functionListing(definition)}\n`);
  }
  return status;
}

function* print(shell: Shell, kind: Kind, on: ReadonlySet<string>, rest: readonly Argument[]): Task<number> {
  const names = rest.map((n) => (typeof n === 'string' ? n : n.name));
  let status = 0;
  const filter: Record<string, (v: Variable) => boolean> = {
    a: (v) => v.array !== undefined,
    A: (v) => v.assoc !== undefined,
    i: (v) => v.integer,
    l: (v) => v.lower,
    n: (v) => v.nameref,
    r: (v) => v.readonly,
    t: (v) => v.trace,
    u: (v) => v.upper,
    x: (v) => v.exported,
  };
  const tests = [...on].filter((letter) => letter in filter).map((letter) => filter[letter]);
  if (names.length === 0) {
    let out = '';
    const plain = (kind === 'declare' || kind === 'typeset') && tests.length === 0 && !on.has('p');
    for (const name of shell.variables.names()) {
      const variable = readVariable(shell, name);
      if (variable === undefined || !tests.every((test) => test(variable))) continue;
      const line = plain ? settingLine(name, variable) : describe(name, variable);
      if (line !== undefined) out += `${line}\n`;
    }
    if (plain)
      for (const name of [...shell.functions.keys()].sort())
        out += `${functionListing(shell.functions.get(name)!)}\n`; // the key exists
    yield* shell.process.print(out);
    return 0;
  }
  for (const name of names) {
    const variable = readVariable(shell, name);
    if (variable === undefined) {
      yield* shell.error(`${kind}: ${name}: not found`);
      status = 1;
    } else yield* shell.process.print(`${describe(name, variable)}\n`);
  }
  return status;
}

function* unsetBuiltin(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'unset', args, 'fvn');
  if (options === undefined) return 2;
  let status = 0;
  for (const text of options.operands) {
    if (has(options, 'f')) {
      shell.functions.delete(text);
      continue;
    }
    const target = parseTarget(text);
    if (target === undefined) {
      if (shell.functions.delete(text) || !has(options, 'v')) continue;
      yield* shell.error(`unset: \`${text}': not a valid identifier`);
      status = 1;
      continue;
    }
    const known = shell.variables.lookup(target.name) !== undefined;
    if (!known && !has(options, 'v') && shell.functions.delete(text)) continue;
    const error = unset(shell, target, !has(options, 'n'));
    if (error !== undefined) {
      yield* shell.error(`unset: ${error}`);
      status = 1;
    }
  }
  return status;
}

export const VARIABLES: readonly Builtin[] = [
  { name: 'declare', declaration: true, run: declareLike('declare') },
  { name: 'typeset', declaration: true, run: declareLike('typeset') },
  { name: 'local', declaration: true, run: declareLike('local') },
  { name: 'export', special: true, declaration: true, run: declareLike('export') },
  { name: 'readonly', special: true, declaration: true, run: declareLike('readonly') },
  { name: 'unset', special: true, run: unsetBuiltin },
];
