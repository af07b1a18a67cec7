// Puts the workbench on the page.
import { mount, type ComponentProps } from 'svelte';
import Workbench from './Workbench.svelte';

export function mountWorkbench(target: HTMLElement, props: ComponentProps<typeof Workbench>): void {
  target.replaceChildren();
  mount(Workbench, { target, props });
}
