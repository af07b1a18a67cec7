// Calls that are put off: the elements of `map`, `genList`, `mapAttrs`. One piece of code serves a whole list; each
// thunk holds only what differs.
import { call1, call2 } from '../eval/call.ts';
import type { Machine } from '../eval/machine.ts';
import { Step } from '../eval/frame.ts';
import { NO_POS, type Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import {
  Lambda,
  PartialCall,
  peek,
  Thunk,
  UNWIND,
  type Code,
  type Env,
  type Result,
  type Slot,
  type Value,
} from '../value/value.ts';

const NO_ENV: Env = [];

/** Forces the callee if it is not a value yet, then goes on. */
function withCallee(m: Machine, callee: Slot, go: (f: Value) => Result): Result {
  if (!(callee instanceof Thunk)) return go(callee);
  const f = m.forceThunk(callee, 0);
  return f === UNWIND ? m.capture(new Step(NO_ENV, (_, value) => go(value), undefined)) : go(f as Value);
}

/** The code of `callee x`, where x is what the thunk holds. */
export function callCode(m: Machine, callee: Slot): Code {
  return known(callee, (held) => {
    const argument = held as unknown as Slot;
    const { site } = m;
    return callee instanceof Thunk
      ? withCallee(m, callee, (f) => call1(m, f, argument, site))
      : call1(m, callee, argument, site);
  });
}

/** Code that knows whom it will call. */
function known(callee: Slot, code: Code): Code {
  return Object.assign(code, { callee });
}

/** The position of a slot's value as far as it shows without evaluating: where a set or a function was written. */
export function determinePos(slot: Slot): Pos {
  const value = peek(slot);
  if (value instanceof Attrs) return value.pos;
  // a function nobody asked for yet is a thunk to Nix
  if (value instanceof Lambda) return value.forced ? value.info.positions[0] : NO_POS;
  if (value instanceof PartialCall) return value.lambda.info.positions[value.args.length];
  if (value instanceof Thunk && value.code !== null && 'callee' in value.code)
    return determinePos(value.code.callee as Slot);
  return NO_POS;
}

/** The code of `callee a b`, where the thunk holds which pair it is. */
export function callPairCode(m: Machine, callee: Slot, pair: (n: number) => readonly [Slot, Slot]): Code {
  return known(callee, (held) => {
    const [a, b] = pair(held as unknown as number);
    const { site } = m;
    return withCallee(m, callee, (f) => call2(m, f, a, b, site));
  });
}

/** A thunk that holds `data` for its code. */
export function holding(code: Code, data: Slot): Thunk {
  return new Thunk(code, data as unknown as Env);
}
