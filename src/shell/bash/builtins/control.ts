// Builtins that steer the shell: exit, return, break, eval, source, exec, command, traps, waiting.
import type { ByteString } from '../../../engine/base/index.ts';
import {
  SIGNAL_NUMBERS,
  SIGNAL_WORDS,
  signalFromText,
  type SignalName,
  type Task,
} from '../../../engine/os/index.ts';
import { PosixError } from '../../../engine/vfs/index.ts';
import { Discard, ExitShell, LoopJump, Return } from '../control.ts';
import { exitStatus } from '../exit-status.ts';
import { assign } from '../assignment.ts';
import { quoteSingle } from '../ansi-quote.ts';
import { readScript } from '../script-file.ts';
import type { Builtin, Job, Shell, TrapName } from '../shell.ts';
import { has, readOptions, usage, valueOf } from './options.ts';

function* colon(): Task<number> {
  yield 'tick';
  return 0;
}

function* statusArgument(shell: Shell, name: ByteString, args: readonly ByteString[]): Task<number> {
  const rest = args[0] === '--' ? args.slice(1) : args;
  if (rest.length === 0) return shell.status;
  if (!/^[ \t]*[-+]?\d+[ \t]*$/.test(rest[0])) {
    yield* shell.error(`${name}: ${rest[0]}: numeric argument required`);
    return 2;
  }
  if (rest.length > 1) {
    yield* shell.error(`${name}: too many arguments`);
    throw new Discard(1);
  }
  return Number(BigInt(rest[0].trim().replace(/^\+/, '')) & 255n);
}

function* exit(shell: Shell, args: readonly ByteString[]): Task<number> {
  const status = yield* statusArgument(shell, 'exit', args);
  throw new ExitShell(status);
}

function* returnBuiltin(shell: Shell, args: readonly ByteString[]): Task<number> {
  const status = yield* statusArgument(shell, 'return', args);
  if (shell.functionDepth === 0 && shell.sourceDepth === 0) {
    yield* shell.error("return: can only `return' from a function or sourced script");
    if (shell.posix && !shell.interactive) throw new ExitShell(2);
    return status === 2 && args.length > 0 ? 2 : 2;
  }
  throw new Return(status);
}

const loopJump = (kind: 'break' | 'continue'): Builtin['run'] =>
  function* (shell, args) {
    if (shell.loopDepth === 0) {
      if (!shell.posix)
        yield* shell.error(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
      return 0;
    }
    const text = args[0] ?? '1';
    if (!/^[-+]?\d+$/.test(text)) {
      yield* shell.error(`${kind}: ${text}: numeric argument required`);
      throw new ExitShell(128);
    }
    if (args.length > 1) {
      yield* shell.error(`${kind}: too many arguments`);
      throw new LoopJump('break', shell.loopDepth);
    }
    if (Number(text) < 1) {
      yield* shell.error(`${kind}: ${text}: loop count out of range`);
      shell.status = 1;
      throw new LoopJump('break', shell.loopDepth);
    }
    throw new LoopJump(kind, Math.min(Number(text), shell.loopDepth));
  };

function* evalBuiltin(shell: Shell, args: readonly ByteString[]): Task<number> {
  const rest = args[0] === '--' ? args.slice(1) : args;
  const text = rest.join(' ');
  if (text.trim() === '') return 0;
  return yield* shell.interpreter.runText(shell, text);
}

function* source(shell: Shell, args: readonly ByteString[]): Task<number> {
  const name = '.';
  const rest = args[0] === '--' ? args.slice(1) : args;
  if (rest.length === 0) {
    yield* shell.error(`${name}: filename argument required`);
    return yield* usage(shell, name);
  }
  const { files } = shell.process;
  let path = rest[0];
  if (!path.includes('/') && shell.shopts.has('sourcepath')) {
    const found = (shell.plain('PATH') ?? '')
      .split(':')
      .map((d) => `${d === '' ? '.' : d}/${path}`)
      .find((p) => files.exists(p) && files.stat(p).kind === 'file');
    path = found ?? path;
  }
  let text: ByteString;
  try {
    text = yield* readScript(shell.process, path);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    const isDirectory = error.code === 'EISDIR';
    yield* shell.error(
      `${isDirectory ? `${name}: ` : ''}${rest[0]}: ${isDirectory ? 'is a directory' : error.reason}`,
    );
    if (shell.posix && !shell.interactive) throw new ExitShell(1);
    return 1;
  }
  return yield* shell.interpreter.sourceText(shell, text, path, rest.length > 1 ? rest.slice(1) : undefined);
}

function* exec(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'exec', args, 'cla:');
  if (options === undefined) return 2;
  if (options.operands.length === 0) return 0;
  const name = valueOf(options, 'a');
  const status = yield* shell.interpreter.replaceProcess(shell, options.operands, {
    ...(name === undefined ? {} : { name }),
    login: has(options, 'l'),
    empty: has(options, 'c'),
  });
  if (!shell.replaced && shell.shopts.has('execfail')) return status;
  if (shell.replaced) shell.traps.delete('EXIT');
  throw new ExitShell(status);
}

