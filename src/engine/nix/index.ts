export type { InstantiateEvent } from './events.ts';
export { BadSetting, isAppendable, Settings } from './settings.ts';
export { SETTINGS, type SettingDescriptor } from './settings-table.ts';
export { settingsAsJson, settingsText, shownSettings } from './settings-text.ts';
export { StoreHost, type RealiseWork, type StoreHostOptions } from './store-host.ts';
export { storeBuiltins } from './store-builtins.ts';
export { findPackages, Package, packageOf } from './package.ts';
