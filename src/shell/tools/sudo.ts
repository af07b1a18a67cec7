// sudo: a program as root. Whoever is in the group sudo may, without a password.
//
// Left out by name: login shells (`-i`), editing (`-e`), other users, background; the environment is cleaned as
// sudo's env_reset does, keeping what it keeps.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { Accounts } from './accounts.ts';
import { runByName } from './run-program.ts';
import { defineTool, Failure } from './tool.ts';

/** Debian's secure_path. */
const SECURE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const KEPT = ['COLORS', 'DISPLAY', 'HOSTNAME', 'LANG', 'LANGUAGE', 'LS_COLORS', 'TERM', 'TZ', 'XAUTHORITY'];

export const sudo = defineTool({
  name: 'sudo',
  summary: 'run a program as root',
  synopsis: '[-EHn] [VAR=value]... COMMAND [ARG]...',
  options:
    '!A,askpass !b,background !B,bell !C,close-from= !D,chdir= E,preserve-env?= !e,edit !g,group= H,set-home !h,host= ' +
    '!i,login !K,remove-timestamp k,reset-timestamp !l,list n,non-interactive !P,preserve-groups !p,prompt= ' +
    '!R,chroot= S,stdin !s,shell !T,command-timeout= !U,other-user= u,user= v,validate V',
  stopAtOperand: true,
  *run(call) {
    const { options, process } = call;
    const user = options.value('u');
    if (user !== undefined && user !== 'root' && user !== '#0') throw new NotSimulated(`sudo -u ${user}`);
    const { credentials } = process.files;
    const accounts = new Accounts(process.files);
    const name = accounts.userName(credentials.uid);
    const group = accounts.groupId('sudo') ?? 27;
    if (credentials.uid !== 0 && credentials.gid !== group && !credentials.groups.includes(group))
      throw new Failure(`${name} is not in the sudoers file.`);
    const argv = [...call.operands];
    const assigned = new Map<ByteString, ByteString>();
    while (/^[A-Za-z_][A-Za-z0-9_]*=/.test(argv[0] ?? '')) {
      const word = argv.shift() ?? '';
      assigned.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    }
    if (argv.length === 0) {
      if (options.has('v') || options.has('k')) return 0;
      yield* process.printError('usage: sudo [-EHn] [VAR=value] command [arg ...]\n');
      return 1;
    }
    const kept = options.given.filter(({ key }) => key === 'E');
    const all = kept.some(({ value }) => value === undefined);
    const named = kept.flatMap(({ value }) => value?.split(',') ?? []);
    const environment = new Map<ByteString, ByteString>();
    for (const [key, value] of process.environment)
      if (all || KEPT.includes(key) || key.startsWith('LC_') || named.includes(key))
        environment.set(key, value);
    environment.set('PATH', SECURE_PATH);
    if (!all || options.has('H')) environment.set('HOME', '/root');
    for (const [key, value] of [
      ['MAIL', '/var/mail/root'],
      ['LOGNAME', 'root'],
      ['USER', 'root'],
      ['SHELL', accounts.users.find(({ uid }) => uid === 0)?.shell ?? '/bin/sh'],
      ['SUDO_COMMAND', argv.join(' ')],
      ['SUDO_USER', name],
      ['SUDO_UID', String(credentials.uid)],
      ['SUDO_GID', String(credentials.gid)],
      ...assigned,
    ])
      environment.set(key, value);
    try {
      const files = process.files.fork({ credentials: { uid: 0, gid: 0, groups: [0] } });
      return yield* runByName(process, argv, { environment, files });
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* call.complain(
        error.code === 'ENOENT'
          ? `${argv[0]}: command not found`
          : `unable to execute ${argv[0]}: ${error.reason}`,
      );
      return 1;
    }
  },
});
