import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import {
  answerOf,
  changeStep,
  gradePrediction,
  help,
  LessonError,
  nextStep,
  NO_PROGRESS,
  parseBlocks,
  parseLesson,
  readProgress,
  solve,
} from '../../src/lesson/index.ts';

const lesson = (body: string) => `---\nid: a/b\ntitle: T\nsummary: S\n---\nIntro.\n\n${body}`;
const STEP = `:::step{id="one" title="First"}
Do *this*:

\`\`\`sh run
nix-build
\`\`\`

:::hint
Try \`x\`.
:::
:::check
- kind: built
  packages: [glibc]
:::
:::solution
- run: nix-build
:::
:::
`;

describe('a lesson', () => {
  it('is read with its steps', () => {
    const read = parseLesson(lesson(STEP), parse);
    expect(read).toMatchObject({ id: 'a/b', minutes: 10, steps: [{ id: 'one', title: 'First' }] });
    expect(read.steps[0]?.body[1]).toEqual({ kind: 'code', language: 'sh', run: true, text: 'nix-build' });
    expect(read.steps[0]?.hints).toHaveLength(1);
  });

  it.each([
    ['no front matter', 'text', 1, 'front matter'],
    [
      'an unknown check',
      lesson(STEP.replace('kind: built', 'kind: guessed')),
      18,
      "no check of kind 'guessed'",
    ],
    [
      'a step without a check',
      lesson(STEP.replace(/:::check[\s\S]*?\n:::\n/, '')),
      8,
      'a step has a :::check',
    ],
    ['an open step', lesson(STEP.trimEnd().slice(0, -3)), 8, ':::step is never closed'],
    ['a stray end', lesson(`:::\n${STEP}`), 8, 'closes nothing'],
    ['two steps of one id', lesson(STEP + STEP), 5, "two steps are called 'one'"],
  ])('with %s is refused by line', (_, source, line, problem) => {
    const error = (() => {
      try {
        return parseLesson(source, parse);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(LessonError);
    expect(error).toMatchObject({ line });
    expect((error as LessonError).problem).toContain(problem);
  });

  it('lets no HTML through', () => {
    expect(parseBlocks('a <b>c</b> [x](javascript:alert(1))')).toEqual([
      {
        kind: 'paragraph',
        content: [
          { kind: 'text', text: 'a <b>c</b> ' },
          { kind: 'text', text: '[x](javascript:alert(1)' },
          { kind: 'text', text: ')' },
        ],
      },
    ]);
  });
});

describe('progress', () => {
  const read = parseLesson(lesson(STEP + STEP.replace('"one"', '"two"')), parse);
  it('goes from step to step and always has a next one or the end', () => {
    let progress = NO_PROGRESS;
    expect(nextStep(read, progress)).toBe(0);
    progress = solve(progress, 'one');
    expect(nextStep(read, progress)).toBe(1);
    progress = solve(progress, 'two');
    expect(nextStep(read, progress)).toBe(2);
  });
  it('never counts what was helped as unaided', () => {
    const aided = solve(help(NO_PROGRESS, 'one'), 'one');
    expect(aided.steps['one']?.solved).toBe('aided');
    expect(solve(aided, 'one')).toBe(aided);
    expect(solve(changeStep(NO_PROGRESS, 'one', { hints: 1 }), 'one').steps['one']?.solved).toBe('unaided');
  });
  it('comes out of storage, or is none', () => {
    const progress = solve(NO_PROGRESS, 'one');
    expect(readProgress(JSON.parse(JSON.stringify(progress)))).toEqual(progress);
    for (const junk of [undefined, null, 3, {}, { version: 9 }])
      expect(readProgress(junk)).toEqual(NO_PROGRESS);
  });
});

describe('a prediction', () => {
  const drv = (name: string) => `/nix/store/${'0'.repeat(32)}-${name}-1.0.drv`;
  const facts = { store: [], profiles: [], roots: [], time: 0 };
  it('is graded by what the engine did', () => {
    const events = [
      { kind: 'kahn-ready', drv: drv('openssl'), because: drv('glibc') },
      { kind: 'kahn-ready', drv: drv('curl'), because: drv('openssl') },
    ] as const;
    const answer = answerOf({ kind: 'ready-after', package: 'glibc' }, events, facts);
    expect(answer).toEqual(new Set(['openssl']));
    expect(gradePrediction(['openssl', 'curl'], new Set(['openssl']), answer ?? new Set())).toBe(true);
    expect(gradePrediction(['openssl', 'curl'], new Set(['openssl', 'curl']), answer ?? new Set())).toBe(
      false,
    );
  });
  it('has no answer before it happened', () => {
    expect(answerOf({ kind: 'deleted' }, [], facts)).toBeUndefined();
  });
});
