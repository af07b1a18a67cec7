// od, hexdump and xxd: files as numbers.
//
// Left out by name: floating point, other radices of hexdump's format language, patching with xxd.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { parseSize } from './numbers.ts';
import { defineTool, Failure, type Call } from './tool.ts';

/** All operands one after the other. */
function* allInput(call: Call, paths: readonly ByteString[]): Task<ByteString> {
  const parts: ByteString[] = [];
  yield* call.inputs(paths, function* (input) {
    parts.push(yield* input.rest());
  });
  return parts.join('');
}

/** One way to show a line: how many bytes make a field, and how wide and written it is. */
interface Format {
  readonly size: number;
  readonly width: number;
  readonly text: (value: bigint, bytes: ByteString) => string;
  /** `z`: the printable bytes at the end of the line. */
  readonly trailer: boolean;
}

const NAMES =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  );
const ESCAPES: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};
const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8 };

function escapedByte(code: number): string {
  return (
    ESCAPES[code] ??
    (code >= 32 && code < 127 ? String.fromCharCode(code) : code.toString(8).padStart(3, '0'))
  );
}

function odFormats(call: Call, text: ByteString): Format[] {
  const formats: Format[] = [];
  for (let i = 0; i < text.length;) {
    const match = /^([acdouxf])([CSIL]|\d*)(z?)/.exec(text.slice(i));
    if (match === null)
      throw new Failure(`invalid character ${call.quote(text[i])} in type string ${call.quote(text)}`);
    const [whole, letter, given, trailer] = match;
    i += whole.length;
    if (letter === 'f') throw new NotSimulated('od -t f');
    const size = letter === 'a' || letter === 'c' ? 1 : given === '' ? 4 : (SIZES[given] ?? Number(given));
    if (![1, 2, 4, 8].includes(size))
      throw new Failure(
        `invalid type string ${call.quote(text)};\nthis system doesn't provide a ${size}-byte integral type`,
      );
    formats.push(odFormat(letter, size, trailer === 'z'));
  }
  return formats;
}

function odFormat(letter: string, size: number, trailer: boolean): Format {
  const bits = 8 * size;
  switch (letter) {
    case 'a':
      return {
        size,
        width: 3,
        trailer,
        text: (value) =>
          Number(value & 127n) === 127
            ? 'del'
            : (NAMES[Number(value & 127n)] ?? String.fromCharCode(Number(value & 127n))),
      };
    case 'c':
      return { size, width: 3, trailer, text: (value) => escapedByte(Number(value)) };
    case 'o':
      return {
        size,
        width: Math.ceil(bits / 3),
        trailer,
        text: (value) => value.toString(8).padStart(Math.ceil(bits / 3), '0'),
      };
    case 'x':
      return { size, width: bits / 4, trailer, text: (value) => value.toString(16).padStart(bits / 4, '0') };
    case 'u':
      return {
        size,
        width: (2n ** BigInt(bits) - 1n).toString().length,
        trailer,
        text: (value) => value.toString(),
      };
    default:
      return {
        size,
        width: (2n ** BigInt(bits - 1)).toString().length + 1,
        trailer,
        text: (value) => BigInt.asIntN(bits, value).toString(),
      };
  }
}

const OD_LETTERS: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  i: 'd4',
  l: 'd8',
  o: 'o2',
  s: 'd2',
  x: 'x2',
};

