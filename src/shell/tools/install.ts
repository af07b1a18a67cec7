// install and mktemp: files put in place with their modes, and files with names nobody has.
import type { ByteString } from '../../engine/base/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { Accounts } from './accounts.ts';
import { destinations } from './destination.ts';
import { parseMode } from './mode.ts';
import { directoryName, join } from './paths.ts';
import { defineTool, Failure, UsageError } from './tool.ts';

export const install = defineTool({
  name: 'install',
  summary: 'copy files and set their modes',
  synopsis: '[OPTION]... SOURCE DEST | -d DIRECTORY...',
  options:
    'b !backup?= c C,compare d,directory D g,group= m,mode= o,owner= p,preserve-timestamps s,strip !S,suffix= ' +
    't,target-directory= T,no-target-directory v,verbose !Z,context?=',
  *run(call) {
    const { options, files } = call;
    const text = options.value('m') ?? '755';
    const change = parseMode(text);
    if (change === undefined) throw new Failure(`invalid mode ${call.quote(text)}`);
    const accounts = new Accounts(files);
    const [owner, group] = [options.value('o'), options.value('g')];
    const uid = owner === undefined ? undefined : accounts.userId(owner);
    const gid = group === undefined ? undefined : accounts.groupId(group);
    if (owner !== undefined && uid === undefined) throw new Failure(`invalid user ${call.quote(owner)}`);
    if (group !== undefined && gid === undefined) throw new Failure(`invalid group ${call.quote(group)}`);
    const finish = (path: ByteString, isDirectory: boolean) => {
      if (uid !== undefined || gid !== undefined) {
        const stat = files.stat(path);
        files.chown(path, uid ?? stat.uid, gid ?? stat.gid);
      }
      files.chmod(path, change(0, isDirectory, 0));
    };
    if (options.has('d')) {
      if (call.operands.length === 0) throw new UsageError('missing file operand');
      for (const path of call.operands) {
        const names = path.replace(/\/+$/, '').split('/');
        for (let n = 1; n <= names.length; n++) {
          const at = names.slice(0, n).join('/');
          if (at === '' || files.exists(at)) continue;
          const made = yield* call.attempt(`cannot create directory ${call.quoteName(at)}`, () => {
            files.mkdir(at, 0o755);
            return true;
          });
          if (made === undefined) break;
          if (options.has('v')) yield* call.print(`install: creating directory ${call.quoteName(at)}\n`);
        }
        if (files.exists(path))
          yield* call.attempt(`cannot change permissions of ${call.quoteName(path)}`, () =>
            finish(path, true),
          );
      }
      return;
    }
    const into = options.value('t');
    const last = call.operands.at(-1);
    if (options.has('D')) {
      const parent = into ?? (last === undefined ? '.' : directoryName(last));
      yield* call.attempt(`cannot create directory ${call.quoteName(parent)}`, () =>
        files.makeDirectories(parent, 0o755),
      );
    }
    for (const { from, to } of destinations(call)) {
      const source = yield* call.attempt(`cannot stat ${call.quoteName(from)}`, () => files.stat(from));
      if (source === undefined) continue;
      if (source.kind === 'directory') {
        yield* call.complain(`omitting directory ${call.quoteName(from)}`);
        continue;
      }
      yield* call.attempt(
        (error: PosixError) =>
          error.code === 'EACCES' && error.path === from
            ? `cannot open ${call.quoteName(from)} for reading: ${error.reason}`
            : `cannot create regular file ${call.quoteName(to)}: ${error.reason}`,
        () => {
          const data = files.readFile(from).slice();
          const removed = files.exists(to, false);
          if (removed) files.unlink(to);
          files.writeFile(to, data, { mode: 0o600 });
          if (options.has('p')) files.utimes(to, source.mtime);
          finish(to, false);
        },
      );
      if (options.has('v') && files.exists(to))
        yield* call.print(`${call.quoteName(from)} -> ${call.quoteName(to)}\n`);
    }
  },
});

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const mktemp = defineTool({
  name: 'mktemp',
  summary: 'make a file with a name that nobody has',
  synopsis: '[OPTION]... [TEMPLATE]',
  options: 'd,directory u,dry-run q,quiet suffix= p,tmpdir??= t',
  rewrite: (words) =>
    words.flatMap((word, i) =>
      word === '-p' && words[i + 1] !== undefined
        ? [`--tmpdir=${words[i + 1]}`]
        : words[i - 1] === '-p'
          ? []
          : [word],
    ),
  *run(call) {
    const { options, files, process } = call;
    if (call.operands.length > 1) throw new UsageError('too many templates');
    const given = call.operands[0] as ByteString | undefined;
    const suffix = options.value('suffix');
    const template = given ?? 'tmp.XXXXXXXXXX';
    if (suffix !== undefined && !template.endsWith('X'))
      throw new Failure(`with --suffix, template ${call.quote(template)} must end in X`);
    const [, head, marks, end] = /^(.*?)(X*)([^X]*)$/s.exec(template.replace(/^(.*X)?/s, (part) => part)) ?? [
      '',
      template,
      '',
      '',
    ];
    const runOf = /^([^]*?)(X+)([^X]*)$/.exec(template);
    const [before, xs, after] =
      runOf === null ? [head, marks, end] : [runOf[1], runOf[2], runOf[3] + (suffix ?? '')];
    if (xs.length < 3) throw new Failure(`too few X's in template ${call.quote(template)}`);
    const temporary = process.environment.get('TMPDIR') || '/tmp';
    const named = options.has('p') ? options.value('p') || temporary : undefined;
    const directory = named ?? (options.has('t') || given === undefined ? temporary : undefined);
    if (directory !== undefined && template.startsWith('/') && named !== undefined)
      throw new Failure(`invalid template, ${call.quote(template)}; with --tmpdir, it may not be absolute`);
    // Not random: the first name, counted on, that nobody has.
    for (let count = 0; ; count++) {
      let middle = '';
      for (let rest = count, n = 0; n < xs.length; n++) {
        middle = LETTERS[rest % LETTERS.length] + middle;
        rest = Math.floor(rest / LETTERS.length);
      }
      const path = (directory === undefined ? '' : join(directory, '')) + before + middle + after;
      if (files.exists(path, false)) continue;
      try {
        if (!options.has('u')) {
          if (options.has('d')) {
            files.mkdir(path, 0o700);
          } else files.writeFile(path, '', { exclusive: true, mode: 0o600 });
        }
        yield* call.print(`${path}\n`);
        return 0;
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        const what = options.has('d') ? 'directory' : 'file';
        const shown = (directory === undefined ? '' : join(directory, '')) + before + xs + after;
        throw new Failure(
          options.has('q')
            ? ''
            : `failed to create ${what} via template ${call.quote(shown)}: ${error.reason}`,
        );
      }
    }
  },
});
