// Puts the embedded view on the page.
import { mount } from 'svelte';
import Embed from './Embed.svelte';
import type { EmbedProps } from './props.ts';

export function mountEmbed(target: HTMLElement, props: EmbedProps): void {
  target.replaceChildren();
  mount(Embed, { target, props });
}
