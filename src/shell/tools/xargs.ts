// xargs: words from standard input become arguments of a program.
//
// Left out by name: several at a time (`-P` above 1 has no effect worth having here), asking (`-p`).
import type { ByteString } from '../../engine/base/index.ts';
import { nullStream, type Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { runByName } from './run-program.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

/** Bytes of arguments that one call takes, when -s does not say. */
const SIZE = 131072;

export const xargs = defineTool({
  name: 'xargs',
  summary: 'run a program with words from standard input',
  synopsis: '[OPTION]... COMMAND [INITIAL-ARGS]...',
  options:
    '0,null a,arg-file= d,delimiter= E= e,eof??= I= i,replace??= L,max-lines= l??= n,max-args= !o,open-tty P,max-procs= ' +
    '!p,interactive process-slot-var= r,no-run-if-empty s,max-chars= !show-limits t,verbose x,exit',
  stopAtOperand: true,
  *run(call) {
    const { options } = call;
    const number = (key: string, least: number) => {
      const text = options.value(key);
      if (text === undefined) return undefined;
      if (!/^\d+$/.test(text)) throw new UsageError(`invalid number "${text}" for -${key} option`);
      if (Number(text) < least)
        throw new UsageError(`value ${text} for -${key} option should be >= ${least}`);
      return Number(text);
    };
    const replace = options.has('I')
      ? options.value('I')
      : options.has('i')
        ? (options.value('i') ?? '{}')
        : undefined;
    const lines = options.has('l') ? Number(options.value('l') ?? 1) : number('L', 1);
    const most = number('n', 1);
    const size = number('s', 1) ?? SIZE;
    number('P', 0);
    const command = call.operands.length === 0 ? ['echo'] : call.operands;
    const from = options.value('a');
    let text: ByteString;
    try {
      const input = call.open(from ?? '-');
      text = yield* input.rest();
      input.close();
    } catch (error) {
      if (error instanceof PosixError)
        throw new Failure(`Cannot open input file ${call.quoteName(from ?? '-')}: ${error.reason}`);
      throw error;
    }
    if (from === undefined) call.process.descriptors.set(0, nullStream());
    const { items, problem } = itemsOf(call, text, replace !== undefined);
    if (replace !== undefined) {
      for (const { word } of items)
        yield* run(
          call,
          command.map((part, i) => (i === 0 ? part : part.split(replace).join(word))),
        );
      if (problem !== undefined) throw new Failure(problem);
      return call.status;
    }
    let batch: ByteString[] = [];
    let length = command.join(' ').length + 1;
    let line = 0;
    let ran = false;
    for (const item of items) {
      const full =
        (most !== undefined && batch.length >= most) ||
        (lines !== undefined && item.line - line >= lines && batch.length > 0) ||
        length + item.word.length + 1 > size;
      if (full && batch.length === 0) throw new Failure('argument line too long');
      if (full) {
        yield* run(call, [...command, ...batch]);
        ran = true;
        batch = [];
        length = command.join(' ').length + 1;
      }
      if (batch.length === 0) line = item.line;
      batch.push(item.word);
      length += item.word.length + 1;
    }
    if (batch.length > 0 || (!ran && items.length === 0 && problem === undefined && !options.has('r')))
      yield* run(call, [...command, ...batch]);
    if (problem !== undefined) throw new Failure(problem);
    return call.status;
  },
});

interface Item {
  readonly word: ByteString;
  /** Which line it ended on, not counting lines that go on with a blank at their end. */
  readonly line: number;
}

/** The words, up to the first problem, if there is one. */
function itemsOf(
  call: Call,
  text: ByteString,
  wholeLines: boolean,
): { readonly items: readonly Item[]; readonly problem?: string } {
  const { options } = call;
  const delimiter = options.has('0') ? '\0' : delimiterOf(options.value('d'));
  if (delimiter !== undefined) {
    const words = text.split(delimiter);
    if (words.at(-1) === '') words.pop();
    return { items: words.map((word, line) => ({ word, line })) };
  }
  const end = options.value('E') ?? options.value('e');
  const items: Item[] = [];
  let word: ByteString | undefined;
  let line = 0;
  let quote = '';
  const finish = (): boolean => {
    if (word === undefined) return false;
    if (end !== undefined && end !== '' && word === end) return true;
    items.push({ word, line });
    word = undefined;
    return false;
  };
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quote !== '') {
      if (letter === '\n') return { items, problem: unmatched(quote) };
      if (letter === quote) quote = '';
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (letter === '\\') word = (word ?? '') + (text[++i] ?? '');
    else if (letter === '\n') {
      if (finish()) return { items };
      if (text[i - 1] !== ' ' && text[i - 1] !== '\t' && i > 0 && text[i - 1] !== '\n') line++;
    } else if (letter === ' ' || letter === '\t') {
      if (wholeLines) {
        if (word !== undefined) word += letter;
      } else if (finish()) return { items };
    } else word = (word ?? '') + letter;
  }
  if (quote !== '') return { items, problem: unmatched(quote) };
  finish();
  return { items };
}

function unmatched(quote: string): string {
  const kind = quote === '"' ? 'double' : 'single';
  return `unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`;
}

function delimiterOf(text: ByteString | undefined): ByteString | undefined {
  if (text === undefined) return undefined;
  const named = { '\\n': '\n', '\\t': '\t', '\\0': '\0', '\\\\': '\\', '\\r': '\r' }[text];
  if (named !== undefined) return named;
  if (text.length !== 1)
    throw new Failure(
      `Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`,
    );
  return text;
}

/** Runs one command line; 123 when it fails, 124 to 127 at once when it cannot go on. */
function* run(call: Call, argv: readonly ByteString[]): Task<void> {
  yield* call.out.flush();
  if (call.options.has('t'))
    yield* call.process.printError(`${argv.map((word) => call.nameAsWord(word)).join(' ')}\n`);
  let status: number;
  try {
    status = yield* runByName(call.process, argv);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    throw new Failure(`${argv[0]}: ${error.reason}`, error.code === 'ENOENT' ? 127 : 126);
  }
  if (status === 255) throw new Failure(`${argv[0]}: exited with status 255; aborting`, 124);
  if (status > 128) throw new Failure(`${argv[0]}: terminated by signal ${status - 128}`, 125);
  if (status !== 0) call.status = 123;
}
