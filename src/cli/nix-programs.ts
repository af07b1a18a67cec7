// All of Nix's commands, and the programs they are on a machine.
import type { Program } from '../engine/os/index.ts';
import type { World } from '../engine/world/index.ts';
import { nix } from './commands/nix.ts';
import { nixBuild } from './commands/nix-build.ts';
import { nixCollectGarbage } from './commands/nix-collect-garbage.ts';
import { nixEnv } from './commands/nix-env.ts';
import { nixInstantiate } from './commands/nix-instantiate.ts';
import { nixStore } from './commands/nix-store.ts';
import { commandProgram, type NixCommand } from './nix-command.ts';

export const NIX_COMMANDS: readonly NixCommand[] = [
  nix,
  nixBuild,
  nixCollectGarbage,
  nixEnv,
  nixInstantiate,
  nixStore,
];

export function nixPrograms(world: World): Map<string, Program> {
  return new Map(NIX_COMMANDS.map((command) => [command.name, commandProgram(command, world)]));
}