function* command(
  shell: Shell,
  args: readonly ByteString[],
  raw: Parameters<Builtin['run']>[2],
): Task<number> {
  const options = yield* readOptions(shell, 'command', args, 'pvV');
  if (options === undefined) return 2;
  const { operands } = options;
  if (operands.length === 0) return 0;
  if (has(options, 'v') || has(options, 'V')) {
    const describe = shell.interpreter.builtins.get('type');
    let status = 1;
    for (const name of operands) {
      const found = yield* describe!.run(
        shell,
        [has(options, 'v') ? '--command-v' : '--command-V', name],
        [],
      ); // always there
      if (found === 0) status = 0;
    }
    return status;
  }
  const builtin = shell.interpreter.builtins.get(operands[0]);
  if (builtin !== undefined)
    return yield* builtin.run(shell, operands.slice(1), raw.slice(raw.length - operands.length + 1));
  return yield* shell.interpreter.runCommand(shell, operands, {
    functions: false,
    ...(has(options, 'p') ? { path: '/usr/bin:/bin:/usr/sbin:/sbin' } : {}),
  });
}

function* builtinBuiltin(
  shell: Shell,
  args: readonly ByteString[],
  raw: Parameters<Builtin['run']>[2],
): Task<number> {
  const rest = args[0] === '--' ? args.slice(1) : args;
  if (rest.length === 0) return 0;
  const found = shell.interpreter.builtins.get(rest[0]);
  if (found === undefined) {
    yield* shell.error(`builtin: ${rest[0]}: not a shell builtin`);
    return 1;
  }
  return yield* found.run(shell, rest.slice(1), raw.slice(raw.length - rest.length + 1));
}

const PSEUDO = ['EXIT', 'DEBUG', 'ERR', 'RETURN'];

function trapName(text: ByteString): TrapName | undefined {
  const upper = text.toUpperCase();
  if (text === '0' || upper === 'EXIT') return 'EXIT';
  if (PSEUDO.includes(upper)) return upper as TrapName;
  return signalFromText(text);
}

function* trap(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'trap', args, 'lp');
  if (options === undefined) return 2;
  const { operands } = options;
  if (has(options, 'l')) {
    yield* shell.process.print(signalTable());
    return 0;
  }
  if (has(options, 'p') || operands.length === 0) return yield* printTraps(shell, operands);
  let [action, ...names] = operands as [ByteString, ...ByteString[]];
  let reset = action === '-';
  if (names.length === 0 || (/^\d+$/.test(action) && trapName(action) !== undefined)) {
    names = [...operands];
    reset = true;
    action = '-';
  }
  let status = 0;
  for (const text of names) {
    const name = trapName(text);
    if (name === undefined) {
      yield* shell.error(`trap: ${text}: invalid signal specification`);
      status = 1;
      continue;
    }
    if (reset) shell.traps.delete(name);
    else shell.traps.set(name, action);
    if (name.startsWith('SIG')) shell.installTrap(name as SignalName, reset ? undefined : action);
  }
  return status;
}

function* printTraps(shell: Shell, names: readonly ByteString[]): Task<number> {
  const order = (name: TrapName) =>
    name === 'EXIT'
      ? 0
      : name in SIGNAL_NUMBERS
        ? SIGNAL_NUMBERS[name as SignalName]
        : 100 + PSEUDO.indexOf(name);
  const chosen =
    names.length === 0 ? [...shell.traps.keys()].sort((a, b) => order(a) - order(b)) : names.map(trapName);
  let out = '';
  for (const name of chosen) {
    const action = name === undefined ? undefined : shell.traps.get(name);
    if (action !== undefined)
      out += `trap -- ${quoteSingle(action)} ${shell.posix ? name?.replace(/^SIG/, '') : name}\n`;
  }
  yield* shell.process.print(out);
  return 0;
}

