// The programs of the machine that are no part of Nix: the shell, the core tools, and busybox that holds both.
import type { Program } from '../engine/os/index.ts';
import { bashProgram } from './bash/bash.ts';
import type { CommandObserver } from './bash/shell.ts';
import { busybox, CORE_TOOLS } from './tools/index.ts';

/** Every program by the name its simulated binary carries. The observer sees the commands of every bash. */
export function corePrograms(observer?: CommandObserver): ReadonlyMap<string, Program> {
  const bash = bashProgram(observer);
  return new Map<string, Program>([
    ...CORE_TOOLS.map(({ name, run }): [string, Program] => [name, run]),
    ['bash', bash],
    ['busybox', busybox(bash)],
  ]);
}
