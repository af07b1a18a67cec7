// How a child's end becomes a status: 128 and the signal's number when a signal ended it.
import { SIGNAL_NUMBERS, type Exit } from '../../engine/os/index.ts';

export function exitStatus(exit: Exit): number {
  return 'status' in exit ? exit.status : 128 + SIGNAL_NUMBERS[exit.signal];
}