const ALL_SIGNALS =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

function signalTable(): ByteString {
  const names = ALL_SIGNALS.map((name, i) => `${String(i + 1).padStart(2)}) SIG${name}`);
  let out = '';
  names.forEach((name, i) => {
    out += name + ((i + 1) % 5 === 0 || i === names.length - 1 ? '\n' : '\t');
  });
  return out;
}

function* kill(shell: Shell, args: readonly ByteString[]): Task<number> {
  let signal: SignalName | undefined = 'SIGTERM';
  let at = 0;
  if (args[0] === '-l' || args[0] === '-L') {
    if (args.length === 1) {
      yield* shell.process.print(signalTable());
      return 0;
    }
    for (const text of args.slice(1)) {
      const number = Number(text) > 128 ? Number(text) - 128 : Number(text);
      const shown = Number.isInteger(number)
        ? ALL_SIGNALS[number - 1]
        : String(ALL_SIGNALS.indexOf(text.replace(/^SIG/, '')) + 1);
      yield* shell.process.print(`${shown}\n`);
    }
    return 0;
  }
  if (args[0] === '-s' || args[0] === '-n') {
    signal = signalFromText(args[1] ?? '');
    if (signal === undefined) {
      yield* shell.error(`kill: ${args[1] ?? ''}: invalid signal specification`);
      return 1;
    }
    at = 2;
  } else if (/^-\w/.test(args[0] ?? '')) {
    if (args[0] === '-0') signal = undefined;
    else {
      signal = signalFromText(args[0].slice(1));
      if (signal === undefined) {
        yield* shell.error(`kill: ${args[0].slice(1)}: invalid signal specification`);
        return 1;
      }
    }
    at = 1;
  }
  if (args[at] === '--') at += 1;
  if (at >= args.length) return yield* usage(shell, 'kill');
  let status = 0;
  for (const text of args.slice(at)) {
    const pid = text.startsWith('%')
      ? findJob(shell, text)?.pid
      : /^-?\d+$/.test(text)
        ? Number(text)
        : undefined;
    if (pid === undefined) {
      yield* shell.error(
        `kill: ${text}: ${text.startsWith('%') ? 'no such job' : 'arguments must be process or job IDs'}`,
      );
      status = 1;
      continue;
    }
    try {
      shell.process.kill(pid, signal);
      yield 'tick';
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* shell.error(`kill: (${text}) - ${error.reason}`);
      status = 1;
    }
  }
  return status;
}

function findJob(shell: Shell, text: ByteString): Job | undefined {
  const spec = text.slice(1);
  if (spec === '' || spec === '%' || spec === '+') return shell.jobs.at(-1);
  if (spec === '-') return shell.jobs.at(-2) ?? shell.jobs.at(-1);
  if (/^\d+$/.test(spec)) return shell.jobs.find((job) => job.id === Number(spec));
  return shell.jobs.findLast((job) => job.text.startsWith(spec));
}

function* waitForJob(shell: Shell, job: Job): Task<number> {
  const done = () => job.children.every((child) => child.exit !== undefined);
  while (!done()) {
    if (shell.pendingTraps.length > 0) return 128 + SIGNAL_NUMBERS[shell.pendingTraps[0]];
    yield () => done() || shell.pendingTraps.length > 0;
  }
  job.told = true;
  const last = job.children.at(-1)?.exit;
  return last === undefined ? 127 : exitStatus(last);
}

