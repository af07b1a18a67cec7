// The log of one build: the stream that the builder writes to. Passed on as it comes, kept in a file, told to the
// observer line by line.
import { fromBytes, toBytes, type ByteString } from '../base/index.ts';
import type { Stream, Task } from '../os/index.ts';
import { PosixError, type Files } from '../vfs/index.ts';
import type { BuildEvent } from './events.ts';

const LOG_DIR = '/nix/var/log/nix/drvs';

/** Where the log of a derivation's last build is kept. Not compressed: the setting `compress-build-log` is false. */
export function logPath(drv: ByteString): ByteString {
  const base = drv.slice(drv.lastIndexOf('/') + 1);
  return `${LOG_DIR}/${base.slice(0, 2)}/${base.slice(2)}`;
}

export interface LogListener {
  /** Takes the log's bytes as they come. */
  readonly log: (drv: ByteString, text: ByteString) => Task<void>;
  readonly observe?: (event: BuildEvent) => void;
}

export class BuildLog implements Stream {
  readonly isTerminal = false;
  readonly #path: ByteString;
  #line = '';

  /** Starts an empty log; `files` are the store's own. */
  constructor(
    private readonly drv: ByteString,
    private readonly files: Files,
    private readonly listener: LogListener,
  ) {
    this.#path = logPath(drv);
    files.makeDirectories(this.#path.slice(0, this.#path.lastIndexOf('/')));
    if (files.exists(this.#path)) files.unlink(this.#path);
    files.writeFile(this.#path, new Uint8Array(0));
  }

  *read(): Task<Uint8Array> {
    throw new PosixError('EBADF');
  }

  *write(data: Uint8Array): Task<void> {
    yield* this.writeText(fromBytes(data));
  }

  *writeText(text: ByteString): Task<void> {
    this.#keep(text);
    yield* this.listener.log(this.drv, text);
  }

  #keep(text: ByteString): void {
    this.files.writeFile(this.#path, toBytes(text), { append: true });
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.listener.observe?.({ kind: 'build-log', drv: this.drv, line });
  }

  /** The build is over: tells a last line that had no newline. */
  end(): void {
    if (this.#line !== '') this.listener.observe?.({ kind: 'build-log', drv: this.drv, line: this.#line });
    this.#line = '';
  }

  retain(): void {}

  close(): void {}
}
