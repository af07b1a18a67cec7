// What a new shell takes from its environment, and the variables bash sets itself.
import type { ByteString } from '../../engine/base/index.ts';
import { defineFunctionText } from './function-text.ts';
import type { Shell } from './shell.ts';
import { isName, PLAIN } from './variables.ts';

const VERSION = '5.2.15(1)-release';

/** Fills a fresh shell's variables. */
export function importEnvironment(shell: Shell, environment: ReadonlyMap<ByteString, ByteString>): void {
  const { globals } = shell.variables;
  const { files } = shell.process;
  for (const [name, value] of environment) {
    const exportedFunction = /^BASH_FUNC_(.+)%%$/.exec(name);
    if (exportedFunction !== null) defineFunctionText(shell, exportedFunction[1], value);
    else if (isName(name)) globals.set(name, { ...PLAIN, value, exported: true });
  }
  const own = (name: ByteString, value: ByteString) => globals.set(name, { ...PLAIN, value });
  own('IFS', ' \t\n');
  own('OPTIND', '1');
  own('PS4', environment.get('PS4') ?? '+ ');
  own('BASH', '/bin/bash');
  own('BASH_VERSION', VERSION);
  own('HOSTTYPE', 'x86_64');
  own('OSTYPE', 'linux-gnu');
  own('MACHTYPE', 'x86_64-pc-linux-gnu');
  own('HOSTNAME', files.exists('/etc/hostname') ? files.readText('/etc/hostname').trim() : 'nixarium');
  own('OPTERR', '1');
  globals.set('BASH_VERSINFO', {
    ...PLAIN,
    readonly: true,
    array: new Map(['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu'].map((v, i) => [i, v])),
  });
  const number = (name: ByteString, value: number) =>
    globals.set(name, { ...PLAIN, value: String(value), readonly: true, integer: true });
  number('UID', files.credentials.uid);
  number('EUID', files.credentials.uid);
  number('PPID', shell.process.parentPid);
  if (!globals.has('PATH')) own('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  const level = Number(environment.get('SHLVL') ?? 0);
  globals.set('SHLVL', {
    ...PLAIN,
    exported: true,
    value: String((Number.isInteger(level) ? level : 0) + 1),
  });
  const pwd = environment.get('PWD');
  const here = files.cwd;
  const kept = pwd !== undefined && pwd.startsWith('/') && files.exists(pwd) && files.realpath(pwd) === here;
  globals.set('PWD', { ...PLAIN, exported: true, value: kept ? pwd : here });
  if (!globals.has('OLDPWD')) globals.set('OLDPWD', { ...PLAIN, exported: true });
  for (const name of (environment.get('SHELLOPTS') ?? '').split(':'))
    if (name !== '') shell.options.add(name);
  globals.delete('SHELLOPTS');
}
