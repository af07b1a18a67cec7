export { bashProgram } from './bash/bash.ts';
export { corePrograms } from './programs.ts';
export type { CommandObserver } from './bash/shell.ts';
