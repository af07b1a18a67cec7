// seq: numbers in a row, written with as many decimals as the operands have.
import { floatText } from '../format/number.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const seq = defineTool({
  name: 'seq',
  summary: 'print numbers in a row',
  synopsis: '[OPTION]... [FIRST [INCREMENT]] LAST',
  options: 'f,format= s,separator= w,equal-width negative-number=',
  stopAtOperand: true,
  rewrite: (words) => {
    // A number may begin with a dash without being an option.
    const first = words.findIndex((word) => /^-(\d|\.\d)/.test(word));
    if (first < 0 || words.slice(0, first).includes('--')) return [...words];
    const operand = words.findIndex(
      (word, i) => !word.startsWith('-') && !/^-[fs]$/.test(words[i - 1] ?? ''),
    );
    const at = operand < 0 ? first : Math.min(first, operand);
    return [...words.slice(0, at), '--', ...words.slice(at)];
  },
  *run(call) {
    const { options, operands } = call;
    if (operands.length === 0) throw new UsageError('missing operand');
    if (operands.length > 3) throw new UsageError(`extra operand ${call.quote(operands[3])}`);
    const numbers = operands.map((word) => numberOf(call, word));
    const [first, step, last] =
      numbers.length === 1
        ? [1, 1, numbers[0]]
        : numbers.length === 2
          ? [numbers[0], 1, numbers[1]]
          : numbers;
    if (step === 0) throw new UsageError(`invalid Zero increment value: ${call.quote(operands[1])}`);
    const decimals = (word: string) => /\.(\d*)/.exec(word)?.[1].length ?? 0;
    const precision = Math.max(
      ...operands.slice(0, Math.max(1, operands.length - 1)).map(decimals),
      operands.length === 1 ? 0 : 0,
    );
    const format = options.value('f');
    if (format !== undefined && options.has('w'))
      throw new UsageError('format string may not be specified when printing equal width strings');
    const plain = (value: number) => value.toFixed(operands.length === 1 ? 0 : precision);
    const count = Math.floor((last - first) / step + 1e-10) + 1;
    const width = options.has('w')
      ? Math.max(plain(first).length, plain(first + step * (count - 1)).length, plain(last).length)
      : 0;
    const separator = options.value('s') ?? '\n';
    for (let i = 0; i < count; i++) {
      const value = first + step * i;
      const text = format === undefined ? padded(plain(value), width) : formatted(call, format, value);
      yield* call.print((i === 0 ? '' : separator) + text);
      if (i % 500 === 499) yield 'tick';
    }
    if (count > 0) yield* call.print('\n');
  },
});

function padded(text: string, width: number): string {
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}

function numberOf(call: Call, word: string): number {
  if (!/^[ \t]*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$|^[-+]?inf(inity)?$/i.test(word))
    throw new UsageError(`invalid floating point argument: ${call.quote(word)}`);
  return /inf/i.test(word) ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word);
}

function formatted(call: Call, format: string, value: number): string {
  const match = /^((?:[^%]|%%)*)%([-+ 0#']*)(\d*)(?:\.(\d*))?([aefgAEFG])((?:[^%]|%%)*)$/s.exec(format);
  if (match === null) {
    if (!/%[^%]/.test(format)) throw new Failure(`format ${call.quote(format)} has no % directive`);
    if (/%[^%]*%[^%]/.test(format.replace(/%%/g, '')))
      throw new Failure(`format ${call.quote(format)} has too many % directives`);
    const letter = /%[-+ 0#']*\d*(?:\.\d*)?(.?)/s.exec(format.replace(/%%/g, ''))?.[1] ?? '';
    throw new Failure(`format ${call.quote(format)} has unknown %${letter} directive`);
  }
  const [, before, flags, width, precision, letter, after] = match;
  const plain = (text: string) => text.replace(/%%/g, '%');
  const number = floatText(value, {
    flags,
    width: Number(width),
    precision: precision === undefined ? undefined : Number(precision),
    conversion: letter,
  });
  return plain(before) + number + plain(after);
}
