// The text of a script: what `bash FILE` and `. FILE` read.
//
// Invariant: a directory is refused before anything is read, and the file is closed however reading ends.
import { fromBytes, type ByteString } from '../../engine/base/index.ts';
import type { Process, Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';

/** All of a file. Throws PosixError. */
export function* readScript(process: Process, path: ByteString): Task<ByteString> {
  const stream = process.open(path, { read: true });
  try {
    if (stream.handle?.stat().kind === 'directory') throw new PosixError('EISDIR', path);
    const chunks: ByteString[] = [];
    for (;;) {
      const chunk = yield* stream.read(65536);
      if (chunk.length === 0) return chunks.join('');
      chunks.push(fromBytes(chunk));
    }
  } finally {
    stream.close();
  }
}
