// Permission modes: octal and symbolic as chmod(1) reads them, and `drwxr-xr-x` as ls writes them.
import type { ByteString } from '../../engine/base/index.ts';
import type { FileKind, Mode, Stat } from '../../engine/vfs/index.ts';

/** One step of a mode: changes the mode of a file, given the umask. */
export type ModeChange = (mode: Mode, isDirectory: boolean, umask: Mode) => Mode;

const WHO: Readonly<Record<string, Mode>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const CLAUSE = /^([ugoa]*)((?:[-+=](?:[0-7]+|[rwxXst]*|[ugo]))+)$/;

/** Reads `755`, `u+rwx,go-w`, `a=rX`, `g=u`, `+x`; undefined when it is no mode. */
export function parseMode(text: ByteString): ModeChange | undefined {
  if (/^[0-7]+$/.test(text)) {
    const bits = parseInt(text, 8);
    if (bits > 0o7777) return undefined;
    // With fewer than five digits a directory keeps its set-id bits.
    return (mode, isDirectory) => (isDirectory && text.length < 5 ? bits | (mode & 0o6000) : bits);
  }
  const steps: ModeChange[] = [];
  for (const clause of text.split(',')) {
    const match = CLAUSE.exec(clause);
    if (match === null) return undefined;
    const [, who, actions] = match;
    for (const [, operator, permissions] of actions.matchAll(/([-+=])([0-7]+|[rwxXstugo]*)/g))
      steps.push(symbolic(who, operator, permissions));
  }
  return (mode, isDirectory, umask) => steps.reduce((at, step) => step(at, isDirectory, umask), mode);
}

function symbolic(who: string, operator: string, permissions: string): ModeChange {
  const affected = who === '' ? 0o7777 : [...who].reduce((bits, letter) => bits | WHO[letter], 0);
  return (mode, isDirectory, umask) => {
    let bits = 0;
    if (/^[0-7]+$/.test(permissions)) bits = parseInt(permissions, 8);
    else if (/^[ugo]$/.test(permissions)) {
      const one = (mode >> { u: 6, g: 3, o: 0 }[permissions as 'u' | 'g' | 'o']) & 7;
      bits = one * 0o111;
    } else
      for (const letter of permissions) {
        if (letter === 'r') bits |= 0o444;
        if (letter === 'w') bits |= 0o222;
        if (letter === 'x') bits |= 0o111;
        if (letter === 'X' && (isDirectory || (mode & 0o111) !== 0)) bits |= 0o111;
        if (letter === 's') bits |= 0o6000;
        if (letter === 't') bits |= 0o1000;
      }
    bits &= affected;
    if (who === '') bits &= ~umask;
    if (operator === '+') return mode | bits;
    if (operator === '-') return mode & ~bits;
    // `=` leaves a directory's set-id bits unless they are named.
    const kept = isDirectory && !/s/.test(permissions) ? 0o6000 : 0;
    const cleared = affected & ~kept;
    return (mode & ~cleared) | bits;
  };
}

/** `rwxr-xr-x`. */
export function permissionLetters(mode: Mode): string {
  const triple = (shift: number, special: boolean, letter: string): string => {
    const bits = (mode >> shift) & 7;
    const execute = (bits & 1) !== 0;
    const last = special ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  return (
    triple(6, (mode & 0o4000) !== 0, 's') +
    triple(3, (mode & 0o2000) !== 0, 's') +
    triple(0, (mode & 0o1000) !== 0, 't')
  );
}

const KIND_LETTERS: Readonly<Record<FileKind, string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  device: 'c',
};

/** `drwxr-xr-x`. */
export function modeLetters({ kind, mode }: Pick<Stat, 'kind' | 'mode'>): string {
  return KIND_LETTERS[kind] + permissionLetters(mode);
}

/** `0755`, at least four digits. */
export function octalMode(mode: Mode): string {
  return mode.toString(8).padStart(4, '0');
}
