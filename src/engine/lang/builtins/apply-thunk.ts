// A call that is put off: the elements of `map`, `genList` and `mapAttrs`.
import { Thunk, type Env, type Slot } from '../value/value.ts';
import type { Builder } from './context.ts';

/** The thunk of `callee args…`. */
export function applyThunk(context: Builder, callee: Slot, args: readonly Slot[]): Thunk {
  return new Thunk(context.applyCode, [callee, ...args] as Env);
}
