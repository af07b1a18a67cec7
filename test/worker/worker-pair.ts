// A client and a server joined by a channel in this thread, over the double of the machine.
import {
  Client,
  type ClientListener,
  type MachineState,
  type Role,
  type StorageState,
} from '../../src/worker/index.ts';
import type { OutputPiece, Port, Reading, ToClient, ToServer } from '../../src/worker/index.ts';
import { serve, type ServerParts } from '../../src/worker/server.ts';
import type { WorldEvent } from '../../src/engine/world/index.ts';
import { Assistant } from '../../src/assist/index.ts';
import { Machine } from '../../src/machine/index.ts';
import { openStore } from '../../src/persist/index.ts';
import { MachineDouble } from '../doubles/machine-double.ts';

export class Seen implements ClientListener {
  readonly states: MachineState[] = [];
  readonly storages: StorageState[] = [];
  readonly roles: Role[] = [];
  readonly output: OutputPiece[] = [];
  readonly events: WorldEvent[] = [];
  readonly readings: (Reading | null)[] = [];
  blockedTimes = 0;

  get text(): string {
    return this.output.map(({ text }) => text).join('');
  }
  state(state: MachineState): void {
    this.states.push(state);
  }
  storage(storage: StorageState): void {
    this.storages.push(storage);
  }
  role(role: Role): void {
    this.roles.push(role);
  }
  progress(output: readonly OutputPiece[], events: readonly WorldEvent[]): void {
    this.output.push(...output);
    this.events.push(...events);
  }
  blocked(reading: Reading | null): void {
    this.blockedTimes++;
    this.readings.push(reading);
  }
}

export function workerPair(parts: Partial<ServerParts<MachineDouble>> = {}): {
  client: Client;
  seen: Seen;
  close(): void;
} {
  const channel = new MessageChannel();
  serve(channel.port1 as unknown as Port<ToServer, ToClient>, {
    machines: {
      create: () => new MachineDouble(),
      restore: (saved) => new MachineDouble(saved),
      everything: () => ({}),
      factsBefore: (machine, number) => machine.factsBefore(number),
      assistant: () => new Assistant(Machine.create().world),
    },
    openStore,
    ...parts,
  });
  const seen = new Seen();
  const client = new Client(channel.port2 as unknown as Port<ToClient, ToServer>, seen);
  return { client, seen, close: () => channel.port1.close() };
}
