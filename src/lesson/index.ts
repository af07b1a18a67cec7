export type {
  AnswerSource,
  Block,
  Check,
  Inline,
  Lesson,
  Prediction,
  SolutionAction,
  Step,
} from './schema.ts';
export { LessonError, parseLesson, type YamlParser } from './loader.ts';
export { parseBlocks, parseInline } from './markdown.ts';
export {
  answerOf,
  evaluateCheck,
  filesOf,
  gradePrediction,
  type CheckResult,
  type LessonWorld,
} from './checks.ts';
export {
  changeStep,
  help,
  nextStep,
  NO_PROGRESS,
  predict,
  readProgress,
  solve,
  type PredictionProgress,
  type Progress,
  type StepProgress,
} from './progress.ts';
