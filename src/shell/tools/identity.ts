// id, whoami, groups, logname, hostname, uname, nproc, tty, arch: who and where one is.
import type { ByteString } from '../../engine/base/index.ts';
import { Accounts } from './accounts.ts';
import { statOf } from './paths.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const id = defineTool({
  name: 'id',
  summary: 'print a user and their groups',
  synopsis: '[OPTION]... [USER]...',
  options: 'a !Z,context g,group G,groups n,name r,real u,user z,zero',
  *run(call) {
    const { options } = call;
    const accounts = new Accounts(call.files);
    const only = ['u', 'g', 'G'].filter((key) => options.has(key));
    if (only.length > 1) throw new Failure('cannot print "only" of more than one choice');
    if (only.length === 0 && (options.has('n') || options.has('r')))
      throw new Failure('cannot print only names or real IDs in default format');
    if (only.length === 0 && options.has('z'))
      throw new Failure('option --zero not permitted in default format');
    for (const name of call.operands.length === 0 ? [undefined] : call.operands) {
      const user = userNamed(call, accounts, name);
      if (user === undefined) {
        yield* call.complain(`${call.quote(name ?? '')}: no such user`);
        continue;
      }
      const userText = (uid: number) => (options.has('n') ? accounts.userName(uid) : String(uid));
      const groupText = (gid: number) => (options.has('n') ? accounts.groupName(gid) : String(gid));
      const end = options.has('z') ? '\0' : '\n';
      const both = (number: number, text: string) => (text === String(number) ? text : `${number}(${text})`);
      if (options.has('u')) yield* call.print(userText(user.uid) + end);
      else if (options.has('g')) yield* call.print(groupText(user.gid) + end);
      else if (options.has('G'))
        yield* call.print(user.groups.map(groupText).join(options.has('z') ? '\0' : ' ') + end);
      else {
        const groups = user.groups.map((gid) => both(gid, accounts.groupName(gid))).join(',');
        const own = both(user.uid, accounts.userName(user.uid));
        yield* call.print(
          `uid=${own} gid=${both(user.gid, accounts.groupName(user.gid))} groups=${groups}\n`,
        );
      }
    }
  },
});

interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** The caller's own identity, or a named user's. */
function userNamed(call: Call, accounts: Accounts, name: ByteString | undefined): Identity | undefined {
  if (name === undefined) {
    const { uid, gid, groups } = call.files.credentials;
    return { uid, gid, groups: [gid, ...groups.filter((group) => group !== gid)] };
  }
  const uid = accounts.userId(name);
  const user = accounts.users.find((entry) => entry.uid === uid);
  if (user === undefined) return undefined;
  const others = accounts.groups.filter(
    ({ members, gid }) => members.includes(user.name) && gid !== user.gid,
  );
  return { uid: user.uid, gid: user.gid, groups: [user.gid, ...others.map(({ gid }) => gid)] };
}

export const groups = defineTool({
  name: 'groups',
  summary: 'print the groups a user is in',
  synopsis: '[USER]...',
  options: '',
  *run(call) {
    const accounts = new Accounts(call.files);
    for (const name of call.operands.length === 0 ? [undefined] : call.operands) {
      const user = userNamed(call, accounts, name);
      if (user === undefined) yield* call.complain(`${call.quote(name ?? '')}: no such user`);
      else
        yield* call.print(
          `${name === undefined ? '' : `${name} : `}${user.groups.map((gid) => accounts.groupName(gid)).join(' ')}\n`,
        );
    }
  },
});

export const whoami = defineTool({
  name: 'whoami',
  summary: 'print who one is',
  synopsis: '',
  options: '',
  *run(call) {
    if (call.operands.length > 0) throw new UsageError(`extra operand ${call.quote(call.operands[0])}`);
    yield* call.print(`${new Accounts(call.files).userName(call.files.credentials.uid)}\n`);
  },
});

export const logname = defineTool({
  name: 'logname',
  summary: 'print who logged in',
  synopsis: '',
  options: '',
  *run(call) {
    const name = call.process.environment.get('LOGNAME');
    if (name === undefined) throw new Failure('no login name');
    yield* call.print(`${name}\n`);
  },
});

function hostName(call: Call): ByteString {
  return statOf(call.files, '/etc/hostname')?.kind === 'file'
    ? call.files.readText('/etc/hostname').trim()
    : 'localhost';
}

export const hostname = defineTool({
  name: 'hostname',
  summary: "print the machine's name",
  synopsis: '[-sf]',
  options:
    '!a,alias !A,all-fqdns !b,boot !d,domain f,fqdn,long !F,file= !i,ip-address !I,all-ip-addresses s,short !y,yp,nis',
  *run(call) {
    if (call.operands.length > 0) throw new Failure('you must be root to change the host name');
    const name = hostName(call);
    yield* call.print(`${call.options.has('s') ? name.split('.', 1)[0] : name}\n`);
  },
});

export const uname = defineTool({
  name: 'uname',
  summary: 'print what system this is',
  synopsis: '[OPTION]...',
  options:
    'a,all s,kernel-name,sysname n,nodename r,kernel-release,release v,kernel-version m,machine p,processor i,hardware-platform o,operating-system',
  *run(call) {
    const { options } = call;
    if (call.operands.length > 0) throw new UsageError(`extra operand ${call.quote(call.operands[0])}`);
    const all = options.has('a');
    const fields = [
      ['s', 'Linux'],
      ['n', hostName(call)],
      ['r', '6.1.0-nixarium'],
      ['v', '#1 Nixarium'],
      ['m', 'x86_64'],
      ['p', all ? undefined : 'unknown'],
      ['i', all ? undefined : 'unknown'],
      ['o', 'GNU/Linux'],
    ] as const;
    const asked = fields.filter(([key, text]) => text !== undefined && (all || options.has(key)));
    const shown = asked.length === 0 ? fields.slice(0, 1) : asked;
    yield* call.print(`${shown.map(([, text]) => text).join(' ')}\n`);
  },
});

export const arch = defineTool({
  name: 'arch',
  summary: "print the machine's architecture",
  synopsis: '',
  options: '',
  *run(call) {
    yield* call.print('x86_64\n');
  },
});

export const nproc = defineTool({
  name: 'nproc',
  summary: 'print how many processors there are',
  synopsis: '[OPTION]...',
  options: 'all ignore=',
  *run(call) {
    const text = call.options.value('ignore') ?? '0';
    if (!/^\d+$/.test(text)) throw new Failure(`invalid number: ${call.quote(text)}`);
    yield* call.print(`${Math.max(1, 2 - Number(text))}\n`);
  },
});

export const tty = defineTool({
  name: 'tty',
  summary: 'print the terminal that standard input is',
  synopsis: '[OPTION]...',
  options: 's,silent,quiet',
  usageStatus: 2,
  *run(call) {
    const terminal = call.process.descriptors.get(0)?.isTerminal ?? false;
    if (!call.options.has('s')) yield* call.print(terminal ? '/dev/tty\n' : 'not a tty\n');
    return terminal ? 0 : 1;
  },
});
