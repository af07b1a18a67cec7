// Builtins about variables and options: declare and its kin, unset, set, shopt, shift, let, getopts, aliases.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import { quoteSingle } from '../ansi-quote.ts';
import { assignElements } from '../array-value.ts';
import { arithmetic, assign, parseTarget, readVariable, resolve, unset } from '../assignment.ts';
import { ShellError } from '../control.ts';
import { describe, settingLine } from '../describe.ts';
import { expandExpression } from '../expand.ts';
import { compoundFromText } from '../compound-text.ts';
import { functionListing } from '../function-listing.ts';
import { OPTION_LETTERS, OPTION_NAMES, type Argument, type Builtin, type Shell } from '../shell.ts';
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
      if (shell.functions.delete(text)) continue;
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

function* set(shell: Shell, args: readonly ByteString[]): Task<number> {
  if (args.length === 0) {
    let out = '';
    for (const name of shell.variables.names()) {
      const variable = readVariable(shell, name);
      const line = variable === undefined ? undefined : settingLine(name, variable);
      if (line !== undefined) out += `${line}\n`;
    }
    if (!shell.posix)
      for (const name of [...shell.functions.keys()].sort())
        out += `${functionListing(shell.functions.get(name)!)}\n`; // the key exists
    yield* shell.process.print(out);
    return 0;
  }
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at];
    if (arg === '--') {
      shell.positional = args.slice(at + 1);
      return 0;
    }
    if (arg === '-') {
      shell.options.delete('xtrace');
      shell.options.delete('verbose');
      if (at + 1 < args.length) shell.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[at + 1];
        if (name === undefined) {
          yield* listOptions(shell, on);
          continue;
        }
        at += 1;
        if (!OPTION_NAMES.includes(name)) {
          yield* shell.error(`set: ${name}: invalid option name`);
          return 2;
        }
        setOption(shell, name, on);
        continue;
      }
      const name = Object.keys(OPTION_LETTERS).find((n) => OPTION_LETTERS[n] === letter);
      if (name === undefined) {
        yield* shell.error(`set: ${arg[0]}${letter}: invalid option`);
        return yield* usage(shell, 'set');
      }
      setOption(shell, name, on);
    }
  }
  if (at < args.length) shell.positional = args.slice(at);
  return 0;
}

export function setOption(shell: Shell, name: string, on: boolean): void {
  if (on) shell.options.add(name);
  else shell.options.delete(name);
}

