// touch: sets modification times, making what is not there. There is one time per file: its modification time.
import { NotSimulated } from '../../engine/base/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { statOf } from './paths.ts';
import { parseStamp, parseTime } from './time-text.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

const ONE_TIME = 'a file here has one time, that of its last change';

export const touch = defineTool({
  name: 'touch',
  summary: 'change times of files, making them when missing',
  synopsis: '[OPTION]... FILE...',
  options: 'a c,no-create d,date= f h,no-dereference m r,reference= t= time=',
  *run(call) {
    const { options, files } = call;
    const time = wanted(call);
    if (options.operands.length === 0) throw new UsageError('missing file operand');
    if (options.has('time')) throw new NotSimulated('touch --time', ONE_TIME);
    if (options.has('a') && !options.has('m')) throw new NotSimulated('touch -a', ONE_TIME);
    for (const path of options.operands) {
      const there = statOf(files, path, !options.has('h')) !== undefined;
      if (!there && (options.has('c') || options.has('h'))) {
        if (!options.has('c'))
          yield* call.complain(`setting times of ${call.quoteName(path)}: No such file or directory`);
        continue;
      }
      try {
        if (!there) files.writeFile(path, '');
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        yield* call.complain(`cannot touch ${call.quoteName(path)}: ${error.reason}`);
        continue;
      }
      yield* call.attempt(`setting times of ${call.quoteName(path)}`, () =>
        files.utimes(path, time, !options.has('h')),
      );
    }
  },
});

function wanted(call: Call): number {
  const { options, files } = call;
  const now = call.process.now();
  const reference = options.value('r');
  const [date, stamp] = [options.value('d'), options.value('t')];
  if ((reference !== undefined || date !== undefined) && stamp !== undefined)
    throw new UsageError('cannot specify times from more than one source');
  let time = now;
  if (reference !== undefined) {
    const stat = statOf(files, reference, !options.has('h'));
    if (stat === undefined)
      throw new Failure(
        `failed to get attributes of ${call.quoteName(reference)}: No such file or directory`,
      );
    time = stat.mtime;
  }
  if (date !== undefined) {
    const parsed = parseTime(date, reference === undefined ? now : time);
    if (parsed === undefined) throw new Failure(`invalid date format ${call.quote(date)}`);
    return parsed;
  }
  if (stamp === undefined) return time;
  const parsed = parseStamp(stamp, now);
  if (parsed === undefined) throw new Failure(`invalid date format ${call.quote(stamp)}`);
  return parsed;
}
