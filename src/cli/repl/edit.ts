// `:edit`: opens what an expression stands for in $EDITOR, and reads everything again afterwards.
import type { ByteString } from '../../engine/base/index.ts';
import {
  coerceToString,
  hint,
  isString,
  Lambda,
  PathValue,
  selectPath,
  type Task as EvalTask,
  type Value,
} from '../../engine/lang/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { CommandError, RenderedError } from '../usage-error.ts';
import type { Repl } from './repl.ts';
import { runProgram } from './run-program.ts';

interface FilePlace {
  readonly path: ByteString;
  /** 0: the file as a whole. */
  readonly line: number;
}

export function* edit(repl: Repl, text: ByteString): Task<void> {
  const { context } = repl;
  const place = yield* placeOf(repl, yield* repl.evaluate(text), text);
  const [editor, ...args] = (context.process.environment.get('EDITOR') ?? 'cat')
    .split(/[ \t\n\r]+/)
    .filter((word) => word !== '');
  const takesLine = /emacs|nano|vim|kak/.test(editor) && place.line > 0;
  const argv = [editor, ...args, ...(takesLine ? [`+${place.line}`] : []), place.path];
  const status = yield* runProgram(context, argv);
  if (status !== 0) throw new CommandError(hint`program '${editor}' failed with exit code ${status}`);
  yield* repl.reload();
}

/** Where a value is to be edited: the file it names, the function's text, or what `meta.position` of a package says. */
function* placeOf(repl: Repl, value: Value, text: ByteString): Task<FilePlace> {
  const { evaluation } = repl;
  if (value instanceof PathValue) return { path: value.path, line: 0 };
  if (isString(value)) {
    const line = 'while evaluating the filename to edit';
    return { path: (yield* evaluation.run(coerceToString(value, { line }))).text, line: 0 };
  }
  if (value instanceof Lambda) {
    const { sources } = evaluation.evaluator;
    const place = sources.place(value.info.positions[0]);
    if (place?.source.origin.kind === 'file') return { path: place.source.origin.path, line: place.line };
    throw new CommandError(hint`'${sources.describe(value.info.positions[0])}' cannot be shown in an editor`);
  }
  const position = yield* metaPosition(repl, value, text);
  const [, path, line] = /^(.*):(\d+)$/s.exec(position) ?? [];
  if (path === undefined) throw new CommandError(hint`cannot parse 'meta.position' attribute '${position}'`);
  return { path, line: Number(line) };
}

function* metaPosition(repl: Repl, value: Value, text: ByteString): Task<ByteString> {
  const { evaluation } = repl;
  let slot: Value;
  try {
    slot = (yield* evaluation.run(selectPath(value, 'meta.position', new Map()))).value;
  } catch (error) {
    if (!(error instanceof RenderedError)) throw error;
    throw new CommandError(hint`package '${text}' has no source location information`);
  }
  return yield* evaluation.run(
    (function* (): EvalTask<ByteString> {
      const line = "while evaluating the 'meta.position' attribute of a derivation";
      return (yield* coerceToString(slot, { line })).text;
    })(),
  );
}
