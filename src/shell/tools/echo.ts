// echo, printf, true, false, yes: the tools a shell usually has built in, as files.
import { echoText } from '../format/echo.ts';
import { ESCAPES } from '../format/escape.ts';
import { formatPrintf } from '../format/printf.ts';
import { defineTool, UsageError } from './tool.ts';

export const echo = defineTool({
  name: 'echo',
  summary: 'print words',
  synopsis: '[-neE] [STRING]...',
  *run(call) {
    yield* call.print(
      echoText(call.operands, ESCAPES.coreEcho, call.process.environment.has('POSIXLY_CORRECT')),
    );
  },
});

export const printf = defineTool({
  name: 'printf',
  summary: 'print words by a format',
  synopsis: 'FORMAT [ARGUMENT]...',
  *run(call) {
    const [first, ...others] = call.operands;
    const [format, ...words] = first === '--' ? others : call.operands;
    if (format === undefined) throw new UsageError('missing operand');
    const { text, complaints } = formatPrintf(format, words, {
      formatEscapes: ESCAPES.coreFormat,
      wordEscapes: ESCAPES.coreWord,
      conversions: 'diouxXeEfFgGaAcsbq',
      shellWord: (word) => call.nameAsWord(word),
      emptyIsZero: false,
      strictUnicode: true,
      words: {
        badDirective: (directive) => `${directive}: invalid conversion specification`,
        notNumeric: (word) => `${call.quote(word)}: expected a numeric value`,
        trailing: (word) => `${call.quote(word)}: value not completely converted`,
        outOfRange: (word) => `${call.quote(word)}: Numerical result out of range`,
        excess: (word) => `warning: ignoring excess arguments, starting with ${call.quote(word)}`,
      },
    });
    yield* call.print(text);
    for (const complaint of complaints)
      if (complaint.startsWith('warning:')) yield* call.warn(complaint);
      else yield* call.complain(complaint);
  },
});

export const trueTool = defineTool({
  name: 'true',
  summary: 'do nothing, successfully',
  synopsis: '',
  *run() {
    return 0;
  },
});

export const falseTool = defineTool({
  name: 'false',
  summary: 'do nothing, unsuccessfully',
  synopsis: '',
  *run() {
    return 1;
  },
});

export const yes = defineTool({
  name: 'yes',
  summary: 'print a line until somebody stops listening',
  synopsis: '[STRING]...',
  options: '',
  *run(call) {
    const line = `${call.operands.length === 0 ? 'y' : call.operands.join(' ')}\n`;
    const block = line.repeat(Math.ceil(1024 / line.length));
    for (;;) {
      yield* call.print(block);
      yield 'tick';
    }
  },
});
