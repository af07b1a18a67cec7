// Simulated binaries: files that stand for a program Nixarium implements itself.
//
// Such a file is honest about itself: a magic line names the program, a sentence says what the file is. It has a
// NUL-free body on purpose, so that `cat` and `grep` can show it; exec knows it by the magic alone.
import { fromBytes, toBytes, type ByteString } from '../base/index.ts';

const MAGIC = '\x7fNIXARIUM ';

/** The bytes of the file that stands for the program `name`. */
export function simulatedBinary(name: ByteString): Uint8Array {
  return toBytes(
    `${MAGIC}${name}\nThis file stands for the program ${name}, which Nixarium carries out itself; it holds no machine code.\n`,
  );
}

/** The program a file stands for, or undefined when the file is no simulated binary. */
export function simulatedProgram(data: Uint8Array): ByteString | undefined {
  if (data.length < MAGIC.length || data[0] !== 0x7f) return undefined;
  const line = fromBytes(data.subarray(0, 256)).split('\n', 1)[0];
  return line.startsWith(MAGIC) ? line.slice(MAGIC.length) : undefined;
}
