// The options of builtins, as bash's internal_getopt reads them, and its words for a wrong one.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import type { Shell } from '../shell.ts';

export interface BuiltinOptions {
  /** Letters given, in order, with the argument of those that take one. */
  readonly given: readonly (readonly [letter: string, argument: ByteString])[];
  readonly operands: readonly ByteString[];
}

/** Usage lines, as `help -s` has them: shown behind a wrong option. */
export const USAGE: Readonly<Record<string, string>> = {
  alias: 'alias [-p] [name[=value] ... ]',
  builtin: 'builtin [shell-builtin [arg ...]]',
  cd: 'cd [-L|[-P [-e]] [-@]] [dir]',
  compgen:
    'compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]',
  command: 'command [-pVv] command [arg ...]',
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  dirs: 'dirs [-clpv] [+N] [-N]',
  enable: 'enable [-a] [-dnps] [-f filename] [name ...]',
  eval: 'eval [arg ...]',
  exec: 'exec [-cl] [-a name] [command [argument ...]] [redirection ...]',
  export: 'export [-fn] [name[=value] ...] or export -p',
  getopts: 'getopts optstring name [arg ...]',
  hash: 'hash [-lr] [-p pathname] [-dt] [name ...]',
  jobs: 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]',
  kill: 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
  local: 'local [option] name[=value] ...',
  mapfile:
    'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  printf: 'printf [-v var] format [arguments]',
  pwd: 'pwd [-LP]',
  read: 'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
  readarray:
    'readarray [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
  set: 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
  shopt: 'shopt [-pqsu] [-o] [optname ...]',
  source: 'source filename [arguments]',
  '.': '. filename [arguments]',
  trap: 'trap [-lp] [[arg] signal_spec ...]',
  type: 'type [-afptP] name [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  umask: 'umask [-p] [-S] [mode]',
  unalias: 'unalias [-a] name [name ...]',
  unset: 'unset [-f] [-v] [-n] [name ...]',
  wait: 'wait [-fn] [-p var] [id ...]',
};

/** Tells how a builtin is used; status 2, and (of a special builtin) the end of a POSIX shell. */
export function* usage(shell: Shell, name: ByteString): Task<number> {
  shell.usageFailed = true;
  yield* shell.process.printError(`${name}: usage: ${USAGE[name] ?? name}\n`);
  return 2;
}

/**
 * Reads options; `spec` lists the letters, `:` behind those with an argument. Undefined (after telling) when one is
 * wrong: the caller ends with status 2.
 */
export function* readOptions(
  shell: Shell,
  name: ByteString,
  args: readonly ByteString[],
  spec: string,
): Task<BuiltinOptions | undefined> {
  const given: [string, ByteString][] = [];
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at];
    if (arg === '--') {
      at += 1;
      break;
    }
    if (arg.length < 2 || arg[0] !== '-') break;
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k];
      const index = spec.indexOf(letter);
      if (index < 0 || letter === ':') {
        yield* shell.error(`${name}: -${letter}: invalid option`);
        yield* usage(shell, name);
        return undefined;
      }
      if (spec[index + 1] !== ':') {
        given.push([letter, '']);
        continue;
      }
      const argument = k + 1 < arg.length ? arg.slice(k + 1) : args[++at];
      if (argument === undefined) {
        yield* shell.error(`${name}: -${letter}: option requires an argument`);
        yield* usage(shell, name);
        return undefined;
      }
      given.push([letter, argument]);
      break;
    }
  }
  return { given, operands: args.slice(at) };
}

export const has = (options: BuiltinOptions, letter: string): boolean =>
  options.given.some(([given]) => given === letter);

export const valueOf = (options: BuiltinOptions, letter: string): ByteString | undefined =>
  options.given.findLast(([given]) => given === letter)?.[1];
