// basename, dirname, pwd: parts of names.
import { PosixError } from '../../engine/vfs/index.ts';
import { baseName, directoryName } from './paths.ts';
import { defineTool, UsageError } from './tool.ts';

export const basename = defineTool({
  name: 'basename',
  summary: 'print the last component of a name',
  synopsis: 'NAME [SUFFIX] | -a NAME...',
  options: 'a,multiple s,suffix= z,zero',
  stopAtOperand: true,
  *run(call) {
    const { options } = call;
    const { operands } = options;
    if (operands.length === 0) throw new UsageError('missing operand');
    const multiple = options.has('a') || options.has('s');
    if (!multiple && operands.length > 2) throw new UsageError(`extra operand ${call.quote(operands[2])}`);
    const suffix = options.value('s') ?? (multiple ? '' : (operands[1] ?? ''));
    for (const path of multiple ? operands : operands.slice(0, 1)) {
      const name = baseName(path);
      const bare =
        suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
      yield* call.print(bare + (options.has('z') ? '\0' : '\n'));
    }
  },
});

export const dirname = defineTool({
  name: 'dirname',
  summary: 'print names without their last component',
  synopsis: '[OPTION] NAME...',
  options: 'z,zero',
  *run(call) {
    if (call.operands.length === 0) throw new UsageError('missing operand');
    for (const path of call.operands)
      yield* call.print(directoryName(path) + (call.options.has('z') ? '\0' : '\n'));
  },
});

export const pwd = defineTool({
  name: 'pwd',
  summary: 'print the working directory',
  synopsis: '[OPTION]...',
  options: 'L,logical P,physical',
  *run(call) {
    const { files, process } = call;
    if (call.operands.length > 0) yield* call.warn('ignoring non-option arguments');
    const written = process.environment.get('PWD');
    let shown = files.cwd;
    if (call.options.last('L', 'P') === 'L' && written?.startsWith('/') && !/\/\.\.?(\/|$)/.test(written)) {
      try {
        if (files.realpath(written) === files.cwd) shown = written;
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
      }
    }
    yield* call.print(`${shown}\n`);
  },
});
