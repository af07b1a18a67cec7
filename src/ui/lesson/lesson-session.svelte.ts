// A lesson being done: watches the machine, grades steps and predictions, keeps progress.
//
// Invariant: progress changes only through the pure functions of the lesson room, and is written down with each
// change. Checks look at the machine's state after each command; nothing here trusts what was typed.
import type { WorldEvent } from '../../engine/world/index.ts';
import {
  answerOf,
  changeStep,
  evaluateCheck,
  filesOf,
  gradePrediction,
  help,
  nextStep,
  NO_PROGRESS,
  predict,
  readProgress,
  solve,
  type CheckResult,
  type Lesson,
  type Progress,
  type Step,
} from '../../lesson/index.ts';
import type { Session } from '../session.svelte.ts';

export class LessonSession {
  progress: Progress = $state.raw(NO_PROGRESS);
  /** The step that is open. */
  current = $state(0);
  results: readonly CheckResult[] = $state.raw([]);
  /** True while the solution is being carried out. */
  solving = $state(false);
  readonly step: Step | undefined = $derived.by(() => this.lesson.steps[this.current]);
  readonly next = $derived.by(() => nextStep(this.lesson, this.progress));
  #checking: Promise<void> = Promise.resolve();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing draws
  readonly #traces = new Map<number, { command: string; events: readonly WorldEvent[] }>();

  constructor(
    private readonly session: Session,
    readonly lesson: Lesson,
  ) {}

  get #key(): string {
    return `progress:${this.lesson.id}`;
  }

  /** Reads progress and begins to watch. Returns how to stop. */
  async open(): Promise<() => void> {
    this.progress = readProgress(await this.session.client.request('getDocument', { key: this.#key }));
    this.current = Math.min(this.next, this.lesson.steps.length - 1);
    await this.check();
    return this.session.on({ afterState: () => void this.check() });
  }

  go(index: number): void {
    this.current = Math.max(0, Math.min(this.lesson.steps.length - 1, index));
    void this.check();
  }

  /** Looks at the machine, and notes what is solved now. */
  check(): Promise<void> {
    this.#checking = this.#checking.then(() => this.#check()).catch(() => undefined);
    return this.#checking;
  }

  async #check(): Promise<void> {
    const { step } = this;
    const facts = this.session.machine?.facts;
    if (step === undefined || facts === undefined) return;
    const files: Record<string, string | undefined> = {};
    for (const path of filesOf(step))
      files[path] = (await this.session.client.request('readFile', { path })) ?? undefined;
    this.results = step.checks.map((check) => evaluateCheck(check, { facts, files }));
    await this.#grade(step);
    if (this.results.every(({ met }) => met)) this.#set(solve(this.progress, step.id));
  }

  /** Grades a prediction once what it is about has happened, after it was made. */
  async #grade(step: Step): Promise<void> {
    const { prediction } = step;
    const made = prediction === undefined ? undefined : this.progress.predictions[prediction.id];
    const machine = this.session.machine;
    if (prediction === undefined || made === undefined || made.right !== undefined || machine === undefined)
      return;
    for (const { number, origin, command } of machine.journal.slice(0, machine.position)) {
      if (number <= made.madeAt || origin !== 'terminal') continue;
      const answer = answerOf(prediction.answer, await this.#trace(number, command), machine.facts);
      if (answer === undefined) continue;
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing draws
      const right = gradePrediction(prediction.choices, new Set(made.picked), answer);
      const shown = prediction.choices.filter((choice) => answer.has(choice));
      this.#set(predict(this.progress, prediction.id, { ...made, right, answer: shown }));
      return;
    }
  }

  async #trace(number: number, command: string): Promise<readonly WorldEvent[]> {
    const known = this.#traces.get(number);
    if (known?.command === command) return known.events;
    const { events } = await this.session.client.request('retrace', { number });
    this.#traces.set(number, { command, events });
    return events;
  }

  predict(id: string, picked: readonly string[]): void {
    this.#set(predict(this.progress, id, { picked, madeAt: this.session.machine?.position ?? 0 }));
  }

  openHint(): void {
    const { step } = this;
    if (step === undefined) return;
    const hints = (this.progress.steps[step.id]?.hints ?? 0) + 1;
    this.#set(changeStep(this.progress, step.id, { hints: Math.min(hints, step.hints.length) }));
  }

  /** Carries the solution out, one action after the other; from now on the step counts as aided. */
  async solve(): Promise<void> {
    const { step } = this;
    if (step === undefined || this.solving) return;
    this.solving = true;
    this.#set(help(this.progress, step.id));
    try {
      for (const action of step.solution)
        if (action.kind === 'run') await this.session.typeAndWait(action.command);
        else {
          const before = (await this.session.client.request('readFile', { path: action.file })) ?? '';
          const text = before.replaceAll(action.find, action.replace);
          if (text !== before) await this.session.client.request('save', { path: action.file, text });
        }
    } catch (error) {
      this.session.notify(error);
    } finally {
      this.solving = false;
    }
    await this.check();
  }

  /** Forgets all progress; with a new machine the lesson begins where it began. */
  async reset(): Promise<void> {
    await this.session.reset();
    this.#set(NO_PROGRESS);
    this.#traces.clear();
    this.current = 0;
    await this.check();
  }

  #set(progress: Progress): void {
    if (progress === this.progress) return;
    this.progress = progress;
    const value: unknown = JSON.parse(JSON.stringify(progress));
    void this.session.client.request('putDocument', { key: this.#key, value }).catch(() => undefined);
  }
}
