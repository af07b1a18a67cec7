export { mountWorkbench } from './mount.ts';
export { applyTheme, browserPreferences, type PreferenceStore } from './preferences.ts';
export { Session } from './session.svelte.ts';
