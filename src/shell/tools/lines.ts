// uniq, rev, nl, fold, expand, unexpand, tsort, split, shuf-less: small filters of lines.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { Output } from './output.ts';
import { parseSize } from './numbers.ts';
import { PosixRegex, RegexError } from './posix-regex.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

const OUT_OF_RANGE = ': Numerical result out of range';

export const uniq = defineTool({
  name: 'uniq',
  summary: 'print lines, neighbours that are the same only once',
  synopsis: '[OPTION]... [INPUT [OUTPUT]]',
  options:
    'c,count d,repeated D !all-repeated?= f,skip-fields= !group?= i,ignore-case s,skip-chars= u,unique w,check-chars= z,zero-terminated',
  *run(call) {
    const { options, operands } = call;
    if (operands.length > 2) throw new UsageError(`extra operand ${call.quote(operands[2])}`);
    const number = (key: string, what: string, fallback: number) => {
      const text = options.value(key);
      if (text === undefined) return fallback;
      if (!/^\d+$/.test(text)) throw new Failure(`${text}: invalid number of ${what}`);
      return Number(text);
    };
    const skipFields = number('f', 'fields to skip', 0);
    const skipChars = number('s', 'bytes to skip', 0);
    const most = number('w', 'bytes to compare', Infinity);
    if (options.has('D') && options.has('c'))
      throw new UsageError('printing all duplicated lines and repeat counts is meaningless');
    const end = options.has('z') ? '\0' : '\n';
    const keyOf = (line: ByteString): ByteString => {
      let at = 0;
      for (let n = 0; n < skipFields; n++) at += /^[ \t]*[^ \t]*/.exec(line.slice(at))?.[0].length ?? 0;
      const key = line.slice(at + skipChars).slice(0, most);
      return options.has('i') ? key.toUpperCase() : key;
    };
    const path = operands[0] ?? '-';
    const output = operands[1];
    let out: Output = call.out;
    let input;
    try {
      input = call.open(path);
    } catch (error) {
      if (error instanceof PosixError) throw new Failure(`${call.nameBeforeColon(path)}: ${error.reason}`);
      throw error;
    }
    if (output !== undefined && output !== '-') {
      try {
        out = new Output(call.process.open(output, { write: true, create: true, truncate: true }));
      } catch (error) {
        if (error instanceof PosixError)
          throw new Failure(`${call.nameBeforeColon(output)}: ${error.reason}`);
        throw error;
      }
    }
    const show = function* (group: readonly ByteString[]): Task<void> {
      const repeated = group.length > 1;
      if (options.has('D')) {
        if (repeated) for (const line of group) yield* out.write(line + end);
        return;
      }
      if ((options.has('d') && !repeated) || (options.has('u') && repeated)) return;
      const count = options.has('c') ? `${String(group.length).padStart(7)} ` : '';
      yield* out.write(count + group[0] + end);
    };
    let group: ByteString[] = [];
    let key = '';
    try {
      for (let line = yield* input.line(end); line !== undefined; line = yield* input.line(end)) {
        const text = line.endsWith(end) ? line.slice(0, -1) : line;
        const next = keyOf(text);
        if (group.length > 0 && next === key) group.push(text);
        else {
          if (group.length > 0) yield* show(group);
          group = [text];
          key = next;
        }
      }
    } catch (error) {
      if (!(error instanceof PosixError) || error.code === 'EPIPE') throw error;
      throw new Failure(`error reading ${call.quoteName(path)}`);
    }
    if (group.length > 0) yield* show(group);
    yield* out.flush();
    if (out !== call.out) out.stream.close();
    input.close();
  },
});

/** Calls `each` with every line of every operand, without its newline, and whether it had one. */
function* eachLine(
  call: Call,
  paths: readonly ByteString[],
  each: (text: ByteString, ended: boolean) => Task<void>,
): Task<void> {
  yield* call.inputs(paths, function* (input) {
    for (let line = yield* input.line(); line !== undefined; line = yield* input.line()) {
      const ended = line.endsWith('\n');
      yield* each(ended ? line.slice(0, -1) : line, ended);
    }
  });
}

export const rev = defineTool({
  name: 'rev',
  summary: 'print lines with their characters in reverse',
  synopsis: '[FILE]...',
  options: '0,zero',
  *run(call) {
    yield* eachLine(call, call.operands, function* (text, ended) {
      const units = call.utf8 ? (text.match(/[\xc2-\xf4][\x80-\xbf]+|[^]/g) ?? []) : [...text];
      yield* call.print(units.reverse().join('') + (ended ? '\n' : ''));
    });
  },
});

