// What a builtin may use besides its arguments.
import type { ByteString } from '../../base/index.ts';
import type { EvalError } from '../errors/eval-error.ts';
import type { Level } from '../errors/render.ts';
import type { Access } from '../eval/access.ts';
import type { CopyToStore } from '../eval/coerce.ts';
import type { PathHost } from '../eval/core-files.ts';
import type { Answer, Host } from '../eval/host.ts';
import type { Task } from '../eval/request.ts';
import type { Regex } from '../regex/regex.ts';
import type { Sources } from '../syntax/source.ts';
import type { Context } from '../value/string-context.ts';
import type { Machine } from '../eval/machine.ts';
import type { Slot, Value } from '../value/value.ts';

/** An entry of the search path; `prefix` may be empty. */
export interface SearchPathEntry {
  readonly prefix: ByteString;
  readonly path: ByteString;
}

export interface Builder {
  readonly host: Host;
  /** The host's files and those of `<nix/…>`. */
  readonly files: PathHost;
  readonly sources: Sources;
  /** Which paths may be read. */
  readonly access: Access;
  readonly pure: boolean;
  readonly restricted: boolean;
  readonly allowedUris: readonly ByteString[];
  /** Experimental features that are on. */
  readonly features: ReadonlySet<ByteString>;
  readonly traceVerbose: boolean;
  readonly abortOnWarn: boolean;
  /** Coerces a path by copying it: the `copy` of a `Coercion`. */
  readonly copyToStore: CopyToStore;
  readonly searchPath: readonly SearchPathEntry[];
  /** For loops over calls (`loop.ts`); tasks have no need of it. */
  readonly machine: Machine;
  /** Another builtin's value. */
  builtin(name: ByteString): Slot;
  /** Prints a warning with its place and trace, as an error would be printed. */
  warn(warning: EvalError, level?: Level): void;
  /** The age of a name. */
  order(name: ByteString): number;
  /** Asks the host, and waits when the answer is pending. */
  ask<T>(question: () => Answer<T>): Task<T>;
  /** Realises a context before its paths are read. */
  realise(context: Context): Task<null>;
  /** Evaluates a file; with a scope, its names are around the file's. */
  importFile(path: ByteString, scope?: ReadonlyMap<ByteString, Slot>): Task<Value>;
  /** What the entries of search paths stand for, once that is known. */
  readonly searchPathEntries: Map<ByteString, { readonly path: ByteString | undefined }>;
  /** Where relative entries of search paths start. */
  readonly workingDirectory: ByteString;
  /** Compiled regular expressions, kept. */
  readonly patterns: Map<ByteString, Regex>;
}
