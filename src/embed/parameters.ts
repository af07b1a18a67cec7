// What an embedding page asks for in the address of `embed.html`. Version 1.
//
// Unknown parameters are ignored; a wrong value of a known one falls back to the default. A version we do not know is
// refused by name, because what it means is not ours to guess.
import type { ScopeName } from '../view/index.ts';

export interface EmbedParameters {
  readonly view: ScopeName;
  readonly theme: 'system' | 'light' | 'dark' | 'contrast';
  /** When the engine is loaded: as soon as the frame is seen, or when something is pressed. */
  readonly lazy: 'visible' | 'click';
  /** A command to run as soon as the engine is there. */
  readonly run: string | undefined;
}

/** Throws a RangeError on a version other than 1. */
export function readParameters(query: string): EmbedParameters {
  const given = new URLSearchParams(query);
  const version = given.get('v') ?? '1';
  if (version !== '1') throw new RangeError(`this Nixarium knows embeds of version 1, not ${version}`);
  const one = <T extends string>(name: string, known: readonly T[]): T =>
    known.find((value) => value === given.get(name)) ?? (known[0] as T);
  return {
    view: one('view', ['graph', 'build', 'store', 'profiles', 'gc', 'evaluate']),
    theme: one('theme', ['system', 'light', 'dark', 'contrast']),
    lazy: one('lazy', ['visible', 'click']),
    run: given.get('run') ?? undefined,
  };
}
