// Builtins about directories and about what names mean: cd, pwd, pushd, popd, dirs, umask, ulimit, type, hash.
import { NotSimulated, type ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import { PosixError } from '../../../engine/vfs/index.ts';
import { searchPath } from '../external.ts';
import { functionListing } from '../function-listing.ts';
import type { Builtin, Shell } from '../shell.ts';
import { PLAIN } from '../variables.ts';
import { has, readOptions, valueOf } from './options.ts';
import { printOrFail } from './output.ts';

const KEYWORDS = new Set(
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(
    ' ',
  ),
);

/** A path made absolute and without `.` and `..`, symlinks untouched. */
function logical(base: ByteString, path: ByteString): ByteString {
  const names: ByteString[] = [];
  for (const name of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  return `/${names.join('/')}`;
}

function setPlain(shell: Shell, name: ByteString, value: ByteString): void {
  const before = shell.variables.lookup(name) ?? { ...PLAIN, exported: name === 'PWD' || name === 'OLDPWD' };
  shell.variables.put(name, { ...before, value });
}

/** Changes the directory and PWD, OLDPWD. Gives an error text, or undefined. */
function change(shell: Shell, path: ByteString, physical: boolean): ByteString | undefined {
  const { files } = shell.process;
  const from = shell.plain('PWD') ?? files.cwd;
  const target = physical || (!path.startsWith('/') && !files.exists(from)) ? path : logical(from, path);
  try {
    files.chdir(target);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    return `${path}: ${error.reason}`;
  }
  setPlain(shell, 'OLDPWD', from);
  setPlain(shell, 'PWD', physical ? files.cwd : target);
  return undefined;
}

function* cd(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'cd', args[0] === '-' ? ['--', ...args] : args, 'LPe@');
  if (options === undefined) return 2;
  const { operands } = options;
  if (operands.length > 1) {
    yield* shell.error('cd: too many arguments');
    return 1;
  }
  const physical = has(options, 'P') || shell.options.has('physical');
  let [path] = operands;
  let show = false;
  if (path === undefined) {
    const home = shell.plain('HOME');
    if (home === undefined) {
      yield* shell.error('cd: HOME not set');
      return 1;
    }
    path = home;
    if (path === '') return 0;
  } else if (path === '-') {
    const old = shell.plain('OLDPWD');
    if (old === undefined) {
      yield* shell.error('cd: OLDPWD not set');
      return 1;
    }
    path = old;
    show = true;
  } else if (path === '') return 0;
  else if (!/^\.{0,2}\//.test(path) && path !== '.' && path !== '..')
    for (const directory of (shell.plain('CDPATH') ?? '').split(':')) {
      if (directory === '') continue;
      const candidate = `${directory}/${path}`;
      if (change(shell, candidate, physical) === undefined) {
        yield* shell.process.print(`${shell.plain('PWD') ?? ''}\n`);
        return 0;
      }
    }
  const error = change(shell, path, physical);
  if (error !== undefined) {
    yield* shell.error(`cd: ${error}`);
    return 1;
  }
  if (show) yield* shell.process.print(`${shell.plain('PWD') ?? ''}\n`);
  return 0;
}

function* pwd(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'pwd', args, 'LP');
  if (options === undefined) return 2;
  const { files } = shell.process;
  const path =
    has(options, 'P') || shell.options.has('physical') ? files.cwd : (shell.plain('PWD') ?? files.cwd);
  return yield* printOrFail(shell, 'pwd', `${path}\n`);
}

function tilde(shell: Shell, path: ByteString): ByteString {
  const home = shell.plain('HOME');
  if (home !== undefined && home !== '/' && (path === home || path.startsWith(`${home}/`)))
    return `~${path.slice(home.length)}`;
  return path;
}

function* showStack(shell: Shell): Task<void> {
  const all = [shell.plain('PWD') ?? shell.process.files.cwd, ...shell.directoryStack];
  yield* shell.process.print(`${all.map((d) => tilde(shell, d)).join(' ')}\n`);
}

function* pushd(shell: Shell, args: readonly ByteString[]): Task<number> {
  const here = shell.plain('PWD') ?? shell.process.files.cwd;
  const stack = shell.directoryStack;
  const stay = args[0] === '-n';
  const operand = stay ? args[1] : args[0];
  if (operand === undefined) {
    if (stack.length === 0) {
      yield* shell.error('pushd: no other directory');
      return 1;
    }
    const error = change(shell, stack[0], false);
    if (error !== undefined) {
      yield* shell.error(`pushd: ${error}`);
      return 1;
    }
    stack[0] = here;
  } else if (/^[-+]\d+$/.test(operand)) {
    const all = [here, ...stack];
    const n = Number(operand.slice(1));
    const index = operand[0] === '+' ? n : all.length - 1 - n;
    if (index < 0 || index >= all.length) {
      yield* shell.error(`pushd: ${operand}: directory stack index out of range`);
      return 1;
    }
    const rotated = [...all.slice(index), ...all.slice(0, index)];
    const error = change(shell, rotated[0], false);
    if (error !== undefined) {
      yield* shell.error(`pushd: ${error}`);
      return 1;
    }
    shell.directoryStack = rotated.slice(1);
  } else if (stay) stack.unshift(operand);
  else {
    const error = change(shell, operand, false);
    if (error !== undefined) {
      yield* shell.error(`pushd: ${error}`);
      return 1;
    }
    stack.unshift(here);
  }
  yield* showStack(shell);
  return 0;
}

function* popd(shell: Shell, args: readonly ByteString[]): Task<number> {
  const stack = shell.directoryStack;
  if (stack.length === 0) {
    yield* shell.error('popd: directory stack empty');
    return 1;
  }
  const operand = args.find((arg) => arg !== '-n');
  if (operand !== undefined && /^[-+]\d+$/.test(operand)) {
    const n = Number(operand.slice(1));
    const index = operand[0] === '+' ? n : stack.length - n;
    if (index < 0 || index > stack.length) {
      yield* shell.error(`popd: ${operand}: directory stack index out of range`);
      return 1;
    }
    if (index > 0) {
      stack.splice(index - 1, 1);
      yield* showStack(shell);
      return 0;
    }
  }
  const [next] = stack;
  if (args[0] !== '-n') {
    const error = change(shell, next, false);
    if (error !== undefined) {
      yield* shell.error(`popd: ${error}`);
      return 1;
    }
  }
  stack.shift();
  yield* showStack(shell);
  return 0;
}

function* dirs(shell: Shell, args: readonly ByteString[]): Task<number> {
  const index = args.find((arg) => /^[-+]\d+$/.test(arg));
  const options = yield* readOptions(
    shell,
    'dirs',
    args.filter((arg) => arg !== index),
    'clpv',
  );
  if (options === undefined) return 2;
  if (has(options, 'c')) {
    shell.directoryStack = [];
    return 0;
  }
  const raw = [shell.plain('PWD') ?? shell.process.files.cwd, ...shell.directoryStack];
  const all = has(options, 'l') ? raw : raw.map((d) => tilde(shell, d));
  if (index !== undefined) {
    const n = Number(index.slice(1));
    const entry = all[index[0] === '+' ? n : all.length - 1 - n];
    if (entry === undefined) {
      yield* shell.error(`dirs: ${index}: directory stack index out of range`);
      return 1;
    }
    yield* shell.process.print(`${entry}\n`);
    return 0;
  }
  if (has(options, 'v'))
    yield* shell.process.print(all.map((d, i) => `${String(i).padStart(2)}  ${d}\n`).join(''));
  else yield* shell.process.print(`${all.join(has(options, 'p') ? '\n' : ' ')}\n`);
  return 0;
}

function* umask(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'umask', args, 'pS');
  if (options === undefined) return 2;
  const { files } = shell.process;
  const [mode] = options.operands;
  const letters = (bits: number) => `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
  if (mode === undefined) {
    const symbolic = has(options, 'S');
    const allowed = ~files.umask & 0o777;
    const text = symbolic
      ? `u=${letters(allowed >> 6)},g=${letters((allowed >> 3) & 7)},o=${letters(allowed & 7)}`
      : files.umask.toString(8).padStart(4, '0');
    yield* shell.process.print(`${has(options, 'p') ? `umask ${symbolic ? '-S ' : ''}` : ''}${text}\n`);
    return 0;
  }
  if (/^\d/.test(mode)) {
    if (!/^[0-7]+$/.test(mode) || parseInt(mode, 8) > 0o777) {
      yield* shell.error(`umask: ${mode}: octal number out of range`);
      return 1;
    }
    files.umask = parseInt(mode, 8);
    return 0;
  }
  const changed = symbolicMode(mode, ~files.umask & 0o777);
  if (changed === undefined) {
    yield* shell.error(`umask: \`${mode[0]}': invalid symbolic mode operator`);
    return 1;
  }
  files.umask = ~changed & 0o777;
  return 0;
}

