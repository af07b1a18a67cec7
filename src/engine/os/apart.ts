// Work set apart: a task that the kernel drives on its own, so that deep recursion does not pile up host stack.
//
// Resuming a generator goes through every `yield*` above it; a program that recurses without bound (a shell function
// that calls itself) would overflow the host's stack. `apart` hands the inner task to the kernel, which keeps a stack
// of its own for each process. Only the kernel can do this: who drives tasks by hand must not meet one.
import type { Task } from './process.ts';

/** What `apart` yields: to others a wait that is never ready, to the kernel a task to run first. */
export interface Apart {
  (): boolean;
  readonly task: Task<void>;
}

/** Runs a task as `yield*` would, but on a fresh host stack. */
export function* apart<T>(task: Task<T>): Task<T> {
  const outcome: { value: T | undefined } = { value: undefined };
  const request: Apart = Object.assign(() => false, {
    task: (function* (): Task<void> {
      outcome.value = yield* task;
    })(),
  });
  yield request;
  return outcome.value as T; // the kernel comes back only when the task has given its value
}

export const isApart = (wait: unknown): wait is Apart => typeof wait === 'function' && 'task' in wait;
