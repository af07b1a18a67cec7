// What the embedded view is given.
import type { Session } from '../ui/index.ts';
import type { EmbedParameters } from './parameters.ts';

export interface EmbedProps {
  readonly session: Session;
  readonly parameters: EmbedParameters;
  /** Loads and opens the engine; called once, when it is wanted. */
  readonly start: () => Promise<void>;
  /** The expression to show before the engine is there. */
  readonly source: string;
}