export const od = defineTool({
  name: 'od',
  summary: 'print files as numbers',
  synopsis: '[OPTION]... [FILE]...',
  options:
    'A,address-radix= !endian= j,skip-bytes= N,read-bytes= !S,strings??= t,format= v,output-duplicates w,width??= !traditional a b c d f i l o s x',
  *run(call) {
    const { options } = call;
    if (options.has('f')) throw new NotSimulated('od -f');
    const formats = options.given.flatMap(({ key, value }) =>
      key === 't' ? odFormats(call, value ?? '') : key in OD_LETTERS ? odFormats(call, OD_LETTERS[key]) : [],
    );
    if (formats.length === 0) formats.push(odFormat('o', 2, false));
    const bytesOf = (key: string) => {
      const text = options.value(key);
      if (text === undefined) return undefined;
      const value = /^0x[0-9a-fA-F]+$/.test(text) ? Number(text) : parseSize(text);
      if (value === undefined) throw new Failure(`invalid -${key} argument ${call.quote(text)}`);
      return value;
    };
    const skip = bytesOf('j') ?? 0;
    const most = bytesOf('N');
    const width = options.has('w') ? Number(options.value('w') ?? 32) : 16;
    const radix = options.value('A') ?? 'o';
    if (!'doxn'.includes(radix[0] ?? '-'))
      throw new Failure(
        `invalid output address radix ${call.quote(radix[0] ?? '')}; it must be one character from [doxn]`,
      );
    const address = (at: number) =>
      radix === 'n'
        ? ''
        : at.toString(radix === 'd' ? 10 : radix === 'x' ? 16 : 8).padStart(radix === 'x' ? 6 : 7, '0');
    const all = yield* allInput(call, options.operands);
    if (all === '' && call.status !== 0) return;
    if (skip > all.length) throw new Failure('cannot skip past end of combined input');
    const data = all.slice(skip, most === undefined ? undefined : skip + most);
    // Fields of all formats line up: each takes as much room as the widest one of as many bytes needs.
    const room = Math.max(...formats.map(({ size, width: own }) => (own + 1) / size));
    let before: ByteString | undefined;
    let starred = false;
    for (let at = 0; at < data.length; at += width) {
      const bytes = data.slice(at, at + width);
      if (bytes === before && bytes.length === width && !options.has('v')) {
        if (!starred) yield* call.print('*\n');
        starred = true;
        continue;
      }
      starred = false;
      before = bytes;
      for (const [i, format] of formats.entries()) {
        const head = i === 0 ? address(skip + at) : ' '.repeat(radix === 'n' ? 0 : address(0).length);
        yield* call.print(`${head}${odLine(bytes, format, width, room)}\n`);
      }
    }
    if (radix !== 'n') yield* call.print(`${address(skip + data.length)}\n`);
  },
});

function odLine(
  bytes: ByteString,
  { size, width, text, trailer }: Format,
  lineWidth: number,
  room: number,
): string {
  let out = '';
  const field = Math.ceil(room * size);
  for (let i = 0; i < bytes.length; i += size) {
    let value = 0n;
    for (let k = size - 1; k >= 0; k--)
      value = (value << 8n) | BigInt(i + k < bytes.length ? bytes.charCodeAt(i + k) : 0);
    out += text(value, bytes).padStart(width).padStart(field);
  }
  if (!trailer) return out;
  const shown = bytes.replace(/[^ -~]/g, '.');
  return `${out.padEnd(Math.ceil(lineWidth / size) * field)}  >${shown}<`;
}

export const hexdump = defineTool({
  name: 'hexdump',
  summary: 'print files in hexadecimal',
  synopsis: '[OPTION]... [FILE]...',
  options:
    'b,one-byte-octal c,one-byte-char C,canonical d,two-bytes-decimal o,two-bytes-octal x,two-bytes-hex !e,format= !f,format-file= n,length= s,skip= v,no-squeezing !L,color?=',
  *run(call) {
    const { options } = call;
    const skip = parseSize(options.value('s') ?? '0') ?? 0;
    const most = options.value('n');
    const data = (yield* allInput(call, options.operands)).slice(
      skip,
      most === undefined ? undefined : skip + Number(most),
    );
    const kind = options.last('b', 'c', 'C', 'd', 'o', 'x') ?? '';
    let before: ByteString | undefined;
    let starred = false;
    const address = (at: number) => at.toString(16).padStart(kind === 'C' ? 8 : 7, '0');
    for (let at = 0; at < data.length; at += 16) {
      const bytes = data.slice(at, at + 16);
      if (bytes === before && bytes.length === 16 && !options.has('v')) {
        if (!starred) yield* call.print('*\n');
        starred = true;
        continue;
      }
      starred = false;
      before = bytes;
      yield* call.print(`${address(skip + at)}${hexdumpLine(bytes, kind)}\n`);
    }
    if (data.length > 0) yield* call.print(`${address(skip + data.length)}\n`);
  },
});

