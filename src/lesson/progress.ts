// How far a person has come in a lesson: small plain data, kept by the ids of lesson, steps and predictions.
//
// Invariant: what is solved stays solved until the lesson is reset; a step solved with help never becomes unaided.
import type { Lesson } from './schema.ts';

export interface StepProgress {
  readonly solved?: 'unaided' | 'aided';
  /** Hints opened so far. */
  readonly hints?: number;
  /** The solution was shown or run. */
  readonly helped?: boolean;
}

export interface PredictionProgress {
  readonly picked: readonly string[];
  /** Entries of the journal when it was made: only later ones grade it. */
  readonly madeAt: number;
  readonly right?: boolean;
  /** The engine's answer. */
  readonly answer?: readonly string[];
}

export interface Progress {
  readonly version: 1;
  readonly steps: Readonly<Record<string, StepProgress>>;
  readonly predictions: Readonly<Record<string, PredictionProgress>>;
}

export const NO_PROGRESS: Progress = { version: 1, steps: {}, predictions: {} };

/** Progress out of storage; anything that is not progress is none. */
export function readProgress(value: unknown): Progress {
  const candidate = value as Partial<Progress> | null | undefined;
  if (candidate?.version !== 1 || typeof candidate.steps !== 'object') return NO_PROGRESS;
  return { version: 1, steps: candidate.steps, predictions: candidate.predictions ?? {} };
}

export function changeStep(progress: Progress, id: string, change: StepProgress): Progress {
  return { ...progress, steps: { ...progress.steps, [id]: { ...progress.steps[id], ...change } } };
}

export function solve(progress: Progress, id: string): Progress {
  const step = progress.steps[id];
  if (step?.solved !== undefined) return progress;
  return changeStep(progress, id, { solved: step?.helped === true ? 'aided' : 'unaided' });
}

/** The solution was shown: from here on this step counts as aided. */
export function help(progress: Progress, id: string): Progress {
  return changeStep(progress, id, { helped: true });
}

/** The index of the first step that is not solved; the number of steps when all are. */
export function nextStep(lesson: Lesson, progress: Progress): number {
  const index = lesson.steps.findIndex(({ id }) => progress.steps[id]?.solved === undefined);
  return index < 0 ? lesson.steps.length : index;
}

export function predict(progress: Progress, id: string, prediction: PredictionProgress): Progress {
  return { ...progress, predictions: { ...progress.predictions, [id]: prediction } };
}
