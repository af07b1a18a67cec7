// `nix repl` at the terminal: lines that are edited, completion, history, Ctrl-C and Ctrl-D, and the journal that can run
// it again.
import { describe, expect, it } from 'vitest';
import type { WorldEvent } from '../../src/engine/world/index.ts';
import { Machine, type Completion, type Run } from '../../src/machine/index.ts';

/** A machine with `nix repl` waiting for its first line. */
class Session {
  readonly machine = Machine.create();
  readonly run: Run;
  output = '';

  constructor(command = 'nix repl') {
    this.run = this.machine.run(command, { output: (_, text) => (this.output += text) });
    this.wait();
  }

  wait(): 'more' | 'blocked' | 'done' {
    for (;;) {
      const result = this.run.resume(10_000);
      if (result !== 'more') return result;
    }
  }

  /** What is printed in answer to a text, without colours. */
  type(text: string): string {
    this.output = '';
    this.run.input(text);
    this.wait();
    // eslint-disable-next-line no-control-regex -- colours are escape sequences
    return this.output.replaceAll(/\x1b\[[0-9;]*m/g, '');
  }

  interrupt(): string {
    this.output = '';
    this.run.interrupt();
    this.wait();
    return this.output;
  }

  complete(line: string): Completion | undefined {
    let answer: Completion | undefined;
    this.run.complete(line, line.length, (completion) => (answer = completion));
    this.wait();
    return answer;
  }
}

describe('nix repl at the terminal', () => {
  it('asks for lines with its prompt, and tells the conversation', () => {
    const session = new Session();
    expect(session.output).toBe('Nix 2.36.0\nType :? for help.\n');
    expect(session.run.reading).toEqual({ prompt: 'nix-repl> ', history: [] });
    expect(session.type('x = 20 + 1\n')).toBe('nix-repl> x = 20 + 1\n\n');
    expect(session.type('x * 2\n')).toBe('nix-repl> x * 2\n42\n\n');
    expect(session.run.reading?.history).toEqual(['x = 20 + 1', 'x * 2']);
  });

  it('goes on in the next line, and takes several at once', () => {
    const session = new Session();
    expect(session.type('{ a =\n')).toBe('nix-repl> { a =\n');
    expect(session.run.reading?.prompt).toBe('        > ');
    expect(session.type('1; }\n')).toBe('        > 1; }\n{ a = 1; }\n\n');
    expect(session.type('1\n2\n')).toBe('nix-repl> 1\n1\n\nnix-repl> 2\n2\n\n');
  });

  it('ends with Ctrl-D and with :q', () => {
    const session = new Session();
    expect(session.type('')).toBe('nix-repl> \n');
    expect(session.run.resume(1)).toBe('done');
    expect(session.machine.journal[0].status).toBe(0);
    const other = new Session('nix repl; echo "then $?"');
    expect(other.type(':q\n')).toBe('nix-repl> :q\nthen 0\n');
  });

  it('gives up a line, or an evaluation, with Ctrl-C and goes on', () => {
    const session = new Session('nix repl; echo "then $?"');
    session.type('{ a =\n');
    expect(session.interrupt()).toBe('        > ^C\n');
    expect(session.run.reading?.prompt).toBe('nix-repl> ');
    session.run.input('l = builtins.genList (x: x) 9999\n');
    session.run.input("builtins.foldl' (a: _: builtins.foldl' (b: _: b + 1) a l) 0 l\n");
    for (let i = 0; i < 200; i++) expect(session.run.resume(1)).toBe('more');
    expect(session.interrupt()).toContain('interrupted by the user');
    expect(session.type('1 + 1\n')).toBe('nix-repl> 1 + 1\n2\n\n');
    expect(session.type('')).toBe('nix-repl> \nthen 0\n');
  });

  it('completes names, attributes and paths', () => {
    const session = new Session();
    session.type('set = { alpha = 1; beta = { gamma = 2; }; }\n');
    expect(session.complete('1 + se')).toEqual({ start: 4, candidates: ['set'] });
    expect(session.complete('set.')).toEqual({ start: 0, candidates: ['set.alpha', 'set.beta'] });
    expect(session.complete('[ set.beta.g')).toEqual({ start: 2, candidates: ['set.beta.gamma'] });
    expect(session.complete('builtins.attrN')).toEqual({ start: 0, candidates: ['builtins.attrNames'] });
    expect(session.complete('nosuch.a')?.candidates).toEqual([]);
    expect(session.complete('(throw "x").a')?.candidates).toEqual([]);
    expect(session.complete('./tool')?.candidates).toEqual(['./toolbox']);
  });

  it('shows documentation in colours, with links', () => {
    const session = new Session();
    session.machine.world.rootFiles.writeFile(
      '/home/learner/doc.nix',
      '{\n  /** Says `no` **very** loudly.\n\n    # See\n\n    - a [page](https://example.org/p)\n  */\n  no = x: !x;\n}\n',
    );
    session.type(':l doc.nix\n');
    session.output = '';
    session.run.input(':doc no\n');
    session.wait();
    // As Nix 2.36.0 prints it.
    expect(session.output.split('\n').slice(1)).toEqual([
      'Function \x1b[1;94mno\x1b[0m',
      '\xe2\x80\xa6 defined at /home/learner/doc.nix:8:8',
      '',
      'Says \x1b[1;94mno\x1b[0m \x1b[1mvery\x1b[0m loudly.',
      '',
      '\x1b[1;91m\x1b[0m\x1b[1;91mSee\x1b[0m',
      '',
      '\x1b[93m  \xc2\xb7 \x1b[0ma \x1b]8;;https://example.org/p\x1b\\\x1b[1;93mpage\x1b[0m\x1b]8;;\x1b\\ ' +
        '\x1b]8;;https://example.org/p\x1b\\\x1b[4;32mhttps://example.org/p\x1b[0m\x1b]8;;\x1b\\',
      '',
      '',
    ]);
  });

  it('keeps the history for the next session', () => {
    const session = new Session();
    session.type('1 + 1\n');
    session.type('1 + 1\n');
    session.type(':q\n');
    const run = session.machine.run('nix repl');
    while (run.resume(10_000) === 'more');
    expect(run.reading?.history).toEqual(['1 + 1', ':q']);
  });

  it('does the same when its entry of the journal is run again', () => {
    const session = new Session();
    session.type(':l default.nix\n');
    session.complete('open');
    session.type(':b openssl\n');
    session.type('builtins.toFile "x" "y"\n');
    session.interrupt();
    session.type('');
    const { machine } = session;
    expect(machine.journal[0].typed?.map(({ kind }) => kind)).toEqual([
      'text',
      'complete',
      'text',
      'text',
      'interrupt',
      'end',
    ]);
    const events: WorldEvent[] = [...machine.retrace(1)];
    expect(events.filter(({ kind }) => kind === 'build-done')).toHaveLength(2);
    const store = machine.readFile('/home/learner/.local/share/nix/repl-history');
    machine.undo();
    expect(machine.readFile('/home/learner/.local/share/nix/repl-history')).toBeUndefined();
    machine.redo();
    expect(machine.readFile('/home/learner/.local/share/nix/repl-history')).toBe(store);
  });

  it('can be traced again though it was stopped in the middle', () => {
    const machine = Machine.create();
    const run = machine.run('nix-build -A openssl --no-out-link; while true; do :; done');
    for (let i = 0; i < 50; i++) run.resume(1000);
    run.interrupt();
    while (run.resume(1000) === 'more');
    expect(machine.retrace(1).filter(({ kind }) => kind === 'build-done')).toHaveLength(2);
  });
});
