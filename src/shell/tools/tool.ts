// A tool: its descriptor, and one call of it.
//
// A descriptor is data (name, synopsis, options) and a function; parsing, `--help`, wrong usage and the end of a call
// are the same for all, so that they read alike. A tool reports what went wrong with `complain` and goes on, or throws
// a Failure and ends.
import type { ByteString } from '../../engine/base/index.ts';
import type { Process, Program, Stream, Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { Options, parseOptions, parseSyntax, UsageError } from './options.ts';
import { Input, Output } from './output.ts';
import { isUtf8Locale, quoteLocale, quoteShell } from './quote.ts';

export { UsageError } from './options.ts';

export interface Tool {
  readonly name: string;
  /** One line, for lists of tools. */
  readonly summary: string;
  readonly run: Program;
}

export interface Definition {
  readonly name: string;
  readonly summary: string;
  /** What may follow the name. */
  readonly synopsis: string;
  /** See options.ts; `--help` and `--version` are added. Undefined: the tool reads its words itself. */
  readonly options?: string;
  /** The status after wrong usage: 1 when not given. */
  readonly usageStatus?: number;
  /** A line of usage that the real tool adds to its errors. */
  readonly usageLine?: string;
  /** `diff: Try 'diff --help' …`, as diffutils say it. */
  readonly tryWithName?: boolean;
  /** What `--help` tells beyond the synopsis. */
  readonly help?: string;
  readonly stopAtOperand?: boolean;
  /** Old spellings (`head -5`) made into options before they are parsed. */
  readonly rewrite?: (words: readonly ByteString[]) => readonly ByteString[];
  /** Ends with a status, or with the one that complaints have left. */
  readonly run: (call: Call) => Task<number | void>;
}

/** A tool ends at once: its message (none when empty) and status. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** One call of a tool. */
export class Call {
  /** argv[0] as it was called, for messages. */
  readonly name: ByteString;
  readonly out: Output;
  readonly utf8: boolean;
  status = 0;

  constructor(
    readonly process: Process,
    readonly options: Options,
  ) {
    this.name = process.argv[0] ?? '';
    this.out = new Output(descriptor(process, 1));
    this.utf8 = isUtf8Locale(process.environment);
  }

  get files() {
    return this.process.files;
  }

  get operands(): readonly ByteString[] {
    return this.options.operands;
  }

  /** `'x'`, for words that are no file names. */
  quote(text: ByteString): ByteString {
    return quoteLocale(text, this.utf8);
  }

  /** `'x'` as a shell would read it, for a file name inside a sentence. */
  quoteName(path: ByteString): ByteString {
    return quoteShell(path, { utf8: this.utf8, always: true });
  }

  /** A word a shell reads back, bare when it is plain. */
  nameAsWord(text: ByteString): ByteString {
    return quoteShell(text, { utf8: this.utf8 });
  }

  /** A file name before a colon: bare when it is plain. */
  nameBeforeColon(path: ByteString): ByteString {
    return quoteShell(path, { utf8: this.utf8, colon: true });
  }

  print(text: ByteString): Task<void> {
    return this.out.write(text);
  }

  /** Tells an error and remembers the status; the call goes on. */
  *complain(message: ByteString, status = 1): Task<void> {
    this.status = Math.max(this.status, status);
    yield* this.warn(message);
  }

  *warn(message: ByteString): Task<void> {
    yield* this.out.flush();
    yield* this.process.printError(`${this.name}: ${message}\n`);
  }

  /**
   * Runs some system calls; a PosixError becomes a complaint that `words` introduce (`cannot remove 'x'`), and the
   * result is undefined.
   */
  *attempt<T>(words: ByteString | ((error: PosixError) => ByteString), action: () => T): Task<T | undefined> {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* this.complain(typeof words === 'string' ? `${words}: ${error.reason}` : words(error));
      return undefined;
    }
  }

  /** Opens a file to read, or standard input for `-`. Throws PosixError. */
  open(path: ByteString): Input {
    if (path === '-') return new Input(descriptor(this.process, 0), this.out, false);
    return new Input(this.process.open(path, { read: true }), this.out);
  }

  /**
   * Calls `each` with every operand that can be opened (standard input when there is none), and complains about the
   * others and about errors of reading (`cat: x: Is a directory`). With `words` a file that cannot be opened is told
   * so: `failed to open % for reading`.
   */
  *inputs(
    paths: readonly ByteString[],
    each: (input: Input, path: ByteString) => Task<void>,
    { status = 1, words = '' }: { readonly status?: number; readonly words?: string } = {},
  ): Task<void> {
    for (const path of paths.length === 0 ? ['-'] : paths) {
      let input: Input | undefined;
      try {
        input = this.open(path);
        yield* each(input, path);
      } catch (error) {
        if (!(error instanceof PosixError) || error.code === 'EPIPE') throw error;
        const name =
          input === undefined && words !== ''
            ? words.replace('%', this.quoteName(path))
            : this.nameBeforeColon(path);
        yield* this.complain(`${name}: ${error.reason}`, status);
      } finally {
        input?.close();
      }
    }
  }
}

