// Everything a command can tell whoever watches it, in the order in which it happened: the trace.
//
// The trace is derived: it is not saved, it comes again when the command is run again on the world it ran on.
import type { BuildEvent } from '../build/index.ts';
import type { InstantiateEvent } from '../nix/index.ts';
import type { ProfileEvent } from '../profile/index.ts';
import type { StoreEvent } from '../store/index.ts';

export type WorldEvent = InstantiateEvent | StoreEvent | BuildEvent | ProfileEvent;

/** Receives events; absent when nobody looks. */
export type Observer = (event: WorldEvent) => void;
