// The machine: runs compiled expressions on the native stack while that is shallow, and on a stack of heap frames when
// it is not.
//
// Invariant: whoever sees UNWIND come back from something it called pushes the frame that says how to go on (or has
// nothing left to do) and answers UNWIND itself. There are four reasons to unwind, and one mechanism for all: the native
// stack is deep enough (`limit`), the fuel is used up, the host has to be waited for, or an error occurred. Errors are
// not thrown: they unwind, and the frames they pass add to their trace and put thunks back.
import { Impossible, NotSimulated, type ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, MAGENTA, PLAIN } from '../errors/hint.ts';
import type { Pos } from '../syntax/source.ts';
import {
  FAILED,
  HOLE,
  Thunk,
  UNWIND,
  type Code,
  type Env,
  type LambdaInfo,
  type Primitive,
  type Result,
  type Slot,
  type Unwind,
  type Value,
} from '../value/value.ts';
import { Frame, Suspended } from './frame.ts';
import {
  CallLevel,
  CallRequest,
  ForceRequest,
  NativeRequest,
  WaitRequest,
  type Request,
  type Task,
} from './request.ts';

export interface MachineOptions {
  /** How many calls may nest on the native stack. */
  readonly depthLimit: number;
  readonly maxCallDepth: number;
  readonly showTrace: boolean;
}

export type Status = 'running' | 'waiting' | 'done' | 'failed';

const NO_ERROR = { none: true } as const;

export class Machine {
  /** Calls on the native stack now. */
  depth = 0;
  /** Nix's own count of nested calls, native or not. */
  callDepth = 0;
  fuel = 0;
  /** Where the thunk that begins now was asked for: the call site of a call put off. */
  site: Pos = 0;
  readonly limit: number;
  readonly maxCallDepth: number;
  /** Whether traces tell of every call. */
  showTrace: boolean;
  /** How a value is applied to arguments (`eval/call.ts` sets it). */
  apply: (callee: Value, args: readonly Slot[], pos: Pos) => Result = () => {
    throw new Impossible('a machine without application');
  };
  /** The age of a name, which decides which of several wrong names is reported. */
  order: (name: ByteString) => number = () => 0;
  /** What the evaluation waits for. */
  work: unknown = undefined;
  #captured: Frame[] = [];
  #stack: Frame[] = [];
  #error: unknown = NO_ERROR;
  #value: Value = null;
  #waiting = false;
  /** The code of a thunk under evaluation. */
  readonly #blackhole: Code;