function* listOptions(shell: Shell, table: boolean): Task<void> {
  const lines = OPTION_NAMES.map((name) => {
    const on = shell.options.has(name);
    return table ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`;
  });
  yield* shell.process.print(lines.join(''));
}

const SHOPTS =
  'autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 compat40 compat41 compat42 compat43 compat44 complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch noexpand_translation nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose sourcepath varredir_close xpg_echo'
    .split(' ')
    .sort();

function* shopt(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'shopt', args, 'pqsuo');
  if (options === undefined) return 2;
  const setOptions = has(options, 'o');
  const known = setOptions ? OPTION_NAMES : SHOPTS;
  const current = setOptions ? shell.options : shell.shopts;
  const on = has(options, 's');
  const off = has(options, 'u');
  const names =
    options.operands.length > 0
      ? options.operands
      : known.filter((n) => (on ? current.has(n) : off ? !current.has(n) : true));
  let status = 0;
  let out = '';
  for (const name of names) {
    if (!known.includes(name)) {
      yield* shell.error(`shopt: ${name}: invalid ${setOptions ? '' : 'shell '}option name`);
      status = 1;
      continue;
    }
    if (options.operands.length > 0 && (on || off)) {
      if (on) current.add(name);
      else current.delete(name);
      continue;
    }
    const isOn = current.has(name);
    if (!isOn && options.operands.length > 0) status = 1;
    if (has(options, 'q')) continue;
    if (has(options, 'p'))
      out += setOptions ? `set ${isOn ? '-' : '+'}o ${name}\n` : `shopt ${isOn ? '-s' : '-u'} ${name}\n`;
    else out += `${name.padEnd(15)}\t${isOn ? 'on' : 'off'}\n`;
  }
  yield* shell.process.print(out);
  return status;
}

function* shift(shell: Shell, args: readonly ByteString[]): Task<number> {
  const text = args[0] ?? '1';
  if (!/^[-+]?\d+$/.test(text)) {
    yield* shell.error(`shift: ${text}: numeric argument required`);
    return 1;
  }
  const count = Number(text);
  if (count < 0) {
    yield* shell.error(`shift: ${text}: shift count out of range`);
    return 1;
  }
  if (count > shell.positional.length) {
    if (shell.shopts.has('shift_verbose')) yield* shell.error(`shift: ${text}: shift count out of range`);
    return 1;
  }
  shell.positional = shell.positional.slice(count);
  return 0;
}

function* letBuiltin(shell: Shell, args: readonly ByteString[]): Task<number> {
  if (args.length === 0) {
    yield* shell.error('let: expression expected');
    return 1;
  }
  let value = 0n;
  for (const text of args[0] === '--' ? args.slice(1) : args) {
    try {
      value = arithmetic(shell, yield* expandExpression(shell, text), 'let');
    } catch (error) {
      if (!(error instanceof ShellError) || error.effect !== 'discard') throw error;
      yield* shell.error(error.message);
      return 1;
    }
  }
  return value === 0n ? 1 : 0;
}

function* getopts(shell: Shell, args: readonly ByteString[]): Task<number> {
  if (args.length < 2) return yield* usage(shell, 'getopts');
  const [given, name] = args;
  const words = args.length > 2 ? args.slice(2) : shell.positional;
  const silent = given.startsWith(':');
  const spec = silent ? given.slice(1) : given;
  let index = Math.max(1, Number(shell.plain('OPTIND') ?? 1) || 1);
  let cursor = shell.optionCursor;
  const put = (variable: ByteString, value: ByteString | undefined) => {
    if (value === undefined) unset(shell, { name: variable, subscript: undefined });
    else assign(shell, { name: variable, subscript: undefined }, value);
  };
  const finish = (status: number, option: ByteString): number => {
    put('OPTIND', String(index));
    shell.optionCursor = cursor;
    put(name, option);
    return status;
  };
  const word = words[index - 1];
  if (cursor === 0) {
    if (word === undefined || !/^-./.test(word)) {
      put('OPTARG', undefined);
      return finish(1, '?');
    }
    if (word === '--') {
      index += 1;
      put('OPTARG', undefined);
      return finish(1, '?');
    }
    cursor = 1;
  }
  const letter = word?.[cursor] ?? '?';
  cursor += 1;
  const at = letter === ':' ? -1 : spec.indexOf(letter);
  const next = () => {
    index += 1;
    cursor = 0;
  };
  if (at < 0) {
    if (cursor >= (word?.length ?? 0)) next();
    if (silent) put('OPTARG', letter);
    else {
      put('OPTARG', undefined);
      if (shell.plain('OPTERR') !== '0')
        yield* shell.process.printError(`${shell.name}: illegal option -- ${letter}\n`);
    }
    return finish(0, '?');
  }
  if (spec[at + 1] !== ':') {
    put('OPTARG', undefined);
    if (cursor >= (word?.length ?? 0)) next();
    return finish(0, letter);
  }
  if (cursor < (word?.length ?? 0)) {
    put('OPTARG', word?.slice(cursor));
    next();
    return finish(0, letter);
  }
  const argument = words[index];
  next();
  if (argument === undefined) {
    if (silent) {
      put('OPTARG', letter);
      return finish(0, ':');
    }
    put('OPTARG', undefined);
    if (shell.plain('OPTERR') !== '0')
      yield* shell.process.printError(`${shell.name}: option requires an argument -- ${letter}\n`);
    return finish(0, '?');
  }
  put('OPTARG', argument);
  next();
  return finish(0, letter);
}

function* alias(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'alias', args, 'p');
  if (options === undefined) return 2;
  const show = (name: ByteString) => `alias ${name}=${quoteSingle(shell.aliases.get(name) ?? '')}\n`;
  if (options.operands.length === 0) {
    yield* shell.process.print([...shell.aliases.keys()].sort().map(show).join(''));
    return 0;
  }
  let status = 0;
  for (const text of options.operands) {
    const equals = text.indexOf('=', 1);
    if (equals > 0) shell.aliases.set(text.slice(0, equals), text.slice(equals + 1));
    else if (shell.aliases.has(text)) yield* shell.process.print(show(text));
    else {
      yield* shell.error(`alias: ${text}: not found`);
      status = 1;
    }
  }
  return status;
}

function* unalias(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'unalias', args, 'a');
  if (options === undefined) return 2;
  if (has(options, 'a')) shell.aliases.clear();
  else if (options.operands.length === 0) return yield* usage(shell, 'unalias');
  let status = 0;
  for (const name of options.operands)
    if (!shell.aliases.delete(name)) {
      yield* shell.error(`unalias: ${name}: not found`);
      status = 1;
    }
  return status;
}

function* enable(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'enable', args, 'anps');
  if (options === undefined) return 2;
  let status = 0;
  if (options.operands.length === 0) {
    const names = [...shell.interpreter.builtins.keys()]
      .filter((n) => shell.disabledBuiltins.has(n) === has(options, 'n'))
      .sort();
    yield* shell.process.print(names.map((n) => `enable ${has(options, 'n') ? '-n ' : ''}${n}\n`).join(''));
  }
  for (const name of options.operands) {
    if (!shell.interpreter.builtins.has(name)) {
      yield* shell.error(`enable: ${name}: not a shell builtin`);
      status = 1;
    } else if (has(options, 'n')) shell.disabledBuiltins.add(name);
    else shell.disabledBuiltins.delete(name);
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
  { name: 'set', special: true, run: set },
  { name: 'shopt', run: shopt },
  { name: 'shift', special: true, run: shift },
  { name: 'let', run: letBuiltin },
  { name: 'getopts', run: getopts },
  { name: 'alias', run: alias },
  { name: 'unalias', run: unalias },
  { name: 'enable', run: enable },
];
