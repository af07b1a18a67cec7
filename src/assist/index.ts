export { Assistant } from './assistant.ts';
export type { Candidate, CodeCompletions } from './complete.ts';
export type { Description } from './describe.ts';
export type { Diagnostic } from './diagnose.ts';
export {
  BUDGET,
  PAGE,
  type Child,
  type Children,
  type Forced,
  type Forcing,
  type Inspection,
  type InspectedNode,
  type Span,
  type Step,
} from './inspection.ts';
export type { Formatted } from '../engine/lang/index.ts';
