// rm: removes files and trees, entry by entry, so that what may not be removed is named and the rest goes.
//
// Left out: asking (`-i`, `-I`), as a run of the machine answers no questions; so write-protected files go unasked,
// as they do where standard input is no terminal.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { baseName, join } from './paths.ts';
import { defineTool, UsageError, type Call } from './tool.ts';

export const rm = defineTool({
  name: 'rm',
  summary: 'remove files or directories',
  synopsis: '[OPTION]... [FILE]...',
  options:
    'f,force !i !I !interactive?= one-file-system no-preserve-root preserve-root?= r,R,recursive d,dir v,verbose',
  *run(call) {
    const { options } = call;
    if (options.operands.length === 0) {
      if (options.has('f')) return;
      throw new UsageError('missing operand');
    }
    for (const path of options.operands) yield* removeOperand(call, path);
  },
});

function* removeOperand(call: Call, path: ByteString): Task<void> {
  const name = baseName(path);
  const recursive = call.options.has('r');
  if (recursive && (name === '.' || name === '..')) {
    yield* call.complain(`refusing to remove '.' or '..' directory: skipping ${call.quoteName(path)}`);
    return;
  }
  if (recursive && !call.options.has('no-preserve-root') && /^\/+$/.test(path)) {
    yield* call.complain(`it is dangerous to operate recursively on ${call.quoteName(path)}`);
    yield* call.warn('use --no-preserve-root to override this failsafe');
    return;
  }
  yield* remove(call, path, true);
}

function* remove(call: Call, path: ByteString, isOperand: boolean): Task<boolean> {
  const { files, options } = call;
  const cannot = `cannot remove ${call.quoteName(path)}`;
  const trouble = function* (error: unknown): Task<boolean> {
    if (!(error instanceof PosixError)) throw error;
    if (options.has('f') && (error.code === 'ENOENT' || error.code === 'ENOTDIR') && isOperand) return true;
    yield* call.complain(`${cannot}: ${error.reason}`);
    return false;
  };
  yield 'tick';
  try {
    if (files.lstat(path).kind !== 'directory') {
      files.unlink(path);
      if (options.has('v')) yield* call.print(`removed ${call.quoteName(path)}\n`);
      return true;
    }
    if (!options.has('r') && !options.has('d')) throw new PosixError('EISDIR', path);
    let emptied = true;
    if (options.has('r'))
      for (const { name } of entriesToRemove(call, path))
        emptied = (yield* remove(call, join(path, name), false)) && emptied;
    if (!emptied) return false;
    files.rmdir(path);
    if (options.has('v')) yield* call.print(`removed directory ${call.quoteName(path)}\n`);
    return true;
  } catch (error) {
    return yield* trouble(error);
  }
}

/** The entries of a directory; one that may not be read is empty or it stays. */
function entriesToRemove(call: Call, path: ByteString): readonly { readonly name: ByteString }[] {
  return call.files.readDir(path);
}
