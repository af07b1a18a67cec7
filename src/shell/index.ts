export { bashProgram } from './bash/bash.ts';
export { corePrograms } from './programs.ts';
export type { CommandObserver } from './bash/shell.ts';
export { runLine, firstShellState, complete, type ShellState } from './interim.ts';
