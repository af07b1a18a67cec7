// cat: files one after the other.
import { fromBytes } from '../../engine/base/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { openInput, tellFileError } from './input.ts';
import { parseOptions, tool } from './options.ts';

export const cat = tool('cat', 'concatenate files and print them', function* (process) {
  const options = parseOptions(process, {
    short: 'AbeEnstTuv',
    long: {
      'show-all': 'A',
      'number-nonblank': 'b',
      'show-ends': 'E',
      number: 'n',
      'squeeze-blank': 's',
      'show-tabs': 'T',
      'show-nonprinting': 'v',
    },
  });
  const has = (letters: string) => [...letters].some((letter) => options.has(letter));
  const style = {
    ends: has('AeE'),
    tabs: has('AtT'),
    visible: has('Aetv'),
    number: options.has('b') ? 'nonblank' : options.has('n') ? 'all' : 'none',
    squeeze: options.has('s'),
  } as const;
  const plain = options.given.every(([letter]) => letter === 'u');
  let status = 0;
  let number = 0;
  let atStart = true;
  let blank = 0;
  for (const path of options.operands.length > 0 ? options.operands : ['-']) {
    try {
      const stream = openInput(process, path);
      try {
        for (;;) {
          const chunk = yield* stream.read(65536);
          if (chunk.length === 0) break;
          if (plain) {
            yield* process.print(fromBytes(chunk));
            continue;
          }
          let out = '';
          for (const char of fromBytes(chunk)) {
            if (atStart) {
              blank = char === '\n' ? blank + 1 : 0;
              if (style.squeeze && blank > 1) continue;
              if (style.number === 'all' || (style.number === 'nonblank' && char !== '\n'))
                out += `${String(++number).padStart(6)}\t`;
            }
            atStart = char === '\n';
            if (char === '\n') out += style.ends ? '$\n' : '\n';
            else if (char === '\t') out += style.tabs ? '^I' : '\t';
            else out += style.visible ? visible(char) : char;
          }
          yield* process.print(out);
        }
      } finally {
        stream.close();
      }
    } catch (error) {
      if (!(error instanceof PosixError) || error.code === 'EPIPE') throw error;
      yield* tellFileError(process, path, error);
      status = 1;
    }
  }
  return status;
});

/** Control characters as `^X`, bytes above 127 as `M-…`. */
function visible(char: string): string {
  const code = char.charCodeAt(0);
  if (code >= 128) return `M-${visible(String.fromCharCode(code - 128))}`;
  if (code < 32) return `^${String.fromCharCode(code + 64)}`;
  return code === 127 ? '^?' : char;
}
