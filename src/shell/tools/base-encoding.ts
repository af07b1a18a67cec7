// base64 and base32: bytes as letters, and back.
import { decodeBase64, encodeBase64, fromBytes, toBytes, type ByteString } from '../../engine/base/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { defineTool, Failure, UsageError, type Tool } from './tool.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

interface Encoding {
  readonly alphabet: RegExp;
  readonly group: number;
  readonly encode: (data: Uint8Array) => ByteString;
  /** Of whole groups; undefined when it is no such text. */
  readonly decode: (text: ByteString) => Uint8Array | undefined;
}

function encodingTool(name: string, { alphabet, group, encode, decode }: Encoding): Tool {
  return defineTool({
    name,
    summary: `encode or decode ${name}`,
    synopsis: '[OPTION]... [FILE]',
    options: 'd,decode i,ignore-garbage w,wrap=',
    *run(call) {
      const { options } = call;
      if (options.operands.length > 1)
        throw new UsageError(`extra operand ${call.quote(options.operands[1])}`);
      const wrap = options.value('w') ?? '76';
      if (!/^\d+$/.test(wrap)) throw new Failure(`invalid wrap size: ${call.quote(wrap)}`);
      const path = options.operands[0] ?? '-';
      let text: ByteString;
      let opened = false;
      try {
        const input = call.open(path);
        opened = true;
        text = yield* input.rest();
        input.close();
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        throw new Failure(
          opened ? `read error: ${error.reason}` : `${call.nameBeforeColon(path)}: ${error.reason}`,
        );
      }
      if (!options.has('d')) {
        const out = encode(toBytes(text));
        const width = Number(wrap);
        if (width === 0) yield* call.print(out);
        else
          for (let at = 0; at < out.length; at += width) yield* call.print(`${out.slice(at, at + width)}\n`);
        return;
      }
      const letters = options.has('i')
        ? [...text].filter((letter) => alphabet.test(letter)).join('')
        : text.replace(/\n/g, '');
      // What is right before an error is still printed.
      let good = 0;
      const pieces: ByteString[] = [];
      for (; good < letters.length; good += group) {
        const bytes = decode(letters.slice(good, good + group));
        if (bytes === undefined) break;
        pieces.push(fromBytes(bytes));
      }
      yield* call.print(pieces.join(''));
      if (good < letters.length) {
        yield* call.print(partial(letters.slice(good), alphabet, group, decode));
        throw new Failure('invalid input');
      }
    },
  });
}

/** The bytes that the sound beginning of a broken group still tells. */
function partial(rest: ByteString, alphabet: RegExp, group: number, decode: Encoding['decode']): ByteString {
  const end = [...rest].findIndex((letter) => letter === '=' || !alphabet.test(letter));
  const sound = rest.slice(0, end < 0 ? undefined : end).slice(0, group);
  const bytes = Math.floor((sound.length * (group === 4 ? 6 : 5)) / 8);
  const decoded = decode(sound.padEnd(group, 'A'));
  return decoded === undefined || sound.length < 2 ? '' : fromBytes(decoded.subarray(0, bytes));
}

export const base64 = encodingTool('base64', {
  alphabet: /[A-Za-z0-9+/=]/,
  group: 4,
  encode: encodeBase64,
  decode: decodeBase64,
});

export const base32 = encodingTool('base32', {
  alphabet: /[A-Z2-7=]/,
  group: 8,
  encode(data) {
    let out = '';
    for (let i = 0; i < data.length; i += 5) {
      let bits = 0n;
      for (let k = 0; k < 5; k++) bits = (bits << 8n) | BigInt(data[i + k] ?? 0);
      const letters = Math.ceil((Math.min(5, data.length - i) * 8) / 5);
      for (let k = 0; k < 8; k++)
        out += k < letters ? BASE32[Number((bits >> BigInt(35 - 5 * k)) & 31n)] : '=';
    }
    return out;
  },
  decode(text) {
    const match = /^([A-Z2-7]*)(=*)$/.exec(text);
    if (match === null || text.length % 8 !== 0 || ![0, 1, 3, 4, 6].includes(match[2].length))
      return undefined;
    let bits = 0n;
    for (let k = 0; k < 8; k++) bits = (bits << 5n) | BigInt(Math.max(0, BASE32.indexOf(text[k])));
    const size = text === '' ? 0 : Math.floor((match[1].length * 5) / 8);
    return Uint8Array.from({ length: size }, (_, k) => Number((bits >> BigInt(32 - 8 * k)) & 255n));
  },
});
