// Loops over calls: the builtins where most time is spent, each with its state in one object that is its own heap frame.
//
// Invariant: `advance` runs until it is done or interrupted; when interrupted it captures itself, and `accept` takes the
// value that was missing before it goes on.
import type { ByteString } from '../../base/index.ts';
import { call1, call2 } from '../eval/call.ts';
import { equal, equalNow, identical } from '../eval/equality.ts';
import { Frame } from '../eval/frame.ts';
import type { Machine } from '../eval/machine.ts';
import { determinePos } from './apply-thunk.ts';
import { wrongType } from '../eval/types.ts';
import { Thunk, UNWIND, type List, type Result, type Slot, type Value } from '../value/value.ts';

export abstract class Loop extends Frame {
  constructor(readonly machine: Machine) {
    super();
  }

  abstract advance(): Result;
  /** Takes the value that was waited for; a result ends the loop. */
  abstract accept(value: Value): Result | undefined;

  resume(value: Value): Result {
    const ended = this.accept(value);
    return ended ?? this.advance();
  }
}

/** `foldl'`: each step evaluated before the next. */
export class Fold extends Loop {
  #at = 0;

  constructor(
    machine: Machine,
    readonly op: Value,
    public result: Slot,
    readonly list: List,
  ) {
    super(machine);
  }

  advance(): Result {
    const { machine, op, list } = this;
    while (this.#at < list.length) {
      const value = call2(machine, op, this.result, list[this.#at++], 0);
      if (value === UNWIND) return machine.capture(this);
      this.result = value as Value;
    }
    return machine.force(this.result, 0);
  }

  accept(value: Value): undefined {
    this.result = value;
    return undefined;
  }
}

/** Asks a predicate about every element. */
abstract class Asking extends Loop {
  protected at = 0;

  constructor(
    machine: Machine,
    readonly predicate: Value,
    readonly list: List,
    /** The line of trace for an answer that is no Boolean. */
    readonly line: ByteString,
  ) {
    super(machine);
  }

  /** Takes an answer about the element at `at`; a result ends the loop. */
  abstract take(answer: boolean): Result | undefined;
  abstract done(): Result;

  advance(): Result {
    const { machine, predicate, list } = this;
    while (this.at < list.length) {
      const value = call1(machine, predicate, list[this.at], 0);
      if (value === UNWIND) return machine.capture(this);
      const ended = this.accept(value as Value);
      if (ended !== undefined) return ended;
    }
    return this.done();
  }

  accept(value: Value): Result | undefined {
    if (typeof value !== 'boolean')
      return this.machine.fail(wrongType('a Boolean', value).trace(0, this.line));
    const ended = this.take(value);
    this.at++;
    return ended;
  }
}

export class Filter extends Asking {
  readonly #kept: List = [];

  take(answer: boolean): undefined {
    if (answer) this.#kept.push(this.list[this.at]);
    return undefined;
  }

  done(): Result {
    return this.#kept.length === this.list.length ? this.list : this.#kept;
  }
}

/** `any` (waits for true) and `all` (waits for false). */
export class Quantifier extends Asking {
  constructor(
    machine: Machine,
    predicate: Value,
    list: List,
    line: ByteString,
    readonly wanted: boolean,
  ) {
    super(machine, predicate, list, line);
  }

  take(answer: boolean): Result | undefined {
    return answer === this.wanted ? answer : undefined;
  }

  done(): Result {
    return !this.wanted;
  }
}

/** `concatMap`. */
export class ConcatMap extends Loop {
  readonly #out: List = [];
  #at = 0;

  constructor(
    machine: Machine,
    readonly f: Value,
    readonly list: List,
  ) {
    super(machine);
  }

  advance(): Result {
    const { machine, f, list } = this;
    while (this.#at < list.length) {
      const value = call1(machine, f, list[this.#at++], 0);
      if (value === UNWIND) return machine.capture(this);
      const ended = this.accept(value as Value);
      if (ended !== undefined) return ended;
    }
    return this.#out;
  }

  accept(value: Value): Result | undefined {
    if (!Array.isArray(value)) {
      const line = 'while evaluating the return value of the function passed to builtins.concatMap';
      return this.machine.fail(
        wrongType('a list', value).trace(determinePos(value) || determinePos(this.f), line),
      );
    }
    for (const item of value) this.#out.push(item);
    return undefined;
  }
}

/** `elem`: elements that can be told apart at once are, the rest is compared by a task. */
export class Elem extends Loop {
  #at = 0;
  #state: 'element' | 'comparison' = 'element';

  constructor(
    machine: Machine,
    /** The cell of what is wanted. */
    readonly cell: Slot,
    readonly wanted: Value,
    readonly list: List,
  ) {
    super(machine);
  }

  advance(): Result {
    const { machine, list } = this;
    while (this.#at < list.length) {
      if (machine.callDepth > machine.maxCallDepth) return machine.overflow(0);
      this.#state = 'element';
      const slot = list[this.#at];
      // the element is evaluated by the comparison, which is a call of its own
      machine.callDepth++;
      const value = slot instanceof Thunk ? machine.forceThunk(slot, 0) : slot;
      if (value === UNWIND) return machine.capture(this);
      const ended = this.accept(value as Value);
      if (ended !== undefined) return ended;
    }
    return false;
  }

  accept(value: Value): Result | undefined {
    if (this.#state === 'comparison') return this.#next(value === true);
    this.machine.callDepth--;
    if (identical(this.cell, this.list[this.#at])) return true;
    const now = equalNow(this.wanted, value);
    if (now !== undefined) return this.#next(now);
    this.#state = 'comparison';
    const same = this.machine.task(equal(this.cell, this.list[this.#at], 0, this.machine.order));
    return same === UNWIND ? this.machine.capture(this) : this.#next(same === true);
  }

  override fail(): undefined {
    if (this.#state === 'element') this.machine.callDepth--;
    return undefined;
  }

  #next(found: boolean): Result | undefined {
    this.#at++;
    return found ? true : undefined;
  }
}
