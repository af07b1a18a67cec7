// chmod, chown and chgrp: who a file belongs to and what they may do with it.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError, type Stat } from '../../engine/vfs/index.ts';
import { Accounts } from './accounts.ts';
import { octalMode, parseMode, permissionLetters, type ModeChange } from './mode.ts';
import { join, statOf } from './paths.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

/** `chmod -x file`: a mode that looks like an option. */
function modesAsOperands(words: readonly ByteString[]): ByteString[] {
  const end = words.indexOf('--');
  return words.flatMap((word, i) => {
    const before = end < 0 || i < end;
    return before && /^-[rwxXstugo0-7][rwxXstugo0-7,+=-]*$/.test(word) && parseMode(word) !== undefined
      ? [`--mode-operand=${word}`]
      : [word];
  });
}

export const chmod = defineTool({
  name: 'chmod',
  summary: 'change what may be done with files',
  synopsis: '[OPTION]... MODE[,MODE]... FILE...',
  options:
    'mode-operand= c,changes f,silent,quiet v,verbose no-preserve-root preserve-root reference= R,recursive',
  rewrite: modesAsOperands,
  *run(call) {
    const { options, files } = call;
    const operands = [...options.operands];
    const reference = options.value('reference');
    const text = options.values('mode-operand').join(',') || undefined;
    let change: ModeChange | undefined;
    if (reference !== undefined) {
      const stat = yield* call.attempt(`failed to get attributes of ${call.quoteName(reference)}`, () =>
        files.stat(reference),
      );
      if (stat === undefined) return 1;
      change = () => stat.mode;
    } else {
      const mode = text ?? operands.shift();
      if (mode === undefined) throw new UsageError('missing operand');
      if (operands.length === 0) throw new UsageError(`missing operand after ${call.quote(mode)}`);
      change = parseMode(mode);
      if (change === undefined) throw new UsageError(`invalid mode: ${call.quote(mode)}`);
    }
    if (operands.length === 0) throw new UsageError('missing operand');
    for (const path of operands) yield* changeMode(call, path, change, true);
    return call.status;
  },
});

function* changeMode(call: Call, path: ByteString, change: ModeChange, isOperand: boolean): Task<void> {
  const { files, options } = call;
  yield 'tick';
  const before = yield* reach(call, path, isOperand);
  if (before === undefined) return;
  const mode = change(before.mode, before.kind === 'directory', files.umask) & 0o7777;
  try {
    files.chmod(path, mode);
    if (options.has('v') || (options.has('c') && mode !== before.mode)) {
      const written = (m: number) => `${octalMode(m)} (${permissionLetters(m)})`;
      yield* call.print(
        mode === before.mode
          ? `mode of ${call.quoteName(path)} retained as ${written(mode)}\n`
          : `mode of ${call.quoteName(path)} changed from ${written(before.mode)} to ${written(mode)}\n`,
      );
    }
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    yield* quietly(call, `changing permissions of ${call.quoteName(path)}: ${error.reason}`);
  }
  if (before.kind === 'directory' && options.has('R')) {
    const entries = yield* call.attempt(`cannot read directory ${call.quoteName(path)}`, () =>
      files.readDir(path),
    );
    for (const { name, kind } of entries ?? [])
      if (kind !== 'symlink') yield* changeMode(call, join(path, name), change, false);
  }
}

/** The file to change; complains when it cannot be reached. */
function* reach(call: Call, path: ByteString, isOperand: boolean): Task<Stat | undefined> {
  const { files } = call;
  try {
    return files.stat(path);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    const dangling = isOperand && error.code === 'ENOENT' && statOf(files, path, false)?.kind === 'symlink';
    yield* quietly(
      call,
      dangling
        ? `cannot operate on dangling symlink ${call.quoteName(path)}`
        : `cannot access ${call.quoteName(path)}: ${error.reason}`,
    );
    return undefined;
  }
}

function* quietly(call: Call, message: string): Task<void> {
  if (call.options.has('f')) call.status = 1;
  else yield* call.complain(message);
}

