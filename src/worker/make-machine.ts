// How the worker comes to its machine: a new one, or one out of storage.
import type { MachineInterface } from '../machine/index.ts';
import type { SavedWorld } from '../persist/index.ts';
import { MachineDouble } from '../../test/doubles/machine-double.ts';

export function createMachine(): MachineInterface {
  return new MachineDouble();
}

export function restoreMachine(saved: SavedWorld): MachineInterface {
  return new MachineDouble(saved);
}
