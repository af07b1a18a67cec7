// Builtins about the shell's own options: set and shopt.
import type { ByteString } from '../../../engine/base/index.ts';
import type { Task } from '../../../engine/os/index.ts';
import { readVariable } from '../assignment.ts';
import { settingLine } from '../describe.ts';
import { functionListing } from '../function-listing.ts';
import { OPTION_LETTERS, OPTION_NAMES, type Builtin, type Shell } from '../shell.ts';
import { has, readOptions, usage } from './options.ts';

function* set(shell: Shell, args: readonly ByteString[]): Task<number> {
  if (args.length === 0) {
    let out = '';
    for (const name of shell.variables.names()) {
      const variable = readVariable(shell, name);
      const line = variable === undefined ? undefined : settingLine(name, variable);
      if (line !== undefined) out += `${line}\n`;
    }
    if (!shell.posix)
      for (const name of [...shell.functions.keys()].sort())
        out += `${functionListing(shell.functions.get(name)!)}\n`; // the key exists
    yield* shell.process.print(out);
    return 0;
  }
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at];
    if (arg === '--') {
      shell.positional = args.slice(at + 1);
      return 0;
    }
    if (arg === '-') {
      shell.options.delete('xtrace');
      shell.options.delete('verbose');
      if (at + 1 < args.length) shell.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[at + 1];
        if (name === undefined) {
          yield* listOptions(shell, on);
          continue;
        }
        at += 1;
        if (!OPTION_NAMES.includes(name)) {
          yield* shell.error(`set: ${name}: invalid option name`);
          return 2;
        }
        setOption(shell, name, on);
        continue;
      }
      const name = Object.keys(OPTION_LETTERS).find((n) => OPTION_LETTERS[n] === letter);
      if (name === undefined) {
        yield* shell.error(`set: ${arg[0]}${letter}: invalid option`);
        return yield* usage(shell, 'set');
      }
      setOption(shell, name, on);
    }
  }
  if (at < args.length) shell.positional = args.slice(at);
  return 0;
}

function setOption(shell: Shell, name: string, on: boolean): void {
  if (on) shell.options.add(name);
  else shell.options.delete(name);
}

function* listOptions(shell: Shell, table: boolean): Task<void> {
  const lines = OPTION_NAMES.map((name) => {
    const on = shell.options.has(name);
    return table ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`;
  });
  yield* shell.process.print(lines.join(''));
}

const SHOPTS =
  'autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 compat40 compat41 compat42 compat43 compat44 complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch noexpand_translation nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose sourcepath varredir_close xpg_echo'
    .split(' ')
    .sort();

function* shopt(shell: Shell, args: readonly ByteString[]): Task<number> {
  const options = yield* readOptions(shell, 'shopt', args, 'pqsuo');
  if (options === undefined) return 2;
  const setOptions = has(options, 'o');
  const known = setOptions ? OPTION_NAMES : SHOPTS;
  const current = setOptions ? shell.options : shell.shopts;
  const on = has(options, 's');
  const off = has(options, 'u');
  const names =
    options.operands.length > 0
      ? options.operands
      : known.filter((n) => (on ? current.has(n) : off ? !current.has(n) : true));
  let status = 0;
  let out = '';
  for (const name of names) {
    if (!known.includes(name)) {
      yield* shell.error(`shopt: ${name}: invalid ${setOptions ? '' : 'shell '}option name`);
      status = 1;
      continue;
    }
    if (options.operands.length > 0 && (on || off)) {
      if (on) current.add(name);
      else current.delete(name);
      continue;
    }
    const isOn = current.has(name);
    if (!isOn && options.operands.length > 0) status = 1;
    if (has(options, 'q')) continue;
    if (has(options, 'p'))
      out += setOptions ? `set ${isOn ? '-' : '+'}o ${name}\n` : `shopt ${isOn ? '-s' : '-u'} ${name}\n`;
    else out += `${name.padEnd(15)}\t${isOn ? 'on' : 'off'}\n`;
  }
  yield* shell.process.print(out);
  return status;
}

export const SETTINGS: readonly Builtin[] = [
  { name: 'set', special: true, run: set },
  { name: 'shopt', run: shopt },
];
