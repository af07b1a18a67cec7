// cat and tac: files one after the other, forwards as they come and backwards by lines.
import type { ByteString } from '../../engine/base/index.ts';
import { defineTool, type Call } from './tool.ts';
import type { Task } from '../../engine/os/index.ts';
import type { Input } from './output.ts';

export const cat = defineTool({
  name: 'cat',
  summary: 'print files one after the other',
  synopsis: '[OPTION]... [FILE]...',
  options:
    'b,number-nonblank n,number s,squeeze-blank v,show-nonprinting E,show-ends T,show-tabs A,show-all e t u',
  *run(call) {
    const { options } = call;
    const has = (...keys: string[]) => keys.some((key) => options.has(key));
    const settings = {
      numberNonblank: has('b'),
      number: has('n'),
      squeeze: has('s'),
      ends: has('A', 'e', 'E'),
      tabs: has('A', 't', 'T'),
      nonprinting: has('A', 'e', 't', 'v'),
    };
    if (!Object.values(settings).includes(true)) {
      yield* call.inputs(options.operands, function* (input) {
        for (let part = yield* input.chunk(); part !== ''; part = yield* input.chunk())
          yield* call.print(part);
      });
      return;
    }
    const decorated = new DecoratedLines(call, settings);
    yield* call.inputs(options.operands, (input) => decorated.show(input));
  },
});

interface Decoration {
  readonly numberNonblank: boolean;
  readonly number: boolean;
  readonly squeeze: boolean;
  readonly ends: boolean;
  readonly tabs: boolean;
  readonly nonprinting: boolean;
}

/** Lines with numbers and marks; numbers and blank lines run on from file to file. */
class DecoratedLines {
  #number = 0;
  #blank = false;
  #startsLine = true;
  constructor(
    private readonly call: Call,
    private readonly settings: Decoration,
  ) {}

  *show(input: Input): Task<void> {
    const { numberNonblank, number, squeeze, ends } = this.settings;
    for (let line = yield* input.line(); line !== undefined; line = yield* input.line()) {
      const ended = line.endsWith('\n');
      const text = ended ? line.slice(0, -1) : line;
      const blank = text === '' && this.#startsLine;
      if (squeeze && blank && this.#blank) continue;
      this.#blank = blank;
      if (this.#startsLine && (numberNonblank ? !blank : number))
        yield* this.call.print(`${String(++this.#number).padStart(6)}\t`);
      const end = ended ? (ends ? '$\n' : '\n') : '';
      yield* this.call.print(this.#visible(text, ended && ends) + end);
      this.#startsLine = ended;
    }
  }

  #visible(text: ByteString, endsMarked: boolean): ByteString {
    const { nonprinting, tabs } = this.settings;
    // coreutils shows a carriage return before a marked end of line even without -v.
    const line = endsMarked && !nonprinting ? text.replace(/\r$/, '^M') : text;
    if (!nonprinting && !tabs) return line;
    // eslint-disable-next-line no-control-regex -- control characters are what it looks for
    return line.replace(/[\x00-\x1f\x7f-\xff]/g, (byte) => {
      if (byte === '\t') return tabs ? '^I' : byte;
      return nonprinting ? visibleByte(byte.charCodeAt(0)) : byte;
    });
  }
}

function visibleByte(code: number): string {
  if (code >= 128) return `M-${visibleByte(code - 128)}`;
  if (code === 127) return '^?';
  return code < 32 ? `^${String.fromCharCode(code + 64)}` : String.fromCharCode(code);
}

export const tac = defineTool({
  name: 'tac',
  summary: 'print files with their lines in reverse',
  synopsis: '[OPTION]... [FILE]...',
  options: 'b,before !r,regex s,separator=',
  *run(call) {
    const separator = call.options.value('s') ?? '\n';
    const before = call.options.has('b');
    yield* call.inputs(
      call.operands,
      function* (input) {
        const text = yield* input.rest();
        const pieces: ByteString[] = [];
        let from = 0;
        for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length)) {
          const end = before ? at : at + separator.length;
          if (before ? end > from || pieces.length > 0 || at === 0 : true) pieces.push(text.slice(from, end));
          from = end;
        }
        if (from < text.length) pieces.push(text.slice(from));
        for (const piece of pieces.reverse()) yield* call.print(piece);
      },
      { words: 'failed to open % for reading' },
    );
  },
});
