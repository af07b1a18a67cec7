// The kernel: processes, pipes, signals, exec.
import { describe, expect, it } from 'vitest';
import { fromBytes, toBytes } from '../../src/engine/base/index.ts';
import {
  bytesSource,
  Kernel,
  nullStream,
  outputSink,
  simulatedBinary,
  simulatedProgram,
  type Process,
  type Program,
  type Task,
} from '../../src/engine/os/index.ts';
import { FileTables, Files, MemoryFileSystem, Namespace, PosixError } from '../../src/engine/vfs/index.ts';

function disk(): Files {
  const fileSystem = new MemoryFileSystem(new FileTables(), () => 0);
  const namespace = new Namespace({ fileSystem, ino: fileSystem.root, readOnly: false });
  return new Files(namespace, { uid: 0, gid: 0, groups: [] });
}

/** Runs a program to its end; gives what it printed, how it ended, and the last answer of `run`. */
function play(
  program: Program,
  options: { programs?: ReadonlyMap<string, Program>; files?: Files; fuel?: number } = {},
) {
  const kernel = new Kernel({ programs: options.programs ?? new Map(), now: () => 7 });
  let printed = '';
  const sink = outputSink(function* (text) {
    printed += text;
    yield 'tick';
  });
  const child = kernel.start({
    program,
    argv: ['first'],
    environment: new Map([['A', 'b']]),
    descriptors: new Map([
      [0, nullStream()],
      [1, sink],
      [2, sink],
    ]),
    files: options.files ?? disk(),
  });
  const result = kernel.run(options.fuel ?? 100_000);
  return { kernel, child, result, printed };
}

describe('a process', () => {
  it('ends with the status of its program', () => {
    const { child, result } = play(function* () {
      yield 'tick';
      return 300;
    });
    expect(result).toBe('done');
    expect(child.exit).toEqual({ status: 300 & 255 });
  });

  it('gets a copy of its parent’s environment and files', () => {
    const { printed } = play(function* (process) {
      const child = process.fork(function* (inner) {
        inner.environment.set('A', 'changed');
        inner.files.umask = 0;
        yield 'tick';
        return 0;
      });
      yield* child.wait();
      yield* process.print(`${process.environment.get('A')} ${process.files.umask}`);
      return 0;
    });
    expect(printed).toBe('b 18');
  });

  it('tells an error that it did not catch, in the words of strerror', () => {
    const { printed, child } = play(function* (process) {
      yield 'tick';
      process.files.readFile('/nowhere');
      return 0;
    });
    expect(printed).toBe('first: /nowhere: No such file or directory\n');
    expect(child.exit).toEqual({ status: 1 });
  });

  it('takes its turn: two that count run side by side, the same every time', () => {
    const counting = (name: string): Program =>
      function* (process) {
        for (let i = 0; i < 3; i++) yield* process.print(`${name}${i} `);
        return 0;
      };
    const run = () =>
      play(function* (process) {
        const children = [process.fork(counting('a')), process.fork(counting('b'))];
        for (const child of children) yield* child.wait();
        return 0;
      }).printed;
    expect(run()).toBe(run());
    expect(run().split(' ').sort().join(' ').trim()).toBe('a0 a1 a2 b0 b1 b2');
  });
});

