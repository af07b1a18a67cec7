// Sessions: lines that follow one another, with a state between them that is plain data.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBytes } from '../../src/engine/base/index.ts';
import { Kernel, outputSink } from '../../src/engine/os/index.ts';
import type { Files } from '../../src/engine/vfs/index.ts';
import {
  complete,
  corePrograms,
  firstShellState,
  isIncomplete,
  runLine,
  type LineResult,
  type ShellState,
} from '../../src/shell/index.ts';
import { runScript, testFiles } from './machine.ts';

const ENVIRONMENT = new Map([
  ['HOME', '/root'],
  ['PATH', '/usr/bin:/bin'],
]);
const start = firstShellState(ENVIRONMENT, '/tmp/case');
const programs = corePrograms();

/** Runs a line as the page's terminal does. */
function type(files: Files, state: ShellState, line: string, input = '') {
  const kernel = new Kernel({ programs, now: () => 1000 });
  let printed = '';
  const sink = outputSink(
    function* (text) {
      printed += text;
      yield 'tick';
    },
    { isTerminal: true },
  );
  let result: LineResult | undefined;
  kernel.start({
    *program(process) {
      result = yield* runLine(process, state, line);
      return result.status;
    },
    argv: ['bash'],
    environment: ENVIRONMENT,
    descriptors: new Map([
      [0, kernel.terminal],
      [1, sink],
      [2, sink],
    ]),
    files: files.fork({ cwd: state.cwd }),
  });
  if (input !== '') kernel.terminal.type(toBytes(input));
  const answer = kernel.run(1_000_000);
  return { kernel, answer, printed, result: () => result };
}

/** Runs several lines, each from the state the last one left. */
function session(lines: readonly string[], files = testFiles(() => 1000)) {
  let state = start;
  let printed = '';
  let last: LineResult | undefined;
  for (const line of lines) {
    const outcome = type(files, state, line);
    printed += outcome.printed;
    last = outcome.result();
    if (last === undefined) throw new Error(`the line ${line} is ${outcome.answer}`);
    state = last.state;
  }
  return { printed, state, last };
}

describe('a session', () => {
  it('keeps variables, arrays and attributes', () => {
    const { printed } = session([
      'x=1; declare -i n=2; a=(p "q r"); declare -A m=([k]=v); export E=e',
      'n+=3; echo $x $n "${a[1]}" ${m[k]}; bash -c "echo \\$E"',
    ]);
    expect(printed).toBe('1 5 q r v\ne\n');
  });

  it('keeps functions, aliases, options, traps, positional parameters', () => {
    const { printed } = session([
      'f() { echo "f $1"; }; alias hi="echo hello"; set -f; shopt -s nullglob; set -- one two; trap "echo usr" USR1',
      'f x',
      'hi you',
      'echo * $2; shopt -q nullglob && echo nullglob; kill -USR1 $$; trap -p USR1',
    ]);
    expect(printed).toBe("f x\nhello you\n* two\nnullglob\nusr\ntrap -- 'echo usr' SIGUSR1\n");
  });

  it('keeps the directory, the umask and the status', () => {
    const { printed, state } = session(['mkdir d; cd d; umask 077; false', 'echo $?; pwd; umask', 'cd -']);
    expect(printed).toBe('1\n/tmp/case/d\n0077\n/tmp/case\n');
    expect(state.cwd).toBe('/tmp/case');
  });

  it('says errors without a line number, as an interactive bash does', () => {
    expect(session(['foo', 'echo ${x?no}', 'if then', 'cd /nope']).printed).toBe(
      "bash: foo: command not found\nbash: x: no\nbash: syntax error near unexpected token `then'\nbash: cd: /nope: No such file or directory\n",
    );
  });

  it('goes on after an error and ends with exit', () => {
    expect(session(['set -u', 'echo $nope', 'echo on']).printed).toBe('bash: nope: unbound variable\non\n');
    expect(session(['exit 3']).last).toMatchObject({ status: 3, exited: true });
    expect(session(['false']).last).toMatchObject({ status: 1, exited: false });
  });

  it('has a state that survives JSON and is the same for the same lines', () => {
    const lines = ['x=1; f() { echo f; }; a=(1 2)', 'cd /tmp; y=$x'];
    const { state } = session(lines);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(session(lines).state).toEqual(state);
  });

  it('changes nothing when nothing is done', () => {
    const { state } = session([':']);
    expect(session([':', ':', 'true']).state).toEqual(state);
  });

  it('waits for the terminal and gives up the line at Ctrl-C', () => {
    const { kernel, answer, result } = type(
      testFiles(() => 0),
      start,
      'cat; echo not reached',
    );
    expect(answer).toBe('blocked');
    kernel.interrupt();
    expect(kernel.run(100_000)).toBe('done');
    expect(result()).toMatchObject({ status: 130, exited: false });
  });

  it('reads what is typed', () => {
    expect(
      type(
        testFiles(() => 0),
        start,
        'read x; echo "got $x"',
        'hello\n',
      ).printed,
    ).toBe('got hello\n');
  });
});

