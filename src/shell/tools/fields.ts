// cut, paste, join, comm: lines made of fields, and lines beside lines.
import { compareBytes, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import type { Input } from './output.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

interface Range {
  readonly low: number;
  readonly high: number;
}

/** `1,3-5,7-`. */
function rangesOf(call: Call, list: ByteString, what: 'field' | 'byte/character'): Range[] {
  const ranges = list.split(/[,\s]/).map((text) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(text);
    const unit = what === 'field' ? 'field' : 'byte/character';
    if (match === null) {
      const bad = /[^\d-].*$/.exec(text)?.[0] ?? text;
      throw new UsageError(
        what === 'field' && text === ''
          ? 'fields are numbered from 1'
          : text.includes('-') && !/[^\d-]/.test(text)
            ? `invalid ${unit} range`
            : `invalid ${unit === 'field' ? 'field' : 'byte or character'} value ${call.quote(bad)}`,
      );
    }
    const [, low, dash, high] = match;
    if (low === '' && high === '') {
      if (dash === '-') throw new UsageError('invalid range with no endpoint: -');
      throw new UsageError(
        what === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1',
      );
    }
    if (low === '0' || (dash === '' && Number(low) === 0))
      throw new UsageError(
        what === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1',
      );
    const range = {
      low: low === '' ? 1 : Number(low),
      high: dash === '' ? Number(low) : high === '' ? Infinity : Number(high),
    };
    if (range.high < range.low) throw new UsageError('invalid decreasing range');
    return range;
  });
  ranges.sort((a, b) => a.low - b.low);
  const merged: Range[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && range.low <= last.high)
      merged[merged.length - 1] = { low: last.low, high: Math.max(last.high, range.high) };
    else merged.push(range);
  }
  return merged;
}

function complement(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  let next = 1;
  for (const { low, high } of ranges) {
    if (low > next) out.push({ low: next, high: low - 1 });
    next = high + 1;
  }
  if (next !== Infinity) out.push({ low: next, high: Infinity });
  return out;
}

export const cut = defineTool({
  name: 'cut',
  summary: 'print parts of lines',
  synopsis: 'OPTION... [FILE]...',
  options:
    'b,bytes= c,characters= d,delimiter= f,fields= n complement s,only-delimited output-delimiter= z,zero-terminated',
  *run(call) {
    const { options } = call;
    const lists = options.given.filter(({ key }) => key === 'b' || key === 'c' || key === 'f');
    if (lists.length > 1) throw new UsageError('only one list may be specified');
    if (lists.length === 0) throw new UsageError('you must specify a list of bytes, characters, or fields');
    const [{ key, value = '' }] = lists;
    const byFields = key === 'f';
    const delimiter = options.value('d') ?? '\t';
    if (delimiter.length > 1) throw new UsageError('the delimiter must be a single character');
    if (!byFields && options.has('d'))
      throw new UsageError('an input delimiter may be specified only when operating on fields');
    if (!byFields && options.has('s'))
      throw new UsageError('suppressing non-delimited lines makes sense\n\tonly when operating on fields');
    const listed = rangesOf(call, value, byFields ? 'field' : 'byte/character');
    const ranges = options.has('complement') ? complement(listed) : listed;
    const between = options.value('output-delimiter');
    const end = options.has('z') ? '\0' : '\n';
    const separator = delimiter === '' ? '\0' : delimiter;
    yield* call.inputs(call.operands, function* (input) {
      for (let line = yield* input.line(end); line !== undefined; line = yield* input.line(end)) {
        const text = line.endsWith(end) ? line.slice(0, -1) : line;
        if (!byFields) {
          const parts = ranges
            .map(({ low, high }) => text.slice(low - 1, high))
            .filter((part) => part !== '');
          yield* call.print(parts.join(between ?? '') + end);
          continue;
        }
        const fields = text.split(separator);
        if (fields.length === 1) {
          if (!options.has('s')) yield* call.print(text + end);
          continue;
        }
        const kept = ranges.flatMap(({ low, high }) => fields.slice(low - 1, high));
        yield* call.print(kept.join(between ?? separator) + end);
      }
    });
  },
});

