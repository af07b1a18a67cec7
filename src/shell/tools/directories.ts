// mkdir and rmdir.
import type { ByteString } from '../../engine/base/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { parseMode } from './mode.ts';
import { directoryName, statOf } from './paths.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const mkdir = defineTool({
  name: 'mkdir',
  summary: 'make directories',
  synopsis: '[OPTION]... DIRECTORY...',
  options: 'm,mode= p,parents v,verbose !Z,context?=',
  *run(call) {
    const { options } = call;
    if (options.operands.length === 0) throw new UsageError('missing operand');
    const text = options.value('m');
    const change = text === undefined ? undefined : parseMode(text);
    if (text !== undefined && change === undefined) throw new Failure(`invalid mode ${call.quote(text)}`);
    for (const path of options.operands) {
      if (options.has('p') && !(yield* makeParents(call, path))) continue;
      const there = options.has('p') && statOf(call.files, path)?.kind === 'directory';
      if (there) continue;
      yield* call.attempt(`cannot create directory ${call.quote(path)}`, () => {
        call.files.mkdir(path);
        if (change !== undefined) call.files.chmod(path, change(0o777, true, call.files.umask));
      });
      if (options.has('v') && statOf(call.files, path)?.kind === 'directory')
        yield* call.print(`mkdir: created directory ${call.quoteName(path)}\n`);
    }
  },
});

/** Makes what is missing above a path; false after a complaint. */
function* makeParents(call: Call, path: ByteString): Task<boolean> {
  const names = path.replace(/\/+$/, '').split('/');
  for (let n = 1; n < names.length; n++) {
    const at = names.slice(0, n).join('/');
    if (at === '' || names[n - 1] === '') continue;
    const there = statOf(call.files, at);
    if (there?.kind === 'directory') continue;
    try {
      if (there !== undefined) throw new PosixError('ENOTDIR', at);
      call.files.mkdir(at);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* call.complain(`cannot create directory ${call.quote(at)}: ${error.reason}`);
      return false;
    }
    // The owner of a new parent can always fill it.
    call.files.chmod(at, call.files.stat(at).mode | 0o300);
    if (call.options.has('v')) yield* call.print(`mkdir: created directory ${call.quoteName(at)}\n`);
  }
  return true;
}

export const rmdir = defineTool({
  name: 'rmdir',
  summary: 'remove empty directories',
  synopsis: '[OPTION]... DIRECTORY...',
  options: 'ignore-fail-on-non-empty p,parents v,verbose',
  *run(call) {
    const { options } = call;
    if (options.operands.length === 0) throw new UsageError('missing operand');
    const remove = function* (path: ByteString, words: string): Task<boolean> {
      if (options.has('v')) yield* call.print(`rmdir: removing directory, ${call.quoteName(path)}\n`);
      try {
        call.files.rmdir(path);
        return true;
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        if (error.code === 'ENOTEMPTY' && options.has('ignore-fail-on-non-empty')) return false;
        yield* call.complain(`failed to remove ${words}${call.quoteName(path)}: ${error.reason}`);
        return false;
      }
    };
    for (const path of options.operands) {
      let going = yield* remove(path, '');
      if (!options.has('p')) continue;
      let at = path.replace(/\/+$/, '');
      while (going && at.includes('/')) {
        at = directoryName(at);
        if (at === '/') break;
        going = yield* remove(at, 'directory ');
      }
    }
  },
});