export const nl = defineTool({
  name: 'nl',
  summary: 'number lines',
  synopsis: '[OPTION]... [FILE]...',
  options:
    'b,body-numbering= d,section-delimiter= f,footer-numbering= h,header-numbering= i,line-increment= l,join-blank-lines= ' +
    'n,number-format= p,no-renumber s,number-separator= v,starting-line-number= w,number-width=',
  *run(call) {
    const { options } = call;
    const integer = (key: string, what: string, fallback: number, least: number) => {
      const text = options.value(key);
      if (text === undefined) return fallback;
      if (!/^-?\d+$/.test(text) || Number(text) < least)
        throw new Failure(`invalid ${what}: ${call.quote(text)}`);
      return Number(text);
    };
    const start = integer('v', 'starting line number', 1, -Infinity);
    const step = integer('i', 'line number increment', 1, -Infinity);
    const width = integer('w', 'line number field width', 6, 1);
    const joined = integer('l', 'line number of blank lines', 1, 1);
    const separator = options.value('s') ?? '\t';
    const format = options.value('n') ?? 'rn';
    if (!['ln', 'rn', 'rz'].includes(format))
      throw new UsageError(`invalid line numbering format: ${call.quote(format)}`);
    const styles = {
      header: style(call, 'h', 'n'),
      body: style(call, 'b', 't'),
      footer: style(call, 'f', 'n'),
    };
    const mark = (options.value('d') ?? '\\:').padEnd(2, ':');
    let section: keyof typeof styles = 'body';
    let number = start;
    let blanks = 0;
    yield* eachLine(call, call.operands, function* (text) {
      const next =
        text === mark.repeat(3)
          ? 'header'
          : text === mark.repeat(2)
            ? 'body'
            : text === mark
              ? 'footer'
              : undefined;
      if (next !== undefined) {
        section = next;
        if (!options.has('p')) number = start;
        yield* call.print('\n');
        return;
      }
      blanks = text === '' ? blanks + 1 : 0;
      const counted = styles[section](text) && (text !== '' || blanks === joined);
      if (text !== '' || counted) blanks = text === '' ? 0 : blanks;
      if (!counted) {
        yield* call.print(`${' '.repeat(width + separator.length)}${text}\n`);
        return;
      }
      const digits =
        format === 'ln'
          ? String(number).padEnd(width)
          : format === 'rz'
            ? String(number).padStart(width, '0')
            : String(number).padStart(width);
      number += step;
      yield* call.print(`${digits}${separator}${text}\n`);
    });
  },
});

function style(call: Call, key: string, fallback: string): (text: ByteString) => boolean {
  const text = call.options.value(key) ?? fallback;
  if (text === 'a') return () => true;
  if (text === 't') return (line) => line !== '';
  if (text === 'n') return () => false;
  if (!text.startsWith('p')) {
    const what = { h: 'header', b: 'body', f: 'footer' }[key] ?? '';
    throw new UsageError(`invalid ${what} numbering style: ${call.quote(text)}`);
  }
  try {
    const pattern = new PosixRegex(text.slice(1), { extended: false, utf8: call.utf8 });
    return (line) => pattern.test(line);
  } catch (error) {
    if (error instanceof RegexError) throw new Failure(error.message);
    throw error;
  }
}

export const fold = defineTool({
  name: 'fold',
  summary: 'break long lines',
  synopsis: '[OPTION]... [FILE]...',
  options: 'b,bytes s,spaces w,width=',
  rewrite: (words) => words.map((word) => (/^-\d+$/.test(word) ? `-w${word.slice(1)}` : word)),
  *run(call) {
    const { options } = call;
    const text = options.value('w') ?? '80';
    const width = Number(text);
    if (!/^\d+$/.test(text) || width === 0)
      throw new Failure(`invalid number of columns: ${call.quote(text)}${width === 0 ? OUT_OF_RANGE : ''}`);
    const advance = (column: number, byte: string) => {
      if (options.has('b')) return column + 1;
      if (byte === '\b') return Math.max(0, column - 1);
      if (byte === '\r') return 0;
      return byte === '\t' ? column + 8 - (column % 8) : column + 1;
    };
    yield* eachLine(call, call.operands, function* (line, ended) {
      let piece = '';
      let column = 0;
      for (const byte of line) {
        if (advance(column, byte) > width && piece !== '') {
          const space = options.has('s') ? Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\t')) : -1;
          const cut = space >= 0 ? space + 1 : piece.length;
          yield* call.print(`${piece.slice(0, cut)}\n`);
          piece = piece.slice(cut);
          column = [...piece].reduce(advance, 0);
        }
        piece += byte;
        column = advance(column, byte);
      }
      yield* call.print(piece + (ended ? '\n' : ''));
    });
  },
});

