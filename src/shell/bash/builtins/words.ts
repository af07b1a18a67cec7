// Builtins about arguments and names: shift, let, getopts, alias, unalias, enable.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import { quoteSingle } from '../ansi-quote.ts';
import { arithmetic, assign, unset } from '../assignment.ts';
import { ShellError } from '../control.ts';
import { expandExpression } from '../expand.ts';
import type { Builtin, Shell } from '../shell.ts';
import { has, readOptions, usage } from './options.ts';

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
    if (shell.shopts.has('shift_verbose') || shell.posix)
      yield* shell.error(`shift: ${text}: shift count out of range`);
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

export const WORDS: readonly Builtin[] = [
  { name: 'shift', special: true, run: shift },
  { name: 'let', run: letBuiltin },
  { name: 'getopts', run: getopts },
  { name: 'alias', run: alias },
  { name: 'unalias', run: unalias },
  { name: 'enable', run: enable },
];
