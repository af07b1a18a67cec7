// sort: lines in order. The keys are sort-key.ts's.
//
// Left out: random order (no randomness in the machine), temporary files and compression (all fits in memory).
import { compareBytes, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { linesOf } from './output.ts';
import { compareKeys, keyText, orderingOf, parseKey, type Key } from './sort-key.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const sort = defineTool({
  name: 'sort',
  summary: 'print lines in order',
  synopsis: '[OPTION]... [FILE]...',
  options:
    'b,ignore-leading-blanks d,dictionary-order f,ignore-case g,general-numeric-sort h,human-numeric-sort ' +
    'i,ignore-nonprinting M,month-sort n,numeric-sort !R,random-sort r,reverse sort= V,version-sort !batch-size= ' +
    'c,check?= C !compress-program= !debug !files0-from= k,key= m,merge o,output= parallel= !random-source= s,stable ' +
    'S,buffer-size= t,field-separator= T,temporary-directory= u,unique z,zero-terminated',
  usageStatus: 2,
  *run(call) {
    const { options } = call;
    const delimiter = options.has('z') ? '\0' : '\n';
    const compare = comparison(call);
    if (options.has('c') || options.has('C')) return yield* check(call, compare.lines, delimiter);
    const lines: ByteString[] = [];
    for (const path of options.operands.length === 0 ? ['-'] : options.operands)
      lines.push(...linesOf(yield* readOperand(call, path), delimiter));
    yield 'tick';
    lines.sort(compare.whole);
    const kept = options.has('u')
      ? lines.filter((line, i) => i === 0 || compare.lines(lines[i - 1], line) !== 0)
      : lines;
    const text = kept.length === 0 ? '' : kept.join(delimiter) + delimiter;
    const output = options.value('o');
    if (output === undefined) yield* call.print(text);
    else {
      try {
        const stream = call.process.open(output, { write: true, create: true, truncate: true });
        call.process.descriptors.get(1)?.close();
        call.process.descriptors.set(1, stream);
        yield* call.process.print(text);
      } catch (error) {
        if (error instanceof PosixError)
          throw new Failure(`open failed: ${call.nameBeforeColon(output)}: ${error.reason}`, 2);
        throw error;
      }
    }
    return 0;
  },
});

function* readOperand(call: Call, path: ByteString): Task<ByteString> {
  let reading = false;
  try {
    const input = call.open(path);
    reading = true;
    const text = yield* input.rest();
    input.close();
    return text;
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    throw new Failure(
      `${reading ? 'read failed' : 'cannot read'}: ${call.nameBeforeColon(path)}: ${error.reason}`,
      2,
    );
  }
}

const WORDS: Readonly<Record<string, string>> = {
  'general-numeric': 'g',
  'human-numeric': 'h',
  month: 'M',
  numeric: 'n',
  version: 'V',
};

interface Comparison {
  /** By the keys alone. */
  readonly lines: (a: ByteString, b: ByteString) => number;
  /** By the keys, then by all bytes, unless the order is to be stable. */
  readonly whole: (a: ByteString, b: ByteString) => number;
}

function comparison(call: Call): Comparison {
  const { options } = call;
  const letters = options.given.map(({ key, value }) => {
    if (key !== 'sort') return key.length === 1 && 'bdfghiMnrV'.includes(key) ? key : '';
    const letter = WORDS[value ?? ''];
    if (letter === undefined)
      throw new UsageError(`invalid argument ${call.quote(value ?? '')} for '--sort'`);
    return letter;
  });
  const numeric = new Set(letters.filter((letter) => 'ghMnV'.includes(letter) && letter !== ''));
  if (numeric.size > 1)
    throw new Failure(
      `options '-${[...'ghMnV'].filter((letter) => numeric.has(letter)).join('')}' are incompatible`,
      2,
    );
  const whole = orderingOf(letters.join(''));
  let separator = options.value('t');
  if (separator === '\\0') separator = '\0';
  if (separator === '') throw new Failure('empty tab', 2);
  if (separator !== undefined && separator.length > 1)
    throw new Failure(`multi-character tab ${call.quote(separator)}`, 2);
  const keys: readonly Key[] = options.values('k').map((text) => parseKey(call, text, whole));
  const everything: Key = { ...whole, startField: 1, startChar: 1, endField: 0, endChar: 0 };
  const plain =
    keys.length === 0 &&
    whole.numeric === 'no' &&
    !whole.fold &&
    !whole.dictionary &&
    !whole.printing &&
    !whole.blanks;
  const lines = (a: ByteString, b: ByteString): number => {
    if (plain) return whole.reverse ? compareBytes(b, a) : compareBytes(a, b);
    for (const key of keys.length === 0 ? [everything] : keys) {
      const difference = compareKeys(keyText(a, key, separator), keyText(b, key, separator), key);
      if (difference !== 0) return key.reverse ? -difference : difference;
    }
    return 0;
  };
  const stable = options.has('s') || options.has('u');
  return {
    lines,
    whole: (a, b) => lines(a, b) || (stable ? 0 : whole.reverse ? compareBytes(b, a) : compareBytes(a, b)),
  };
}

function* check(call: Call, compare: Comparison['lines'], delimiter: ByteString): Task<number> {
  const { options } = call;
  if (options.operands.length > 1)
    throw new Failure(
      `extra operand ${call.quoteName(options.operands[1])} not allowed with -${options.has('C') ? 'C' : 'c'}`,
      2,
    );
  const path = options.operands[0] ?? '-';
  const lines = linesOf(yield* readOperand(call, path), delimiter);
  const quiet = options.has('C') || ['quiet', 'silent'].includes(options.value('c') ?? '');
  for (let i = 1; i < lines.length; i++) {
    const difference = compare(lines[i - 1], lines[i]);
    if (difference > 0 || (difference === 0 && options.has('u'))) {
      if (!quiet) yield* call.warn(`${path}:${i + 1}: disorder: ${lines[i]}`);
      return 1;
    }
  }
  return 0;
}
