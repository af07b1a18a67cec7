// stat: what a file is, by a format.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { Accounts } from './accounts.ts';
import { formatTime } from '../../engine/base/index.ts';
import { blocksOf, deviceNumbers, sizeOf } from './disk-usage.ts';
import { modeLetters } from './mode.ts';
import { decodeEscapes, ESCAPES } from '../format/escape.ts';
import { defineTool, UsageError, type Call } from './tool.ts';
import type { Stat } from '../../engine/vfs/index.ts';

const KIND_WORDS = {
  directory: 'directory',
  symlink: 'symbolic link',
  device: 'character special file',
} as const;
const KIND_BITS = { file: 0o100000, directory: 0o040000, symlink: 0o120000, device: 0o020000 } as const;

export const stat = defineTool({
  name: 'stat',
  summary: 'tell what a file is',
  synopsis: '[OPTION]... FILE...',
  options: 'L,dereference !f,file-system !cached= c,format= printf= t,terse',
  *run(call) {
    const { options } = call;
    if (options.operands.length === 0) throw new UsageError('missing operand');
    const [format, raw] = [options.value('c'), options.value('printf')];
    for (const path of options.operands) {
      const found = yield* call.attempt(`cannot statx ${call.quoteName(path)}`, () =>
        options.has('L') ? call.files.stat(path) : call.files.lstat(path),
      );
      if (found === undefined) continue;
      if (raw !== undefined)
        yield* call.print(statText(call, decodeEscapes(raw, ESCAPES.stat).text, path, found));
      else if (format !== undefined) yield* call.print(`${statText(call, format, path, found)}\n`);
      else if (options.has('t'))
        yield* call.print(statText(call, '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n', path, found));
      else yield* call.print(statText(call, found.kind === 'device' ? DEVICE_FORMAT : FORMAT, path, found));
    }
  },
});

const HEAD = '  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n';
const TAIL =
  'Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n';
const FORMAT = `${HEAD}Device: %Hd,%Ld\tInode: %-10i  Links: %h\n${TAIL}`;
const DEVICE_FORMAT = `${HEAD}Device: %Hd,%Ld\tInode: %-10i  Links: %-5h Device type: %Hr,%Lr\n${TAIL}`;

/** The format of `stat -c`: %n, %s, %a and their kin. Every time is the one time a file has. */
function statText(call: Call, format: ByteString, path: ByteString, found: Stat): ByteString {
  return format.replace(
    /%([-0 #+']*)(\d*)(?:\.(\d+))?([HL]?[^])/g,
    (whole, flags: string, width: string, precision: string | undefined, directive: string) => {
      if (directive === '%') return '%';
      let text = field(call, directive, path, found);
      if (text === undefined) return directive.length > 1 ? whole : `?`;
      if (precision !== undefined) text = text.slice(0, Number(precision));
      if (flags.includes('#') && directive === 'a') text = `0${text}`;
      if (flags.includes('-')) return text.padEnd(Number(width));
      return text.padStart(Number(width), flags.includes('0') && /^\d+$/.test(text) ? '0' : ' ');
    },
  );
}

function field(call: Call, directive: string, path: ByteString, found: Stat): string | undefined {
  const time = () => formatTime('%Y-%m-%d %H:%M:%S.000000000 +0000', found.mtime);
  const [major, minor] = found.kind === 'device' ? deviceNumbers(call.files, path) : [0, 0];
  switch (directive) {
    case 'n':
      return path;
    case 'N':
      return found.kind === 'symlink'
        ? `${call.quoteName(path)} -> ${call.quoteName(call.files.readlink(path))}`
        : shownName(call, path);
    case 's':
      return String(sizeOf(found));
    case 'b':
      return String(blocksOf(found) * 2);
    case 'B':
      return '512';
    case 'o':
      return '4096';
    case 'a':
      return found.mode.toString(8);
    case 'A':
      return modeLetters(found);
    case 'f':
      return (KIND_BITS[found.kind] | found.mode).toString(16);
    case 'F':
      return found.kind === 'file'
        ? found.size === 0
          ? 'regular empty file'
          : 'regular file'
        : KIND_WORDS[found.kind];
    case 'u':
      return String(found.uid);
    case 'g':
      return String(found.gid);
    case 'U':
      return nameOr(new Accounts(call.files).userName(found.uid));
    case 'G':
      return nameOr(new Accounts(call.files).groupName(found.gid));
    case 'h':
      return String(found.links);
    case 'i':
      return String(found.ino);
    case 'd':
      return '1';
    case 'D':
      return '1';
    case 'Hd':
      return '0';
    case 'Ld':
      return '1';
    case 't':
      return major.toString(16);
    case 'T':
      return minor.toString(16);
    case 'r':
      return String(major * 256 + minor);
    case 'Hr':
      return String(major);
    case 'Lr':
      return String(minor);
    case 'm':
      throw new NotSimulated('stat -c %m');
    case 'x':
    case 'y':
    case 'z':
      return time();
    case 'w':
      return '-';
    case 'W':
      return '0';
    case 'X':
    case 'Y':
    case 'Z':
      return String(found.mtime);
  }
  return undefined;
}

function shownName(call: Call, path: ByteString): ByteString {
  return call.options.has('c') || call.options.has('printf') ? call.quoteName(path) : path;
}

function nameOr(name: ByteString): ByteString {
  return /^\d+$/.test(name) ? 'UNKNOWN' : name;
}