function* wait(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'wait', args, 'fnp:');
  if (options === undefined) return 2;
  const { operands } = options;
  const variable = valueOf(options, 'p');
  if (has(options, 'n')) {
    const open = shell.jobs.filter((job) => !job.told);
    if (open.length === 0) return 127;
    const ended = () => open.find((job) => job.children.every((child) => child.exit !== undefined));
    while (ended() === undefined) yield () => ended() !== undefined;
    const job = ended() as Job; // the loop above ends only when there is one
    job.told = true;
    if (variable !== undefined) assign(shell, { name: variable, subscript: undefined }, String(job.pid));
    return yield* waitForJob(shell, job);
  }
  if (operands.length === 0) {
    for (const job of shell.jobs) {
      const status = yield* waitForJob(shell, job);
      if (shell.pendingTraps.length > 0) return status;
    }
    shell.jobs = [];
    return 0;
  }
  let status = 0;
  for (const text of operands) {
    const job = text.startsWith('%')
      ? findJob(shell, text)
      : (shell.jobs.find((candidate) => candidate.pid === Number(text)) ?? substitutionJob(shell, text));
    if (job === undefined) {
      if (text.startsWith('%')) yield* shell.error(`wait: ${text}: no such job`);
      else if (!/^\d+$/.test(text)) {
        yield* shell.error(`wait: \`${text}': not a pid or valid job spec`);
        status = 1;
        continue;
      } else yield* shell.error(`wait: pid ${text} is not a child of this shell`);
      status = 127;
      continue;
    }
    status = yield* waitForJob(shell, job);
    if (variable !== undefined) assign(shell, { name: variable, subscript: undefined }, String(job.pid));
  }
  return status;
}

function substitutionJob(shell: Shell, text: ByteString): Job | undefined {
  const found = shell.substitutions.find((s) => s.child.pid === Number(text));
  return found === undefined
    ? undefined
    : { id: 0, pid: found.child.pid, children: [found.child], text: '', told: false };
}

function* jobs(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'jobs', args, 'lnprs');
  if (options === undefined) return 2;
  const open = shell.jobs.filter((job) => !job.told);
  for (const [index, job] of open.entries()) {
    const exited = job.children.at(-1)?.exit;
    if (has(options, 'p')) {
      yield* shell.process.print(`${job.pid}\n`);
      continue;
    }
    if (has(options, 'r') && exited !== undefined) continue;
    const mark = index === open.length - 1 ? '+' : index === open.length - 2 ? '-' : ' ';
    const state =
      exited === undefined
        ? 'Running'
        : 'signal' in exited
          ? SIGNAL_WORDS[exited.signal]
          : exited.status === 0
            ? 'Done'
            : `Exit ${exited.status}`;
    const pid = has(options, 'l') ? `${job.pid} ` : '';
    yield* shell.process.print(
      `[${job.id}]${mark}  ${pid}${state.padEnd(24)}${job.text}${exited === undefined ? ' &' : ''}\n`,
    );
    if (exited !== undefined) job.told = true;
  }
  shell.jobs = shell.jobs.filter((job) => !job.told);
  return 0;
}

function* caller(shell: Shell, args: readonly ByteString[]): Task<number> {
  const level = Number(args[0] ?? 0);
  const frame = shell.calls.at(-1 - level);
  if (frame === undefined) return 1;
  const outer = shell.calls.at(-2 - level);
  const file = outer?.source ?? (shell.commandString ? 'NULL' : shell.name);
  yield* shell.process.print(
    args.length === 0 ? `${frame.line} ${file}\n` : `${frame.line} ${outer?.name ?? 'main'} ${file}\n`,
  );
  return 0;
}

function* times(shell: Shell): Task<number> {
  yield* shell.process.print('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
  return 0;
}

export const CONTROL: readonly Builtin[] = [
  { name: ':', special: true, run: colon },
  { name: 'true', run: colon },
  {
    name: 'false',
    *run() {
      yield 'tick';
      return 1;
    },
  },
  { name: 'exit', special: true, run: exit },
  { name: 'logout', run: exit },
  { name: 'return', special: true, run: returnBuiltin },
  { name: 'break', special: true, run: loopJump('break') },
  { name: 'continue', special: true, run: loopJump('continue') },
  { name: 'eval', special: true, run: evalBuiltin },
  { name: 'source', special: true, run: source },
  { name: '.', special: true, run: source },
  { name: 'exec', special: true, run: exec },
  { name: 'command', run: command },
  { name: 'builtin', run: builtinBuiltin },
  { name: 'trap', special: true, run: trap },
  { name: 'kill', run: kill },
  { name: 'wait', run: wait },
  { name: 'jobs', run: jobs },
  { name: 'caller', run: caller },
  { name: 'times', special: true, run: times },
];
