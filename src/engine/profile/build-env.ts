// `builtin:buildenv`: merges the trees of several packages into one tree of symlinks.
//
// A directory that only one package has is one symlink; it is opened into a real directory when a second package
// brings the same. Where two packages bring the same file, the smaller priority number wins, and equal ones collide.
// Source of the rule: Nix's `libstore/builtins/buildenv`.
import { compareBytes, type ByteString } from '../base/index.ts';
import type { Files } from '../vfs/index.ts';
import type { Derivation, Store } from '../store/index.ts';

/** Two packages bring the same file with the same priority; the message is Nix's. */
export class EnvironmentConflict extends Error {
  readonly code = 'environment-conflict';
}

interface Package {
  readonly path: ByteString;
  readonly active: boolean;
  readonly priority: number;
}

const LEFT_OUT = [
  '/propagated-build-inputs',
  '/nix-support',
  '/perllocal.pod',
  '/info/dir',
  '/log',
  '/manifest.nix',
  '/manifest.json',
];

/** Builds the output of a `builtin:buildenv` derivation. */
export function buildEnvironment(
  store: Store,
  derivation: Derivation,
  log: (line: ByteString) => void,
): void {
  const out = derivation.outputs.get('out')?.path ?? '';
  const { files } = store;
  files.mkdir(out);
  const tree = new Tree(files, log);
  const packages = readPackages(derivation.env.get('derivations') ?? '').sort(byPriority);
  const done = new Set<ByteString>();
  let propagated: ByteString[] = [];
  const add = ({ path, priority }: Package): void => {
    if (done.has(path)) return;
    done.add(path);
    tree.link(path, out, priority);
    const list = `${path}/nix-support/propagated-user-env-packages`;
    if (files.exists(list))
      propagated.push(
        ...files
          .readText(list)
          .split(/\s+/)
          .filter((word) => word !== ''),
      );
  };
  for (const element of packages) if (element.active) add(element);
  for (let priority = 1000; propagated.length > 0; priority++) {
    const next = propagated.sort();
    propagated = [];
    for (const path of next) add({ path, active: true, priority });
  }
  const manifest = derivation.env.get('manifest');
  if (manifest !== undefined) files.symlink(manifest, `${out}/manifest.nix`);
}

function byPriority(a: Package, b: Package): number {
  return a.priority - b.priority || compareBytes(a.path, b.path);
}

/** Reads `active priority count path…` for each package. */
function readPackages(text: ByteString): Package[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const packages: Package[] = [];
  for (let i = 0; i < words.length;) {
    const active = words[i] !== 'false';
    const priority = Number(words[i + 1]);
    const count = Number(words[i + 2]);
    for (const path of words.slice(i + 3, i + 3 + count)) packages.push({ path, active, priority });
    i += 3 + count;
  }
  return packages;
}

class Tree {
  readonly #priorities = new Map<ByteString, number>();
  constructor(
    private readonly files: Files,
    private readonly log: (line: ByteString) => void,
  ) {}

  /** Links the entries of `source` into the directory `target`. */
  link(source: ByteString, target: ByteString, priority: number): void {
    if (!this.files.exists(source)) return;
    if (this.files.stat(source).kind !== 'directory')
      return this.log(
        `warning: not including "${source}" in the user environment because it's not a directory`,
      );
    for (const { name } of this.files.readDir(source)) {
      const from = `${source}/${name}`;
      const to = `${target}/${name}`;
      if (name.startsWith('.') || !this.files.exists(from) || LEFT_OUT.some((end) => from.endsWith(end)))
        continue;
      const isDirectory = this.files.stat(from).kind === 'directory';
      const existing = this.files.exists(to, false) ? this.files.lstat(to).kind : undefined;
      if (existing !== undefined && isDirectory) this.#merge(from, to, existing, priority);
      else if (existing === undefined || this.#replaces(from, to, existing, priority)) {
        this.files.symlink(from, to);
        this.#priorities.set(to, priority);
      }
    }
  }

  /** A directory meets something that is there already. */
  #merge(from: ByteString, to: ByteString, existing: string, priority: number): void {
    if (existing === 'symlink') {
      const target = this.files.realpath(to);
      if (this.files.stat(target).kind !== 'directory')
        throw new EnvironmentConflict(`collision between '${from}' and non-directory '${target}'`);
      this.files.unlink(to);
      this.files.mkdir(to, 0o755);
      this.link(target, to, this.#priorities.get(to) ?? priority);
    }
    this.link(from, to, priority);
  }

  /** A file meets something that is there already: whether it takes its place, which is then empty. */
  #replaces(from: ByteString, to: ByteString, existing: string, priority: number): boolean {
    if (existing === 'directory')
      throw new EnvironmentConflict(`collision between non-directory '${from}' and directory '${to}'`);
    const before = this.#priorities.get(to) ?? priority;
    if (before === priority) throw new EnvironmentConflict(conflict(this.files.readlink(to), from, priority));
    if (before < priority) return false;
    this.files.unlink(to);
    return true;
  }
}

function conflict(a: ByteString, b: ByteString, priority: number): ByteString {
  return (
    `Unable to build profile. There is a conflict for the following files:\n\n  ${a}\n  ${b}` +
    `\n\n(both have priority ${priority})`
  );
}
