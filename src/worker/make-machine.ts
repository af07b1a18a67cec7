// How the worker comes to its machine: a new one, or one out of storage.
import type { Facts } from '../engine/world/index.ts';
import type { MachineInterface } from '../machine/index.ts';
import type { SavedWorld } from '../persist/index.ts';
import { MachineDouble } from '../../test/doubles/machine-double.ts';

export function createMachine(): MachineInterface {
  return new MachineDouble();
}

export function factsBefore(machine: MachineInterface, number: number): Facts {
  return (machine as MachineDouble).factsBefore(number);
}

export function restoreMachine(saved: SavedWorld): MachineInterface {
  return new MachineDouble(saved);
}