function symbolicMode(text: ByteString, before: number): number | undefined {
  let mode = before;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
    if (match === null) return undefined;
    const who = match[1] === '' || match[1].includes('a') ? 'ugo' : match[1];
    const bits =
      (match[3].includes('r') ? 4 : 0) | (match[3].includes('w') ? 2 : 0) | (match[3].includes('x') ? 1 : 0);
    for (const class_ of who) {
      const shift = class_ === 'u' ? 6 : class_ === 'g' ? 3 : 0;
      if (match[2] === '+') mode |= bits << shift;
      else if (match[2] === '-') mode &= ~(bits << shift);
      else mode = (mode & ~(7 << shift)) | (bits << shift);
    }
  }
  return mode;
}

function* ulimit(): Task<number> {
  throw new NotSimulated('ulimit', 'the machine has no resource limits');
}

function* type(shell: Shell, args: readonly ByteString[]): Task<number> {
  if (args[0] === '--command-v' || args[0] === '--command-V')
    return yield* describeCommand(shell, args[1], args[0] === '--command-V', 'command');
  const options = yield* readOptions(shell, 'type', args, 'afptP');
  if (options === undefined) return 2;
  let status = 0;
  for (const name of options.operands) {
    const found = meanings(shell, name, has(options, 'f'), has(options, 'P'));
    const shown = has(options, 'a') ? found : found.slice(0, 1);
    if (has(options, 'p') || has(options, 'P')) {
      const files = shown.filter((m) => m.kind === 'file');
      for (const meaning of files) yield* shell.process.print(`${meaning.text}\n`);
      if (shown.length === 0 || (has(options, 'P') && files.length === 0)) status = 1;
      continue;
    }
    if (shown.length === 0) {
      if (!has(options, 't')) yield* shell.error(`type: ${name}: not found`);
      status = 1;
    }
    for (const meaning of shown)
      yield* shell.process.print(has(options, 't') ? `${meaning.kind}\n` : `${sentence(name, meaning)}\n`);
  }
  return status;
}

