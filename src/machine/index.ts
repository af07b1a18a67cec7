export type { MachineInterface, Run, RunListener, Commit } from './machine-interface.ts';
