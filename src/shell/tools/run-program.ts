// Running another program: from a word to a file on PATH, and what is said when there is none.
import type { ByteString } from '../../engine/base/index.ts';
import type { Process, SpawnOptions, Task } from '../../engine/os/index.ts';
import { SIGNAL_NUMBERS } from '../../engine/os/index.ts';
import { PosixError, type Files } from '../../engine/vfs/index.ts';
import { join, statOf } from './paths.ts';

const DEFAULT_PATH = '/bin:/usr/bin';

/** The files that a word may run, in the order of PATH; a word with a slash stands for itself. */
export function findOnPath(files: Files, word: ByteString, path: ByteString = DEFAULT_PATH): ByteString[] {
  if (word.includes('/')) return isExecutable(files, word) ? [word] : [];
  if (word === '') return [];
  return path
    .split(':')
    .map((directory) => join(directory === '' ? '.' : directory, word))
    .filter((file) => isExecutable(files, file));
}

function isExecutable(files: Files, path: ByteString): boolean {
  return statOf(files, path)?.kind === 'file' && files.access(path, 'x');
}

/** execvp: spawns `argv`. Throws PosixError (ENOENT, EACCES, ENOEXEC). */
export function spawnByName(
  process: Process,
  argv: readonly ByteString[],
  options: Partial<SpawnOptions> = {},
): ReturnType<Process['spawn']> {
  const environment = options.environment ?? process.environment;
  const path = findOnPath(options.files ?? process.files, argv[0], environment.get('PATH'))[0];
  if (path === undefined) {
    // Say what the system call would: a file that may not be run is EACCES, a missing one ENOENT.
    if (argv[0].includes('/') && statOf(process.files, argv[0]) !== undefined)
      throw new PosixError('EACCES', argv[0]);
    throw new PosixError('ENOENT', argv[0]);
  }
  return process.spawn({ descriptors: process.descriptors, ...options, environment, path, argv });
}

/** Runs `argv` to its end; the status as a shell sees it. Throws PosixError when it cannot be run. */
export function* runByName(
  process: Process,
  argv: readonly ByteString[],
  options: Partial<SpawnOptions> = {},
): Task<number> {
  const exit = yield* spawnByName(process, argv, options).wait();
  return 'status' in exit ? exit.status : 128 + SIGNAL_NUMBERS[exit.signal];
}
