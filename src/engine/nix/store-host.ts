// The language's host on the machine's files and store: what an evaluation may read, and how paths come to the store.
//
// Invariant: evaluation reads with the rights of whoever evaluates; the store is written with the store's. In read-only
// mode (`nix-instantiate --eval`) paths are computed and nothing is written.
import { NotSimulated, type ByteString } from '../base/index.ts';
import {
  EvalError,
  hint,
  makeContext,
  makeString,
  parseContextElement,
  Pending,
  showContextElement,
  type Answer,
  type FileType,
  type Host,
  type Context,
  type StoredDerivation,
} from '../lang/index.ts';
import {
  baseName,
  closure,
  hashPart,
  isDerivationPath,
  isInStore,
  isStorePath,
  splitStorePath,
  STORE_DIR,
  type PathFilter,
  type Store,
} from '../store/index.ts';
import { PosixError, type Files, type FileKind } from '../vfs/index.ts';
import type { Settings } from './settings.ts';
import { inStore, outputString } from './store-string.ts';

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
  readonly settings: Settings;
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
    this.settings = settings;
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

  copyToStore(path: ByteString, keep?: (path: ByteString) => boolean): ByteString {
    const known = this.#copied.get(path);
    if (known !== undefined) return known;
    if (this.lstat(path) === undefined) throw new EvalError('eval', hint`path '${path}' does not exist`);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const copied = this.addSource(path, name === '' ? 'source' : name, { keep });
    this.#copied.set(path, copied);
    return copied;
  }

  closure(path: ByteString): readonly ByteString[] | undefined {
    if (!isInStore(path)) return undefined;
    const root = inStore(() => splitStorePath(path)).path;
    if (!this.store.isValid(root)) return undefined;
    return [path, ...closure([root], (p) => this.store.query(p).references)];
  }

  derivationAt(path: ByteString): StoredDerivation | undefined {
    if (!isDerivationPath(path) || !isStorePath(path) || !this.store.isValid(path)) return undefined;
    const { env, outputs } = this.store.derivation(path);
    return {
      drvPath: makeString(path, [showContextElement({ kind: 'deep', drv: baseName(path) })]),
      name: env.get('name') ?? '',
      outputs: [...outputs].map(([name, output]) => [name, outputString(path, name, output.path)] as const),
    };
  }

  /** Makes a store path valid if it is not; there is nothing to fetch it from. */
  ensure(path: ByteString): void {
    if (!this.readOnly && !this.store.isValid(path))
      throw new EvalError(
        'eval',
        hint`path '${path}' is required, but there is no substituter that can build it`,
      );
  }

  /** Copies a tree under a name, or only computes its path in read-only mode. `keep` takes paths below it. */
  addSource(
    path: ByteString,
    name: ByteString,
    { keep, references = [] }: { keep?: PathFilter | undefined; references?: readonly ByteString[] } = {},
  ): ByteString {
    const { store, readOnly } = this;
    return inStore(() =>
      readOnly
        ? store.sourcePath(this.#files, path, name, keep, references)
        : store.addSource(this.#files, path, name, keep, references),
    );
  }

  /** Adds one file by the hash of its bytes alone. */
  addFlat(path: ByteString, name: ByteString): ByteString {
    return inStore(() =>
      this.readOnly
        ? this.store.flatPath(this.#files, path, name)
        : this.store.addFlat(this.#files, path, name),
    );
  }

  /** Adds a text, or only computes its path in read-only mode. */
  addText(name: ByteString, text: ByteString, references: readonly ByteString[]): ByteString {
    return inStore(() =>
      this.readOnly
        ? this.store.textPath(name, text, references)
        : this.store.addText(name, text, references),
    );
  }

  /** Copies a tree to the store, in read-only mode too: what was fetched is there. */
  fetchTree(path: ByteString, name: ByteString): ByteString {
    if (this.lstat(path) === undefined) throw new EvalError('eval', hint`path '${path}' does not exist`);
    return inStore(() => this.store.addSource(this.#files, path, name));
  }

  /** Writes a file to the store by the hash of its bytes, in read-only mode too. */
  fetchFile(text: ByteString, name: ByteString): ByteString {
    return inStore(() => this.store.addFlatText(text, name));
  }

  /** When something in a tree was last changed: seconds since 1970. */
  newest(path: ByteString): number {
    const stat = this.#files.lstat(path);
    let newest = stat.mtime;
    if (stat.kind === 'directory')
      for (const { name } of this.#files.readDir(path))
        newest = Math.max(newest, this.newest(`${path}/${name}`));
    return Math.floor(newest);
  }

  /** What a store file's text refers to: those references of its store path whose hash parts it holds. */
  referencesIn(path: ByteString, text: ByteString): Context {
    if (!isInStore(path)) return [];
    const store = splitStorePath(path).path;
    const references = this.store.isValid(store) ? this.store.query(store).references : [];
    return makeContext(references.filter((reference) => text.includes(hashPart(reference))).map(baseName));
  }

  realise(context: Context): Answer<readonly ByteString[]> {
    const wanted: { drv: ByteString; output: ByteString }[] = [];
    for (const text of context) {
      const element = parseContextElement(text);
      const path = `${STORE_DIR}/${element.kind === 'opaque' ? element.path : element.drv}`;
      if (element.kind === 'output' && element.drv.startsWith('!'))
        throw new NotSimulated('building dynamic derivations');
      if (!this.store.isValid(path)) throw new EvalError('invalid-path', hint`path '${path}' is not valid`);
      if (element.kind === 'output') wanted.push({ drv: path, output: element.output });
    }
    // Asked again when the builds are done, it has said already what it has to say.
    if (this.#realising !== context) this.#checkImport(wanted);
    this.#realising = undefined;
    const drvs = wanted.map(({ drv }) => drv);
    const missing = drvs.filter((drv) =>
      [...this.store.derivation(drv).outputs.values()].some(({ path }) => !this.store.isValid(path)),
    );
    for (const drv of missing) {
      const reason = this.failed.get(drv);
      if (reason === undefined) continue;
      this.failed.delete(drv);
      throw new EvalError('eval', reason);
    }
    if (missing.length === 0)
      return wanted.flatMap(({ drv, output }) => this.store.derivation(drv).outputs.get(output)?.path ?? []);
    this.#realising = context;
    const work: RealiseWork = { drvs: missing };
    return new Pending(work);
  }

  /** What the settings have to say of reading outputs during evaluation. */
  #checkImport(outputs: readonly { drv: ByteString; output: ByteString }[]): void {
    const { settings } = this;
    if (outputs.length === 0) return;
    const wanted = `${outputs[0].drv}^${outputs[0].output}`;
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
