// readlink and realpath: where links lead.
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { canonicalPath, join, relativePath } from './paths.ts';
import { defineTool, UsageError, type Call } from './tool.ts';

export const readlink = defineTool({
  name: 'readlink',
  summary: 'print where symbolic links lead',
  synopsis: '[OPTION]... FILE...',
  options:
    'f,canonicalize e,canonicalize-existing m,canonicalize-missing n,no-newline q,quiet s,silent v,verbose z,zero',
  *run(call) {
    const { options, files } = call;
    const { operands } = options;
    if (operands.length === 0) throw new UsageError('missing operand');
    const end = options.has('z') ? '\0' : '\n';
    let newline = !options.has('n');
    if (operands.length > 1 && !newline) {
      yield* call.warn('ignoring --no-newline with multiple arguments');
      newline = true;
    }
    const mode = options.last('f', 'e', 'm');
    for (const path of operands) {
      try {
        const result =
          mode === undefined ? files.readlink(path) : canonicalPath(files, path, EXISTING[mode as 'f']);
        yield* call.print(result + (newline ? end : ''));
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        call.status = 1;
        if (options.has('v') || (call.process.environment.has('POSIXLY_CORRECT') && mode === undefined))
          yield* call.complain(`${call.nameBeforeColon(path)}: ${error.reason}`);
      }
    }
  },
});

const EXISTING = { f: 'most', e: 'all', m: 'none' } as const;

export const realpath = defineTool({
  name: 'realpath',
  summary: 'print paths without symbolic links',
  synopsis: '[OPTION]... FILE...',
  options:
    'e,canonicalize-existing m,canonicalize-missing L,logical P,physical q,quiet relative-to= relative-base= ' +
    's,strip,no-symlinks z,zero',
  *run(call) {
    const { options } = call;
    if (options.operands.length === 0) throw new UsageError('missing operand');
    const to = options.value('relative-to') ?? options.value('relative-base');
    const base = options.value('relative-base');
    const anchor = to === undefined ? undefined : yield* resolve(call, to);
    const top = base === undefined ? undefined : yield* resolve(call, base);
    if (call.status !== 0) return;
    for (const path of options.operands) {
      const resolved = yield* resolve(call, path);
      if (resolved === undefined) continue;
      const below = top === undefined || resolved === top || resolved.startsWith(join(top, ''));
      yield* call.print(
        (anchor !== undefined && below ? relativePath(anchor, resolved) : resolved) +
          (options.has('z') ? '\0' : '\n'),
      );
    }
  },
});

function* resolve(call: Call, path: string): Task<string | undefined> {
  const { options, files } = call;
  const existing = options.has('e') ? 'all' : options.has('m') ? 'none' : 'most';
  try {
    if (options.has('s')) return relativeToRoot(path.startsWith('/') ? path : join(files.cwd, path));
    return canonicalPath(files, path, existing);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    call.status = 1;
    if (!options.has('q')) yield* call.complain(`${call.nameBeforeColon(path)}: ${error.reason}`);
    return undefined;
  }
}

function relativeToRoot(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}