function hexdumpLine(bytes: ByteString, kind: string): string {
  const codes = [...bytes].map((byte) => byte.charCodeAt(0));
  const hex = (code: number) => code.toString(16).padStart(2, '0');
  if (kind === 'C') {
    const cells = codes.map((code, i) => (i === 8 ? '  ' : ' ') + hex(code)).join('');
    return `${` ${cells}`.padEnd(52)}|${bytes.replace(/[^ -~]/g, '.')}|`.replace(/^ {2}/, '  ');
  }
  if (kind === 'b')
    return codes
      .map((code) => ` ${code.toString(8).padStart(3, '0')}`)
      .join('')
      .padEnd(64);
  if (kind === 'c')
    return codes
      .map((code) => escapedByte(code).padStart(4))
      .join('')
      .padEnd(64);
  const fields: string[] = [];
  for (let i = 0; i < codes.length; i += 2) {
    const value = codes[i] | ((codes[i + 1] ?? 0) << 8);
    fields.push(
      kind === 'd'
        ? value.toString().padStart(5, '0').padStart(8)
        : kind === 'o'
          ? value.toString(8).padStart(6, '0').padStart(8)
          : value
              .toString(16)
              .padStart(4, '0')
              .padStart(kind === 'x' ? 8 : 5),
    );
  }
  return fields.join('').padEnd(kind === '' ? 40 : 64);
}

export const xxd = defineTool({
  name: 'xxd',
  summary: 'print a file in hexadecimal, or read it back',
  synopsis: '[OPTION]... [INFILE [OUTFILE]]',
  *run(call) {
    const options = new Map<string, string>();
    const words = [...call.operands];
    while (/^-./.test(words[0] ?? '')) {
      const word = (words.shift() ?? '').replace(/^--?/, '');
      const valued = /^(c|cols|g|groupsize|l|len|s|seek|o)(\d+|0x[0-9a-f]+)?$/.exec(word);
      if (valued !== null) options.set(valued[1][0], valued[2] ?? words.shift() ?? '');
      else if (/^(p|ps|plain|postscript)$/.test(word)) options.set('p', '');
      else if (/^(r|revert)$/.test(word)) options.set('r', '');
      else if (word === 'u') options.set('u', '');
      else throw new NotSimulated(`xxd -${word}`);
    }
    const [path = '-', output] = words;
    let text: ByteString;
    try {
      const input = call.open(path);
      text = yield* input.rest();
      input.close();
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      yield* call.process.printError(`xxd: ${path}: ${error.reason}\n`);
      return 2;
    }
    const result = options.has('r') ? revert(text, options.has('p')) : xxdText(text, options);
    if (output === undefined || output === '-') yield* call.print(result);
    else call.files.writeFile(output, result);
    return 0;
  },
});

function xxdText(text: ByteString, options: ReadonlyMap<string, string>): string {
  const number = (key: string, fallback: number) => (options.has(key) ? Number(options.get(key)) : fallback);
  const skip = number('s', 0);
  const data = text.slice(skip, skip + number('l', Infinity));
  const hex = (byte: string) => {
    const digits = byte.charCodeAt(0).toString(16).padStart(2, '0');
    return options.has('u') ? digits.toUpperCase() : digits;
  };
  const columns = number('c', options.has('p') ? 30 : 16);
  let out = '';
  for (let at = 0; at < data.length; at += columns) {
    const bytes = [...data.slice(at, at + columns)];
    if (options.has('p')) {
      out += `${bytes.map(hex).join('')}\n`;
      continue;
    }
    const group = number('g', 2) || columns;
    const room = columns * 2 + Math.ceil(columns / group);
    const cells = bytes.map((byte, i) => hex(byte) + ((i + 1) % group === 0 ? ' ' : '')).join('');
    out += `${(skip + number('o', 0) + at).toString(16).padStart(8, '0')}: ${cells.padEnd(room)} ${bytes.join('').replace(/[^ -~]/g, '.')}\n`;
  }
  return out;
}

function revert(text: ByteString, plain: boolean): ByteString {
  let out = '';
  for (const line of text.split('\n')) {
    const match = plain ? null : /^([0-9a-fA-F]+): ?(.*)$/.exec(line);
    const digits = plain ? line : (match?.[2].split('  ')[0] ?? '');
    if (match !== null) out = out.padEnd(parseInt(match[1], 16), '\0');
    for (const pair of digits.replace(/\s/g, '').match(/[0-9a-fA-F]{2}/g) ?? [])
      out += String.fromCharCode(parseInt(pair, 16));
  }
  return out;
}