  constructor(options: MachineOptions) {
    this.limit = options.depthLimit;
    this.maxCallDepth = options.maxCallDepth;
    this.showTrace = options.showTrace;
    this.#blackhole = () => {
      throw new Impossible('a thunk under evaluation was run');
    };
  }

  /** Remembers what to do when the interrupted part has its value. */
  capture(frame: Frame): Unwind {
    this.#captured.push(frame);
    return UNWIND;
  }

  /** Puts work off until the native stack is empty. */
  suspend(start: () => Result): Unwind {
    this.#captured.push(new Suspended(start));
    return UNWIND;
  }

  /** Raises an error. */
  fail(error: unknown): Unwind {
    this.#error = tooLong(error)
      ? new NotSimulated('a string of more than 512 MiB', 'it has no room here')
      : error;
    return UNWIND;
  }

  /** Adds a line to the error that is being raised just now, if one is. */
  traceFailure(pos: Pos, line: ByteString): Unwind {
    if (this.#error instanceof EvalError) this.#error.trace(pos, line);
    return UNWIND;
  }

  force(slot: Slot, pos: Pos): Result {
    return slot instanceof Thunk ? this.forceThunk(slot, pos) : slot;
  }

  forceThunk(thunk: Thunk, pos: Pos): Result {
    const code = thunk.code;
    if (code === null) return thunk.data as Value;
    if (this.depth >= this.limit || --this.fuel < 0) return this.suspend(() => this.forceThunk(thunk, pos));
    if (code === this.#blackhole) return this.suspend(() => this.#reenter(thunk, pos));
    const env = thunk.data as Env;
    thunk.code = this.#blackhole;
    thunk.data = HOLE;
    this.site = pos;
    this.depth++;
    const value = code(env);
    if (value === UNWIND) return this.capture(new UpdateFrame(this, thunk, code, env));
    this.depth--;
    thunk.code = null;
    thunk.data = value as Value;
    return value;
  }

  /**
   * A thunk was asked for while it is being computed. That is an endless recursion, found at once; only calls that a
   * builtin put off (the elements of `map`) are made again and again until the calls are too many.
   */
  #reenter(thunk: Thunk, pos: Pos): Result {
    const frame = this.#stack.findLast(
      (f): f is UpdateFrame => f instanceof UpdateFrame && f.thunk === thunk,
    );
    if (frame !== undefined && 'callee' in frame.code) {
      frame.restore();
      return this.forceThunk(thunk, pos);
    }
    const error = new EvalError('infinite-recursion', 'infinite recursion encountered', pos);
    error.cycle = thunk;
    return this.fail(error);
  }

  /** Runs a lambda's body in an environment that is filled already. */
  enter(info: LambdaInfo, env: Env, pos: Pos): Result {
    if (this.depth >= this.limit || --this.fuel < 0) return this.suspend(() => this.enter(info, env, pos));
    if (this.callDepth > this.maxCallDepth) return this.overflow(pos);
    this.callDepth++;
    this.depth++;
    const value = info.body(env);
    if (value === UNWIND) return this.capture(new CallFrame(this, info, pos));
    this.depth--;
    this.callDepth--;
    return value;
  }

  /** The name that appeared first. */
  oldest(names: readonly ByteString[]): ByteString {
    return names.reduce((a, b) => (this.order(b) < this.order(a) ? b : a));
  }

  overflow(pos: Pos): Unwind {
    return this.fail(new EvalError('eval', 'stack overflow; max-call-depth exceeded', pos));
  }

  /** Calls a builtin with all its arguments. */
  primitive(primitive: Primitive, args: Slot[], pos: Pos): Result {
    if (this.depth >= this.limit || --this.fuel < 0)
      return this.suspend(() => this.primitive(primitive, args, pos));
    if (this.callDepth > this.maxCallDepth) return this.overflow(pos);
    this.callDepth++;
    this.depth++;
    const value = primitive.run(args, pos);
    if (value === UNWIND) return this.capture(new PrimitiveFrame(this, primitive, pos));
    this.depth--;
    this.callDepth--;
    return value;
  }

  /** Runs a generator until it ends or is interrupted. */
  task(task: Task): Result {
    if (this.depth >= this.limit) return this.suspend(() => this.task(task));
    this.depth++;
    const value = this.#drive(task, () => task.next());
    if (value !== UNWIND) this.depth--;
    return value;
  }

  #drive(task: Task, first: () => IteratorResult<Request, Slot>): Result {
    let advance = first;
    for (;;) {
      let step: IteratorResult<Request, Slot>;
      try {
        step = advance();
      } catch (error) {
        return this.fail(error);
      }
      if (step.done === true) return this.force(step.value, 0);
      const value = this.#perform(step.value);
      if (value === UNWIND) return this.capture(new TaskFrame(this, task));
      advance = () => task.next(value as Value);
    }
  }

  #perform(request: Request): Result {
    if (request instanceof ForceRequest) return this.force(request.slot, request.pos);
    if (request instanceof NativeRequest) return request.start();
    if (request instanceof CallRequest) return this.apply(request.callee, request.args, request.pos);
    if (request instanceof CallLevel) {
      if (this.callDepth > this.maxCallDepth) return this.overflow(request.pos);
      this.callDepth++;
      request.machine = this;
      return null;
    }
    if (request instanceof WaitRequest) {
      this.work = request.work;
      this.#waiting = true;
      return this.suspend(() => null);
    }
    return this.task(request);
  }

  resumeTask(task: Task, value: Value): Result {
    return this.#drive(task, () => task.next(value));
  }

  /** Hands an error to a generator: undefined when it lets it pass. */
  failTask(task: Task, error: unknown): Result | undefined {
    let step: IteratorResult<Request, Slot>;
    try {
      step = task.throw(error);
    } catch (thrown) {
      if (thrown !== error) this.#error = thrown;
      return undefined;
    }
    return this.#drive(task, () => step);
  }

  /** Begins an evaluation. One machine evaluates one thing at a time. */
  start(begin: () => Result): void {
    if (this.#stack.length > 0) throw new Impossible('an evaluation begun in the middle of another');
    this.#stack.push(new Suspended(begin));
    this.#value = null;
    this.callDepth = 0;
  }

  /** Goes on for so many calls. */
  run(fuel: number): Status {
    this.fuel = fuel;
    for (;;) {
      const frame = this.#stack.pop();
      if (frame === undefined) return 'done';
      this.depth = 0;
      let result = this.#resume(frame);
      while (result === UNWIND) {
        while (this.#captured.length > 0) this.#stack.push(this.#captured.pop() as Frame);
        if (this.#error !== NO_ERROR) {
          const caught = this.#unwindTo();
          if (caught === undefined) return 'failed';
          result = caught;
          continue;
        }
        this.#value = null;
        if (this.#waiting) {
          this.#waiting = false;
          return 'waiting';
        }
        if (this.fuel < 0) return 'running';
        break;
      }
      if (result !== UNWIND) this.#value = result as Value;
    }
  }

  /** What is thrown here is our own mistake or the host's; it takes the way of all errors. */
  #resume(frame: Frame): Result {
    try {
      return frame.resume(this.#value);
    } catch (error) {
      this.#captured.length = 0;
      return this.fail(error);
    }
  }

  /** Lets the error pass frames until one catches it; undefined when none did. */
  #unwindTo(): Result | undefined {
    let error = this.#error;
    for (;;) {
      const frame = this.#stack.pop();
      if (frame === undefined) {
        this.#error = error;
        return undefined;
      }
      this.depth = 0;
      this.#error = NO_ERROR;
      const result = frame.fail(error);
      if (result !== undefined) return result;
      if (this.#error !== NO_ERROR) error = this.#error;
    }
  }

  /** The value of a run that is done. */
  get value(): Value {
    return this.#value;
  }

  /** The error of a run that failed; the machine is then ready for another. */
  takeError(): unknown {
    const error = this.#error;
    this.#error = NO_ERROR;
    return error;
  }

  /** Gives an evaluation up: every thunk it was working on is as it was before. */
  abandon(): void {
    this.#captured.length = 0;
    for (let frame = this.#stack.pop(); frame !== undefined; frame = this.#stack.pop())
      if (frame instanceof UpdateFrame) frame.restore();
    this.#error = NO_ERROR;
    this.#waiting = false;
    this.callDepth = 0;
  }
}

const ENTERING = `${MAGENTA}entering the infinite recursion${PLAIN}`;

/** Whether an error is the JavaScript engine's: the string that was to be made is longer than it allows. */
function tooLong(error: unknown): boolean {
  return error instanceof Error && /^(?:Invalid string length|allocation size overflow)$/.test(error.message);
}

/** Writes a value back into its thunk, or the error of the language that it will fail with from now on. */
class UpdateFrame extends Frame {
  constructor(
    readonly machine: Machine,
    readonly thunk: Thunk,
    readonly code: Code,
    readonly env: Env,
  ) {
    super();
  }

  resume(value: Value): Result {
    this.thunk.code = null;
    this.thunk.data = value;
    return value;
  }

  override fail(error: unknown): undefined {
    if (!(error instanceof EvalError) || this.env === FAILED) {
      this.restore();
      return undefined;
    }
    if (error.cycle === this.thunk) error.trace(0, ENTERING, true);
    const { machine } = this;
    this.thunk.code = () => machine.fail(error.again());
    this.thunk.data = FAILED;
    return undefined;
  }

  /** Puts the thunk back as it was. */
  restore(): void {
    this.thunk.code = this.code;
    this.thunk.data = this.env;
  }
}

class CallFrame extends Frame {
  constructor(
    readonly machine: Machine,
    readonly info: LambdaInfo,
    readonly pos: Pos,
  ) {
    super();
  }

  resume(value: Value): Result {
    this.machine.callDepth--;
    return value;
  }

  override fail(error: unknown): undefined {
    this.machine.callDepth--;
    if (this.machine.showTrace && error instanceof EvalError) {
      const { name, positions } = this.info;
      error.trace(
        positions[positions.length - 1],
        name === undefined ? hint`while calling ${'anonymous lambda'}` : hint`while calling ${`'${name}'`}`,
      );
      if (this.pos !== 0) error.trace(this.pos, 'from call site');
    }
    return undefined;
  }
}

class PrimitiveFrame extends Frame {
  constructor(
    readonly machine: Machine,
    readonly primitive: Primitive,
    readonly pos: Pos,
  ) {
    super();
  }

  resume(value: Value): Result {
    this.machine.callDepth--;
    return value;
  }

  override fail(error: unknown): undefined {
    this.machine.callDepth--;
    if (this.primitive.traced && error instanceof EvalError)
      error.trace(this.pos, hint`while calling the '${this.primitive.name}' builtin`);
    return undefined;
  }
}

class TaskFrame extends Frame {
  constructor(
    readonly machine: Machine,
    readonly body: Task,
  ) {
    super();
  }

  resume(value: Value): Result {
    return this.machine.resumeTask(this.body, value);
  }

  override fail(error: unknown): Result | undefined {
    return this.machine.failTask(this.body, error);
  }
}
