export type { MachineInterface, Run, RunListener, Commit } from './machine-interface.ts';
export { Machine, type Saved, type ScriptOptions } from './machine.ts';
export { HOME, LEARNER, login, type Login } from './first-world.ts';
