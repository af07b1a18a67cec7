// date, clear: the machine's own time, and a clean screen.
import { NotSimulated } from '../../engine/base/index.ts';
import { formatTime } from '../../engine/base/index.ts';
import { statOf } from './paths.ts';
import { parseTime } from './time-text.ts';
import { defineTool, Failure, UsageError } from './tool.ts';

const ISO: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};
const RFC_3339: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
};

export const date = defineTool({
  name: 'date',
  summary: "print the machine's time",
  synopsis: '[OPTION]... [+FORMAT]',
  options: 'd,date= debug !f,file= I,iso-8601??= R,rfc-email rfc-3339= r,reference= !s,set= u,utc,universal',
  *run(call) {
    const { options } = call;
    const [operand, extra] = options.operands;
    let format = options.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : undefined;
    if (options.has('I')) {
      const what = options.value('I') ?? 'date';
      format = Object.entries(ISO).find(([name]) => name.startsWith(what))?.[1];
      if (format === undefined) throw new UsageError(`invalid argument ${call.quote(what)} for '--iso-8601'`);
    }
    const rfc = options.value('rfc-3339');
    if (rfc !== undefined) {
      format = Object.entries(RFC_3339).find(([name]) => name.startsWith(rfc))?.[1];
      if (format === undefined) throw new UsageError(`invalid argument ${call.quote(rfc)} for '--rfc-3339'`);
    }
    if (operand !== undefined && !operand.startsWith('+')) {
      if (options.has('d') || options.has('r') || format !== undefined)
        throw new UsageError(
          `the argument ${call.quote(operand)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`,
        );
      if (/^\d+(\.\d\d)?$/.test(operand)) throw new NotSimulated('date MMDDhhmm');
      throw new Failure(`invalid date ${call.quote(operand)}`);
    }
    if (extra !== undefined) throw new UsageError(`extra operand ${call.quote(extra)}`);
    if (operand !== undefined && format !== undefined) throw new Failure('multiple output formats specified');
    let time: number | undefined = call.process.now();
    const text = options.value('d');
    const reference = options.value('r');
    if (text !== undefined) time = parseTime(text, time);
    if (time === undefined) throw new Failure(`invalid date ${call.quote(text ?? '')}`);
    if (reference !== undefined) {
      const stat = statOf(call.files, reference);
      if (stat === undefined)
        throw new Failure(`${call.nameBeforeColon(reference)}: No such file or directory`);
      time = stat.mtime;
    }
    yield* call.print(`${formatTime(operand?.slice(1) ?? format ?? '%a %b %e %H:%M:%S %Z %Y', time)}\n`);
  },
});

export const clear = defineTool({
  name: 'clear',
  summary: 'clear the screen',
  synopsis: '',
  *run(call) {
    yield* call.print('\x1b[H\x1b[2J\x1b[3J');
  },
});
