// What the parts of the compiler share.
import type { ByteString } from '../../base/index.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Sources } from '../syntax/source.ts';
import type { Shape } from '../value/attrs.ts';
import type { Code, Env, Slot } from '../value/value.ts';
import type { CopyToStore } from './coerce.ts';
import type { Machine } from './machine.ts';

/** Makes a slot for an expression: a thunk, or a value when that is there already. */
export type Delay = (env: Env) => Slot;

export interface Compiler {
  readonly machine: Machine;
  readonly sources: Sources;
  /** Whether somebody watches: then nothing is evaluated in place that Nix would make a thunk of. */
  readonly watched: boolean;
  /** Evaluates an expression. */
  code(expr: Expr): Code;
  /** As `code`, for an argument that a builtin forces itself: an endless recursion has no place then. */
  argument(expr: Expr): Code;
  /** Puts an expression off exactly where Nix does. */
  delay(expr: Expr): Delay;
  /** Puts an expression off whatever it is. */
  thunk(expr: Expr): Delay;
  /** Puts an expression off unless computing it at once is cheap and cannot fail. */
  delayCheaply(expr: Expr): Delay;
  builtin(name: ByteString): Slot | undefined;
  /** The one shape of these sorted names. */
  shape(names: readonly ByteString[]): Shape;
  /** The age of a name. */
  order(name: ByteString): number;
  copyToStore: CopyToStore;
}
