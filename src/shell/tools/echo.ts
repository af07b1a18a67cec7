// echo, printf, true, false, yes: the tools a shell usually has built in, as files.
import type { ByteString } from '../../engine/base/index.ts';
import { echoText, FormatError, formatPrintf } from './printf-format.ts';
import { defineTool, UsageError } from './tool.ts';

export const echo = defineTool({
  name: 'echo',
  summary: 'print words',
  synopsis: '[-neE] [STRING]...',
  *run(call) {
    yield* call.print(echoText(call.operands, call.process.environment.has('POSIXLY_CORRECT')));
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
    const told = function* (complaints: readonly ByteString[]) {
      for (const complaint of complaints)
        if (complaint.startsWith('warning:')) yield* call.warn(complaint);
        else yield* call.complain(complaint);
    };
    try {
      const { text, complaints } = formatPrintf(format, words, {
        quote: (text) => call.quote(text),
        shellWord: (text) => call.nameAsWord(text),
        strictUnicode: true,
      });
      yield* call.print(text);
      yield* told(complaints);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      yield* call.print(error.text);
      yield* told([...error.complaints, error.message]);
    }
  },
});

export const trueTool = defineTool({
  name: 'true',
  summary: 'do nothing, successfully',
  synopsis: '',
  // eslint-disable-next-line require-yield
  *run() {
    return 0;
  },
});

export const falseTool = defineTool({
  name: 'false',
  summary: 'do nothing, unsuccessfully',
  synopsis: '',
  // eslint-disable-next-line require-yield
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
