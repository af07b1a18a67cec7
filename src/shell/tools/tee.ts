// tee: what comes in goes out, and into files.
import type { Stream } from '../../engine/os/index.ts';
import { toBytes } from '../../engine/base/index.ts';
import { Input } from './output.ts';
import { defineTool, descriptor } from './tool.ts';

export const tee = defineTool({
  name: 'tee',
  summary: 'copy standard input to standard output and to files',
  synopsis: '[OPTION]... [FILE]...',
  options: 'a,append i,ignore-interrupts p output-error?=',
  *run(call) {
    const outputs: Stream[] = [];
    for (const path of call.operands) {
      const append = call.options.has('a');
      const stream = yield* call.attempt(call.nameBeforeColon(path), () =>
        call.process.open(path, { write: true, create: true, truncate: !append, append }),
      );
      if (stream !== undefined) outputs.push(stream);
    }
    if (call.options.has('i')) call.process.signals.set('SIGINT', 'ignore');
    const input = new Input(descriptor(call.process, 0), call.out);
    try {
      for (let part = yield* input.chunk(); part !== ''; part = yield* input.chunk()) {
        yield* call.print(part);
        yield* call.out.flush();
        for (const stream of outputs) yield* stream.write(toBytes(part));
      }
    } finally {
      for (const stream of outputs) stream.close();
    }
  },
});
