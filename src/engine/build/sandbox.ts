// The sandbox: what a builder sees. Its inputs' closure, a place to build, a shell, a few devices, and nothing else.
//
// Invariant: only what is mounted or made here exists for the builder; inputs are read-only. Everything stands under
// one directory of the store's file system and is gone afterwards.
import type { ByteString } from '../base/index.ts';
import { Files, Namespace, PosixError, type Credentials, type Place } from '../vfs/index.ts';

/** The builder's own user inside the sandbox, as Nix has it. */
export const BUILD_USER: Credentials = { uid: 1000, gid: 100, groups: [100] };
export const BUILD_DIR = '/build';

/** A path to show inside, and where it really is. */
export interface SandboxPath {
  readonly inside: ByteString;
  readonly outside: ByteString;
  /** A missing one is left out rather than an error (`path?` in sandbox-paths). */
  readonly optional: boolean;
}

/** Reads the setting `sandbox-paths`: words of the form `inside`, `inside=outside`, either with a `?` behind. */
export function parseSandboxPaths(setting: ByteString): SandboxPath[] {
  return setting
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const optional = word.endsWith('?');
      const [inside, outside = inside] = (optional ? word.slice(0, -1) : word).split('=');
      return { inside, outside, optional };
    });
}

export interface Sandbox {
  /** Files as the builder sees them, with its working directory at the place to build. */
  readonly files: Files;
  /** Where the sandbox's root really is. */
  readonly root: ByteString;
}

/** Makes a sandbox under `root`, which must not exist. `files` are the store's own. */
export function makeSandbox(
  files: Files,
  root: ByteString,
  buildDir: ByteString,
  visible: readonly ByteString[],
  sandboxPaths: readonly SandboxPath[],
): Sandbox {
  const inside = (path: ByteString) => `${root}${path}`;
  for (const [path, mode] of DIRECTORIES) {
    files.makeDirectories(inside(path));
    files.chmod(inside(path), mode);
  }
  files.chown(inside('/nix/store'), 0, BUILD_USER.gid);
  files.makeDirectories(buildDir);
  files.chown(buildDir, BUILD_USER.uid, BUILD_USER.gid);
  files.chmod(buildDir, 0o700);
  for (const [path, text] of ETC) files.writeFile(inside(path), text, { mode: 0o444 });
  for (const [path, device] of DEVICES) files.makeDevice(inside(path), device);
  for (const [path, target] of LINKS) files.symlink(target, inside(path));

  const namespace = new Namespace({ ...files.place(root), readOnly: false });
  const bind = (at: ByteString, outside: ByteString, readOnly: boolean) => {
    const place: Place = { ...files.place(outside), readOnly };
    if (files.stat(outside).kind === 'directory') files.makeDirectories(inside(at));
    else {
      files.makeDirectories(inside(at.slice(0, at.lastIndexOf('/')) || '/'));
      if (!files.exists(inside(at))) files.writeFile(inside(at), '');
    }
    namespace.mount(files.place(inside(at)), place);
  };
  for (const path of visible) {
    // A symlink cannot be mounted on: it is made again, as Nix does.
    if (files.lstat(path).kind === 'symlink') files.symlink(files.readlink(path), inside(path));
    else bind(path, path, true);
  }
  for (const { inside: at, outside, optional } of sandboxPaths) {
    if (files.exists(outside)) bind(at, outside, true);
    else if (!optional) throw new PosixError('ENOENT', outside);
  }
  bind(BUILD_DIR, buildDir, false);
  return { files: new Files(namespace, BUILD_USER, BUILD_DIR), root };
}

const DIRECTORIES: readonly (readonly [ByteString, number])[] = [
  ['', 0o755],
  ['/nix', 0o755],
  ['/nix/store', 0o1775],
  ['/tmp', 0o1777],
  ['/etc', 0o755],
  ['/dev', 0o755],
  ['/bin', 0o755],
  ['/build', 0o755],
];

const ETC: readonly (readonly [ByteString, ByteString])[] = [
  [
    '/etc/passwd',
    'root:x:0:0:Nix build user:/build:/noshell\n' +
      'nixbld:x:1000:100:Nix build user:/build:/noshell\n' +
      'nobody:x:65534:65534:Nobody:/:/noshell\n',
  ],
  ['/etc/group', 'root:x:0:\nnixbld:!:100:\nnogroup:x:65534:\n'],
  ['/etc/hosts', '127.0.0.1 localhost\n::1 localhost\n'],
];

const DEVICES = [
  ['/dev/null', 'null'],
  ['/dev/zero', 'zero'],
  ['/dev/full', 'full'],
  ['/dev/random', 'random'],
  ['/dev/urandom', 'random'],
  ['/dev/tty', 'tty'],
] as const;

const LINKS: readonly (readonly [ByteString, ByteString])[] = [
  ['/dev/fd', '/proc/self/fd'],
  ['/dev/stdin', '/proc/self/fd/0'],
  ['/dev/stdout', '/proc/self/fd/1'],
  ['/dev/stderr', '/proc/self/fd/2'],
];
