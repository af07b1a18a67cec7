export type { InstantiateEvent } from './events.ts';
export { BadSetting, Settings } from './settings.ts';
