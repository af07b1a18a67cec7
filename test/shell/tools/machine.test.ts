// What the recorded cases cannot show: the terminal, the machine's own time, other users, busybox, honesty about gaps.
import { describe, expect, it } from 'vitest';
import { NotSimulated } from '../../../src/engine/base/index.ts';
import {
  Kernel,
  nullStream,
  outputSink,
  simulatedBinary,
  type Program,
} from '../../../src/engine/os/index.ts';
import { busybox, CORE_TOOLS } from '../../../src/shell/tools/index.ts';
import { ToolMachine } from './machine.ts';
import { smallShell } from './small-shell.ts';

const UTF8 = { LC_ALL: 'C.UTF-8' };

describe('the list of tools', () => {
  it('has every name once', () => {
    const names = CORE_TOOLS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(CORE_TOOLS.filter(({ summary }) => summary !== 'not simulated').map(({ name }) => name))(
    '%s has a summary and help',
    (name) => {
      const tool = CORE_TOOLS.find((entry) => entry.name === name);
      expect(tool?.summary).toMatch(/^[a-z].*[^.]$/);
      if (['[', 'test', 'echo', 'printf', 'true', 'false', 'expr', 'which', 'xxd', 'clear'].includes(name))
        return;
      const { stdout, status } = new ToolMachine().run(`${name} --help`);
      expect(stdout).toMatch(new RegExp(`^Usage: ${name}`));
      expect(status).toBe(0);
    },
  );

  it('tells what is not there by name', () => {
    const { stderr, status } = new ToolMachine().run('tar -xf x');
    expect(stderr).toBe(`tar: ${new NotSimulated('tar').message}\n`);
    expect(status).toBe(126);
  });

  it('tells which option is not there by name', () => {
    expect(new ToolMachine().run('ls --dired').stderr).toContain('ls --dired is not simulated');
  });
});

describe('the order of options and operands', () => {
  it('is free, unless POSIXLY_CORRECT is set', () => {
    const machine = new ToolMachine();
    machine.run('mkdir d');
    expect(machine.run('ls d -d').stdout).toBe('d\n');
    expect(machine.run('ls d -d', { POSIXLY_CORRECT: '1' }).stderr).toContain("cannot access '-d'");
  });
});

describe('a UTF-8 locale', () => {
  it('has curly quotes in messages and lets characters through', () => {
    const machine = new ToolMachine();
    machine.run('mkdir d');
    expect(machine.run('mkdir d', UTF8).stderr).toBe(
      'mkdir: cannot create directory \xe2\x80\x98d\xe2\x80\x99: File exists\n',
    );
    expect(machine.run('cat caf\xc3\xa9', UTF8).stderr).toBe('cat: caf\xc3\xa9: No such file or directory\n');
    expect(machine.run('cat caf\xc3\xa9').stderr).toBe(
      "cat: 'caf'$'\\303\\251': No such file or directory\n",
    );
  });

  it('has characters, not bytes, in wc -m, rev and the dot of grep', () => {
    const machine = new ToolMachine();
    machine.run("printf '\\303\\251a\\n' > f");
    expect(machine.run('wc -m f', UTF8).stdout).toBe('3 f\n');
    expect(machine.run('rev f', UTF8).stdout).toBe('a\xc3\xa9\n');
    expect(machine.run('grep -o . f', UTF8).stdout).toBe('\xc3\xa9\na\n');
  });
});

describe('tree', () => {
  function planted(): ToolMachine {
    const machine = new ToolMachine();
    machine.run('mkdir -p a/b c; touch a/x a/b/y z .h; ln -s z l');
    return machine;
  }

  it('draws with lines in UTF-8, and counts the root', () => {
    const bar = '\xe2\x94\x82\xc2\xa0\xc2\xa0 ';
    const [branch, corner] = [
      '\xe2\x94\x9c\xe2\x94\x80\xe2\x94\x80 ',
      '\xe2\x94\x94\xe2\x94\x80\xe2\x94\x80 ',
    ];
    expect(planted().run('tree', UTF8).stdout).toBe(
      `.\n${branch}a\n${bar}${branch}b\n${bar}${bar}${corner}y\n${bar}${corner}x\n`.replace(
        `${bar}${bar}${corner}y`,
        `${bar}${bar}${corner}y`,
      ) + `${branch}c\n${branch}l -> z\n${corner}z\n\n4 directories, 4 files\n`,
    );
  });

  it('draws with ASCII elsewhere', () => {
    expect(planted().run('tree -d a').stdout).toBe('a\n`-- b\n\n2 directories\n');
    expect(planted().run('tree -L 1 -aF').stdout).toBe(
      '.\n|-- .h\n|-- a/\n|-- c/\n|-- l -> z\n`-- z\n\n3 directories, 3 files\n',
    );
  });
});

describe('times', () => {
  it('of this half year have hours, older ones their year', () => {
    const machine = new ToolMachine();
    machine.run('touch new; touch -d @0 old');
    const { stdout } = machine.run('ls -l');
    expect(stdout).toMatch(/ Jan {2}1 00:00 new\n/);
    expect(stdout).toMatch(/ Jan {2}1 {2}1970 old\n/);
  });

  it('are the machine\u2019s own', () => {
    const machine = new ToolMachine();
    expect(machine.run('date +%s').stdout).toBe(`${machine.world.now()}\n`);
    expect(machine.run('date').stdout).toMatch(/^Thu Jan {2}1 00:00:0\d UTC 2026\n$/);
  });
});

describe('mktemp', () => {
  it('makes names that are new and, on a machine alike, the same', () => {
    const names = () => {
      const machine = new ToolMachine();
      return [machine.run('mktemp').stdout, machine.run('mktemp').stdout, machine.run('mktemp -d').stdout];
    };
    expect(names()).toEqual(names());
    expect(new Set(names()).size).toBe(3);
  });
});

describe('sudo', () => {
  it('is for the group sudo', () => {
    const member = new ToolMachine({ uid: 4242, gid: 4242, groups: [4242, 27] });
    expect(member.run('sudo id -u').stdout).toBe('0\n');
    expect(member.run('sudo -n env', { FOO: 'x', TERM: 'dumb' }).stdout).not.toContain('FOO');
    expect(member.run('sudo FOO=1 printenv FOO SUDO_USER').stdout).toBe('1\n4242\n');
    expect(new ToolMachine().run('sudo id')).toEqual({
      stdout: '',
      stderr: 'sudo: 4242 is not in the sudoers file.\n',
      status: 1,
    });
  });

  it('refuses login shells by name', () => {
    expect(new ToolMachine({ uid: 1, gid: 27, groups: [] }).run('sudo -i').stderr).toContain(
      'sudo -i is not simulated',
    );
  });
});

describe('busybox', () => {
  const sh: Program = function* (process) {
    yield* process.print(`sh got ${process.argv.join(' ')}\n`);
    return 7;
  };

  function run(...argv: string[]): { out: string; status: number | undefined } {
    const machine = new ToolMachine();
    const root = machine.world.rootFiles;
    root.writeFile('/usr/bin/busybox', simulatedBinary('busybox'), { mode: 0o777 });
    const kernel = new Kernel({ programs: new Map([['busybox', busybox(sh)]]), now: () => 0 });
    let out = '';
    const sink = outputSink(function* (text) {
      out += text;
      yield 'tick';
    });
    const child = kernel.start({
      path: '/usr/bin/busybox',
      argv,
      environment: new Map(),
      files: machine.files,
      descriptors: new Map([
        [0, nullStream()],
        [1, sink],
        [2, sink],
      ]),
    });
    kernel.run(100_000);
    return {
      out,
      status: child.exit !== undefined && 'status' in child.exit ? child.exit.status : undefined,
    };
  }

  it('goes by the name it is called by, or its first word', () => {
    expect(run('/bin/echo', 'a', 'b')).toEqual({ out: 'a b\n', status: 0 });
    expect(run('busybox', 'echo', 'a')).toEqual({ out: 'a\n', status: 0 });
    expect(run('/bin/busybox', 'cat', 'x')).toEqual({
      out: 'cat: x: No such file or directory\n',
      status: 1,
    });
  });

  it('is sh as well', () => {
    expect(run('sh', '-c', 'x')).toEqual({ out: 'sh got sh -c x\n', status: 7 });
    expect(run('busybox', 'ash')).toEqual({ out: 'sh got ash\n', status: 7 });
  });

  it('tells what it has not', () => {
    expect(run('busybox', 'nosuch')).toEqual({ out: 'nosuch: applet not found\n', status: 127 });
    expect(run('busybox').out).toContain('sha256sum');
  });
});

describe('a terminal', () => {
  function onTerminal(line: string, setup: string): string {
    const machine = new ToolMachine();
    machine.run(setup);
    let out = '';
    const kernel = new Kernel({
      programs: new Map(CORE_TOOLS.map(({ name, run }) => [name, run])),
      now: () => machine.world.now(),
      onTerminalOutput: (data) => (out += String.fromCharCode(...data)),
    });
    kernel.terminal.columns = 20;
    kernel.start({
      program: smallShell(line),
      argv: ['bash'],
      environment: new Map([
        ['PATH', '/bin'],
        ['TERM', 'xterm-256color'],
      ]),
      files: machine.files,
      descriptors: new Map([0, 1, 2].map((fd) => [fd, kernel.terminal])),
    });
    kernel.run(100_000);
    return out;
  }

  it('gets columns of its width from ls, and quotes', () => {
    expect(onTerminal('ls', "touch aaa bbb ccc ddd eee 'f f'")).toBe(" aaa   ccc   eee\n bbb   ddd  'f f'\n");
  });

  it('gets colours when they are asked for', () => {
    expect(onTerminal('ls --color=auto', 'mkdir d')).toBe('\x1b[0m\x1b[01;34md\x1b[0m\n');
    expect(onTerminal('ls', 'mkdir d')).toBe('d\n');
    expect(onTerminal('grep --color=auto b f', 'echo abc > f')).toBe('a\x1b[01;31m\x1b[Kb\x1b[m\x1b[Kc\n');
  });
});

describe('pipes', () => {
  it('end a writer that nobody reads', () => {
    const machine = new ToolMachine();
    expect(machine.run('yes | head -n 1').stdout).toBe('y\n');
    expect(machine.run('cat /dev/zero | head -c 3 | wc -c').stdout).toBe('3\n');
    expect(machine.run('yes | sed s/y/n/ | grep n | head -n 2').stdout).toBe('n\nn\n');
    expect(machine.run('seq 1000000 | head -n 2').stdout).toBe('1\n2\n');
  });
});
