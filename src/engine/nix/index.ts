export type { InstantiateEvent } from './events.ts';
export { BadSetting, Settings } from './settings.ts';
export { StoreHost, type RealiseWork, type StoreHostOptions } from './store-host.ts';
export { storeBuiltins } from './store-builtins.ts';
export { findPackages, Package } from './package.ts';
