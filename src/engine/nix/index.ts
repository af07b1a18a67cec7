export type { InstantiateEvent } from './events.ts';