export const paste = defineTool({
  name: 'paste',
  summary: 'print lines of several files side by side',
  synopsis: '[OPTION]... [FILE]...',
  options: 'd,delimiters= s,serial z,zero-terminated',
  *run(call) {
    const { options } = call;
    const end = options.has('z') ? '\0' : '\n';
    const delimiters = delimitersOf(options.value('d') ?? '\t');
    const inputs: (Input | undefined)[] = [];
    const shared = new Map<string, Input>();
    for (const path of call.operands.length === 0 ? ['-'] : call.operands) {
      try {
        const input = (path === '-' ? shared.get(path) : undefined) ?? call.open(path);
        shared.set(path, input);
        inputs.push(input);
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        if (!options.has('s')) throw new Failure(`${call.nameBeforeColon(path)}: ${error.reason}`);
        yield* call.complain(`${call.nameBeforeColon(path)}: ${error.reason}`);
      }
    }
    const bare = (line: ByteString) => (line.endsWith(end) ? line.slice(0, -1) : line);
    if (options.has('s')) {
      for (const input of inputs) {
        if (input === undefined) continue;
        let count = 0;
        let out = '';
        for (let line = yield* input.line(end); line !== undefined; line = yield* input.line(end)) {
          if (count > 0) out += delimiters[(count - 1) % delimiters.length];
          out += bare(line);
          count++;
        }
        yield* call.print(out + end);
      }
    } else {
      for (;;) {
        let out = '';
        let any = false;
        for (const [i, input] of inputs.entries()) {
          const line = yield* (input as Input).line(end);
          any ||= line !== undefined;
          out += bare(line ?? '') + (i < inputs.length - 1 ? delimiters[i % delimiters.length] : '');
        }
        if (!any) break;
        yield* call.print(out + end);
      }
    }
    for (const input of new Set(inputs)) input?.close();
  },
});

function delimitersOf(text: ByteString): ByteString[] {
  const out: ByteString[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') out.push(text[i]);
    else {
      i++;
      if (i >= text.length) throw new Failure(`delimiter list ends with an unescaped backslash: ${text}`);
      out.push(
        { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '', '\\': '\\' }[text[i]] ?? text[i],
      );
    }
  }
  return out.length === 0 ? [''] : out;
}

/** The two sorted inputs of comm and join, line by line. */
function* openBoth(call: Call): Task<[Input, Input]> {
  const [first, second, extra] = call.operands;
  if (first === undefined) throw new UsageError('missing operand');
  if (second === undefined) throw new UsageError(`missing operand after ${call.quote(first)}`);
  if (extra !== undefined) throw new UsageError(`extra operand ${call.quote(extra)}`);
  const inputs: Input[] = [];
  for (const path of [first, second]) {
    const input = yield* call.attempt(call.nameBeforeColon(path), () => call.open(path));
    if (input === undefined) throw new Failure('');
    inputs.push(input);
  }
  return [inputs[0], inputs[1]];
}

export const comm = defineTool({
  name: 'comm',
  summary: 'compare two sorted files line by line',
  synopsis: '[OPTION]... FILE1 FILE2',
  options: '1 2 3 check-order nocheck-order output-delimiter= total z,zero-terminated',
  *run(call) {
    const { options } = call;
    const end = options.has('z') ? '\0' : '\n';
    const between = options.value('output-delimiter') ?? '\t';
    const [left, right] = yield* openBoth(call);
    const shown = ['1', '2', '3'].map((key) => !options.has(key));
    const indent = ['', shown[0] ? between : '', (shown[0] ? between : '') + (shown[1] ? between : '')];
    const totals = [0, 0, 0];
    const last: (ByteString | undefined)[] = [undefined, undefined];
    const told = [false, false];
    const order = function* (which: 0 | 1, line: ByteString | undefined, unpaired: boolean): Task<void> {
      const before = last[which];
      last[which] = line;
      if (
        told[which] ||
        options.has('nocheck-order') ||
        line === undefined ||
        before === undefined ||
        before <= line
      )
        return;
      if (!unpaired && !options.has('check-order')) return;
      told[which] = true;
      if (options.has('check-order')) throw new Failure(`file ${which + 1} is not in sorted order`);
      yield* call.complain(`file ${which + 1} is not in sorted order`);
    };
    const next = function* (input: Input): Task<ByteString | undefined> {
      const line = yield* input.line(end);
      return line?.endsWith(end) ? line.slice(0, -1) : line;
    };
    let [a, b] = [yield* next(left), yield* next(right)];
    last[0] = a;
    last[1] = b;
    let unpaired = false;
    while (a !== undefined || b !== undefined) {
      const difference = a === undefined ? 1 : b === undefined ? -1 : compareBytes(a, b);
      const column = difference < 0 ? 0 : difference > 0 ? 1 : 2;
      unpaired ||= column !== 2;
      totals[column]++;
      if (shown[column]) yield* call.print(indent[column] + ((column === 1 ? b : a) ?? '') + end);
      if (column !== 1) {
        a = yield* next(left);
        yield* order(0, a, unpaired);
      }
      if (column !== 0) {
        b = yield* next(right);
        yield* order(1, b, unpaired);
      }
    }
    if (options.has('total')) yield* call.print(`${totals.join(between)}${between}total${end}`);
    if (call.status !== 0) yield* call.warn('input is not in sorted order');
    left.close();
    right.close();
  },
});

