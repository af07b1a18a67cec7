export type { InstantiateEvent } from './events.ts';
export { BadSetting, isAppendable, Settings } from './settings.ts';
export { SETTINGS, type SettingDescriptor } from './settings-table.ts';
export { settingsAsJson } from './settings-json.ts';
export { StoreHost, type RealiseWork, type StoreHostOptions } from './store-host.ts';
export { storeBuiltins } from './store-builtins.ts';
export { findPackages, Package } from './package.ts';
