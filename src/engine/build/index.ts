export type { BuildEvent } from './events.ts';
