// Puts the embedded view on the page.
import { mount } from 'svelte';
import type { Session } from '../ui/index.ts';
import Embed from './Embed.svelte';
import type { EmbedParameters } from './parameters.ts';

export interface EmbedProps {
  readonly session: Session;
  readonly parameters: EmbedParameters;
  /** Loads and opens the engine; called once, when it is wanted. */
  readonly start: () => Promise<void>;
  /** The expression to show before the engine is there. */
  readonly source: string;
}

export function mountEmbed(target: HTMLElement, props: EmbedProps): void {
  target.replaceChildren();
  mount(Embed, { target, props });
}
