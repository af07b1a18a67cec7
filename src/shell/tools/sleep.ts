// sleep: lets others run. The machine's time is logical, so no time passes; a wrong interval is still an error.
import { defineTool, UsageError } from './tool.ts';

export const sleep = defineTool({
  name: 'sleep',
  summary: 'let other programs run for a while',
  synopsis: 'NUMBER[smhd]...',
  options: '',
  *run(call) {
    if (call.operands.length === 0) throw new UsageError('missing operand');
    let wrong = false;
    for (const text of call.operands)
      if (!/^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?[smhd]?$|^inf(inity)?$/i.test(text)) {
        yield* call.complain(`invalid time interval ${call.quote(text)}`);
        wrong = true;
      }
    if (wrong) throw new UsageError('');
    yield 'tick';
  },
});
