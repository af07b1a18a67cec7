// Every lesson, replayed on the real machine: each step's checks fail before its solution and pass after it, each
// prediction has an answer afterwards, and a new machine is where the lesson starts.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { WorldEvent } from '../../src/engine/world/index.ts';
import {
  answerOf,
  evaluateCheck,
  filesOf,
  parseLesson,
  type LessonWorld,
  type SolutionAction,
  type Step,
} from '../../src/lesson/index.ts';
import { Machine } from '../../src/machine/index.ts';

const lessons = resolve(import.meta.dirname, '../../lessons');
const paths = readdirSync(lessons, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('lesson.md'),
);

function worldOf(machine: Machine, step: Step): LessonWorld {
  const files = Object.fromEntries(filesOf(step).map((path) => [path, machine.readFile(path)]));
  return { facts: machine.facts(), files };
}

/** Does an action of a solution; returns what happened. */
function act(machine: Machine, action: SolutionAction): WorldEvent[] {
  const events: WorldEvent[] = [];
  if (action.kind === 'edit') {
    const text = machine.readFile(action.file) ?? '';
    expect(text).toContain(action.find);
    machine.save(action.file, text.replaceAll(action.find, action.replace));
    return events;
  }
  let output = '';
  const run = machine.run(action.command, {
    event: (event) => events.push(event),
    output: (_, text) => (output += text),
  });
  while (run.resume(100_000) === 'more');
  expect(machine.journal[machine.position - 1]?.status, `${action.command}\n${output}`).toBe(0);
  return events;
}

describe.each(paths)('%s', (path) => {
  const lesson = parseLesson(readFileSync(join(lessons, path), 'utf8'), parse);

  it('is named after its folder', () => {
    expect(`${lesson.id}/lesson.md`).toBe(path.replaceAll('\\', '/'));
  });

  it('fails each check before, and passes it after the solution', () => {
    const machine = Machine.create();
    const met = (step: Step) => step.checks.map((check) => evaluateCheck(check, worldOf(machine, step)));
    for (const step of lesson.steps) {
      expect(
        met(step).every((result) => result.met),
        `before ${step.id}`,
      ).toBe(false);
      const events = step.solution.flatMap((action) => act(machine, action));
      for (const result of met(step))
        expect(result, `after ${step.id}`).toEqual({ ...result, met: true, actual: '' });
      if (step.prediction !== undefined) {
        const answer = answerOf(step.prediction.answer, events, machine.facts());
        expect(answer, `the answer of ${step.prediction.id}`).toBeDefined();
        expect(step.prediction.choices.some((choice) => answer?.has(choice))).toBe(true);
        expect(step.prediction.choices.every((choice) => answer?.has(choice))).toBe(false);
      }
    }
  });

  it('says the truth in its predictions', () => {
    const machine = Machine.create();
    const answers = lesson.steps.map((step) => {
      const events = step.solution.flatMap((action) => act(machine, action));
      const { prediction } = step;
      const answer = prediction && answerOf(prediction.answer, events, machine.facts());
      return prediction && [prediction.id, prediction.choices.filter((choice) => answer?.has(choice))];
    });
    expect(answers.filter((answer) => answer !== undefined)).toMatchSnapshot();
  });

  it('tells the first condition that is not met, expected against actual', () => {
    const machine = Machine.create();
    for (const step of lesson.steps)
      for (const check of step.checks) {
        const { met, expected, actual } = evaluateCheck(check, worldOf(machine, step));
        expect(expected).toMatch(/\.$/);
        if (!met) expect(actual).toMatch(/\.$/);
      }
  });
});
