// Where cp, mv, ln and install put their operands: one name, or a directory for all of them (`-t`, `-T`).
import type { ByteString } from '../../engine/base/index.ts';
import { baseName, join, statOf } from './paths.ts';
import { Failure, UsageError, type Call } from './tool.ts';

export interface Pair {
  readonly from: ByteString;
  readonly to: ByteString;
}

/** The pairs of source and destination. Throws UsageError and Failure in coreutils' words. */
export function destinations(call: Call): Pair[] {
  const { options } = call;
  const operands = [...options.operands];
  const into = options.value('t');
  const asFile = options.has('T');
  if (into !== undefined && asFile)
    throw new Failure('cannot combine --target-directory (-t) and --no-target-directory (-T)');
  if (operands.length === 0) throw new UsageError('missing file operand');
  if (into !== undefined) {
    const stat = statOf(call.files, into);
    if (stat?.kind !== 'directory')
      throw new Failure(
        `target directory ${call.quoteName(into)}: ${stat === undefined ? 'No such file or directory' : 'Not a directory'}`,
      );
    return inDirectory(operands, into);
  }
  if (operands.length === 1)
    throw new UsageError(`missing destination file operand after ${call.quoteName(operands[0])}`);
  if (asFile && operands.length > 2) throw new UsageError(`extra operand ${call.quoteName(operands[2])}`);
  const last = operands.pop() ?? '';
  const stat = statOf(call.files, last);
  if (!asFile && stat?.kind === 'directory') return inDirectory(operands, last);
  if (operands.length > 1)
    throw new Failure(
      `target ${call.quoteName(last)}: ${stat === undefined ? 'No such file or directory' : 'Not a directory'}`,
    );
  return [{ from: operands[0], to: last }];
}

function inDirectory(operands: readonly ByteString[], directory: ByteString): Pair[] {
  return operands.map((from) => {
    const name = baseName(from);
    return { from, to: name === '..' ? directory : join(directory, name) };
  });
}
