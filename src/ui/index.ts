import './theme/tokens.css';
import './theme/base.css';

export { mountWorkbench } from './mount.ts';
export { default as Icon } from './parts/Icon.svelte';
export { default as Logo } from './parts/Logo.svelte';
export { applyTheme, browserPreferences, type PreferenceStore } from './preferences.ts';
export { default as ScopesPane } from './scopes/ScopesPane.svelte';
export { Session } from './session.svelte.ts';
export { default as StepControls } from './timeline/StepControls.svelte';
