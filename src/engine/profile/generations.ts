// Generations: the numbered symlinks behind a profile, and the atomic switch between them.
//
// Invariant: the profile's own symlink always points at a complete generation, because a new one is made beside it and
// renamed over it. Source of the rules: Nix's `libstore/profiles`.
import type { ByteString } from '../base/index.ts';
import { addIndirectRoot, STORE_DIR } from '../store/index.ts';
import type { Files } from '../vfs/index.ts';
import type { ProfileEvent } from './events.ts';

/** A request about a profile's history that cannot be met; the message is Nix's. */
export class ProfileError extends Error {
  readonly code = 'profile';
}

export interface Generation {
  readonly number: number;
  /** The path of its symlink. */
  readonly link: ByteString;
  /** Logical seconds since 1970 when the link was made. */
  readonly time: number;
}

export interface History {
  /** By number, oldest first. */
  readonly generations: readonly Generation[];
  /** The number the profile points at, if it does. */
  readonly current: number | undefined;
}

function directoryOf(path: ByteString): ByteString {
  return path.slice(0, path.lastIndexOf('/'));
}

function nameOf(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The generation number in a link's name, `profile-12-link` for the profile `profile`. */
function numberOf(profileName: ByteString, linkName: ByteString): number | undefined {
  if (!linkName.startsWith(`${profileName}-`) || !linkName.endsWith('-link')) return undefined;
  const digits = linkName.slice(profileName.length + 1, -'-link'.length);
  return /^[0-9]+$/.test(digits) ? Number(digits) : undefined;
}

/** The history of a profile; empty when there is none. */
export function findGenerations(files: Files, profile: ByteString): History {
  const directory = directoryOf(profile);
  const name = nameOf(profile);
  if (!files.exists(directory)) return { generations: [], current: undefined };
  const generations = files
    .readDir(directory)
    .flatMap((entry) => {
      const number = numberOf(name, entry.name);
      const link = `${directory}/${entry.name}`;
      return number === undefined ? [] : [{ number, link, time: files.lstat(link).mtime }];
    })
    .sort((a, b) => a.number - b.number);
  const current = files.exists(profile, false) ? numberOf(name, nameOf(files.readlink(profile))) : undefined;
  return { generations, current };
}

/** Files and rights to change profiles with: the user's for the links, the store's for the roots. */
export interface ProfileAccess {
  readonly files: Files;
  /** The store owner's files. */
  readonly storeFiles: Files;
  readonly observe?: (event: ProfileEvent) => void;
}

/** Makes the next generation for a store path (or answers the last one, when it points there already): its link. */
export function createGeneration(access: ProfileAccess, profile: ByteString, output: ByteString): ByteString {
  const { files, storeFiles, observe } = access;
  const { generations } = findGenerations(files, profile);
  const last = generations.at(-1);
  if (last !== undefined && files.readlink(last.link) === output) return last.link;
  const number = (last?.number ?? 0) + 1;
  const link = `${profile}-${number}-link`;
  files.makeDirectories(directoryOf(profile));
  files.symlink(output, link);
  addIndirectRoot(storeFiles, link);
  observe?.({ kind: 'profile-generation', link, number, target: output });
  return link;
}

/** Points the profile at a generation link, atomically: a new symlink is made beside it and renamed over it. */
export function switchLink(access: ProfileAccess, profile: ByteString, target: ByteString): void {
  const { files, observe } = access;
  const from = files.exists(profile, false) ? files.readlink(profile) : undefined;
  const to = directoryOf(target) === directoryOf(profile) ? nameOf(target) : target;
  const temporary = `${directoryOf(profile)}/.0_${nameOf(profile)}`;
  files.symlink(to, temporary);
  files.rename(temporary, profile);
  observe?.({ kind: 'profile-switch', profile, from, to });
}

/** Switches to generation `wanted`, or without one to the newest that is older than the current. */
export function switchGeneration(
  access: ProfileAccess,
  profile: ByteString,
  wanted: number | undefined,
): { readonly from: number; readonly to: number } {
  const { generations, current } = findGenerations(access.files, profile);
  const from = current ?? 0;
  const target =
    wanted === undefined
      ? generations.filter(({ number }) => number < from).at(-1)
      : generations.find(({ number }) => number === wanted);
  if (target === undefined)
    throw new ProfileError(
      wanted === undefined
        ? `no profile version older than the current (${from}) exists`
        : `profile version ${wanted} does not exist`,
    );
  switchLink(access, profile, target.link);
  return { from, to: target.number };
}

/** Deletes the links of some generations; never the current one. `tell` is called before each. */
export function deleteGenerations(
  access: ProfileAccess,
  profile: ByteString,
  numbers: ReadonlySet<number>,
  tell: (number: number) => void,
): void {
  const { generations, current } = findGenerations(access.files, profile);
  if (current !== undefined && numbers.has(current))
    throw new ProfileError(`cannot delete current version of profile '${profile}''`);
  for (const { number, link } of generations) {
    if (!numbers.has(number)) continue;
    tell(number);
    access.files.unlink(link);
    access.observe?.({ kind: 'profile-delete', link, number });
  }
}

/** The symlinks from `start` to the store, each followed once: `~/.nix-profile` … `/nix/store/…`. */
export function profileChain(files: Files, start: ByteString): ByteString[] {
  const chain = [start];
  let at = start;
  while (chain.length < 40 && !at.startsWith(`${STORE_DIR}/`) && files.exists(at, false)) {
    if (files.lstat(at).kind !== 'symlink') break;
    const target = files.readlink(at);
    at = target.startsWith('/') ? target : `${directoryOf(at)}/${target}`;
    chain.push(at);
  }
  return chain;
}
