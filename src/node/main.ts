// The machine in Node: `nixarium [--world FILE] [--mount HOSTDIR=GUESTDIR[:rw]]... [--user NAME] (-c SCRIPT | FILE [ARG...])`.
//
// Standard output, standard error and exit status are the script's. This interface is a contract: tests and people's
// own automation are written against it.
import { readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { encodeUtf8, fromBytes, toBytes, type ByteString } from '../engine/base/index.ts';
import type { Stream, Task } from '../engine/os/index.ts';
import { PosixError } from '../engine/vfs/index.ts';
import type { HostMount } from '../engine/world/index.ts';
import { login, Machine, type Run } from '../machine/index.ts';
import { HostFileSystem } from './host-file-system.ts';
import { readWorld, writeWorld, BadWorldFile } from './world-file.ts';

const USAGE = `usage: nixarium [--world FILE] [--mount HOSTDIR=GUESTDIR[:rw]]... [--user NAME] (-c SCRIPT | FILE [ARG...])

  -c SCRIPT                        run SCRIPT with the simulated machine's bash
  FILE [ARG...]                    run the host's file FILE with it
  --world FILE                     keep the machine in FILE: read it first when it is there, write it afterwards
  --mount HOSTDIR=GUESTDIR[:rw]    show a folder of the host, read-only unless :rw
  --user NAME                      run as learner (the default) or root
`;

class Usage extends Error {}

interface Options {
  readonly world: string | undefined;
  readonly mounts: readonly HostMount[];
  readonly user: 'learner' | 'root';
  /** The arguments of bash. */
  readonly argv: readonly ByteString[];
  /** A script of the host, put in the machine's /tmp. */
  readonly script: string | undefined;
}

function parse(argv: readonly string[]): Options {
  const rest = [...argv];
  const mounts: string[] = [];
  let world: string | undefined;
  let user: Options['user'] = 'learner';
  const value = (flag: string): string => {
    const next = rest.shift();
    if (next === undefined) throw new Usage(`${flag} needs a value`);
    return next;
  };
  const made = (bash: ByteString[], script: string | undefined): Options => {
    return { world, mounts: mounts.map((mount) => parseMount(mount, user)), user, argv: bash, script };
  };
  for (;;) {
    const word = rest.shift();
    if (word === undefined) throw new Usage('expected -c SCRIPT or a FILE');
    switch (word) {
      case '--world':
        world = resolve(value(word));
        break;
      case '--mount':
        mounts.push(value(word));
        break;
      case '--user':
        user = parseUser(value(word));
        break;
      case '-c':
        return made(['-c', encodeUtf8(value(word)), ...rest.map(encodeUtf8)], undefined);
      default:
        if (word.startsWith('-')) throw new Usage(`unknown option '${word}'`);
        return made(rest.map(encodeUtf8), word);
    }
  }
}

function parseUser(name: string): Options['user'] {
  if (name === 'learner' || name === 'root') return name;
  throw new Usage(`there is no user '${name}': expected learner or root`);
}

function parseMount(text: string, user: Options['user']): HostMount {
  const match = /^(.+)=(\/.*?)(:rw)?$/.exec(text);
  if (match === null)
    throw new Usage(`--mount takes HOSTDIR=GUESTDIR[:rw] with an absolute GUESTDIR, not '${text}'`);
  const [, host, guest, writable] = match;
  try {
    const readOnly = writable === undefined;
    return {
      at: encodeUtf8(guest),
      fileSystem: new HostFileSystem(resolve(host), login(user).credentials, readOnly),
      readOnly,
    };
  } catch (error) {
    if (error instanceof PosixError) throw new Usage(`--mount: ${host}: ${error.reason}`);
    throw error;
  }
}

/** Standard input of the host, read when the script asks for it. */
class HostInput implements Stream {
  readonly isTerminal = false;

  *read(max: number): Task<Uint8Array> {
    const buffer = new Uint8Array(Math.min(max, 65536));
    for (;;) {
      try {
        return buffer.subarray(0, readSync(0, buffer, 0, buffer.length, null));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EOF' || code === 'EISDIR') return new Uint8Array(0);
        if (code !== 'EAGAIN') throw new PosixError('EIO');
      }
    }
  }

  *write(): Task<void> {
    throw new PosixError('EBADF');
  }

  close(): void {}
  retain(): void {}
}

/** Writes all bytes to a descriptor of the host. */
function writeHost(fd: number, text: ByteString): void {
  const bytes = toBytes(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
    }
  }
}

/** Fuel for one slice between looks at the host's signals. */
const SLICE = 20_000;

async function drive(run: Run): Promise<void> {
  const stop = () => run.interrupt();
  process.on('SIGINT', stop);
  try {
    while (run.resume(SLICE) === 'more') await new Promise((next) => setImmediate(next));
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Runs the command line; answers the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 0 || argv[0] === '--help' || argv[0] === '-h') {
    process.stdout.write(USAGE);
    return argv.length === 0 ? 2 : 0;
  }
  try {
    const options = parse(argv);
    const saved = options.world !== undefined && exists(options.world) ? readWorld(options.world) : undefined;
    const machine = saved === undefined ? Machine.create(options.mounts) : new Machine(saved, options.mounts);
    const script = options.script === undefined ? [] : [stageScript(machine, options.script)];
    const run = machine.runScript(
      { argv: [...script, ...options.argv], stdin: new HostInput(), user: options.user },
      { output: (stream, text) => writeHost(stream === 'stdout' ? 1 : 2, text) },
    );
    await drive(run);
    if (options.world !== undefined) writeWorld(options.world, machine);
    return machine.journal[machine.position - 1].status;
  } catch (error) {
    if (error instanceof Usage || error instanceof BadWorldFile) {
      process.stderr.write(`nixarium: ${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Puts a script of the host into the machine, under its own name, and answers its path there. */
function stageScript(machine: Machine, script: string): ByteString {
  let text: Uint8Array;
  try {
    text = readFileSync(script);
  } catch {
    throw new Usage(`cannot read the script '${script}'`);
  }
  const name = encodeUtf8(script.slice(script.lastIndexOf('/') + 1));
  const path = `/tmp/${name}`;
  machine.world.rootFiles.writeFile(path, fromBytes(text), { mode: 0o777 });
  return path;
}
