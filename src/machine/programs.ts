// Every program of the machine: bash, the core tools, and Nix's commands on a world.
import { nixPrograms } from '../cli/index.ts';
import type { Program } from '../engine/os/index.ts';
import type { World } from '../engine/world/index.ts';
import { corePrograms } from '../shell/index.ts';

/** The programs by name. Those of Nix act on `world`. */
export function programsFor(world: World): ReadonlyMap<string, Program> {
  return new Map([...corePrograms(), ...nixPrograms(world)]);
}
