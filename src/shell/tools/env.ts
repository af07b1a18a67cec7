// env, printenv, which, nohup, nice: the environment, and programs run in it.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { findOnPath, runByName } from './run-program.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const env = defineTool({
  name: 'env',
  summary: 'run a program in a changed environment, or print the environment',
  synopsis: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
  options:
    '0,null C,chdir= i,ignore-environment !S,split-string= u,unset= v,debug !block-signal?= !default-signal?= ' +
    '!ignore-signal?= !list-signal-handling',
  usageStatus: 125,
  stopAtOperand: true,
  *run(call) {
    const { options, process } = call;
    const operands = [...options.operands];
    const environment = new Map(process.environment);
    if (options.has('i') || operands[0] === '-') environment.clear();
    if (operands[0] === '-') operands.shift();
    for (const name of options.values('u')) {
      if (name === '' || name.includes('='))
        throw new Failure(`cannot unset ${call.quote(name)}: Invalid argument`, 125);
      environment.delete(name);
    }
    while (operands.length > 0 && operands[0].includes('=')) {
      const word = operands.shift() ?? '';
      environment.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    }
    if (operands.length === 0) {
      if (options.has('C')) throw new UsageError('must specify command with --chdir (-C)');
      for (const [name, value] of environment)
        yield* call.print(`${name}=${value}${options.has('0') ? '\0' : '\n'}`);
      return 0;
    }
    if (options.has('0')) throw new UsageError('cannot specify --null (-0) with command');
    const directory = options.value('C');
    if (directory !== undefined) {
      try {
        process.files.chdir(directory);
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        throw new Failure(`cannot change directory to ${call.quoteName(directory)}: ${error.reason}`, 125);
      }
    }
    return yield* runOrComplain(call, operands, environment);
  },
});

/** Runs a program; 127 when it is not found, 126 when it cannot be run. */
function* runOrComplain(
  call: Call,
  argv: readonly ByteString[],
  environment: ReadonlyMap<ByteString, ByteString>,
): Task<number> {
  try {
    return yield* runByName(call.process, argv, { environment });
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* call.complain(`${call.quoteName(argv[0])}: ${error.reason}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

export const printenv = defineTool({
  name: 'printenv',
  summary: 'print the environment, or some of its values',
  synopsis: '[OPTION]... [VARIABLE]...',
  options: '0,null',
  usageStatus: 2,
  stopAtOperand: true,
  *run(call) {
    const end = call.options.has('0') ? '\0' : '\n';
    const { environment } = call.process;
    if (call.operands.length === 0) {
      for (const [name, value] of environment) yield* call.print(`${name}=${value}${end}`);
      return 0;
    }
    let missing = 0;
    for (const name of call.operands) {
      const value = name.includes('=') ? undefined : environment.get(name);
      if (value === undefined) missing = 1;
      else yield* call.print(value + end);
    }
    return missing;
  },
});

export const which = defineTool({
  name: 'which',
  summary: 'print which file on PATH a name runs',
  synopsis: '[-as] NAME...',
  *run(call) {
    const { process } = call;
    const letters = new Set<string>();
    const names = [...call.operands];
    while (/^-./.test(names[0] ?? '')) {
      const word = names.shift() ?? '';
      if (word === '--') break;
      for (const letter of word.slice(1)) {
        if (!'as'.includes(letter)) {
          yield* process.printError(`Illegal option -${letter}\n`);
          yield* call.print(
            `Usage: ${findOnPath(call.files, call.name, process.environment.get('PATH'))[0] ?? call.name} [-a] args\n`,
          );
          return 2;
        }
        letters.add(letter);
      }
    }
    let missing = 0;
    for (const name of names) {
      const found = findOnPath(call.files, name, process.environment.get('PATH'));
      if (found.length === 0) missing = 1;
      if (!letters.has('s'))
        for (const file of letters.has('a') ? found : found.slice(0, 1)) yield* call.print(`${file}\n`);
    }
    return names.length === 0 ? 1 : missing;
  },
});

/** Programs that only change how the system treats the program they run: that has no effect here. */
function passThrough(name: string, summary: string, options: string) {
  return defineTool({
    name,
    summary,
    synopsis: 'COMMAND [ARG]...',
    options,
    usageStatus: 125,
    stopAtOperand: true,
    *run(call) {
      if (call.operands.length === 0) {
        if (name === 'nice') {
          yield* call.print('0\n');
          return 0;
        }
        throw new UsageError('missing operand');
      }
      if (name === 'nohup' && call.out.stream.isTerminal) throw new NotSimulated('nohup on a terminal');
      return yield* runOrComplain(call, call.operands, call.process.environment);
    },
  });
}

export const nice = passThrough(
  'nice',
  'run a program with another priority, which has no effect here',
  'n,adjustment=',
);
export const nohup = passThrough('nohup', 'run a program that hears no hangup', '');
