// Signals: names, Linux's numbers, and what each does to a process that has no handler for it.
import type { SignalName } from './process.ts';

export const SIGNAL_NUMBERS: Readonly<Record<SignalName, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
};

/** The words a shell shows for a child that a signal ended (strsignal of GNU libc). */
export const SIGNAL_WORDS: Readonly<Record<SignalName, string>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
  SIGCHLD: 'Child exited',
};

/** A signal from `TERM`, `SIGTERM` (any case) or `15`. */
export function signalFromText(text: string): SignalName | undefined {
  const names = Object.keys(SIGNAL_NUMBERS) as SignalName[];
  const upper = text.toUpperCase();
  if (/^\d+$/.test(text)) return names.find((name) => SIGNAL_NUMBERS[name] === Number(text));
  return names.find((name) => name === upper || name === `SIG${upper}`);
}
