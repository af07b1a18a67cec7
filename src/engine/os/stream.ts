// Streams that do not wait for another process: sinks, sources, files and the simple devices.
//
// Invariant: a stream counts the descriptors that refer to it (`retain`, `close`) and does its last rites once.
import { fromBytes, type ByteString } from '../base/index.ts';
import { PosixError, type Handle } from '../vfs/index.ts';
import type { Stream, Task } from './process.ts';

const NOTHING = new Uint8Array(0);

/** What every stream shares: the count of descriptors; subclasses override what they can do. */
export abstract class CountedStream implements Stream {
  #references = 1;
  readonly isTerminal: boolean = false;

  *read(_max: number): Task<Uint8Array> {
    throw new PosixError('EBADF');
  }

  *write(_data: Uint8Array): Task<void> {
    throw new PosixError('EBADF');
  }

  retain(): void {
    this.#references += 1;
  }

  close(): void {
    this.#references -= 1;
    if (this.#references === 0) this.ended();
  }

  /** No descriptor refers to the stream any more. */
  protected ended(): void {}
}

class OutputSink extends CountedStream {
  override readonly isTerminal: boolean;
  readonly #write: (text: ByteString) => Task<void>;
  constructor(write: (text: ByteString) => Task<void>, isTerminal: boolean) {
    super();
    this.#write = write;
    this.isTerminal = isTerminal;
  }

  override *write(data: Uint8Array): Task<void> {
    if (data.length === 0) return;
    yield* this.#write(fromBytes(data));
    yield 'tick';
  }
}

/** A stream that hands every write on at once: a build's log, a test's capture. `write` may wait. */
export function outputSink(
  write: (text: ByteString) => Task<void>,
  options?: { readonly isTerminal?: boolean },
): Stream {
  return new OutputSink(write, options?.isTerminal ?? false);
}

class BytesSource extends CountedStream {
  readonly #all: Uint8Array;
  #rest: Uint8Array;
  #taken = 0;
  constructor(data: Uint8Array) {
    super();
    this.#all = data;
    this.#rest = data;
  }

  override *read(max: number): Task<Uint8Array> {
    const chunk = this.#rest.subarray(0, max);
    this.#rest = this.#rest.subarray(chunk.length);
    this.#taken += chunk.length;
    return chunk;
  }

  unread(data: Uint8Array): void {
    this.#taken -= data.length;
    this.#rest = this.#all.subarray(this.#taken);
  }
}

/** A stream that gives `data` and then ends. */
export function bytesSource(data: Uint8Array): Stream {
  return new BytesSource(data);
}

class Device extends CountedStream {
  readonly #kind: 'null' | 'zero' | 'full';
  constructor(kind: 'null' | 'zero' | 'full') {
    super();
    this.#kind = kind;
  }

  override *read(max: number): Task<Uint8Array> {
    if (this.#kind === 'null') return NOTHING;
    yield 'tick';
    return new Uint8Array(max);
  }

  override *write(_data: Uint8Array): Task<void> {
    if (this.#kind === 'full') throw new PosixError('ENOSPC');
  }
}

/** `/dev/null`: reads nothing, takes everything. */
export function nullStream(): Stream {
  return deviceStream('null');
}

/** `/dev/null`, `/dev/zero` and `/dev/full`. */
export function deviceStream(kind: 'null' | 'zero' | 'full'): Stream {
  return new Device(kind);
}

/** An open file with its offset; duplicates share both. */
export class FileStream extends CountedStream {
  readonly handle: Handle;
  readonly #append: boolean;
  #offset = 0;

  constructor(handle: Handle, append: boolean) {
    super();
    this.handle = handle;
    this.#append = append;
  }

  /** Bytes from the file's start to the next read or write. */
  get offset(): number {
    return this.#offset;
  }

  seek(offset: number): void {
    this.#offset = Math.max(0, offset);
  }

  override *read(max: number): Task<Uint8Array> {
    if (!this.handle.readable) throw new PosixError('EBADF');
    const data = this.handle.fileSystem.read(this.handle.ino);
    const chunk = data.subarray(this.#offset, this.#offset + max);
    this.#offset += chunk.length;
    return chunk;
  }

  unread(data: Uint8Array): void {
    this.#offset = Math.max(0, this.#offset - data.length);
  }

  override *write(data: Uint8Array): Task<void> {
    if (!this.handle.writable) throw new PosixError('EBADF');
    if (data.length === 0) return;
    const { fileSystem, ino } = this.handle;
    const size = fileSystem.stat(ino).size;
    if (this.#append) this.#offset = size;
    if (this.#offset === size) fileSystem.append(ino, data);
    else {
      const bytes = new Uint8Array(Math.max(size, this.#offset + data.length));
      bytes.set(fileSystem.read(ino));
      bytes.set(data, this.#offset);
      fileSystem.write(ino, bytes);
    }
    this.#offset += data.length;
    yield 'tick';
  }
}

/** Where a text names a descriptor of the process itself: `/dev/stdin`, `/dev/fd/3`, `/proc/self/fd/3`. */
export function descriptorPath(path: ByteString): number | undefined {
  switch (path) {
    case '/dev/stdin':
      return 0;
    case '/dev/stdout':
      return 1;
    case '/dev/stderr':
      return 2;
  }
  const match = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  return match === null ? undefined : Number(match[1]);
}