export const join = defineTool({
  name: 'join',
  summary: 'join lines of two sorted files that share a field',
  synopsis: '[OPTION]... FILE1 FILE2',
  options: 'a= e= i,ignore-case j= o= t= v= 1= 2= !check-order nocheck-order !header z,zero-terminated',
  *run(call) {
    const { options } = call;
    const end = options.has('z') ? '\0' : '\n';
    const separator = options.value('t');
    if (separator !== undefined && separator.length > 1)
      throw new Failure(`multi-character tab ${call.quote(separator)}`);
    const fieldNumber = (key: '1' | '2') => {
      const text = options.value(key) ?? options.value('j') ?? '1';
      if (!/^[1-9]\d*$/.test(text)) throw new Failure(`invalid field number: ${call.quote(text)}`);
      return Number(text) - 1;
    };
    const keys = [fieldNumber('1'), fieldNumber('2')];
    const unpaired = [...options.values('a'), ...options.values('v')];
    for (const text of unpaired)
      if (text !== '1' && text !== '2') throw new Failure(`invalid field number: ${call.quote(text)}`);
    const inputs = yield* openBoth(call);
    const tables: ByteString[][][] = [];
    for (const input of inputs) {
      const rows: ByteString[][] = [];
      for (let line = yield* input.line(end); line !== undefined; line = yield* input.line(end)) {
        const text = line.endsWith(end) ? line.slice(0, -1) : line;
        rows.push(
          separator === undefined ? text.replace(/^[ \t]+/, '').split(/[ \t]+/) : text.split(separator),
        );
      }
      input.close();
      tables.push(rows);
    }
    const fold = (text: ByteString) => (options.has('i') ? text.toUpperCase() : text);
    const keyOf = (row: readonly ByteString[], which: 0 | 1) => fold(row[keys[which]] ?? '');
    const empty = options.value('e') ?? '';
    const between = separator ?? ' ';
    const layout = options.values('o').flatMap((list) => list.split(/[ ,]/));
    for (const item of layout)
      if (!/^0$|^[12]\.[1-9]\d*$|^auto$/.test(item))
        throw new Failure(`invalid file number in field spec: ${call.quote(item)}`);
    const show = (
      left: readonly ByteString[] | undefined,
      right: readonly ByteString[] | undefined,
    ): ByteString => {
      const key = (left?.[keys[0]] ?? right?.[keys[1]]) || '';
      const rest = (row: readonly ByteString[] | undefined, which: 0 | 1) =>
        (row ?? []).filter((_, i) => i !== keys[which]);
      if (layout.length === 0 || layout[0] === 'auto')
        return [key, ...rest(left, 0), ...rest(right, 1)].map((field) => field || empty).join(between) + end;
      const fields = layout.map((item) => {
        if (item === '0') return key || empty;
        const [file, field] = item.split('.');
        return (file === '1' ? left : right)?.[Number(field) - 1] || empty;
      });
      return fields.join(between) + end;
    };
    const paired = !options.has('v');
    let [i, k] = [0, 0];
    const [a, b] = tables;
    while (i < a.length || k < b.length) {
      const order = i >= a.length ? 1 : k >= b.length ? -1 : compareBytes(keyOf(a[i], 0), keyOf(b[k], 1));
      if (order < 0) {
        if (unpaired.includes('1')) yield* call.print(show(a[i], undefined));
        i++;
      } else if (order > 0) {
        if (unpaired.includes('2')) yield* call.print(show(undefined, b[k]));
        k++;
      } else {
        const key = keyOf(a[i], 0);
        let [iEnd, kEnd] = [i, k];
        while (iEnd < a.length && keyOf(a[iEnd], 0) === key) iEnd++;
        while (kEnd < b.length && keyOf(b[kEnd], 1) === key) kEnd++;
        if (paired)
          for (let x = i; x < iEnd; x++) for (let y = k; y < kEnd; y++) yield* call.print(show(a[x], b[y]));
        [i, k] = [iEnd, kEnd];
      }
    }
  },
});
