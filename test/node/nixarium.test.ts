// `npm run -s nixarium -- …`: the contract that scripts and other people's automation are written against.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'nixarium-'));
afterAll(() => rmSync(folder, { recursive: true }));

function nixarium(args: string[], input = '') {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'nixarium', '--', ...args], {
    cwd: root,
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr: stderr.replace(/^npm warn .*\n/gm, '') };
}

describe('nixarium', () => {
  it('runs a script and answers with its output', () => {
    expect(nixarium(['-c', 'nix-instantiate --eval -E "1 + 1"'])).toEqual({
      status: 0,
      stdout: '2\n',
      stderr: '',
    });
  });

  it('keeps standard output, standard error and the exit status apart', () => {
    expect(nixarium(['-c', 'echo out; echo err >&2; exit 3'])).toEqual({
      status: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('hands on arguments and standard input', () => {
    expect(
      nixarium(['-c', 'echo "$0|$1|$2"; cat', 'zero', 'one', 'two words'], 'from outside\n').stdout,
    ).toBe('zero|one|two words\nfrom outside\n');
  });

  it('runs a script file of the host', () => {
    const script = join(folder, 'script.sh');
    writeFileSync(script, 'echo "$1 from ${0##*/}"\n');
    expect(nixarium([script, 'hello']).stdout).toBe('hello from script.sh\n');
  });

  it('writes UTF-8 and any other bytes as they are', () => {
    expect(nixarium(['-c', "echo 'grüße ✓'"]).stdout).toBe('grüße ✓\n');
  });

  it('shows a folder of the host, read-only', () => {
    const host = join(folder, 'read-only');
    mkdirSync(host);
    writeFileSync(join(host, 'a.nix'), '{ x = 40 + 2; }\n');
    const mount = ['--mount', `${host}=/mnt/host`];
    expect(nixarium([...mount, '-c', 'nix-instantiate --eval /mnt/host/a.nix -A x']).stdout).toBe('42\n');
    const write = nixarium([...mount, '-c', 'echo changed > /mnt/host/a.nix']);
    expect(write.status).toBe(1);
    expect(write.stderr).toContain('/mnt/host/a.nix: Read-only file system');
    expect(readFileSync(join(host, 'a.nix'), 'utf8')).toBe('{ x = 40 + 2; }\n');
  });

  it('writes to a folder that is mounted :rw', () => {
    const host = join(folder, 'read-write');
    mkdirSync(host);
    const mount = ['--mount', `${host}=/mnt/host:rw`];
    expect(nixarium([...mount, '-c', 'echo made > /mnt/host/new; ls /mnt/host']).stdout).toBe('new\n');
    expect(readFileSync(join(host, 'new'), 'utf8')).toBe('made\n');
  });

  it('runs as root when asked', () => {
    expect(nixarium(['--user', 'root', '-c', 'whoami; pwd']).stdout).toBe('root\n/root\n');
    expect(nixarium(['-c', 'whoami; pwd']).stdout).toBe('learner\n/home/learner\n');
  });

  it('keeps a world in a file', () => {
    const world = join(folder, 'machine.world');
    const build = 'nix-build -A glibc --no-out-link 2>/dev/null';
    const { stdout } = nixarium(['--world', world, '-c', `${build}; echo kept > file`]);
    expect(
      nixarium([
        '--world',
        world,
        '-c',
        `cat file; nix-store -q --references ${stdout.trim()}; ls -d ${stdout.trim()}`,
      ]).stdout,
    ).toBe(`kept\n${stdout}`);
  });

  it.each([
    [['--world', join(folder, 'text'), '-c', ':'], /is not a world file/],
    [['--mount', 'nowhere', '-c', ':'], /--mount takes HOSTDIR=GUESTDIR\[:rw\]/],
    [['--mount', '/no/such/folder=/mnt', '-c', ':'], /No such file or directory/],
    [['--user', 'nobody', '-c', ':'], /there is no user 'nobody': expected learner or root/],
    [['--frobnicate'], /unknown option '--frobnicate'/],
    [['-c'], /-c needs a value/],
    [['/no/such/script'], /cannot read the script/],
  ])('refuses %j with a reason', (args, message) => {
    writeFileSync(join(folder, 'text'), 'no world');
    const { status, stdout, stderr } = nixarium(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('no world');
  });
});