/** Tab stops: one distance, or a list. */
function tabStops(call: Call): (column: number) => number {
  const given = call.options.values('t').flatMap((text) => text.split(/[, ]/));
  for (const text of given)
    if (!/^\d+$/.test(text)) throw new Failure(`tab size contains invalid character(s): ${call.quote(text)}`);
  const stops = given.map(Number);
  if (stops.includes(0)) throw new Failure('tab size cannot be 0');
  if (stops.some((stop, i) => i > 0 && stop <= stops[i - 1]))
    throw new Failure('tab sizes must be ascending');
  if (stops.length <= 1) {
    const size = stops[0] ?? 8;
    return (column) => column + size - (column % size);
  }
  return (column) => stops.find((stop) => stop > column) ?? column + 1;
}

const tabOptions = (words: readonly ByteString[]) =>
  words.map((word) => (/^-\d[\d,]*$/.test(word) ? `-t${word.slice(1)}` : word));

export const expand = defineTool({
  name: 'expand',
  summary: 'make tabs into spaces',
  synopsis: '[OPTION]... [FILE]...',
  options: 'i,initial t,tabs=',
  rewrite: tabOptions,
  *run(call) {
    const next = tabStops(call);
    yield* eachLine(call, call.operands, function* (line, ended) {
      let out = '';
      let column = 0;
      let initial = true;
      for (const byte of line) {
        initial &&= byte === ' ' || byte === '\t';
        if (byte === '\t' && (initial || !call.options.has('i'))) {
          const stop = next(column);
          out += ' '.repeat(stop - column);
          column = stop;
        } else {
          out += byte;
          column = byte === '\b' ? Math.max(0, column - 1) : column + 1;
        }
      }
      yield* call.print(out + (ended ? '\n' : ''));
    });
  },
});

export const unexpand = defineTool({
  name: 'unexpand',
  summary: 'make spaces into tabs',
  synopsis: '[OPTION]... [FILE]...',
  options: 'a,all first-only t,tabs=',
  rewrite: tabOptions,
  *run(call) {
    const next = tabStops(call);
    const all = (call.options.has('a') || call.options.has('t')) && !call.options.has('first-only');
    yield* eachLine(call, call.operands, function* (line, ended) {
      let out = '';
      let column = 0;
      let blanks = '';
      let loneAtStop = false;
      let converting = true;
      for (const byte of line) {
        if (converting && (byte === ' ' || byte === '\t')) {
          const stop = next(column);
          // A lone space that reached a stop becomes a tab when another blank follows it.
          if (loneAtStop) {
            out += '\t';
            blanks = '';
          }
          blanks += byte;
          column = byte === '\t' ? stop : column + 1;
          loneAtStop = column === stop && blanks === ' ';
          if (column === stop && (blanks.length > 1 || byte === '\t')) {
            out += '\t';
            blanks = '';
          }
          continue;
        }
        out += blanks + byte;
        blanks = '';
        loneAtStop = false;
        column++;
        if (!all) converting = false;
      }
      yield* call.print(out + blanks + (ended ? '\n' : ''));
    });
  },
});