describe('a line is incomplete', () => {
  const open = [
    'if true',
    'echo "a',
    "echo 'a",
    'for x in 1; do',
    'cat <<E',
    'echo a \\',
    'echo $(ls',
    'a &&',
    'f() {',
    'case x in',
    '( ls',
  ];
  const whole = [
    'echo a',
    'if true; then :; fi',
    'cat <<E\nx\nE\n',
    'echo )',
    'fi',
    '',
    'echo a &',
    'f() { :; }',
  ];
  for (const line of open) it(`and needs more: ${line}`, () => expect(isIncomplete(line)).toBe(true));
  for (const line of whole)
    it(`or whole: ${JSON.stringify(line)}`, () => expect(isIncomplete(line)).toBe(false));
});

describe('completion', () => {
  const files = testFiles(() => 0);
  files.writeFile('/tmp/case/file one', '');
  files.writeFile('/tmp/case/file2', '');
  files.mkdir('/tmp/case/folder');
  files.writeFile('/tmp/case/folder/inner', '');
  const at = (line: string) => complete(files, start, line, line.length);

  it('finds commands at the start and behind operators', () => {
    expect(at('mkdi')).toEqual({ start: 0, candidates: ['mkdir'] });
    expect(at('ls | mkdi').candidates).toEqual(['mkdir']);
    expect(at('readon').candidates).toEqual(['readonly']);
  });

  it('finds paths elsewhere, quotes them, and marks directories', () => {
    expect(at('cat f')).toEqual({ start: 4, candidates: ['file\\ one', 'file2', 'folder/'] });
    expect(at('cat folder/in')).toEqual({ start: 4, candidates: ['folder/inner'] });
    expect(at('cat > fold').candidates).toEqual(['folder/']);
  });

  it('finds variables', () => {
    expect(at('echo $HO')).toEqual({ start: 5, candidates: ['$HOME'] });
    expect(at('echo ${PA').candidates).toEqual(['${PATH}']);
  });
});

describe('quoting', () => {
  it('printf %q and @Q read back to what they were', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((c) => String.fromCharCode(c)) }),
        (text) => {
          const files = testFiles(() => 0);
          files.writeFile('/tmp/case/input', text);
          const script = `IFS= read -r -d '' x < input
printf -v q '%q' "$x"; eval "y=$q"; eval "z=\${x@Q}"
[[ $x == "$y" && $x == "$z" ]] && printf '%s' "$y"`;
          expect(runScript(script, { files }).stdout).toBe(text);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('splitting with IFS and joining again keeps every field of a colon list', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{0,3}$/), { minLength: 1, maxLength: 6 }), (fields) => {
        const kept = fields.at(-1) === '' ? fields.slice(0, -1) : fields;
        const script = `IFS=:; x='${fields.join(':')}'; set -f; a=($x); printf '<%s>' "\${a[@]}"`;
        const expected = kept.length === 0 ? '<>' : kept.map((f) => `<${f}>`).join('');
        expect(runScript(script).stdout).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});
