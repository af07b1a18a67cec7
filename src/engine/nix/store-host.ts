// The language's host on the machine's files and store: what an evaluation may read, and how paths come to the store.
//
// Invariant: evaluation reads with the rights of whoever evaluates; the store is written with the store's. In read-only
// mode (`nix-instantiate --eval`) paths are computed and nothing is written.
import type { ByteString } from '../base/index.ts';
import {
  EvalError,
  hint,
  makeContext,
  Pending,
  type Answer,
  type FileType,
  type Host,
  type Context,
} from '../lang/index.ts';
import { baseName, hashPart, isInStore, splitStorePath, STORE_DIR, type Store } from '../store/index.ts';
import { PosixError, type Files, type FileKind } from '../vfs/index.ts';
import type { Settings } from './settings.ts';

/** What an evaluation waits for: derivations whose outputs it wants to read. */
export interface RealiseWork {
  readonly drvs: readonly ByteString[];
}

const TYPES: Readonly<Record<FileKind, FileType>> = {
  file: 'regular',
  directory: 'directory',
  symlink: 'symlink',
  device: 'unknown',
};

export interface StoreHostOptions {
  readonly store: Store;
  /** The evaluating process's view of files. */
  readonly files: Files;
  readonly environment: ReadonlyMap<ByteString, ByteString>;
  readonly settings: Settings;
  readonly readOnly: boolean;
  readonly nixVersion: ByteString;
  readonly now: () => number;
  readonly print: (line: ByteString) => void;
  /** Told of each file that is evaluated. */
  readonly evaluating?: (path: ByteString) => void;
}

export class StoreHost implements Host {
  readonly storeDir = STORE_DIR;
  readonly currentSystem: ByteString;
  readonly nixVersion: ByteString;
  readonly home: ByteString | undefined;
  readonly store: Store;
  readonly readOnly: boolean;
  readonly #files: Files;
  readonly #options: StoreHostOptions;
  /** The context whose builds are waited for. */
  #realising: Context | undefined;
  readonly #copied = new Map<ByteString, ByteString>();
  /** Derivations whose build was tried for this evaluation and failed, with the error's text. */
  readonly failed = new Map<ByteString, ByteString>();

  constructor(options: StoreHostOptions) {
    this.#options = options;
    this.store = options.store;
    this.readOnly = options.readOnly;
    this.#files = options.files;
    const { settings } = options;
    this.currentSystem = settings.text('eval-system') || settings.text('system');
    this.nixVersion = options.nixVersion;
    this.home = options.environment.get('HOME');
  }

  get currentTime(): number {
    return this.#options.now();
  }

  readFile(path: ByteString): ByteString | undefined {
    return this.#quietly(() => this.#files.readText(path));
  }

  lstat(path: ByteString): FileType | undefined {
    return this.#quietly(() => TYPES[this.#files.lstat(path).kind]);
  }

  readDir(path: ByteString): readonly (readonly [ByteString, FileType])[] | undefined {
    return this.#quietly(() =>
      this.#files.readDir(path).map(({ name, kind }) => [name, TYPES[kind]] as const),
    );
  }

  readLink(path: ByteString): ByteString | undefined {
    return this.#quietly(() => this.#files.readlink(path));
  }

  realPath(path: ByteString): ByteString | undefined {
    return this.#quietly(() => this.#files.realpath(path));
  }

  env(name: ByteString): ByteString | undefined {
    return this.#options.environment.get(name);
  }

  copyToStore(path: ByteString): ByteString {
    const known = this.#copied.get(path);
    if (known !== undefined) return known;
    if (this.lstat(path) === undefined) throw new EvalError('eval', hint`path '${path}' does not exist`);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const copied = this.addSource(path, name === '' ? 'source' : name);
    this.#copied.set(path, copied);
    return copied;
  }

  /** Copies a tree under a name, or only computes its path in read-only mode. `filter` takes paths below it. */
  addSource(path: ByteString, name: ByteString, filter?: (path: ByteString) => boolean): ByteString {
    const { store, readOnly } = this;
    return readOnly
      ? store.sourcePath(this.#files, path, name, filter)
      : store.addSource(this.#files, path, name, filter);
  }

  /** Adds one file by the hash of its bytes alone. */
  addFlat(path: ByteString, name: ByteString): ByteString {
    return this.readOnly
      ? this.store.flatPath(this.#files, path, name)
      : this.store.addFlat(this.#files, path, name);
  }

  /** Adds a text, or only computes its path in read-only mode. */
  addText(name: ByteString, text: ByteString, references: readonly ByteString[]): ByteString {
    return this.readOnly
      ? this.store.textPath(name, text, references)
      : this.store.addText(name, text, references);
  }

  /** What a store file's text refers to: those references of its store path whose hash parts it holds. */
  referencesIn(path: ByteString, text: ByteString): Context {
    if (!isInStore(path)) return [];
    const store = splitStorePath(path).path;
    const references = this.store.isValid(store) ? this.store.query(store).references : [];
    return makeContext(references.filter((reference) => text.includes(hashPart(reference))).map(baseName));
  }

  realise(context: Context): Answer<null> {
    // Asked again when the builds are done, it has said already what it has to say.
    if (this.#realising !== context) this.#checkImport(context);
    this.#realising = undefined;
    const drvs = context.flatMap((element) =>
      element.startsWith('!') ? [`${STORE_DIR}/${element.slice(element.indexOf('!', 1) + 1)}`] : [],
    );
    const missing = drvs.filter((drv) =>
      [...this.store.derivation(drv).outputs.values()].some(({ path }) => !this.store.isValid(path)),
    );
    for (const drv of missing) {
      const reason = this.failed.get(drv);
      if (reason === undefined) continue;
      this.failed.delete(drv);
      throw new EvalError('eval', reason);
    }
    if (missing.length === 0) return null;
    this.#realising = context;
    const work: RealiseWork = { drvs: missing };
    return new Pending(work);
  }

  /** What the settings have to say of reading outputs during evaluation. */
  #checkImport(context: Context): void {
    const { settings } = this.#options;
    const first = context.find((element) => element.startsWith('!'));
    if (first === undefined) return;
    const at = first.indexOf('!', 1);
    const wanted = `${STORE_DIR}/${first.slice(at + 1)}^${first.slice(1, at)}`;
    if (!settings.boolean('allow-import-from-derivation'))
      throw new EvalError(
        'eval',
        hint`cannot build '${wanted}' during evaluation because the option '${'allow-import-from-derivation'}' is disabled`,
      );
    if (settings.boolean('trace-import-from-derivation'))
      this.print(
        `\x1b[35;1mwarning:\x1b[0m built '${wanted}' during evaluation due to an import from derivation`,
      );
  }

  print(line: ByteString): void {
    this.#options.print(line);
  }

  evaluating(path: ByteString): void {
    this.#options.evaluating?.(path);
  }

  #quietly<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof PosixError) return undefined;
      throw error;
    }
  }
}
