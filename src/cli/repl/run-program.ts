// Running another program from within a command, on the same terminal.
import type { ByteString } from '../../engine/base/index.ts';
import { SIGNAL_NUMBERS, type Task } from '../../engine/os/index.ts';
import type { NixContext } from '../nix-context.ts';
import { CommandError } from '../usage-error.ts';

/** Runs a program that is looked up in PATH; answers its exit status. Throws CommandError when there is none. */
export function* runProgram(
  { process }: NixContext,
  argv: readonly ByteString[],
  variables: readonly (readonly [ByteString, ByteString])[] = [],
): Task<number> {
  const [name] = argv;
  const path = name.includes('/')
    ? name
    : (process.environment.get('PATH') ?? '')
        .split(':')
        .map((directory) => `${directory}/${name}`)
        .find((candidate) => process.files.exists(candidate) && process.files.access(candidate, 'x'));
  if (path === undefined) throw new CommandError(`executing '${name}': No such file or directory`);
  const child = process.spawn({
    path,
    argv,
    environment: new Map([...process.environment, ...variables]),
    descriptors: process.descriptors,
  });
  const exit = yield* child.wait();
  return 'status' in exit ? exit.status : 128 + SIGNAL_NUMBERS[exit.signal];
}
