// Pipes: a bounded buffer between processes.
//
// Invariant: a reader sees the end of file only when no descriptor refers to the writing end; a writer to a pipe that
// nobody reads gets SIGPIPE and, if it lives on, EPIPE.
import { PosixError } from '../vfs/index.ts';
import { CountedStream } from './stream.ts';
import type { Stream, Task } from './process.ts';

/** Bytes a pipe holds before its writer waits, as on Linux. */
const CAPACITY = 65536;

interface Buffer {
  chunks: Uint8Array[];
  size: number;
  readers: boolean;
  writers: boolean;
}

class PipeReader extends CountedStream {
  readonly #buffer: Buffer;
  constructor(buffer: Buffer) {
    super();
    this.#buffer = buffer;
  }

  override *read(max: number): Task<Uint8Array> {
    const buffer = this.#buffer;
    while (buffer.size === 0) {
      if (!buffer.writers) return new Uint8Array(0);
      yield () => buffer.size > 0 || !buffer.writers;
    }
    const first = buffer.chunks[0];
    const chunk = first.subarray(0, max);
    if (chunk.length === first.length) buffer.chunks.shift();
    else buffer.chunks[0] = first.subarray(chunk.length);
    buffer.size -= chunk.length;
    return chunk;
  }

  unread(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#buffer.chunks.unshift(data);
    this.#buffer.size += data.length;
  }

  protected override ended(): void {
    this.#buffer.readers = false;
  }
}

class PipeWriter extends CountedStream {
  readonly #buffer: Buffer;
  readonly #broken: () => void;
  constructor(buffer: Buffer, broken: () => void) {
    super();
    this.#buffer = buffer;
    this.#broken = broken;
  }

  override *write(data: Uint8Array): Task<void> {
    const buffer = this.#buffer;
    let rest = data;
    while (rest.length > 0) {
      if (!buffer.readers) {
        this.#broken();
        yield 'tick';
        throw new PosixError('EPIPE');
      }
      if (buffer.size >= CAPACITY) {
        yield () => buffer.size < CAPACITY || !buffer.readers;
        continue;
      }
      const chunk = rest.slice(0, CAPACITY - buffer.size);
      buffer.chunks.push(chunk);
      buffer.size += chunk.length;
      rest = rest.subarray(chunk.length);
    }
    yield 'tick';
  }

  protected override ended(): void {
    this.#buffer.writers = false;
  }
}

/** A new pipe; `broken` is told when somebody writes though nobody reads (the kernel sends SIGPIPE then). */
export function createPipe(broken: () => void): { reader: Stream; writer: Stream } {
  const buffer: Buffer = { chunks: [], size: 0, readers: true, writers: true };
  return { reader: new PipeReader(buffer), writer: new PipeWriter(buffer, broken) };
}
