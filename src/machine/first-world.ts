// The world a machine begins with: a small Debian-like system with Nix, one user, and the example in their home.
//
// Invariant: made by the same calls in the same order, so every new machine is the same to the last inode number.
import type { ByteString } from '../engine/base/index.ts';
import { simulatedBinary } from '../engine/os/index.ts';
import { Files, type Credentials } from '../engine/vfs/index.ts';
import { ROOT, World } from '../engine/world/index.ts';
import defaultNix from './first-home/default.nix?raw';
import toolboxBusybox from './first-home/toolbox/busybox?raw';

export const LEARNER: Credentials = { uid: 1000, gid: 1000, groups: [1000, 27] };
export const HOME = '/home/learner';
export const HOST_NAME = 'nixarium';

/** The tools that the example's builders find in their toolbox. */
const TOOLBOX = ['cat', 'chmod', 'cp', 'ls', 'ln', 'mkdir', 'mv', 'rm', 'sed', 'sort', 'wc'];

const DIRECTORIES: readonly (readonly [ByteString, number])[] = [
  ['/dev', 0o755],
  ['/etc/nix', 0o755],
  ['/home', 0o755],
  ['/nix/store/.links', 0o755],
  ['/nix/var/log/nix/drvs', 0o755],
  ['/nix/var/nix/db', 0o755],
  ['/nix/var/nix/gcroots/auto', 0o755],
  ['/nix/var/nix/gcroots/per-user', 0o755],
  ['/nix/var/nix/profiles/per-user', 0o755],
  ['/nix/var/nix/temproots', 0o755],
  ['/root', 0o700],
  ['/run', 0o755],
  ['/tmp', 0o1777],
  ['/usr/bin', 0o755],
  ['/var/tmp', 0o1777],
];

const SYMLINKS: readonly (readonly [ByteString, ByteString])[] = [
  ['/bin', 'usr/bin'],
  ['/usr/bin/sh', 'bash'],
  ['/nix/var/nix/gcroots/profiles', '/nix/var/nix/profiles'],
];

const NIX_CONF = `# What Nix does on this machine. Every line has its effect; try changing one.
max-jobs = 1
cores = 2
sandbox = true
# A builder finds a shell at /bin/sh, and the program behind the toolbox, and nothing else of this machine.
sandbox-paths = /bin/sh=/usr/bin/busybox /bin/busybox=/usr/bin/busybox
experimental-features = nix-command
# There is no network here, and so nothing to fetch from.
substituters =
compress-build-log = false
`;

const TEXTS: readonly (readonly [ByteString, ByteString])[] = [
  ['/etc/hostname', `${HOST_NAME}\n`],
  ['/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${HOST_NAME}\n`],
  ['/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\nlearner:x:1000:1000:Learner:/home/learner:/bin/bash\n'],
  ['/etc/group', 'root:x:0:\nsudo:x:27:learner\nlearner:x:1000:\nnixbld:x:30000:\n'],
  ['/etc/os-release', 'NAME="Nixarium"\nID=nixarium\nPRETTY_NAME="Nixarium, Nix under glass"\n'],
  ['/etc/nix/nix.conf', NIX_CONF],
];

const DEVICES = ['null', 'zero', 'full', 'random', 'tty'] as const;

/** Makes a new world. `programs` are the names of everything that can be run. */
export function firstWorld(programs: Iterable<string>): World {
  const world = new World();
  const root = world.rootFiles;
  for (const [path, mode] of DIRECTORIES) {
    root.makeDirectories(path, 0o755);
    root.chmod(path, mode);
  }
  root.chmod('/nix/store', 0o1775);
  root.chown('/nix/store', 0, 30000);
  for (const name of [...programs].sort())
    root.writeFile(`/usr/bin/${name}`, simulatedBinary(name), { mode: 0o777 });
  for (const [path, target] of SYMLINKS) root.symlink(target, path);
  for (const [path, text] of TEXTS) root.writeFile(path, text);
  for (const device of DEVICES) root.makeDevice(`/dev/${device}`, device);
  root.makeDevice('/dev/urandom', 'random');
  root.mkdir(HOME, 0o755);
  root.chown(HOME, LEARNER.uid, LEARNER.gid);
  const learner = new Files(root.namespace, LEARNER, HOME);
  learner.writeFile('default.nix', defaultNix);
  learner.makeDirectories('toolbox/bin');
  learner.writeFile('toolbox/bin/busybox', toolboxBusybox, { mode: 0o777 });
  for (const tool of TOOLBOX) learner.symlink('busybox', `toolbox/bin/${tool}`);
  world.takeDiff();
  return world;
}

/** Who logs in: their home, rights and environment. */
export interface Login {
  readonly home: ByteString;
  readonly credentials: Credentials;
  readonly environment: ReadonlyMap<ByteString, ByteString>;
}

export function login(user: 'learner' | 'root'): Login {
  const home = user === 'root' ? '/root' : HOME;
  const environment = new Map([
    ['HOME', home],
    ['LANG', 'C.UTF-8'],
    ['LOGNAME', user],
    ['PATH', `${home}/.nix-profile/bin:/nix/var/nix/profiles/default/bin:/usr/bin:/bin`],
    ['SHELL', '/bin/bash'],
    ['TERM', 'xterm-256color'],
    ['USER', user],
  ]);
  return { home, credentials: user === 'root' ? ROOT : LEARNER, environment };
}
