// The engine as a worker: one file, so that it can also be started from its text where a frame may not load workers.
import { openStore } from '../persist/index.ts';
import { machineSource } from './make-machine.ts';
import type { Port, ToClient, ToServer } from './protocol.ts';
import { serve } from './server.ts';

serve(self as unknown as Port<ToServer, ToClient>, { machines: machineSource, openStore });
