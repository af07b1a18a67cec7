// Watching an evaluation: for the page's inspector, a tracer, a profiler.
//
// Invariant: an evaluator without an observer has none of this in its way; with one, a machine of its own class tells
// what happens. An observer sees values but evaluates nothing and changes nothing; every method has a no-op default.
import type { ByteString } from '../../base/index.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Pos } from '../syntax/source.ts';
import {
  isBlackhole,
  UNWIND,
  type Env,
  type LambdaInfo,
  type Primitive,
  type Result,
  type Slot,
  type Thunk,
  type Value,
} from '../value/value.ts';
import { Frame } from './frame.ts';
import { Machine, type MachineOptions } from './machine.ts';

export interface Observer {
  /** A thunk begins; `expr` is what it will compute (unknown for a call that a builtin put off), `pos` who asked. */
  force?(thunk: Thunk, expr: Expr | undefined, pos: Pos): void;
  /** A thunk has its value, which it will keep. */
  memoise?(thunk: Thunk, value: Value): void;
  /** A thunk was asked for while it was being computed. */
  blackhole?(thunk: Thunk, pos: Pos): void;
  /** A lambda is called: its name, where it was written, where it was called. `id` is a number of this call's own. */
  call?(name: ByteString | undefined, pos: Pos, site: Pos, id: number): void;
  builtin?(name: ByteString, site: Pos, id: number): void;
  /** The call `id` has its value. One that fails never has. */
  returned?(value: Value, id: number): void;
  /** A selection begins. */
  select?(expr: Expr, pos: Pos): void;
}

export class ObservedMachine extends Machine {
  /** Which expression a thunk's code computes: the compiler tells. */
  readonly expressions = new WeakMap<object, Expr>();
  #calls = 0;

  constructor(
    options: MachineOptions,
    readonly observer: Observer,
  ) {
    super(options);
  }

  /** Whether the machine is about to put the work off, and so has nothing to tell yet. */
  get #putsOff(): boolean {
    return this.depth >= this.limit || this.fuel <= 0;
  }

  override forceThunk(thunk: Thunk, pos: Pos): Result {
    if (thunk.code === null || this.#putsOff) return super.forceThunk(thunk, pos);
    if (isBlackhole(thunk)) this.observer.blackhole?.(thunk, pos);
    else this.observer.force?.(thunk, this.expressions.get(thunk.code), pos);
    const value = super.forceThunk(thunk, pos);
    return this.#then(value, (v) => this.observer.memoise?.(thunk, v));
  }

  override enter(info: LambdaInfo, env: Env, pos: Pos): Result {
    if (this.#putsOff) return super.enter(info, env, pos);
    const id = ++this.#calls;
    this.observer.call?.(info.name, info.positions[0], pos, id);
    return this.#then(super.enter(info, env, pos), (v) => this.observer.returned?.(v, id));
  }

  override primitive(primitive: Primitive, args: Slot[], pos: Pos): Result {
    if (this.#putsOff) return super.primitive(primitive, args, pos);
    const id = ++this.#calls;
    this.observer.builtin?.(primitive.name, pos, id);
    return this.#then(super.primitive(primitive, args, pos), (v) => this.observer.returned?.(v, id));
  }

  /** Tells a value now, or when an interrupted part has it. */
  #then(value: Result, tell: (value: Value) => void): Result {
    if (value === UNWIND) return this.capture(new TellFrame(tell));
    tell(value as Value);
    return value;
  }
}

class TellFrame extends Frame {
  constructor(readonly tell: (value: Value) => void) {
    super();
  }

  resume(value: Value): Result {
    this.tell(value);
    return value;
  }
}
