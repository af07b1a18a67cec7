// test and [: conditions as files to run.
//
// Invariant: the expressions are format/test-expression.ts's; here are only GNU's words for what is wrong with one.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { evaluateTest, TestProblem, type TestDialect } from '../format/test-expression.ts';
import { testInteger, testUnary, UNARY } from '../format/test-primaries.ts';
import { defineTool, Failure, type Call } from './tool.ts';

function dialectOf(call: Call): TestDialect {
  const words: TestDialect['words'] = {
    notUnary: (operator, operand) =>
      /^-[^]$/.test(operator)
        ? `${call.quote(operator)}: unary operator expected`
        : `missing argument after ${call.quote(operand)}`,
    notBinary: (operator) => `${call.quote(operator)}: binary operator expected`,
    notInteger: (word) => `invalid integer ${call.quote(word)}`,
    missing: (last) => `missing argument after ${call.quote(last)}`,
    extra: (word) => `extra argument ${call.quote(word)}`,
    unclosed: (found) =>
      `${call.quote(')')} expected${found === undefined ? '' : `, found ${call.quote(found)}`}`,
  };
  return {
    asked: call.process,
    isUnary: (word) => UNARY.has(word),
    unary: (operator, operand) => {
      if (operator === '-t' && testInteger(operand) === undefined)
        throw new TestProblem(words.notInteger(operand));
      return testUnary(call.process, operator, operand);
    },
    gnu: true,
    words,
  };
}

function* evaluate(call: Call, words: readonly ByteString[]): Task<number> {
  try {
    return evaluateTest(words, dialectOf(call)) ? 0 : 1;
  } catch (error) {
    if (error instanceof TestProblem) throw new Failure(error.message, 2);
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
