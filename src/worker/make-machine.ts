// How the server comes to its machine: a new one, or one out of storage.
import { TABLE_NAMES, World, type Diff, type Facts, type TableName } from '../engine/world/index.ts';
import { Assistant } from '../assist/index.ts';
import { Machine } from '../machine/index.ts';
import type { SavedWorld } from '../persist/index.ts';
import type { MachineSource } from './server.ts';

/** The real machine. */
export const machineSource: MachineSource<Machine> = {
  create: () => Machine.create(),

  restore({ rows, journal, position }: SavedWorld): Machine {
    const world = new World();
    const load = <T extends TableName>(name: T) => world.load(name, rows[name]);
    for (const name of TABLE_NAMES) load(name);
    return new Machine({ world, journal, position });
  },

  everything(machine: Machine): Diff {
    return Object.fromEntries(
      TABLE_NAMES.map((name) => [
        name,
        [...machine.world.records(name)].map(([key, after]) => ({ key, before: undefined, after })),
      ]),
    ) as Diff;
  },

  factsBefore: (machine: Machine, number: number): Facts => machine.factsBefore(number),
  assistant: (machine: Machine) => new Assistant(machine.world),
};
