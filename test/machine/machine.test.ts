// The machine as the page drives it: entries, undo and redo, commits, traces, the shell's state between commands.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorldEvent } from '../../src/engine/world/index.ts';
import { TABLE_NAMES, type World } from '../../src/engine/world/index.ts';
import { Machine, type Commit } from '../../src/machine/index.ts';

function contents(world: World): unknown {
  return TABLE_NAMES.map(
    (name) => new Map(world.records(name).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))),
  );
}

interface Ran {
  readonly output: string;
  readonly status: number;
  readonly events: WorldEvent[];
}

/** Runs a command to its end, with so much fuel at a time. */
function run(machine: Machine, line: string, fuel = 50_000): Ran {
  let output = '';
  const events: WorldEvent[] = [];
  const running = machine.run(line, {
    output: (_, text) => (output += text),
    event: (event) => events.push(event),
  });
  while (running.resume(fuel) === 'more');
  return { output, status: machine.journal[machine.position - 1].status, events };
}

/** Commands of a learner's afternoon. */
const COMMANDS = [
  'nix-instantiate',
  'nix-build -A openssl',
  'nix-build -A git',
  'nix-env -f . -iA git',
  'nix-env -f . -iA app-scanner',
  'nix-env --rollback',
  'nix-env -e git',
  'nix-env --delete-generations old',
  'nix-collect-garbage',
  'rm -f result',
  'mkdir -p notes; echo hello >> notes/file; cd notes',
  'cd; name=value; f() { echo $name; }',
  'f; ls -la | wc -l',
  'nix-build nosuch.nix',
  'sed -i "s/8.9.0/8.9.1/g" default.nix',
];

describe('a command', () => {
  it('becomes an entry of the journal with its output and status', () => {
    const machine = Machine.create();
    run(machine, 'echo out; echo err >&2; false');
    expect(machine.journal).toHaveLength(1);
    expect(machine.journal[0]).toMatchObject({
      number: 1,
      origin: 'terminal',
      command: 'echo out; echo err >&2; false',
      cwd: '/home/learner',
      status: 1,
      output: [
        { stream: 'stdout', text: 'out\n' },
        { stream: 'stderr', text: 'err\n' },
      ],
    });
  });

  it('leaves the shell as the next one finds it', () => {
    const machine = Machine.create();
    run(machine, 'cd /tmp; x=1; f() { echo "f $x"; }; alias hi="echo hi"; set -o pipefail');
    expect(run(machine, 'pwd; f; hi; echo $?').output).toBe('/tmp\nf 1\nhi\n0\n');
    expect(machine.prompt()).toBe('learner@nixarium:/tmp$ ');
    run(machine, 'cd ~/toolbox');
    expect(machine.prompt()).toBe('learner@nixarium:~/toolbox$ ');
  });

  it('says and does the same whatever the fuel', () => {
    const race = 'for i in 1 2 3 4 5 6; do echo a$i; done & for i in 1 2 3 4 5 6; do echo b$i; done; wait';
    const runs = [1, 2, 7, 1000].map((fuel) => {
      const machine = Machine.create();
      const { output, events } = run(machine, `nix-build -A curl 2>&1 | cat; ls -l; ${race}`, fuel);
      return { output, events, contents: contents(machine.world) };
    });
    for (const other of runs.slice(1)) expect(other).toEqual(runs[0]);
  });

  it('can be interrupted, and the machine goes on', () => {
    const machine = Machine.create();
    const running = machine.run('while true; do :; done');
    for (let i = 0; i < 10; i++) expect(running.resume(1000)).toBe('more');
    running.interrupt();
    while (running.resume(1000) === 'more');
    expect(machine.journal[0].status).toBe(130);
    expect(run(machine, 'echo alive').output).toBe('alive\n');
  });

  it('can be interrupted while it evaluates or builds, and leaves a store that is whole', () => {
    const machine = Machine.create();
    for (let steps = 50; steps < 4000; steps = Math.ceil(steps * 1.7)) {
      const running = machine.run('nix-build -A app-scanner --no-out-link');
      for (let i = 0; i < steps && running.resume(1) === 'more'; i++);
      running.interrupt();
      while (running.resume(1000) === 'more');
      const { store, rootFiles } = machine.world;
      const valid = store.database.paths();
      for (const path of valid) expect(rootFiles.exists(path, false)).toBe(true);
      for (const { name } of rootFiles.readDir('/nix/store')) expect(name).not.toMatch(/\.chroot$/);
      run(machine, 'nix-collect-garbage');
      expect(run(machine, 'ls /nix/store').output).toBe('');
    }
    expect(run(machine, 'nix-build -A app-scanner --no-out-link').status).toBe(0);
  });

  it('waits for input when it reads the terminal', () => {
    const machine = Machine.create();
    const running = machine.run('read name; echo "hello $name"; cat');
    expect(running.resume(10_000)).toBe('blocked');
    running.input('you\n');
    expect(running.resume(10_000)).toBe('blocked');
    running.input('');
    expect(running.resume(10_000)).toBe('done');
    expect(machine.journal[0].output).toEqual([{ stream: 'stdout', text: 'hello you\n' }]);
  });

  it('that floods the terminal keeps the beginning, and says so', () => {
    const machine = Machine.create();
    run(machine, 'yes 0123456789 | head -n 20000');
    const [entry] = machine.journal;
    expect(entry.truncated).toBe(true);
    expect(entry.output.map(({ text }) => text).join('')).toHaveLength(64 * 1024);
  });
});

