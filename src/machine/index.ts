export type { MachineInterface, Run, RunListener, Commit, Completion, Reading } from './machine-interface.ts';
export { Machine, type Saved, type ScriptOptions } from './machine.ts';
export { HOME, LEARNER, login, type Login } from './first-world.ts';
