// A machine with nothing but the core tools on it, to run lines of cases.
import { fromBytes, type ByteString } from '../../../src/engine/base/index.ts';
import {
  Kernel,
  nullStream,
  outputSink,
  SIGNAL_NUMBERS,
  simulatedBinary,
} from '../../../src/engine/os/index.ts';
import { Files, type Credentials } from '../../../src/engine/vfs/index.ts';
import { World } from '../../../src/engine/world/index.ts';
import { CORE_TOOLS } from '../../../src/shell/tools/index.ts';
import { DIRECTORY, ENVIRONMENT } from './cases.mjs';
import { smallShell } from './small-shell.ts';

export interface Ran {
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  readonly status: number;
}

const USER: Credentials = { uid: 4242, gid: 4242, groups: [4242] };

export class ToolMachine {
  readonly world = new World();
  readonly files: Files;
  readonly #programs = new Map(CORE_TOOLS.map(({ name, run }) => [name, run]));

  constructor(credentials: Credentials = USER) {
    const root = this.world.rootFiles;
    for (const path of ['/dev', '/etc', '/usr/bin', '/tmp', '/nix/store']) root.makeDirectories(path);
    root.chmod('/tmp', 0o1777);
    for (const name of this.#programs.keys())
      root.writeFile(`/usr/bin/${name}`, simulatedBinary(name), { mode: 0o777 });
    root.symlink('usr/bin', '/bin');
    for (const device of ['null', 'zero', 'full'] as const) root.makeDevice(`/dev/${device}`, device);
    root.writeFile('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
    root.writeFile('/etc/group', 'root:x:0:\n');
    root.makeDirectories(DIRECTORY);
    root.chown(DIRECTORY, credentials.uid, credentials.gid);
    this.files = new Files(this.world.namespace(), credentials, DIRECTORY);
  }

  run(line: ByteString, environment: Readonly<Record<string, string>> = {}): Ran {
    this.world.advance(1);
    const kernel = new Kernel({ programs: this.#programs, now: () => this.world.now() });
    const out = { stdout: '', stderr: '' };
    const sink = (name: 'stdout' | 'stderr') =>
      outputSink(function* (text) {
        out[name] += text;
        yield 'tick';
      });
    const child = kernel.start({
      program: smallShell(line),
      argv: ['bash'],
      environment: new Map(Object.entries({ ...ENVIRONMENT, ...environment })),
      files: this.files,
      descriptors: new Map([
        [0, nullStream()],
        [1, sink('stdout')],
        [2, sink('stderr')],
      ]),
    });
    if (kernel.run(2_000_000) !== 'done') {
      kernel.endAll();
      throw new Error(`does not end: ${line}`);
    }
    const { exit } = child;
    if (exit === undefined) throw new Error(`has no status: ${line}`);
    return { ...out, status: 'status' in exit ? exit.status : 128 + SIGNAL_NUMBERS[exit.signal] };
  }

  read(path: ByteString): ByteString {
    return fromBytes(this.files.readFile(path));
  }
}
