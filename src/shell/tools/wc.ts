// wc: counts of lines, words, characters, bytes, and the longest line.
import { sequenceLength, type ByteString } from '../../engine/base/index.ts';
import { statOf } from './paths.ts';
import type { Task } from '../../engine/os/index.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

interface Counts {
  lines: number;
  words: number;
  chars: number;
  bytes: number;
  longest: number;
}

const ORDER = ['lines', 'words', 'chars', 'bytes', 'longest'] as const;
const KEYS = { l: 'lines', w: 'words', m: 'chars', c: 'bytes', L: 'longest' } as const;

export const wc = defineTool({
  name: 'wc',
  summary: 'count lines, words and bytes',
  synopsis: '[OPTION]... [FILE]...',
  options: 'c,bytes m,chars l,lines files0-from= L,max-line-length w,words !debug',
  *run(call) {
    const { options } = call;
    const asked = new Set(
      options.given.flatMap(({ key }) => (key in KEYS ? [KEYS[key as keyof typeof KEYS]] : [])),
    );
    if (asked.size === 0) for (const name of ['lines', 'words', 'bytes'] as const) asked.add(name);
    const paths = yield* operandsOf(call);
    const shown = ORDER.filter((name) => asked.has(name));
    const width = widthOf(call, paths, shown.length);
    const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
    const row = (counts: Counts, name: ByteString | undefined) =>
      `${shown.map((key) => String(counts[key]).padStart(width)).join(' ')}${name === undefined ? '' : ` ${name}`}\n`;
    for (const path of paths ?? ['-']) {
      const counts = yield* countFile(call, path);
      if (counts === undefined) continue;
      for (const key of ORDER)
        total[key] = key === 'longest' ? Math.max(total.longest, counts.longest) : total[key] + counts[key];
      yield* call.print(row(counts, paths === undefined ? undefined : shownName(call, path)));
    }
    if (paths !== undefined && paths.length > 1) yield* call.print(row(total, 'total'));
  },
});

function shownName(call: Call, path: ByteString): ByteString {
  return path.includes('\n') ? call.nameBeforeColon(path) : path;
}

function* operandsOf(call: Call): Task<readonly ByteString[] | undefined> {
  const from = call.options.value('files0-from');
  if (from === undefined) return call.operands.length === 0 ? undefined : call.operands;
  if (call.operands.length > 0)
    throw new UsageError(
      `extra operand ${call.quote(call.operands[0])}\nfile operands cannot be combined with --files0-from`,
    );
  const input = yield* call.attempt(`cannot open ${call.quoteName(from)} for reading`, () => call.open(from));
  if (input === undefined) throw new Failure('');
  const text = yield* input.rest();
  input.close();
  return text.split('\0').filter((path) => path !== '');
}

/** As wide as the sizes of all files together could need; standard input has no size before it is read. */
function widthOf(call: Call, paths: readonly ByteString[] | undefined, columns: number): number {
  if (columns === 1 && (paths === undefined || paths.length === 1)) return 1;
  let size = 0;
  let least = 1;
  for (const path of paths ?? ['-']) {
    const stat = path === '-' ? call.process.descriptors.get(0)?.handle?.stat() : statOf(call.files, path);
    if (stat?.kind === 'file') size += stat.size;
    else if (stat !== undefined || path === '-') least = 7;
  }
  return Math.max(least, String(size).length);
}

function* countFile(call: Call, path: ByteString): Task<Counts | undefined> {
  const counter = new Counter(call.utf8);
  let opened = false;
  yield* call.inputs([path], function* (input) {
    opened = true;
    for (let part = yield* input.chunk(); part !== ''; part = yield* input.chunk()) {
      counter.add(part);
      yield 'tick';
    }
  });
  return opened ? counter.end() : undefined;
}

class Counter {
  readonly #counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
  #inWord = false;
  #width = 0;
  #pending = '';
  constructor(private readonly utf8: boolean) {}

  add(text: ByteString): void {
    const counts = this.#counts;
    counts.bytes += text.length;
    const all = this.#pending + text;
    this.#pending = '';
    for (let i = 0; i < all.length; i++) {
      const code = all.charCodeAt(i);
      if (this.utf8 && code >= 0x80) {
        const length = sequenceLength(all, i);
        if (length === 0 && all.length - i < 4 && code >= 0xc2) {
          this.#pending = all.slice(i);
          return;
        }
        if (length === 0) continue;
        i += length - 1;
      }
      counts.chars++;
      if (code === 10) counts.lines++;
      if (code === 10 || code === 12 || code === 13) this.#endLine();
      else if (code === 9) this.#width += 8 - (this.#width % 8);
      else if ((code >= 32 && code < 127) || (this.utf8 && code >= 0x80)) this.#width++;
      const space = code === 32 || (code >= 9 && code <= 13);
      if (space) this.#inWord = false;
      else if (!this.#inWord && ((code >= 32 && code !== 127) || this.#inWord)) {
        if (code < 0x80 || this.utf8) {
          this.#inWord = true;
          counts.words++;
        }
      }
    }
  }

  end(): Counts {
    this.#endLine();
    return this.#counts;
  }

  #endLine(): void {
    this.#counts.longest = Math.max(this.#counts.longest, this.#width);
    this.#width = 0;
  }
}
