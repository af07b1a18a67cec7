export type { ProfileEvent } from './events.ts';
