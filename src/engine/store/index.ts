export type { ValidPath } from './valid-path.ts';
export type { StoreEvent } from './events.ts';
