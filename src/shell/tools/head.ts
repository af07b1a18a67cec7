// head and tail: the beginnings and ends of files.
//
// Left out: `tail -f` beyond the end of the file, as nothing goes on writing once a command has ended.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { parseSize } from './numbers.ts';
import { linesOf, type Input } from './output.ts';
import { defineTool, Failure, type Call } from './tool.ts';

interface Amount {
  readonly unit: 'lines' | 'bytes';
  readonly count: number;
  /** `-` counts from the end in head, `+` from the start in tail. */
  readonly sign: '' | '-' | '+';
}

function amountOf(call: Call, fallback: Amount): Amount {
  const last = call.options.given.findLast(({ key }) => key === 'n' || key === 'c');
  if (last === undefined) return fallback;
  const unit = last.key === 'n' ? 'lines' : 'bytes';
  const text = last.value ?? '';
  const [, sign, digits] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const count = parseSize(digits);
  if (count === undefined) throw new Failure(`invalid number of ${unit}: ${call.quote(text)}`);
  return { unit, count, sign: sign as Amount['sign'] };
}

/** `-5`, `-5c`, `-n` glued: the obsolete first option of both. */
function obsolete(words: readonly ByteString[]): ByteString[] {
  const match = /^([-+])(\d+)([bkm]?)([cl]?)$/.exec(words[0] ?? '');
  if (match === null) return [...words];
  const [, sign, digits, scale, unit] = match;
  const bytes = unit === 'c' || scale !== '';
  return [
    bytes ? '-c' : '-n',
    `${sign === '+' ? '+' : ''}${digits}${scale === 'm' ? 'M' : scale}`,
    ...words.slice(1),
  ];
}

/** Calls `show` for every file, with `==> name <==` above where there are several. */
function* eachFile(call: Call, show: (input: Input) => Task<void>): Task<void> {
  const { options } = call;
  const headed = options.last('q', 'v') === 'v' || (options.operands.length > 1 && !options.has('q'));
  let first = true;
  const paths = options.operands.length === 0 ? ['-'] : options.operands;
  for (const path of paths) {
    const input = yield* call.attempt(`cannot open ${call.quoteName(path)} for reading`, () =>
      call.open(path),
    );
    if (input === undefined) continue;
    const stat = input.stream.handle?.stat();
    if (headed) {
      yield* call.print(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      first = false;
    }
    if (stat?.kind === 'directory') {
      yield* call.complain(`error reading ${call.quoteName(path)}: Is a directory`);
      input.close();
      continue;
    }
    try {
      yield* show(input);
    } finally {
      input.close();
    }
  }
}

export const head = defineTool({
  name: 'head',
  summary: 'print the beginnings of files',
  synopsis: '[OPTION]... [FILE]...',
  options: 'c,bytes= n,lines= q,quiet,silent v,verbose z,zero-terminated',
  rewrite: (words) => (/^-\d/.test(words[0] ?? '') ? obsolete(words) : [...words]),
  *run(call) {
    const amount = amountOf(call, { unit: 'lines', count: 10, sign: '' });
    const delimiter = call.options.has('z') ? '\0' : '\n';
    yield* eachFile(call, (input) => beginning(call, input, amount, delimiter));
  },
});

function* beginning(call: Call, input: Input, amount: Amount, delimiter: ByteString): Task<void> {
  if (amount.sign === '-') {
    const text = yield* input.rest();
    if (amount.unit === 'bytes') yield* call.print(text.slice(0, Math.max(0, text.length - amount.count)));
    else {
      const lines = withDelimiters(text, delimiter);
      yield* call.print(lines.slice(0, Math.max(0, lines.length - amount.count)).join(''));
    }
    return;
  }
  let left = amount.count;
  while (left > 0) {
    if (amount.unit === 'bytes') {
      const part = (yield* input.chunk()).slice(0, left);
      if (part === '') return;
      left -= part.length;
      yield* call.print(part);
    } else {
      const line = yield* input.line(delimiter);
      if (line === undefined) return;
      left--;
      yield* call.print(line);
    }
  }
}

export const tail = defineTool({
  name: 'tail',
  summary: 'print the ends of files',
  synopsis: '[OPTION]... [FILE]...',
  options:
    'c,bytes= f,follow?= F n,lines= !max-unchanged-stats= pid= q,quiet,silent !retry !s,sleep-interval= v,verbose z,zero-terminated',
  rewrite: (words) => (/^[-+]\d/.test(words[0] ?? '') ? obsolete(words) : [...words]),
  *run(call) {
    if (call.options.has('f') || call.options.has('F')) throw new NotSimulated('tail -f');
    const amount = amountOf(call, { unit: 'lines', count: 10, sign: '' });
    const delimiter = call.options.has('z') ? '\0' : '\n';
    yield* eachFile(call, (input) => end(call, input, amount, delimiter));
  },
});

function* end(call: Call, input: Input, amount: Amount, delimiter: ByteString): Task<void> {
  const { count } = amount;
  if (amount.sign === '+') {
    let skip = Math.max(0, count - 1);
    if (amount.unit === 'lines')
      for (; skip > 0; skip--) if ((yield* input.line(delimiter)) === undefined) return;
    for (let part = yield* input.chunk(); part !== ''; part = yield* input.chunk()) {
      yield* call.print(part.slice(skip));
      skip = Math.max(0, skip - part.length);
    }
    return;
  }
  if (amount.unit === 'bytes') {
    let kept = '';
    for (let part = yield* input.chunk(); part !== ''; part = yield* input.chunk())
      kept = count === 0 ? '' : (kept + part).slice(-count);
    yield* call.print(kept);
    return;
  }
  let kept: ByteString[] = [];
  for (let line = yield* input.line(delimiter); line !== undefined; line = yield* input.line(delimiter)) {
    kept.push(line);
    if (kept.length > 2 * count + 1000) kept = kept.slice(kept.length - count);
  }
  yield* call.print(count === 0 ? '' : kept.slice(-count).join(''));
}

function withDelimiters(text: ByteString, delimiter: ByteString): ByteString[] {
  const lines = linesOf(text, delimiter);
  return lines.map((line, i) => (i < lines.length - 1 || text.endsWith(delimiter) ? line + delimiter : line));
}
