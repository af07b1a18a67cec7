// cp and mv.
//
// Left out: asking (`-i`), sparse files, contexts, reflinks: no file here has any of them.
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { Copier, sameFileSystem, type CopySettings } from './copy.ts';
import { destinations, type Pair } from './destination.ts';
import { statOf } from './paths.ts';
import { defineTool, UsageError, type Call } from './tool.ts';

export const cp = defineTool({
  name: 'cp',
  summary: 'copy files and directories',
  synopsis: '[OPTION]... SOURCE... DEST',
  options:
    'a,archive !attributes-only b !backup?= !copy-contents d f,force !i,interactive H l,link L,dereference n,no-clobber ' +
    'P,no-dereference p preserve?= no-preserve= !parents R,r,recursive reflink?= remove-destination sparse= ' +
    '!strip-trailing-slashes s,symbolic-link !S,suffix= t,target-directory= T,no-target-directory u,update v,verbose ' +
    '!x,one-file-system !Z,context?=',
  *run(call) {
    const settings = cpSettings(call);
    const copier = new Copier(call, settings);
    for (const { from, to } of destinations(call)) yield* copier.copy(from, to);
  },
});

const PRESERVABLE = ['mode', 'timestamps', 'ownership', 'links', 'context', 'xattr', 'all'];

function cpSettings(call: Call): CopySettings {
  const { options } = call;
  const kept = new Set<string>();
  const names = (value: string | undefined): string[] => {
    const list = value === undefined ? ['mode', 'ownership', 'timestamps'] : value.split(',');
    for (const name of list)
      if (!PRESERVABLE.includes(name)) {
        const valid = PRESERVABLE.map((word) => `  - ${call.quote(word)}\n`).join('');
        throw new UsageError(
          `invalid argument ${call.quote(name)} for '--preserve'\nValid arguments are:\n${valid}`.trimEnd(),
        );
      }
    return list.includes('all') ? PRESERVABLE : list;
  };
  for (const { key, value } of options.given) {
    if (key === 'a') PRESERVABLE.forEach((name) => kept.add(name));
    if (key === 'd') kept.add('links');
    if (key === 'p' || key === 'preserve')
      names(key === 'p' ? undefined : value).forEach((name) => kept.add(name));
    if (key === 'no-preserve') names(value).forEach((name) => kept.delete(name));
  }
  const recursive = options.has('R') || options.has('a');
  const last = options.last('P', 'L', 'H', 'a', 'd');
  const follow =
    last === 'L'
      ? 'always'
      : last === 'H'
        ? 'operands'
        : last !== undefined || recursive
          ? 'never'
          : 'always';
  return {
    recursive,
    follow,
    preserveMode: kept.has('mode'),
    preserveOwner: kept.has('ownership'),
    preserveTime: kept.has('timestamps'),
    preserveLinks: kept.has('links'),
    force: options.has('f'),
    removeFirst: options.has('remove-destination'),
    noClobber: options.has('n'),
    update: options.has('u'),
    verbose: options.has('v'),
    link: options.has('l') ? 'hard' : options.has('s') ? 'symbolic' : 'no',
    backup: options.has('b') ? '~' : undefined,
  };
}

export const mv = defineTool({
  name: 'mv',
  summary: 'move or rename files',
  synopsis: '[OPTION]... SOURCE... DEST',
  options:
    'b !backup?= f,force !i,interactive n,no-clobber !strip-trailing-slashes !S,suffix= t,target-directory= ' +
    'T,no-target-directory u,update v,verbose !Z,context',
  *run(call) {
    for (const pair of destinations(call)) yield* move(call, pair);
  },
});

function* move(call: Call, { from, to }: Pair): Task<void> {
  const { files, options } = call;
  const [source, target] = [statOf(files, from, false), statOf(files, to, false)];
  if (source === undefined) {
    yield* call.attempt(`cannot stat ${call.quoteName(from)}`, () => files.lstat(from));
    return;
  }
  if (target !== undefined) {
    if (options.last('n', 'f', 'i') === 'n') return;
    if (options.has('u') && target.kind !== 'directory' && target.mtime >= source.mtime) return;
    if (target.ino === source.ino && sameFileSystem(call, from, to)) {
      if (source.kind === 'directory') {
        yield* call.complain(
          `cannot move ${call.quoteName(from)} to a subdirectory of itself, ${call.quoteName(to)}`,
        );
        return;
      }
      yield* call.complain(`${call.quoteName(from)} and ${call.quoteName(to)} are the same file`);
      return;
    }
    if (source.kind === 'directory' && target.kind !== 'directory') {
      yield* call.complain(
        `cannot overwrite non-directory ${call.quoteName(to)} with directory ${call.quoteName(from)}`,
      );
      return;
    }
    if (source.kind !== 'directory' && target.kind === 'directory') {
      yield* call.complain(`cannot overwrite directory ${call.quoteName(to)} with non-directory`);
      return;
    }
    if (options.has('b')) files.rename(to, `${to}~`);
  }
  try {
    if (to.endsWith('/') && target === undefined && source.kind !== 'directory')
      throw new PosixError('ENOTDIR', to);
    files.rename(from, to);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    if (error.code === 'EXDEV') yield* moveAcross(call, from, to);
    else if (error.code === 'EINVAL')
      yield* call.complain(
        `cannot move ${call.quoteName(from)} to a subdirectory of itself, ${call.quoteName(to)}`,
      );
    else
      yield* call.complain(`cannot move ${call.quoteName(from)} to ${call.quoteName(to)}: ${error.reason}`);
    if (error.code !== 'EXDEV') return;
  }
  if (options.has('v')) yield* call.print(`renamed ${call.quoteName(from)} -> ${call.quoteName(to)}\n`);
}

function* moveAcross(call: Call, from: string, to: string): Task<void> {
  const copier = new Copier(call, {
    recursive: true,
    follow: 'never',
    preserveMode: true,
    preserveOwner: true,
    preserveTime: true,
    preserveLinks: true,
    force: true,
    removeFirst: true,
    noClobber: false,
    update: false,
    verbose: false,
    link: 'no',
    backup: undefined,
  });
  if (yield* copier.copy(from, to)) call.files.removeTree(from);
}
