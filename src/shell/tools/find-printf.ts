// The formats of `find -printf`: %p, %f, %s and their kin.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { Accounts } from './accounts.ts';
import { formatTime } from '../../engine/base/index.ts';
import { blocksOf, sizeOf } from './disk-usage.ts';
import type { Visited } from './find-expression.ts';
import { modeLetters } from './mode.ts';
import { directoryName, statOf } from './paths.ts';
import type { Call } from './tool.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  r: '\r',
  v: '\v',
  '\\': '\\',
};
const LETTERS = { file: 'f', directory: 'd', symlink: 'l', device: 'c' } as const;
const RECENT = 31556952 / 2;

/** What a format shows of a file. Throws NotSimulated for what find has and we do not. */
export function findFormat(call: Call, format: ByteString, file: Visited): ByteString {
  return format.replace(
    /\\([0-7]{1,3}|[^])|%(-?\d*)(TMONTH|ARROW|[TAC].|[^])/g,
    (whole, escaped: string | undefined, width: string | undefined, directive: string) => {
      if (escaped !== undefined)
        return /^[0-7]{2,3}$/.test(escaped)
          ? String.fromCharCode(parseInt(escaped, 8))
          : (ESCAPES[escaped] ?? whole);
      if (directive === '%') return '%';
      const text = shown(call, directive, file);
      const size = Math.abs(Number(width));
      return (width ?? '').startsWith('-') ? text.padEnd(size) : text.padStart(size);
    },
  );
}

function shown(call: Call, directive: string, { path, name, stat, depth, operand }: Visited): ByteString {
  const link = () => (stat.kind === 'symlink' ? call.files.readlink(path) : '');
  switch (directive) {
    case 'p':
      return path;
    case 'P':
      return path === operand ? '' : path.slice(operand.endsWith('/') ? operand.length : operand.length + 1);
    case 'f':
      return name;
    case 'h':
      return path.includes('/') ? directoryName(path) : '.';
    case 'H':
      return operand;
    case 'd':
      return String(depth);
    case 's':
      return String(sizeOf(stat));
    case 'k':
      return String(blocksOf(stat));
    case 'b':
      return String(blocksOf(stat) * 2);
    case 'm':
      return stat.mode.toString(8);
    case 'M':
      return modeLetters(stat);
    case 'n':
      return String(stat.links);
    case 'i':
      return String(stat.ino);
    case 'l':
      return link();
    case 'ARROW':
      return stat.kind === 'symlink' ? ` -> ${link()}` : '';
    case 'y':
      return LETTERS[stat.kind];
    case 'Y': {
      const target = statOf(call.files, path);
      return target === undefined ? 'N' : LETTERS[target.kind];
    }
    case 'u':
      return new Accounts(call.files).userName(stat.uid);
    case 'g':
      return new Accounts(call.files).groupName(stat.gid);
    case 'U':
      return String(stat.uid);
    case 'G':
      return String(stat.gid);
    case 't':
      return formatTime('%a %b %e %H:%M:%S.0000000000 %Y', stat.mtime);
    case 'TMONTH': {
      const age = call.process.now() - stat.mtime;
      return formatTime(age < RECENT && age >= 0 ? '%b %e %H:%M' : '%b %e  %Y', stat.mtime);
    }
  }
  if (directive.startsWith('T')) {
    if (directive === 'T@') return `${stat.mtime}.0000000000`;
    if (directive === 'TS') return formatTime('%S.0000000000', stat.mtime);
    if (directive === 'TT') return formatTime('%H:%M:%S.0000000000', stat.mtime);
    if (directive === 'T+') return formatTime('%Y-%m-%d+%H:%M:%S.0000000000', stat.mtime);
    return formatTime(`%${directive[1]}`, stat.mtime);
  }
  throw new NotSimulated(`find -printf %${directive}`);
}
