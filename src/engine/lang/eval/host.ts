// What the language needs from the world around it: the whole of its input and output.
//
// Invariant: everything is synchronous. A host that has to work first (copy a path, build a derivation) answers
// `pending` with that work; the evaluation then stops with status `waiting`, somebody does the work, and the host is
// asked the same question again.
import { NotSimulated, type ByteString } from '../../base/index.ts';
import type { Context } from '../value/string-context.ts';
import type { NixString } from '../value/value.ts';

export type FileType = 'regular' | 'directory' | 'symlink' | 'unknown';

export class Pending {
  /** `work` means something to the host alone; a run that waits shows it. */
  constructor(readonly work: unknown) {}
}

export type Answer<T> = T | Pending;

/** A derivation of the store, as `import` makes a value of it: strings with their contexts. */
export interface StoredDerivation {
  readonly drvPath: NixString;
  readonly name: ByteString;
  /** Each output with its path. */
  readonly outputs: readonly (readonly [ByteString, NixString])[];
}

export interface Host {
  /** The bytes of a regular file, symlinks followed; undefined when there is none. */
  readFile(path: ByteString): Answer<ByteString | undefined>;
  /** The type of a directory entry itself, no symlink followed at the end; undefined when there is none. */
  lstat(path: ByteString): Answer<FileType | undefined>;
  /** What a symlink says; undefined when it is none. */
  readLink(path: ByteString): Answer<ByteString | undefined>;
  /** The names in a directory with their types; undefined when it is none. */
  readDir(path: ByteString): Answer<readonly (readonly [ByteString, FileType])[] | undefined>;
  /** The path with every symlink in it resolved (the last component too); undefined when it leads nowhere. */
  realPath(path: ByteString): Answer<ByteString | undefined>;
  env(name: ByteString): ByteString | undefined;
  readonly home: ByteString | undefined;
  readonly storeDir: ByteString;
  readonly currentSystem: ByteString;
  /** Seconds since 1970. */
  readonly currentTime: number;
  readonly nixVersion: ByteString;
  /** Copies a path to the store under its own name, without what is not to be kept, and answers its store path. */
  copyToStore(path: ByteString, keep?: (path: ByteString) => boolean): Answer<ByteString>;
  /** A store path with all it refers to, when the path lies in one. */
  closure?(path: ByteString): readonly ByteString[] | undefined;
  /** The derivation at a path, when that is the store path of a valid one. */
  derivationAt?(path: ByteString): StoredDerivation | undefined;
  /** The context of a file's text: the store paths it refers to, when it lies in the store. */
  referencesIn(path: ByteString, text: ByteString): Answer<Context>;
  /** Builds or fetches what a string context speaks of; the outputs of derivations among it, which may be read then. */
  realise(context: Context): Answer<readonly ByteString[]>;
  /** One line of diagnostics for stderr, without its end: `trace: …`, `warning: …`, with colours. */
  print(line: ByteString): void;
  /** Told of a file that another one imports, before it is read. */
  evaluating?(path: ByteString): void;
}

/** A host without a world: no files, no store; it collects what is printed. */
export class DummyHost implements Host {
  readonly home: ByteString | undefined = '/homeless-shelter';
  readonly storeDir = '/nix/store';
  readonly currentSystem: ByteString = 'x86_64-linux';
  readonly currentTime: number = 0;
  readonly nixVersion: ByteString = '2.36.0';
  readonly printed: ByteString[] = [];

  constructor(readonly files: ReadonlyMap<ByteString, ByteString> = new Map()) {}

  readFile(path: ByteString): Answer<ByteString | undefined> {
    return this.files.get(path);
  }

  lstat(path: ByteString): Answer<FileType | undefined> {
    if (this.files.has(path)) return 'regular';
    const folder = path === '/' ? '/' : `${path}/`;
    for (const file of this.files.keys()) if (file.startsWith(folder)) return 'directory';
    return path === '/' ? 'directory' : undefined;
  }

  readDir(path: ByteString): Answer<readonly (readonly [ByteString, FileType])[] | undefined> {
    if (this.lstat(path) !== 'directory') return undefined;
    const folder = path === '/' ? '/' : `${path}/`;
    const names = new Map<ByteString, FileType>();
    for (const file of this.files.keys()) {
      if (!file.startsWith(folder)) continue;
      const [first, ...rest] = file.slice(folder.length).split('/');
      names.set(first, rest.length > 0 ? 'directory' : 'regular');
    }
    return [...names];
  }

  readLink(_path: ByteString): Answer<ByteString | undefined> {
    return undefined;
  }

  realPath(path: ByteString): Answer<ByteString | undefined> {
    return this.lstat(path) === undefined ? undefined : path;
  }

  env(_name: ByteString): ByteString | undefined {
    return undefined;
  }

  copyToStore(path: ByteString): Answer<ByteString> {
    throw new NotSimulated(`copying ${path} to the store`, 'this evaluation has no store');
  }

  referencesIn(_path: ByteString, _text: ByteString): Answer<Context> {
    return [];
  }

  realise(_context: Context): Answer<readonly ByteString[]> {
    throw new NotSimulated('import from derivation', 'this evaluation has no store');
  }

  print(line: ByteString): void {
    this.printed.push(line);
  }
}
