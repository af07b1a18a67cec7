// ln and link.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import type { Pair } from './destination.ts';
import { baseName, canonicalPath, directoryName, join, relativePath, statOf } from './paths.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const ln = defineTool({
  name: 'ln',
  summary: 'make links between files',
  synopsis: '[OPTION]... TARGET... [LINK_NAME | DIRECTORY]',
  options:
    'b !backup?= d,F,directory f,force !i,interactive L,logical n,no-dereference P,physical r,relative s,symbolic ' +
    '!S,suffix= t,target-directory= T,no-target-directory v,verbose',
  *run(call) {
    if (call.options.has('r') && !call.options.has('s'))
      throw new Failure('cannot do --relative without --symbolic');
    for (const pair of linkPairs(call)) yield* makeLink(call, pair);
  },
});

function linkPairs(call: Call): Pair[] {
  const { options, files } = call;
  const operands = [...options.operands];
  if (operands.length === 0) throw new UsageError('missing file operand');
  const into = options.value('t');
  const all = (directory: ByteString) =>
    operands.map((from) => ({ from, to: join(directory, baseName(from)) }));
  const isDirectory = (path: ByteString) =>
    statOf(files, path, !options.has('n'))?.kind === 'directory' ||
    (options.has('n') && path.endsWith('/') && statOf(files, path)?.kind === 'directory');
  const missing = (path: ByteString) =>
    statOf(files, path) === undefined ? 'No such file or directory' : 'Not a directory';
  if (options.has('T')) {
    if (operands.length < 2)
      throw new UsageError(`missing destination file operand after ${call.quoteName(operands[0])}`);
    if (operands.length > 2) throw new UsageError(`extra operand ${call.quoteName(operands[2])}`);
    return [{ from: operands[0], to: operands[1] }];
  }
  if (into !== undefined) {
    if (statOf(files, into)?.kind !== 'directory')
      throw new Failure(`target directory ${call.quoteName(into)}: ${missing(into)}`);
    return all(into);
  }
  if (operands.length === 1) return all('.');
  const last = operands.pop() ?? '';
  if (isDirectory(last)) return all(last);
  if (operands.length > 1) throw new Failure(`target ${call.quoteName(last)}: ${missing(last)}`);
  return [{ from: operands[0], to: last }];
}

function* makeLink(call: Call, { from, to }: Pair): Task<void> {
  const { files, options } = call;
  const symbolic = options.has('s');
  let target = from;
  if (options.has('r')) {
    const parent = canonicalPath(files, directoryName(to), 'none');
    target = relativePath(parent, canonicalPath(files, from, 'none'));
  }
  try {
    if (!symbolic) {
      const source = options.last('L', 'P') === 'L' ? files.stat(from) : files.lstat(from);
      if (source.kind === 'directory') {
        yield* call.complain(`${call.nameBeforeColon(from)}: hard link not allowed for directory`);
        return;
      }
    }
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* call.complain(`failed to access ${call.quoteName(from)}: ${error.reason}`);
    return;
  }
  const there = statOf(files, to, false);
  const words = symbolic ? 'failed to create symbolic link' : 'failed to create hard link';
  try {
    if (there !== undefined && there.kind === 'directory' && (options.has('f') || options.has('b'))) {
      yield* call.complain(`${call.nameBeforeColon(to)}: cannot overwrite directory`);
      return;
    }
    if (there !== undefined && options.has('b')) files.rename(to, `${to}~`);
    else if (there !== undefined && options.has('f')) {
      if (!symbolic && files.lstat(from).ino === there.ino) {
        const same =
          join(directoryName(from), '') === join(directoryName(to), '') && baseName(from) === baseName(to);
        if (same) yield* call.complain(`${call.quoteName(from)} and ${call.quoteName(to)} are the same file`);
        return;
      }
      files.unlink(to);
    }
    if (symbolic) files.symlink(target, to);
    else files.link(options.last('L', 'P') === 'L' ? files.realpath(from) : from, to);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    const arrow = symbolic || error.code === 'EEXIST' ? '' : ` => ${call.quoteName(from)}`;
    yield* call.complain(`${words} ${call.quoteName(to)}${arrow}: ${error.reason}`);
    return;
  }
  if (options.has('v'))
    yield* call.print(`${call.quoteName(to)} ${symbolic ? '->' : '=>'} ${call.quoteName(target)}\n`);
}

export const link = defineTool({
  name: 'link',
  summary: 'give a file one more name, as link(2) does',
  synopsis: 'FILE1 FILE2',
  options: '',
  *run(call) {
    const [from, to, extra] = call.operands;
    if (from === undefined) throw new UsageError('missing operand');
    if (to === undefined) throw new UsageError(`missing operand after ${call.quote(from)}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${call.quote(extra)}`);
    yield* call.attempt(`cannot create link ${call.quoteName(to)} to ${call.quoteName(from)}`, () =>
      call.files.link(from, to),
    );
  },
});

export const unlink = defineTool({
  name: 'unlink',
  summary: 'remove one name, as unlink(2) does',
  synopsis: 'FILE',
  options: '',
  *run(call) {
    const [path, extra] = call.operands;
    if (path === undefined) throw new UsageError('missing operand');
    if (extra !== undefined) throw new UsageError(`extra operand ${call.quote(extra)}`);
    yield* call.attempt(`cannot unlink ${call.quoteName(path)}`, () => call.files.unlink(path));
  },
});