interface Meaning {
  readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
  readonly text: ByteString;
}

function meanings(shell: Shell, name: ByteString, skipFunctions: boolean, onlyFiles = false): Meaning[] {
  const found: Meaning[] = [];
  if (!onlyFiles) {
    const alias = shell.shopts.has('expand_aliases') ? shell.aliases.get(name) : undefined;
    if (alias !== undefined) found.push({ kind: 'alias', text: alias });
    if (KEYWORDS.has(name)) found.push({ kind: 'keyword', text: '' });
    const definition = skipFunctions ? undefined : shell.functions.get(name);
    if (definition !== undefined) found.push({ kind: 'function', text: functionListing(definition) });
    if (shell.interpreter.builtins.has(name) && !shell.disabledBuiltins.has(name))
      found.push({ kind: 'builtin', text: '' });
  }
  const { files } = shell.process;
  if (name.includes('/')) {
    if (files.exists(name) && files.stat(name).kind === 'file' && files.access(name, 'x'))
      found.push({ kind: 'file', text: name });
  } else
    for (const path of searchPath(files, shell.plain('PATH') ?? '', name))
      found.push({ kind: 'file', text: path });
  return found;
}

function sentence(name: ByteString, meaning: Meaning): ByteString {
  switch (meaning.kind) {
    case 'alias':
      return `${name} is aliased to \`${meaning.text}'`;
    case 'keyword':
      return `${name} is a shell keyword`;
    case 'function':
      return `${name} is a function\n${meaning.text}`;
    case 'builtin':
      return `${name} is a shell builtin`;
    case 'file':
      return `${name} is ${meaning.text}`;
  }
}

function* describeCommand(
  shell: Shell,
  name: ByteString,
  verbose: boolean,
  caller: ByteString,
): Task<number> {
  const [meaning] = meanings(shell, name, false);
  if (meaning === undefined) {
    if (verbose) yield* shell.error(`${caller}: ${name}: not found`);
    return 1;
  }
  if (verbose) yield* shell.process.print(`${sentence(name, meaning)}\n`);
  else if (meaning.kind === 'alias') yield* shell.process.print(`alias ${name}='${meaning.text}'\n`);
  else yield* shell.process.print(`${meaning.kind === 'file' ? meaning.text : name}\n`);
  return 0;
}

function* hash(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'hash', args, 'dlp:rt');
  if (options === undefined) return 2;
  if (has(options, 'r')) shell.hashed.clear();
  const path = valueOf(options, 'p');
  if (path !== undefined) {
    for (const name of options.operands) shell.hashed.set(name, path);
    return 0;
  }
  if (options.operands.length === 0) {
    if (has(options, 'r')) return 0;
    if (shell.hashed.size === 0) {
      yield* shell.process.print('hash: hash table empty\n');
      return 0;
    }
    yield* shell.process.print(
      `hits\tcommand\n${[...shell.hashed.values()].map((f) => `   1\t${f}\n`).join('')}`,
    );
    return 0;
  }
  let status = 0;
  for (const name of options.operands) {
    if (has(options, 'd')) {
      shell.hashed.delete(name);
      continue;
    }
    if (name.includes('/') || shell.interpreter.builtins.has(name) || shell.functions.has(name)) continue;
    const [found] = searchPath(shell.process.files, shell.plain('PATH') ?? '', name);
    if (found === undefined) {
      yield* shell.error(`hash: ${name}: not found`);
      status = 1;
    } else if (has(options, 't'))
      yield* shell.process.print(options.operands.length > 1 ? `${name}\t${found}\n` : `${found}\n`);
    else shell.hashed.set(name, found);
  }
  return status;
}

export const PLACES: readonly Builtin[] = [
  { name: 'cd', run: cd },
  { name: 'pwd', run: pwd },
  { name: 'pushd', run: pushd },
  { name: 'popd', run: popd },
  { name: 'dirs', run: dirs },
  { name: 'umask', run: umask },
  { name: 'ulimit', run: ulimit },
  { name: 'type', run: type },
  { name: 'hash', run: hash },
];