const OWNER_OPTIONS =
  'c,changes f,silent,quiet v,verbose dereference h,no-dereference !from= no-preserve-root preserve-root ' +
  'reference= R,recursive !H !L P';

interface Owner {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export const chown = defineTool({
  name: 'chown',
  summary: 'change the owner and group of files',
  synopsis: '[OPTION]... [OWNER][:[GROUP]] FILE...',
  options: OWNER_OPTIONS,
  *run(call) {
    yield* changeOwners(call, (accounts, text) => {
      const [, user, , group] = /^([^:]*)(:(.*))?$/s.exec(text) ?? [];
      const uid = user === '' ? undefined : accounts.userId(user);
      if (user !== '' && uid === undefined) throw new Failure(`invalid user: ${call.quote(text)}`);
      if (group === '' && uid !== undefined)
        return { uid, gid: accounts.users.find((entry) => entry.uid === uid)?.gid };
      const gid = group === undefined || group === '' ? undefined : accounts.groupId(group);
      if (group !== undefined && group !== '' && gid === undefined)
        throw new Failure(`invalid group: ${call.quote(text)}`);
      return { uid, gid };
    });
  },
});

export const chgrp = defineTool({
  name: 'chgrp',
  summary: 'change the group of files',
  synopsis: '[OPTION]... GROUP FILE...',
  options: OWNER_OPTIONS,
  *run(call) {
    yield* changeOwners(call, (accounts, text) => {
      const gid = accounts.groupId(text);
      if (gid === undefined) throw new Failure(`invalid group: ${call.quote(text)}`);
      return { uid: undefined, gid };
    });
  },
});

function* changeOwners(call: Call, read: (accounts: Accounts, text: ByteString) => Owner): Task<void> {
  const { options, files } = call;
  const operands = [...options.operands];
  const reference = options.value('reference');
  let owner: Owner;
  if (reference === undefined) {
    const text = operands.shift();
    if (text === undefined) throw new UsageError('missing operand');
    if (operands.length === 0) throw new UsageError(`missing operand after ${call.quote(text)}`);
    owner = read(new Accounts(files), text);
  } else {
    const stat = yield* call.attempt(`failed to get attributes of ${call.quoteName(reference)}`, () =>
      files.stat(reference),
    );
    if (stat === undefined) return;
    owner = stat;
  }
  for (const path of operands) yield* changeOwner(call, path, owner);
}

function* changeOwner(call: Call, path: ByteString, owner: Owner): Task<void> {
  const { files, options } = call;
  yield 'tick';
  const follow = !options.has('h');
  const before = yield* call.attempt(`cannot access ${call.quoteName(path)}`, () =>
    follow ? files.stat(path) : files.lstat(path),
  );
  if (before === undefined) return;
  const words = owner.uid === undefined ? 'changing group of' : 'changing ownership of';
  const done = yield* call.attempt(`${words} ${call.quoteName(path)}`, () => {
    files.chown(path, owner.uid ?? before.uid, owner.gid ?? before.gid, follow);
    return true;
  });
  const changed = (owner.uid ?? before.uid) !== before.uid || (owner.gid ?? before.gid) !== before.gid;
  if (done && (options.has('v') || (options.has('c') && changed))) {
    const accounts = new Accounts(files);
    const group = owner.uid === undefined;
    const name = (uid: number, gid: number) =>
      group
        ? accounts.groupName(gid)
        : `${accounts.userName(uid)}${owner.gid === undefined ? '' : `:${accounts.groupName(gid)}`}`;
    const [was, is] = [name(before.uid, before.gid), name(owner.uid ?? before.uid, owner.gid ?? before.gid)];
    const what = `${group ? 'group' : 'ownership'} of ${call.quoteName(path)}`;
    yield* call.print(changed ? `changed ${what} from ${was} to ${is}\n` : `${what} retained as ${is}\n`);
  }
  if (before.kind === 'directory' && options.has('R')) {
    const entries = yield* call.attempt(`cannot read directory ${call.quoteName(path)}`, () =>
      files.readDir(path),
    );
    for (const { name } of entries ?? []) yield* changeOwner(call, join(path, name), owner);
  }
}
