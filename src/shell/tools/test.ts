// test and [: conditions as files to run. The expressions are test-expression.ts's.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { evaluateTest, TestError } from './test-expression.ts';
import { defineTool, Failure, type Call } from './tool.ts';

// eslint-disable-next-line require-yield
function* evaluate(call: Call, words: readonly ByteString[]): Task<number> {
  try {
    const holds = evaluateTest(words, {
      files: call.files,
      isTerminal: (fd) => call.process.descriptors.get(fd)?.isTerminal ?? false,
      quote: (text) => call.quote(text),
    });
    return holds ? 0 : 1;
  } catch (error) {
    if (error instanceof TestError) throw new Failure(error.message, 2);
    throw error;
  }
}

export const testTool = defineTool({
  name: 'test',
  summary: 'find out whether a condition holds',
  synopsis: '[EXPRESSION]',
  run: (call) => evaluate(call, call.operands),
});

export const bracket = defineTool({
  name: '[',
  summary: 'find out whether a condition holds',
  synopsis: '[EXPRESSION] ]',
  *run(call) {
    if (call.operands.at(-1) !== ']') throw new Failure(`missing ${call.quote(']')}`, 2);
    return yield* evaluate(call, call.operands.slice(0, -1));
  },
});
