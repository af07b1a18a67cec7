// Traps: commands that run when a signal came, a command failed, or the shell ends.
//
// Invariant: a signal's trap runs between two commands, never inside one; `$?` is the same before and after.
import type { Task } from '../../engine/os/index.ts';
import { Return } from './control.ts';
import type { Shell, TrapName } from './shell.ts';

/** Runs a trap's text, keeping `$?`. EXIT and RETURN traps run once and are gone for nested ends. */
export function* runTrap(shell: Shell, name: TrapName): Task<void> {
  const text = shell.traps.get(name);
  if (text === undefined || text === '') return;
  if ((name === 'ERR' || name === 'DEBUG') && shell.trapDepth > 0) return;
  if (name === 'EXIT') shell.traps.delete('EXIT');
  const { status, pipeStatus, line } = shell;
  shell.trapDepth += 1;
  try {
    yield* shell.interpreter.runText(shell, text, name === 'EXIT' ? 1 : line);
  } catch (error) {
    if (!(error instanceof Return) || name === 'RETURN') throw error;
    if (shell.functionDepth > 0) throw error;
  } finally {
    shell.trapDepth -= 1;
  }
  shell.status = status;
  shell.pipeStatus = pipeStatus;
  shell.line = line;
}

export function* runPendingTraps(shell: Shell): Task<void> {
  for (let name = shell.pendingTraps.shift(); name !== undefined; name = shell.pendingTraps.shift())
    yield* runTrap(shell, name);
}