export const tsort = defineTool({
  name: 'tsort',
  summary: 'print words so that each comes after those it was paired behind',
  synopsis: '[FILE]',
  options: '',
  *run(call) {
    if (call.operands.length > 1) throw new UsageError(`extra operand ${call.quote(call.operands[1])}`);
    const path = call.operands[0] ?? '-';
    let text = '';
    yield* call.inputs([path], function* (input) {
      text = yield* input.rest();
    });
    if (call.status !== 0) return;
    const words = text.split(/[ \t\n]+/).filter((word) => word !== '');
    if (words.length % 2 === 1)
      throw new Failure(`${call.nameBeforeColon(path)}: input contains an odd number of tokens`);
    const after = new Map<ByteString, ByteString[]>();
    const waiting = new Map<ByteString, number>();
    for (let i = 0; i < words.length; i += 2) {
      const [a, b] = [words[i], words[i + 1]];
      for (const word of [a, b]) {
        if (!after.has(word)) after.set(word, []);
        if (!waiting.has(word)) waiting.set(word, 0);
      }
      if (a === b) continue;
      after.set(a, [b, ...(after.get(a) ?? [])]);
      waiting.set(b, (waiting.get(b) ?? 0) + 1);
    }
    const sorted = [...after.keys()].sort();
    const ready = sorted.filter((word) => waiting.get(word) === 0);
    const left = new Set(sorted);
    while (left.size > 0) {
      const word = ready.shift();
      if (word === undefined) {
        yield* call.complain(`${call.nameBeforeColon(path)}: input contains a loop:`);
        const loop = loopIn(left, after);
        for (const member of loop) yield* call.warn(member);
        // One pair of the loop is forgotten, as tsort does.
        const [from, to] = [loop[loop.length - 1], loop[0]];
        after.set(
          from,
          (after.get(from) ?? []).filter((next) => next !== to),
        );
        waiting.set(to, (waiting.get(to) ?? 1) - 1);
        if (waiting.get(to) === 0) ready.push(to);
        continue;
      }
      left.delete(word);
      yield* call.print(`${word}\n`);
      for (const next of after.get(word) ?? []) {
        const count = (waiting.get(next) ?? 1) - 1;
        waiting.set(next, count);
        if (count === 0) ready.push(next);
      }
    }
  },
});

function loopIn(
  left: ReadonlySet<ByteString>,
  after: ReadonlyMap<ByteString, readonly ByteString[]>,
): ByteString[] {
  const before = (word: ByteString) => [...left].find((other) => after.get(other)?.includes(word));
  const path: ByteString[] = [];
  let at: ByteString | undefined = [...left][0];
  while (at !== undefined && !path.includes(at)) {
    path.push(at);
    at = before(at);
  }
  if (at === undefined) return path;
  const [first, ...others] = path.slice(path.indexOf(at));
  return [first, ...others.reverse()];
}

export const split = defineTool({
  name: 'split',
  summary: 'cut a file into pieces',
  synopsis: '[OPTION]... [FILE [PREFIX]]',
  options:
    'a,suffix-length= additional-suffix= b,bytes= !C,line-bytes= d,numeric-suffixes?= !x,hex-suffixes?= !filter= l,lines= !n,number= verbose !u !t,separator= !e',
  rewrite: (words) => words.map((word) => (/^-\d+$/.test(word) ? `-l${word.slice(1)}` : word)),
  *run(call) {
    const { options, operands } = call;
    const path = operands[0] ?? '-';
    const prefix = operands[1] ?? 'x';
    const bytes = options.value('b');
    const lines = options.value('l') ?? '1000';
    const size = parseSize(bytes ?? lines);
    if (size === undefined || size === 0)
      throw new Failure(
        `invalid number of ${bytes === undefined ? 'lines' : 'bytes'}: ${call.quote(bytes ?? lines)}${size === 0 ? OUT_OF_RANGE : ''}`,
      );
    let text: ByteString;
    try {
      const input = call.open(path);
      text = yield* input.rest();
      input.close();
    } catch (error) {
      if (error instanceof PosixError)
        throw new Failure(`cannot open ${call.quoteName(path)} for reading: ${error.reason}`);
      throw error;
    }
    const pieces: ByteString[] = [];
    if (bytes !== undefined)
      for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
    else {
      const all = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      for (let at = 0; at < all.length; at += size) pieces.push(all.slice(at, at + size).join(''));
    }
    const length = Number(options.value('a') ?? 2);
    for (const [i, piece] of pieces.entries()) {
      const name =
        prefix + suffix(i, length, options.has('d') ? 10 : 26) + (options.value('additional-suffix') ?? '');
      if (options.has('verbose')) yield* call.print(`creating file ${call.quoteName(name)}\n`);
      call.files.writeFile(name, piece);
    }
  },
});

function suffix(index: number, length: number, base: 10 | 26): string {
  let out = '';
  let rest = index;
  for (let n = 0; n < length; n++) {
    const digit = rest % base;
    out = (base === 10 ? String(digit) : String.fromCharCode(97 + digit)) + out;
    rest = Math.floor(rest / base);
  }
  if (rest > 0) throw new Failure('output file suffixes exhausted');
  return out;
}
