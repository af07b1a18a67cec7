export type { BuildEvent } from './events.ts';
export { CycleError, makePlan, type Plan, type PlanGraph } from './plan.ts';
export type { FailureReason } from './failure-reason.ts';
export {
  failingExitStatus,
  schedule,
  type BuildFailure,
  type BuildOutcome,
  type Failure,
  type Scheduled,
  type SchedulerOptions,
} from './scheduler.ts';
export { logPath } from './build-log.ts';
export { build, canBuild, type BuilderOptions, type BuiltinBuilder } from './builder.ts';
export { parseSandboxPaths, type SandboxPath } from './sandbox.ts';
