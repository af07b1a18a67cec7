// The engine on the page's own thread: the same server over a channel, for frames where no worker may start.
import { openStore } from '../persist/index.ts';
import { machineSource } from './make-machine.ts';
import type { Port, ToClient, ToServer } from './protocol.ts';
import { serve } from './server.ts';

export function serveHere(): Port<ToClient, ToServer> {
  const channel = new MessageChannel();
  serve(channel.port1 as unknown as Port<ToServer, ToClient>, { machines: machineSource, openStore });
  return channel.port2 as unknown as Port<ToClient, ToServer>;
}
