// busybox: all tools in one program; the name it is called by, or its first word, says which.
import type { ByteString } from '../../engine/base/index.ts';
import type { Process, Program } from '../../engine/os/index.ts';
import { baseName } from './paths.ts';
import type { Tool } from './tool.ts';

const SELF = 'busybox';

/** The program busybox: `sh` is what runs for `sh` and `ash`. */
export function busyboxOf(tools: readonly Tool[], sh: Program): Program {
  const applets = new Map<string, Program>(tools.map(({ name, run }) => [name, run]));
  applets.set('sh', sh).set('ash', sh);
  return function* (process) {
    let argv = process.argv;
    let name = baseName(argv[0] ?? SELF);
    if (name === SELF) {
      argv = argv.slice(1);
      const [first] = argv;
      if (first === undefined || first === '--help') {
        yield* process.print(listText([...applets.keys()].sort()));
        return 0;
      }
      if (first === '--list') {
        yield* process.print(`${[...applets.keys()].sort().join('\n')}\n`);
        return 0;
      }
      name = baseName(first);
    }
    const applet = applets.get(name);
    if (applet === undefined) {
      yield* process.printError(`${name}: applet not found\n`);
      return 127;
    }
    return yield* applet(withArguments(process, argv));
  };
}

function listText(names: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const name of names) {
    if (line.length + name.length > 70) {
      lines.push(line);
      line = '';
    }
    line += `${line === '' ? '\t' : ' '}${name},`;
  }
  lines.push(line.replace(/,$/, ''));
  return `busybox (Nixarium's own): many tools in one program.\n\nUsage: busybox [APPLET [ARG]...]\n   or: APPLET [ARG]...\n\nApplets:\n${lines.join('\n')}\n`;
}

/** The same process, with other arguments: what an applet sees. */
function withArguments(process: Process, argv: readonly ByteString[]): Process {
  return {
    pid: process.pid,
    parentPid: process.parentPid,
    argv,
    // A program that takes over the process (`replace`) has another environment.
    get environment() {
      return process.environment;
    },
    files: process.files,
    descriptors: process.descriptors,
    signals: process.signals,
    get terminalColumns() {
      return process.terminalColumns;
    },
    print: (text) => process.print(text),
    printError: (text) => process.printError(text),
    readAll: (fd) => process.readAll(fd),
    open: (path, options) => process.open(path, options),
    spawn: (options) => process.spawn(options),
    fork: (body) => process.fork(body),
    replace: (options) => process.replace(options),
    pipe: () => process.pipe(),
    kill: (pid, signal) => process.kill(pid, signal),
    now: () => process.now(),
  };
}
