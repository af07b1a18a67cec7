// A small machine for tests: a memory file system with the shell and the core tools in /bin.
import { Kernel, outputSink, nullStream, simulatedBinary, bytesSource } from '../../src/engine/os/index.ts';
import { FileTables, Files, MemoryFileSystem, Namespace } from '../../src/engine/vfs/index.ts';
import { corePrograms } from '../../src/shell/index.ts';
import { toBytes, type ByteString } from '../../src/engine/base/index.ts';
import type { Program } from '../../src/engine/os/index.ts';

export interface Outcome {
  stdout: ByteString;
  stderr: ByteString;
  status: number;
}

/** Root's files on an empty disk with /usr/bin (and /bin a link to it), /dev, /etc, /tmp; in /tmp/case. */
export function testFiles(now: () => number): Files {
  const fileSystem = new MemoryFileSystem(new FileTables(), now);
  const root = new Namespace({ fileSystem, ino: fileSystem.root, readOnly: false });
  const files = new Files(root, { uid: 0, gid: 0, groups: [] });
  for (const directory of ['/usr/bin', '/dev', '/etc', '/tmp/case', '/root'])
    files.makeDirectories(directory);
  files.chmod('/tmp', 0o1777);
  for (const device of ['null', 'zero', 'full', 'tty'] as const) files.makeDevice(`/dev/${device}`, device);
  files.writeFile(
    '/etc/passwd',
    'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  );
  files.writeFile('/etc/group', 'root:x:0:\nnogroup:x:65534:\n');
  for (const name of corePrograms().keys()) {
    files.writeFile(`/usr/bin/${name}`, simulatedBinary(name));
    files.chmod(`/usr/bin/${name}`, 0o755);
  }
  files.symlink('bash', '/usr/bin/sh');
  files.symlink('usr/bin', '/bin');
  files.chdir('/tmp/case');
  return files;
}

/** Runs a script as `bash case.sh` does, in /tmp/case. */
export function runScript(
  script: ByteString,
  options: {
    input?: ByteString;
    files?: Files;
    command?: readonly string[];
    fuel?: number;
    programs?: ReadonlyMap<string, Program>;
  } = {},
): Outcome {
  const now = () => 1_000_000_000;
  const files = options.files ?? testFiles(now);
  files.writeFile('/tmp/case/case.sh', script);
  const outcome: Outcome = { stdout: '', stderr: '', status: -1 };
  const kernel = new Kernel({ programs: options.programs ?? corePrograms(), now });
  const stdout = outputSink(function* (text) {
    outcome.stdout += text;
    yield 'tick';
  });
  const stderr = outputSink(function* (text) {
    outcome.stderr += text;
    yield 'tick';
  });
  const argv = options.command ?? ['bash', 'case.sh'];
  const child = kernel.start({
    path: `/bin/${argv[0]}`,
    argv,
    environment: new Map([
      ['HOME', '/root'],
      ['PATH', '/usr/bin:/bin'],
      ['LC_ALL', 'C'],
      ['TMPDIR', '/tmp'],
    ]),
    descriptors: new Map([
      [0, options.input === undefined ? nullStream() : bytesSource(toBytes(options.input))],
      [1, stdout],
      [2, stderr],
    ]),
    files,
  });
  const result = kernel.run(options.fuel ?? 3_000_000);
  if (result !== 'done') outcome.stderr += `[the machine is ${result}]\n`;
  const { exit } = child;
  outcome.status = exit === undefined ? -1 : 'status' in exit ? exit.status : -2;
  return outcome;
}