describe('a pipe', () => {
  function* readAllOf(process: Process, size: number): Task<number> {
    const { reader, writer } = process.pipe();
    process.descriptors.set(1, writer);
    const child = process.fork(function* (inner) {
      yield* inner.print('x'.repeat(size));
      return 0;
    });
    process.descriptors.delete(1);
    writer.close();
    let total = 0;
    for (let chunk = yield* reader.read(1000); chunk.length > 0; chunk = yield* reader.read(1000))
      total += chunk.length;
    yield* child.wait();
    return total;
  }

  it('carries more than its buffer holds, and ends when the last writer has gone', () => {
    let total = 0;
    const { result } = play(function* (process) {
      total = yield* readAllOf(process, 200_000);
      return 0;
    });
    expect(result).toBe('done');
    expect(total).toBe(200_000);
  });

  const writeToNobody: Program = function* (process) {
    const { reader, writer } = process.pipe();
    reader.close();
    yield* writer.write(toBytes('x'));
    return 0;
  };

  it('ends a writer that nobody reads with SIGPIPE', () => {
    expect(play(writeToNobody).child.exit).toEqual({ signal: 'SIGPIPE' });
  });

  it('gives EPIPE to a writer that ignores SIGPIPE', () => {
    let code = '';
    play(function* (process) {
      process.signals.set('SIGPIPE', 'ignore');
      try {
        yield* writeToNobody(process);
      } catch (error) {
        if (error instanceof PosixError) code = error.code;
      }
      return 0;
    });
    expect(code).toBe('EPIPE');
  });
});

describe('signals', () => {
  const forever: Program = function* () {
    for (;;) yield 'tick';
  };

  it('end a process that has no handler; Ctrl-C reaches all that came from the root', () => {
    let inner: { exit: unknown } | undefined;
    const { kernel, child, result } = play(
      function* (process) {
        inner = process.fork(forever);
        yield* forever(process);
        return 0;
      },
      { fuel: 100 },
    );
    expect(result).toBe('more');
    kernel.interrupt();
    expect(kernel.run(100)).toBe('done');
    expect(child.exit).toEqual({ signal: 'SIGINT' });
    expect(inner?.exit).toEqual({ signal: 'SIGINT' });
  });

  it('call a handler instead, and ignoring is inherited', () => {
    let caught = 0;
    play(function* (process) {
      process.signals.set('SIGUSR1', () => (caught += 1));
      process.signals.set('SIGTERM', 'ignore');
      process.kill(process.pid, 'SIGUSR1');
      const child = process.fork(function* (inner) {
        inner.kill(inner.pid, 'SIGTERM');
        yield 'tick';
        return 5;
      });
      expect(yield* child.wait()).toEqual({ status: 5 });
      return 0;
    });
    expect(caught).toBe(1);
  });

  it('go to nobody: ESRCH', () => {
    const { printed } = play(function* (process) {
      yield 'tick';
      process.kill(99, 'SIGTERM');
      return 0;
    });
    expect(printed).toBe('first: No such process\n');
  });
});

describe('the terminal', () => {
  it('blocks a reader until something is typed or the input ends', () => {
    const kernel = new Kernel({ programs: new Map(), now: () => 0 });
    let got = '';
    kernel.start({
      *program(process) {
        got += fromBytes(yield* process.readAll());
        return 0;
      },
      argv: ['reader'],
      environment: new Map(),
      descriptors: new Map([[0, kernel.terminal]]),
      files: disk(),
    });
    expect(kernel.run(100)).toBe('blocked');
    kernel.terminal.type(toBytes('line\n'));
    expect(kernel.run(100)).toBe('blocked');
    kernel.terminal.endOfFile();
    expect(kernel.run(100)).toBe('done');
    expect(got).toBe('line\n');
  });
});

