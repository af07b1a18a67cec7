export { bashProgram } from './bash/bash.ts';
export { complete, type Completion } from './bash/complete.ts';
export {
  firstShellState,
  isIncomplete,
  runLine,
  type LineResult,
  type SavedVariable,
  type ShellState,
} from './bash/session.ts';
export type { CommandObserver } from './bash/shell.ts';
export { corePrograms } from './programs.ts';
