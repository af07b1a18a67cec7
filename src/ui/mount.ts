// Puts the workbench on the page.
import { mount } from 'svelte';
import './theme/tokens.css';
import './theme/base.css';
import type { PreferenceStore } from './preferences.ts';
import type { Session } from './session.svelte.ts';
import Workbench from './Workbench.svelte';

export function mountWorkbench(
  target: HTMLElement,
  props: { session: Session; preferenceStore: PreferenceStore; path: string },
): void {
  target.replaceChildren();
  mount(Workbench, { target, props });
}
