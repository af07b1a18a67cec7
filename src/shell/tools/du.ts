// du: what files and trees take on the disk.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { blocksOf, sizeOf } from './disk-usage.ts';
import { humanSize, parseSize } from './numbers.ts';
import { fileNamePattern } from './glob.ts';
import { baseName, join } from './paths.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const du = defineTool({
  name: 'du',
  summary: 'tell how much room files take',
  synopsis: '[OPTION]... [FILE]...',
  options:
    '0,null a,all apparent-size B,block-size= b,bytes c,total D,H,dereference-args d,max-depth= !files0-from= ' +
    'h,human-readable !inodes k L,dereference l,count-links m P,no-dereference S,separate-dirs si s,summarize ' +
    '!t,threshold= !time?= !time-style= !X,exclude-from= exclude= x,one-file-system',
  *run(call) {
    const { options } = call;
    const depthText = options.value('d');
    if (depthText !== undefined && !/^\d+$/.test(depthText))
      throw new UsageError(`invalid maximum depth ${call.quote(depthText)}`);
    if (options.has('s') && options.has('a'))
      throw new UsageError('cannot both summarize and show all entries');
    if (options.has('s') && depthText !== undefined && depthText !== '0')
      throw new UsageError(`summarizing conflicts with --max-depth=${depthText}`);
    const usage = new DiskUsage(
      call,
      options.has('s') ? 0 : depthText === undefined ? Infinity : Number(depthText),
    );
    let total = 0;
    for (const path of options.operands.length === 0 ? ['.'] : options.operands)
      total += yield* usage.operand(path);
    if (options.has('c')) yield* usage.show(total, 'total');
  },
});

class DiskUsage {
  readonly #seen = new Set<number>();
  readonly #apparent: boolean;
  readonly #unit: number;
  readonly #excluded: readonly RegExp[];
  constructor(
    private readonly call: Call,
    private readonly depth: number,
  ) {
    const { options } = call;
    this.#apparent = options.has('b') || options.has('apparent-size');
    this.#excluded = options.values('exclude').map((pattern) => fileNamePattern(pattern));
    const unit = options.last('b', 'k', 'm', 'B');
    const size = parseSize(options.value('B') ?? '1024');
    if (size === undefined)
      throw new Failure(`invalid --block-size argument ${call.quote(options.value('B') ?? '')}`);
    this.#unit = unit === 'b' ? 1 : unit === 'm' ? 1048576 : unit === 'B' ? size : 1024;
  }

  *operand(path: ByteString): Task<number> {
    return yield* this.#visit(path, 0);
  }

  *show(bytes: number, name: ByteString): Task<void> {
    const { options } = this.call;
    const text = options.has('h')
      ? humanSize(bytes)
      : options.has('si')
        ? humanSize(bytes, 1000)
        : String(Math.ceil(bytes / this.#unit));
    yield* this.call.print(`${text}\t${name}${options.has('0') ? '\0' : '\n'}`);
  }

  /** The bytes of a tree; shows what is to be shown on the way. */
  *#visit(path: ByteString, depth: number): Task<number> {
    const { call } = this;
    const { options, files } = call;
    yield 'tick';
    if (this.#excluded.some((pattern) => pattern.test(baseName(path)) || pattern.test(path))) return 0;
    const follow = options.has('L') || (options.has('D') && depth === 0);
    const stat = yield* call.attempt(`cannot access ${call.quoteName(path)}`, () =>
      follow ? files.stat(path) : files.lstat(path),
    );
    if (stat === undefined) return 0;
    if (this.#seen.has(stat.ino) && !options.has('l')) return 0;
    if (stat.kind === 'directory' || stat.links > 1) this.#seen.add(stat.ino);
    const own = this.#apparent ? sizeOf(stat) : blocksOf(stat) * 1024;
    let size = own;
    let inside = 0;
    if (stat.kind === 'directory') {
      const entries = yield* call.attempt(`cannot read directory ${call.quoteName(path)}`, () =>
        files.readDir(path),
      );
      for (const { name, kind } of entries ?? []) {
        const bytes = yield* this.#visit(join(path, name), depth + 1);
        if (kind === 'directory') inside += bytes;
        size += bytes;
      }
    }
    const shown = options.has('S') ? size - inside : size;
    if (depth === 0 || (depth <= this.depth && (stat.kind === 'directory' || options.has('a'))))
      yield* this.show(shown, path);
    return size;
  }
}