describe('exec', () => {
  const programs = new Map<string, Program>([
    [
      'show',
      function* (process) {
        yield* process.print(process.argv.join('|'));
        return 0;
      },
    ],
  ]);

  function files(): Files {
    const all = disk();
    all.writeFile('/show', simulatedBinary('show'), { mode: 0o777 });
    all.writeFile('/gone', simulatedBinary('gone'), { mode: 0o777 });
    all.writeFile('/script', '#! /show  an argument \nbody\n', { mode: 0o777 });
    all.writeFile('/script2', '#!/script\n', { mode: 0o777 });
    all.writeFile('/loop', '#!/loop\n', { mode: 0o777 });
    all.writeFile('/text', 'echo no\n', { mode: 0o777 });
    all.writeFile('/plain', simulatedBinary('show'), { mode: 0o644 });
    return all;
  }

  const exec = (path: string) =>
    play(
      function* (process) {
        const exit = yield* process
          .spawn({ path, argv: ['name', 'x'], environment: new Map(), descriptors: process.descriptors })
          .wait();
        return 'status' in exit ? exit.status : 99;
      },
      { programs, files: files() },
    );

  it('knows a simulated binary by its magic line', () => {
    expect(simulatedProgram(simulatedBinary('ls'))).toBe('ls');
    expect(simulatedProgram(toBytes('NIXARIUM ls\n'))).toBeUndefined();
    expect(exec('/show').printed).toBe('name|x');
  });

  it('follows #! with one argument, also through another script', () => {
    expect(exec('/script').printed).toBe('/show|an argument|/script|x');
    expect(exec('/script2').printed).toBe('/show|an argument|/script|/script2|x');
  });

  it('fails as execve does', () => {
    expect(exec('/text').printed).toContain('Exec format error');
    expect(exec('/plain').printed).toContain('Permission denied');
    expect(exec('/nothing').printed).toContain('No such file or directory');
    expect(exec('/loop').printed).toContain('Too many levels of symbolic links');
    expect(exec('/').printed).toContain('Permission denied');
  });

  it('says by name that a program is not simulated', () => {
    const { printed, child } = exec('/gone');
    expect(printed).toContain('the program gone is not simulated');
    expect(child.exit).toEqual({ status: 126 });
  });
});

describe('a file stream', () => {
  it('shares its offset between duplicates and appends where the file ends', () => {
    const all = disk();
    const { printed } = play(
      function* (process) {
        const stream = process.open('/f', { write: true, create: true });
        process.descriptors.set(3, stream);
        const other = process.open('/f', { write: true, append: true });
        yield* stream.write(toBytes('one '));
        yield* other.write(toBytes('two '));
        yield* stream.write(toBytes('1'));
        yield* process.print(process.files.readText('/f'));
        return 0;
      },
      { files: all },
    );
    expect(printed).toBe('one 1wo ');
  });

  it('stays readable after its name is gone', () => {
    const all = disk();
    all.writeFile('/f', 'kept');
    const { printed } = play(
      function* (process) {
        process.descriptors.set(0, process.open('/f', { read: true }));
        process.files.unlink('/f');
        yield* process.print(fromBytes(yield* process.readAll()));
        return 0;
      },
      { files: all },
    );
    expect(printed).toBe('kept');
  });
});

describe('bytesSource', () => {
  it('takes back what was read too far', () => {
    const { printed } = play(function* (process) {
      const source = bytesSource(toBytes('abcdef'));
      const first = yield* source.read(4);
      source.unread?.(first.subarray(2));
      yield* process.print(`${fromBytes(first)} ${fromBytes(yield* source.read(10))}`);
      return 0;
    });
    expect(printed).toBe('abcd cdef');
  });
});

describe('a process that is cut off', () => {
  const undone: string[] = [];
  const careful: Program = function* (process) {
    try {
      for (;;) yield* process.print('more\n');
    } finally {
      undone.push(process.argv[0]);
    }
  };

  it.each([
    ['by another', (process: Process) => process.kill(process.pid + 1, 'SIGTERM')],
    ['by a pipe that nobody reads', () => undefined],
  ])('%s undoes what it had set up', (_, cut) => {
    undone.length = 0;
    const { result } = play(function* (process) {
      const { reader, writer } = process.pipe();
      process.descriptors.set(1, writer);
      const child = process.fork(careful);
      for (let i = 0; i < 40; i++) yield 'tick';
      reader.close();
      cut(process);
      const exit = yield* child.wait();
      return 'signal' in exit ? 0 : 1;
    });
    expect(result).toBe('done');
    expect(undone).toEqual(['first']);
  });
});