describe('undo and redo', () => {
  it('restore the whole machine exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...COMMANDS), { minLength: 1, maxLength: 5 }),
        fc.array(fc.boolean(), { maxLength: 8 }),
        (commands, walk) => {
          const machine = Machine.create();
          const states = [contents(machine.world)];
          for (const command of commands) {
            run(machine, command);
            states.push(contents(machine.world));
          }
          for (const back of walk) {
            if (back) machine.undo();
            else machine.redo();
            expect(contents(machine.world)).toEqual(states[machine.position]);
          }
          while (machine.undo());
          expect(contents(machine.world)).toEqual(states[0]);
          while (machine.redo());
          expect(contents(machine.world)).toEqual(states.at(-1));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('forget what was undone when something else is done', () => {
    const machine = Machine.create();
    run(machine, 'echo 1 > file');
    run(machine, 'echo 2 > file');
    machine.undo();
    run(machine, 'echo 3 > file');
    expect(machine.journal.map(({ command }) => command)).toEqual(['echo 1 > file', 'echo 3 > file']);
    expect(machine.redo()).toBe(false);
    expect(machine.readFile('file')).toBe('3\n');
  });

  it('take back what the editor saved', () => {
    const machine = Machine.create();
    const before = machine.readFile('/home/learner/default.nix');
    machine.save('/home/learner/default.nix', '1');
    expect(machine.readFile('/home/learner/default.nix')).toBe('1');
    machine.undo();
    expect(machine.readFile('/home/learner/default.nix')).toBe(before);
  });
});

describe('a commit', () => {
  it('holds all that a store needs to follow the machine', () => {
    const action = fc.oneof(
      fc.constantFrom(...COMMANDS).map((command) => (machine: Machine) => void run(machine, command)),
      fc.constant((machine: Machine) => void machine.undo()),
      fc.constant((machine: Machine) => void machine.redo()),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(action, fc.boolean()), { maxLength: 6 }), (actions) => {
        const machine = Machine.create();
        const saved = {
          world: machine.world.copy(),
          journal: [...machine.journal],
          position: machine.position,
        };
        const follow = (commit: Commit) => {
          saved.world.apply(commit.diff, 'forwards');
          saved.journal = [...saved.journal.slice(0, commit.kept), ...commit.appended];
          saved.position = commit.position;
        };
        for (const [act, commits] of actions) {
          act(machine);
          if (commits) follow(machine.takeCommit());
        }
        follow(machine.takeCommit());
        expect(contents(saved.world)).toEqual(contents(machine.world));
        expect(saved.journal).toEqual(machine.journal);
        expect(saved.position).toBe(machine.position);
        const restored = new Machine(saved);
        while (restored.undo());
        expect(contents(restored.world)).toEqual(contents(Machine.create().world));
      }),
      { numRuns: 15 },
    );
  });
});

describe('the trace of an entry', () => {
  it('comes again when it is asked for, and changes nothing', () => {
    const machine = Machine.create();
    const first = run(machine, 'nix-build -A git').events;
    const second = run(machine, 'nix-collect-garbage').events;
    const before = contents(machine.world);
    expect(machine.retrace(1)).toEqual(first);
    expect(machine.retrace(2)).toEqual(second);
    expect(contents(machine.world)).toEqual(before);
    expect(first.map(({ kind }) => kind)).toContain('build-register');
    expect(machine.factsBefore(1).store).toEqual([]);
  });
});
