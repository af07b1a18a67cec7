import { describe, expect, it } from 'vitest';
import { Files, PosixError, type PosixCode } from '../../src/engine/vfs/index.ts';
import { World } from '../../src/engine/world/index.ts';

function machine(): { root: Files; learner: Files } {
  const root = new World().rootFiles;
  root.makeDirectories('/home/learner');
  root.makeDirectories('/nix/store');
  root.makeDirectories('/tmp');
  root.chmod('/tmp', 0o1777);
  root.chown('/home/learner', 1000, 1000);
  return {
    root,
    learner: root.fork({ credentials: { uid: 1000, gid: 1000, groups: [] }, cwd: '/home/learner' }),
  };
}

function codeOf(call: () => unknown): PosixCode | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof PosixError) return error.code;
    throw error;
  }
  return undefined;
}

describe('paths', () => {
  it('follow symlinks, relative and absolute, in the middle and at the end', () => {
    const { learner } = machine();
    learner.makeDirectories('a/b');
    learner.writeFile('a/b/file', 'text');
    learner.symlink('a', 'link');
    learner.symlink('/home/learner/link/b/file', 'far');
    expect(learner.readText('link/b/file')).toBe('text');
    expect(learner.readText('far')).toBe('text');
    expect(learner.realpath('far')).toBe('/home/learner/a/b/file');
    expect(learner.lstat('far').kind).toBe('symlink');
    expect(learner.stat('far').kind).toBe('file');
  });

  it('resolve .. against the path that was walked', () => {
    const { learner } = machine();
    learner.makeDirectories('a/b');
    learner.symlink('a/b', 'short');
    expect(learner.realpath('short/..')).toBe('/home/learner/a');
    expect(learner.realpath('../../..')).toBe('/');
  });

  it.each<[string, PosixCode, (files: Files) => unknown]>([
    ['a missing file', 'ENOENT', (files) => files.readFile('nothing')],
    ['a missing directory on the way', 'ENOENT', (files) => files.writeFile('no/such', '')],
    ['a file on the way', 'ENOTDIR', (files) => files.stat('file/x')],
    ['a trailing slash behind a file', 'ENOTDIR', (files) => files.stat('file/')],
    ['a circle of symlinks', 'ELOOP', (files) => files.stat('loop')],
    ['the empty path', 'ENOENT', (files) => files.stat('')],
    ['a name that is too long', 'ENAMETOOLONG', (files) => files.writeFile('x'.repeat(256), '')],
    ['reading a directory', 'EISDIR', (files) => files.readFile('.')],
    ['mkdir where something stands', 'EEXIST', (files) => files.mkdir('file')],
    ['rmdir of a directory with entries', 'ENOTEMPTY', (files) => files.rmdir('full')],
    ['unlink of a directory', 'EISDIR', (files) => files.unlink('full')],
    ['a hard link to a directory', 'EPERM', (files) => files.link('full', 'second')],
    ['moving a directory into itself', 'EINVAL', (files) => files.rename('full', 'full/inner')],
    ['another user’s directory', 'EACCES', (files) => files.writeFile('/etc-like', '')],
  ])('%s is %s', (_, code, call) => {
    const { learner } = machine();
    learner.writeFile('file', '');
    learner.symlink('loop', 'loop');
    learner.makeDirectories('full/entry');
    expect(codeOf(() => call(learner))).toBe(code);
  });
});

describe('permissions', () => {
  it('let a user write where they may and nowhere else', () => {
    const { root, learner } = machine();
    root.writeFile('/home/learner/roots', 'x', { mode: 0o600 });
    expect(codeOf(() => learner.readFile('roots'))).toBe('EACCES');
    expect(codeOf(() => learner.chmod('roots', 0o777))).toBe('EPERM');
    learner.unlink('roots');
    expect(learner.exists('roots')).toBe(false);
  });

  it('keep others’ files in a sticky directory', () => {
    const { root, learner } = machine();
    root.writeFile('/tmp/roots', 'x');
    expect(codeOf(() => learner.unlink('/tmp/roots'))).toBe('EPERM');
  });

  it('make the store read-only for everybody, root too', () => {
    const world = new World();
    world.rootFiles.makeDirectories('/nix/store');
    world.rootFiles.writeFile('/nix/store/x', 'x');
    const root = new Files(world.namespace(), { uid: 0, gid: 0, groups: [] });
    for (const change of [
      () => root.writeFile('/nix/store/x', 'y'),
      () => root.writeFile('/nix/store/y', 'y'),
      () => root.unlink('/nix/store/x'),
      () => root.chmod('/nix/store/x', 0o777),
      () => root.mkdir('/nix/store/d'),
      () => root.rename('/nix/store/x', '/nix/store/z'),
    ])
      expect(codeOf(change)).toBe('EROFS');
    expect(root.readText('/nix/store/x')).toBe('x');
  });
});

describe('files', () => {
  it('grow by appending without touching what was read before', () => {
    const { learner } = machine();
    learner.writeFile('log', 'a');
    const before = learner.readFile('log');
    for (let i = 0; i < 1000; i++) learner.writeFile('log', 'b', { append: true });
    expect(String.fromCharCode(...before)).toBe('a');
    expect(learner.readText('log')).toBe(`a${'b'.repeat(1000)}`);
  });

  it('that were read at different lengths grow apart', () => {
    const { learner } = machine();
    learner.writeFile('log', 'a', { append: true });
    learner.writeFile('log', 'b', { append: true });
    const short = learner.readFile('log');
    learner.writeFile('log', 'c', { append: true });
    learner.writeFile('copy', short);
    learner.writeFile('copy', 'X', { append: true });
    expect(learner.readText('log')).toBe('abc');
    expect(learner.readText('copy')).toBe('abX');
  });

  it('have as many links as names', () => {
    const { learner } = machine();
    learner.writeFile('a', 'x');
    learner.link('a', 'b');
    expect(learner.stat('a').links).toBe(2);
    learner.writeFile('b', 'y');
    expect(learner.readText('a')).toBe('y');
    learner.unlink('a');
    expect(learner.stat('b').links).toBe(1);
  });

  it('stay readable through a handle when their name is gone', () => {
    const { learner } = machine();
    learner.writeFile('a', 'x');
    const handle = learner.open('a', { read: true });
    learner.unlink('a');
    expect(String.fromCharCode(...handle.fileSystem.read(handle.ino))).toBe('x');
  });
});
