// tr: bytes into other bytes.
import type { ByteString } from '../../engine/base/index.ts';
import { classBytes } from './bracket.ts';
import { Input } from './output.ts';
import { defineTool, descriptor, Failure, UsageError, type Call } from './tool.ts';

export const tr = defineTool({
  name: 'tr',
  summary: 'translate, squeeze or delete bytes',
  synopsis: '[OPTION]... SET1 [SET2]',
  options: 'c,C,complement d,delete s,squeeze-repeats t,truncate-set1',
  stopAtOperand: true,
  *run(call) {
    const { options, operands } = call;
    const [remove, squeeze] = [options.has('d'), options.has('s')];
    const needed = remove === squeeze ? 2 : 1;
    if (operands.length === 0) throw new UsageError('missing operand');
    if (operands.length < needed) {
      const why =
        remove && squeeze
          ? 'Two strings must be given when both deleting and squeezing repeats.'
          : 'Two strings must be given when translating.';
      throw new UsageError(`missing operand after ${call.quote(operands[0])}\n${why}`);
    }
    const most = remove && !squeeze ? 1 : 2;
    if (operands.length > most) {
      const why =
        most === 1 && operands.length === 2
          ? '\nOnly one string may be given when deleting without squeezing repeats.'
          : '';
      throw new UsageError(`extra operand ${call.quote(operands[most])}${why}`);
    }
    const translating = operands.length === 2 && !remove;
    const first = new SetText(call, operands[0]).expand(undefined);
    if (first.repeats) throw new Failure('the [c*] repeat construct may not appear in string1');
    const from = options.has('c') ? complementOf(first.bytes) : first.bytes;
    let to: ByteString = '';
    if (operands.length === 2) {
      const second = new SetText(call, operands[1]).expand(translating ? from.length : undefined);
      to = second.bytes;
      if (translating) {
        if (second.classes.some((name) => name !== 'lower' && name !== 'upper'))
          throw new Failure(
            "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
          );
        if (to === '' && !options.has('t'))
          throw new Failure('when not truncating set1, string2 must be non-empty');
      }
    }
    const map = new Map<string, string>();
    if (translating) {
      const source = options.has('t') ? from.slice(0, to.length) : from;
      [...source].forEach((byte, i) => map.set(byte, to[Math.min(i, to.length - 1)]));
    }
    const removed = new Set(remove ? from : '');
    const squeezed = new Set(squeeze ? (operands.length === 2 ? to : from) : '');
    const input = new Input(descriptor(call.process, 0), call.out);
    let last: string | undefined;
    for (let part = yield* input.chunk(); part !== ''; part = yield* input.chunk()) {
      let out = '';
      for (const byte of part) {
        if (removed.has(byte)) continue;
        const next = map.get(byte) ?? byte;
        if (next === last && squeezed.has(next)) continue;
        out += next;
        last = next;
      }
      yield* call.print(out);
    }
  },
});

function complementOf(bytes: ByteString): ByteString {
  const present = new Set(bytes);
  return Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
    .filter((byte) => !present.has(byte))
    .join('');
}

interface Expanded {
  readonly bytes: ByteString;
  readonly classes: readonly string[];
  readonly repeats: boolean;
}

/** One SET of tr's: escapes, ranges, classes, `[x*n]`. */
class SetText {
  #at = 0;
  constructor(
    private readonly call: Call,
    private readonly text: ByteString,
  ) {}

  /** `length` is that of the first set: `[x*]` fills the second one up to it. */
  expand(length: number | undefined): Expanded {
    const parts: { bytes: ByteString; fill?: boolean }[] = [];
    const classes: string[] = [];
    let repeats = false;
    while (this.#at < this.text.length) {
      const rest = this.text.slice(this.#at);
      const named = /^\[:([^]*?):\]/.exec(rest);
      const same = /^\[=(\\?[^])=\]/.exec(rest);
      const repeat = /^\[(\\?[^]|\\[0-7]{1,3})\*(\d*)\]/.exec(rest);
      if (named !== null) {
        const bytes = classBytes(named[1]);
        if (bytes === undefined) throw new Failure(`invalid character class ${this.call.quote(named[1])}`);
        classes.push(named[1]);
        parts.push({ bytes });
        this.#at += named[0].length;
      } else if (repeat !== null) {
        repeats = true;
        this.#at += 1;
        const byte = this.#byte();
        const count = repeat[2] === '' ? 0 : parseInt(repeat[2], repeat[2].startsWith('0') ? 8 : 10);
        parts.push(count === 0 ? { bytes: byte, fill: true } : { bytes: byte.repeat(count) });
        this.#at += 2 + repeat[2].length;
      } else if (same !== null) {
        parts.push({ bytes: same[1].slice(-1) });
        this.#at += same[0].length;
      } else parts.push({ bytes: this.#range() });
    }
    const known = parts.reduce((sum, { bytes, fill }) => sum + (fill === true ? 0 : bytes.length), 0);
    const bytes = parts.map((part) =>
      part.fill === true ? part.bytes.repeat(Math.max(0, (length ?? 0) - known)) : part.bytes,
    );
    return { bytes: bytes.join(''), classes, repeats };
  }

  #range(): ByteString {
    const start = this.#at;
    const low = this.#byte();
    if (this.text[this.#at] !== '-' || this.#at + 1 >= this.text.length) return low;
    this.#at++;
    const high = this.#byte();
    const [from, to] = [low.charCodeAt(0), high.charCodeAt(0)];
    if (to < from)
      throw new Failure(
        `range-endpoints of ${this.call.quote(this.text.slice(start, this.#at))} are in reverse collating sequence order`,
      );
    return Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join('');
  }

  #byte(): ByteString {
    const letter = this.text[this.#at++];
    if (letter !== '\\' || this.#at >= this.text.length) return letter;
    const octal = /^[0-3][0-7]{0,2}|^[4-7][0-7]?/.exec(this.text.slice(this.#at));
    if (octal !== null) {
      this.#at += octal[0].length;
      return String.fromCharCode(parseInt(octal[0], 8));
    }
    const name = this.text[this.#at++];
    return { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }[name] ?? name;
  }
}
