// Reads a lesson: front matter in YAML, Markdown with `:::step`, and inside a step `:::hint`, `:::predict`, `:::check`,
// `:::solution` and `:::done`.
//
// Pure: the YAML parser is handed in (at build time; none is shipped to the page). Whatever is wrong is told with its
// line; a lesson that is read is whole.
import { parseBlocks } from './markdown.ts';
import type { AnswerSource, Check, Lesson, Prediction, SolutionAction, Step } from './schema.ts';

/** A lesson that cannot be read: what is wrong, and in which line (from 1). */
export class LessonError extends Error {
  constructor(
    readonly line: number,
    readonly problem: string,
  ) {
    super(`line ${line}: ${problem}`);
    this.name = 'LessonError';
  }
}

export type YamlParser = (text: string) => unknown;

interface Directive {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly line: number;
  readonly text: string[];
  readonly children: Directive[];
}

const CHECKS: ReadonlySet<string> = new Set<Check['kind']>([
  'derivations',
  'derivation-count',
  'built',
  'collected',
  'installed',
  'file-lists',
]);
const ANSWERS: ReadonlySet<string> = new Set<AnswerSource['kind']>([
  'ready-after',
  'new-derivations',
  'deleted',
]);

/** Throws LessonError. */
export function parseLesson(source: string, parseYaml: YamlParser): Lesson {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(source);
  if (match === null) throw new LessonError(1, 'a lesson begins with front matter between two lines of ---');
  const front = record(parseYaml(match[1] ?? ''), 1, 'the front matter');
  const offset = match[0].split('\n').length - 1;
  const root = parseDirectives(source.slice(match[0].length), offset);
  const steps = root.children.map((child) => {
    if (child.name !== 'step') throw new LessonError(child.line, `:::${child.name} stands outside of a step`);
    return readStep(child, parseYaml);
  });
  if (steps.length === 0) throw new LessonError(offset, 'a lesson has at least one :::step');
  const ids = steps.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new LessonError(offset, `two steps are called '${twice}'`);
  return {
    id: text(front['id'], 1, 'id'),
    title: text(front['title'], 1, 'title'),
    summary: text(front['summary'], 1, 'summary'),
    minutes: Number(front['minutes'] ?? 10),
    intro: parseBlocks(root.text.join('\n')),
    steps,
  };
}

function parseDirectives(source: string, offset: number): Directive {
  const root: Directive = { name: 'lesson', attributes: {}, line: offset, text: [], children: [] };
  const stack = [root];
  let fenced = false;
  source.split('\n').forEach((raw, i) => {
    const line = offset + i + 1;
    const top = stack[stack.length - 1] as Directive;
    if (raw.startsWith('```')) fenced = !fenced;
    const open = fenced ? null : /^:::([a-z]+)(?:\{(.*)\})?\s*$/.exec(raw);
    if (open !== null) {
      const attributes = Object.fromEntries(
        [...(open[2] ?? '').matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [
          key as string,
          value as string,
        ]),
      );
      const child = { name: open[1] as string, attributes, line, text: [], children: [] };
      top.children.push(child);
      stack.push(child);
    } else if (!fenced && raw.trim() === ':::') {
      if (stack.length === 1) throw new LessonError(line, 'a ::: that closes nothing');
      stack.pop();
    } else top.text.push(raw);
  });
  const open = stack[stack.length - 1] as Directive;
  if (open !== root) throw new LessonError(open.line, `:::${open.name} is never closed`);
  return root;
}

function readStep(directive: Directive, parseYaml: YamlParser): Step {
  const all = (name: string) => directive.children.filter((child) => child.name === name);
  const known = ['hint', 'predict', 'check', 'solution', 'done'];
  const stranger = directive.children.find(({ name }) => !known.includes(name));
  if (stranger !== undefined) throw new LessonError(stranger.line, `a step knows no :::${stranger.name}`);
  const yaml = (child: Directive) => parseYaml(child.text.join('\n'));
  const checks = all('check').flatMap((child) =>
    list(yaml(child), child.line).map((one) => readCheck(one, child.line)),
  );
  if (checks.length === 0) throw new LessonError(directive.line, 'a step has a :::check');
  const solution = all('solution').flatMap((child) =>
    list(yaml(child), child.line).map((one) => readAction(one, child.line)),
  );
  if (solution.length === 0) throw new LessonError(directive.line, 'a step has a :::solution');
  const [predict] = all('predict');
  return {
    id: text(directive.attributes['id'], directive.line, 'id'),
    title: text(directive.attributes['title'], directive.line, 'title'),
    body: parseBlocks(directive.text.join('\n')),
    hints: all('hint').map((child) => parseBlocks(child.text.join('\n'))),
    ...(predict === undefined ? {} : { prediction: readPrediction(yaml(predict), predict.line) }),
    checks,
    solution,
    done: all('done').flatMap((child) => [...parseBlocks(child.text.join('\n'))]),
  };
}

function readCheck(value: unknown, line: number): Check {
  const check = record(value, line, 'a check');
  const kind = text(check['kind'], line, 'kind');
  if (!CHECKS.has(kind)) throw new LessonError(line, `there is no check of kind '${kind}'`);
  if ('packages' in check) list(check['packages'], line).forEach((name) => text(name, line, 'packages'));
  else text(check['package'], line, 'package');
  return check as unknown as Check;
}

function readPrediction(value: unknown, line: number): Prediction {
  const prediction = record(value, line, 'a prediction');
  const answer = record(prediction['answer'], line, 'answer');
  const kind = text(answer['kind'], line, 'answer.kind');
  if (!ANSWERS.has(kind)) throw new LessonError(line, `there is no answer of kind '${kind}'`);
  return {
    id: text(prediction['id'], line, 'id'),
    question: text(prediction['question'], line, 'question'),
    choices: list(prediction['choices'], line).map((choice) => text(choice, line, 'choices')),
    answer: answer as unknown as AnswerSource,
    after: text(prediction['after'], line, 'after'),
  };
}

function readAction(value: unknown, line: number): SolutionAction {
  const action = record(value, line, 'an action');
  if ('run' in action) return { kind: 'run', command: text(action['run'], line, 'run') };
  const edit = record(action['edit'], line, 'run or edit');
  const of = (key: string) => text(edit[key], line, `edit.${key}`);
  return { kind: 'edit', file: of('file'), find: of('find'), replace: of('replace') };
}

function record(value: unknown, line: number, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LessonError(line, `${what} must be fields with values`);
  return value as Record<string, unknown>;
}

function list(value: unknown, line: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new LessonError(line, 'a list is wanted here');
  return value;
}

function text(value: unknown, line: number, field: string): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw new LessonError(line, `the field '${field}' is missing`);
  return value.trim();
}
