// file: what kind of file something is, from its first bytes. A small part of the real one's list.
import { fromBytes, sequenceLength, type ByteString } from '../../engine/base/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { statOf } from './paths.ts';
import { defineTool, type Call } from './tool.ts';

export const file = defineTool({
  name: 'file',
  summary: 'tell what kind of files these are',
  synopsis: '[OPTION]... FILE...',
  options:
    'b,brief L,dereference h,no-dereference i,mime !mime-type !mime-encoding !f,files-from= F,separator= N,no-pad !s !z !k 0,print0',
  *run(call) {
    const { options } = call;
    const separator = options.value('F') ?? ':';
    const width = Math.max(0, ...call.operands.map((path) => path.length)) + separator.length;
    for (const path of call.operands) {
      const kind = kindOf(call, path);
      const head = options.has('N') ? path + separator : (path + separator).padEnd(width);
      yield* call.print(options.has('b') ? `${kind}\n` : `${head} ${kind}\n`);
    }
  },
});

function kindOf(call: Call, path: ByteString): ByteString {
  const { files, options } = call;
  try {
    const stat = options.has('L') ? files.stat(path) : files.lstat(path);
    switch (stat.kind) {
      case 'directory':
        return (stat.mode & 0o1000) !== 0 ? 'sticky, directory' : 'directory';
      case 'symlink': {
        const target = files.readlink(path);
        return statOf(files, path) === undefined
          ? `broken symbolic link to ${target}`
          : `symbolic link to ${target}`;
      }
      case 'device':
        return 'character special';
      case 'file':
        if (!files.access(path, 'r')) return 'regular file, no read permission';
        return contentKind(fromBytes(files.readFile(path).subarray(0, 65536)));
    }
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    return `cannot open \`${path}' (${error.reason})`;
  }
}

const MAGIC: readonly (readonly [string, string])[] = [
  ['\x7fNIXARIUM ', 'Nixarium simulated program'],
  ['\x7fELF', 'ELF binary'],
  ['\x1f\x8b', 'gzip compressed data'],
  ['\xfd7zXZ\0', 'XZ compressed data'],
  ['PK\x03\x04', 'Zip archive data'],
  ['\x89PNG\r\n\x1a\n', 'PNG image data'],
  ['%PDF-', 'PDF document'],
  ['SQLite format 3\0', 'SQLite 3.x database'],
];

function contentKind(text: ByteString): ByteString {
  if (text === '') return 'empty';
  if (text.length < 2) return 'very short file (no magic)';
  const magic = MAGIC.find(([start]) => text.startsWith(start));
  if (magic !== undefined) return magic[1];
  const encoding = encodingOf(text);
  if (encoding === undefined) return 'data';
  const script = /^#! *(\S+)(?: +(\S+))?/.exec(text);
  if (script !== null) {
    const name = /\/env$/.test(script[1]) ? (script[2] ?? 'env') : (script[1].split('/').at(-1) ?? '');
    const words =
      { sh: 'POSIX shell script', bash: 'Bourne-Again shell script', python3: 'Python script' }[name] ??
      `${script[1]} script`;
    return `${words}, ${encoding} text executable`;
  }
  const notes = text.includes('\n')
    ? text.includes('\r\n')
      ? ', with CRLF line terminators'
      : ''
    : ', with no line terminators';
  return `${encoding} text${notes}`;
}

function encodingOf(text: ByteString): string | undefined {
  let ascii = true;
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i);
    if (code < 32 && ![7, 8, 9, 10, 12, 13, 27].includes(code)) return undefined;
    if (code === 127) return undefined;
    const length = code < 0x80 ? 1 : sequenceLength(text, i);
    if (length === 0) return undefined;
    if (code >= 0x80) ascii = false;
    i += length;
  }
  return ascii ? 'ASCII' : 'Unicode text, UTF-8';
}