/** A descriptor of the process; EBADF when it is closed. */
export function descriptor(process: Process, fd: number): Stream {
  const stream = process.descriptors.get(fd);
  if (stream === undefined) throw new PosixError('EBADF');
  return stream;
}

/** Makes the tool of a definition. */
export function defineTool(definition: Definition): Tool {
  const { name, summary } = definition;
  const syntax =
    definition.options === undefined ? undefined : parseSyntax(`${definition.options} help version`);
  const run: Program = function* (process) {
    const written = process.argv.slice(1);
    try {
      const options =
        syntax === undefined
          ? new Options([], written)
          : parseOptions(syntax, definition.rewrite?.(written) ?? written, {
              name,
              stopAtOperand: definition.stopAtOperand ?? process.environment.has('POSIXLY_CORRECT'),
            });
      const asked = options.given.find(({ key }) => key === 'help' || key === 'version')?.key;
      if (asked !== undefined) {
        yield* process.print(asked === 'version' ? versionText(name) : helpText(definition));
        return 0;
      }
      const call = new Call(process, options);
      try {
        const status = yield* definition.run(call);
        yield* call.out.flush();
        return status ?? call.status;
      } catch (error) {
        if (error instanceof Failure || error instanceof UsageError) yield* call.out.flush();
        throw error;
      }
    } catch (error) {
      return yield* tell(process, definition, error);
    }
  };
  return { name, summary, run };
}

/** The end of a call that threw: its message, and its status. */
function* tell(process: Process, definition: Definition, error: unknown): Task<number> {
  const { name, usageStatus = 1, usageLine } = definition;
  const called = process.argv[0] ?? name;
  if (error instanceof UsageError) {
    const first =
      (error.message === '' ? '' : `${called}: ${error.message}\n`) +
      (usageLine === undefined ? '' : `Usage: ${called} ${usageLine}\n`);
    const mark = definition.tryWithName === true ? `${called}: ` : '';
    yield* process.printError(`${first}${mark}Try '${called} --help' for more information.\n`);
    return error.status ?? usageStatus;
  }
  if (error instanceof Failure) {
    if (error.message !== '') yield* process.printError(`${called}: ${error.message}\n`);
    return error.status;
  }
  if (error instanceof PosixError && (error.code === 'EPIPE' || error.code === 'ENOSPC')) {
    yield* process.printError(`${called}: write error: ${error.reason}\n`);
    return usageStatus;
  }
  throw error;
}

function versionText(name: string): string {
  return `${name} (Nixarium's own)\n`;
}

function helpText({ name, summary, synopsis, options, help }: Definition): string {
  const lines = [`Usage: ${name} ${synopsis}`.trimEnd(), `${summary[0].toUpperCase()}${summary.slice(1)}.`];
  const known = parseSyntax(options ?? '').filter(({ missing }) => !missing);
  if (known.length > 0) lines.push('');
  for (const { names, argument } of known) {
    const value = argument === 'required' ? ' VALUE' : argument === 'optional' ? '[=VALUE]' : '';
    lines.push(`  ${names.map((n) => (n.length === 1 ? `-${n}` : `--${n}`)).join(', ')}${value}`);
  }
  if (help !== undefined) lines.push('', help);
  return `${lines.join('\n')}\n`;
}
