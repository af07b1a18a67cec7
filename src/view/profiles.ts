// The Profiles scope: the way from a user's home to the store, and each generation against the one before it.
import type { Facts, WorldEvent } from '../engine/world/index.ts';
import { shortName } from './names.ts';

export interface GenerationModel {
  readonly number: number;
  readonly link: string;
  readonly target: string;
  readonly current: boolean;
  readonly packages: readonly string[];
  /** Against the generation before it, by short name. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface ChainLink {
  readonly path: string;
  /** What this link is, in a word or two. */
  readonly role: string;
  /** The step that is shown has replaced it. */
  readonly switched: boolean;
}

export interface ProfileModel {
  readonly path: string;
  readonly user: string;
  readonly chain: readonly ChainLink[];
  readonly generations: readonly GenerationModel[];
}

/** Profiles as they stand; `event` is the step that is shown, if one is. */
export function profileModels(facts: Facts, event?: WorldEvent): readonly ProfileModel[] {
  return facts.profiles.map((profile) => ({
    path: profile.path,
    user: profile.user,
    chain: profile.chain.map((path, i) => ({
      path,
      role: roleOf(i, profile.chain.length),
      switched: event?.kind === 'profile-switch' && event.profile === path,
    })),
    generations: profile.generations.map((generation, i) => {
      const packages = generation.packages.map(shortName);
      const before = (profile.generations[i - 1]?.packages ?? []).map(shortName);
      return {
        number: generation.number,
        link: generation.link,
        target: generation.target,
        current: generation.current,
        packages,
        added: packages.filter((name) => !before.includes(name)),
        removed: before.filter((name) => !packages.includes(name)),
      };
    }),
  }));
}

function roleOf(index: number, length: number): string {
  if (index === length - 1) return 'user environment in the store';
  if (index === length - 2) return 'generation';
  return index === 0 ? 'in the home directory' : 'profile';
}
