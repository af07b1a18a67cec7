// The programs of the machine that are no part of Nix: the shell, busybox and the core tools.
import type { Program } from '../engine/os/index.ts';
import { bashProgram } from './bash/bash.ts';
import type { CommandObserver } from './bash/shell.ts';
import { busybox, CORE_TOOLS } from './tools/index.ts';

/** Every program by the name its simulated binary carries. The observer sees the commands of every bash. */
export function corePrograms(observer?: CommandObserver): ReadonlyMap<string, Program> {
  const bash = bashProgram(observer);
  const programs = new Map<string, Program>([
    ['bash', bash],
    ['sh', bash],
    ['busybox', busybox(bash)],
  ]);
  for (const { name, run } of CORE_TOOLS) programs.set(name, run);
  return programs;
}
