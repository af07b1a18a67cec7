// Heap frames: what is left to do of an expression that was interrupted.
//
// Invariant: a frame is resumed with a value or failed with an error exactly once. `fail` may add to the error's trace
// and undo what was begun; it answers undefined to let the error pass, or a result when it was caught.
import { EvalError } from '../errors/eval-error.ts';
import type { Env, Result, Value } from '../value/value.ts';

export abstract class Frame {
  abstract resume(value: Value): Result;

  fail(_error: unknown): Result | undefined {
    return undefined;
  }
}

/** The rest of a compiled expression: a continuation, its environment, and one more thing to remember. */
export class Step<Extra = undefined> extends Frame {
  constructor(
    readonly env: Env,
    readonly next: (env: Env, value: Value, extra: Extra) => Result,
    readonly extra: Extra,
    /** Adds the frame's line to the trace of an error that passes. */
    readonly trace?: (error: EvalError, env: Env, extra: Extra) => void,
  ) {
    super();
  }

  resume(value: Value): Result {
    return this.next(this.env, value, this.extra);
  }

  override fail(error: unknown): undefined {
    if (this.trace !== undefined && error instanceof EvalError) this.trace(error, this.env, this.extra);
    return undefined;
  }
}

/** Work that was put off before it began. */
export class Suspended extends Frame {
  constructor(readonly start: () => Result) {
    super();
  }

  resume(): Result {
    return this.start();
  }
}
