// The syntax tree. The parser makes it, the resolver writes each variable's address into it, the compiler reads it.
//
// Invariant: operators that Nix itself turns into calls of builtins (`<`, `-`, `*`, `/`, search paths) are calls here
// too, because their names can be shadowed and their error messages say so.
import type { ByteString } from '../../base/index.ts';
import type { Pos } from './source.ts';

export type Expr =
  | IntExpr
  | FloatExpr
  | StringExpr
  | PathExpr
  | VariableExpr
  | InheritSourceExpr
  | SelectExpr
  | HasAttrExpr
  | AttrsExpr
  | ListExpr
  | LambdaExpr
  | CallExpr
  | LetExpr
  | WithExpr
  | IfExpr
  | AssertExpr
  | NotExpr
  | BinaryExpr
  | ConcatExpr
  | CurrentPosExpr;

export interface IntExpr {
  readonly kind: 'int';
  readonly value: number | bigint;
}
export interface FloatExpr {
  readonly kind: 'float';
  readonly value: number;
}
export interface StringExpr {
  readonly kind: 'string';
  readonly value: ByteString;
}
export interface PathExpr {
  readonly kind: 'path';
  readonly value: ByteString;
}

/** How a variable's value is found: see `resolve/scope.ts`. */
export type Address =
  | { readonly kind: 'slot'; readonly up: number; readonly slot: number }
  | { readonly kind: 'builtin'; readonly name: ByteString }
  | { readonly kind: 'with'; readonly up: number; readonly with: WithExpr };

export interface VariableExpr {
  readonly kind: 'variable';
  readonly name: ByteString;
  readonly pos: Pos;
  address?: Address;
}
/** The set of an `inherit (from) …`, shared by the names it gives. */
export interface InheritSourceExpr {
  readonly kind: 'inherit-source';
  readonly pos: Pos;
  index: number;
  /** How many environments up the sources live. */
  up?: number;
}
export type AttrName = { readonly name: ByteString } | { readonly expr: Expr };
export interface SelectExpr {
  readonly kind: 'select';
  readonly pos: Pos;
  readonly subject: Expr;
  readonly path: readonly AttrName[];
  readonly fallback?: Expr;
}
export interface HasAttrExpr {
  readonly kind: 'has-attr';
  /** Where its subject stands. */
  readonly pos: Pos;
  readonly subject: Expr;
  readonly path: readonly AttrName[];
}
export interface AttrDef {
  expr: Expr;
  readonly pos: Pos;
  readonly kind: 'plain' | 'inherited' | 'inherited-from';
}
export interface DynamicAttr {
  readonly name: Expr;
  readonly value: Expr;
  readonly pos: Pos;
}
export interface AttrsExpr {
  readonly kind: 'attrs';
  pos: Pos;
  recursive: boolean;
  readonly attrs: Map<ByteString, AttrDef>;
  readonly dynamic: DynamicAttr[];
  /** The sets of its `inherit (from)` clauses. */
  readonly sources: Expr[];
}
export interface ListExpr {
  readonly kind: 'list';
  /** Where its first element stands. */
  readonly pos: Pos;
  readonly items: Expr[];
}
export interface Formal {
  readonly name: ByteString;
  readonly pos: Pos;
  readonly fallback?: Expr;
}
export interface Formals {
  /** In the order in which names were first seen, which is the order of checks. */
  readonly list: Formal[];
  readonly open: boolean;
}
export interface LambdaExpr {
  readonly kind: 'lambda';
  readonly pos: Pos;
  readonly parameter?: ByteString;
  readonly formals?: Formals;
  readonly body: Expr;
  /** The attribute or variable it is bound to. */
  name?: ByteString;
  /** How many parameters share one environment, this one included (set by the resolver). */
  width?: number;
}
export interface CallExpr {
  readonly kind: 'call';
  readonly pos: Pos;
  readonly callee: Expr;
  readonly args: Expr[];
  /** Set on `f or` until the next production: the end of the text, for the warning. */
  cursedOr?: Pos;
}
export interface LetExpr {
  readonly kind: 'let';
  readonly bindings: AttrsExpr;
  readonly body: Expr;
}
export interface WithExpr {
  readonly kind: 'with';
  readonly pos: Pos;
  readonly subject: Expr;
  readonly body: Expr;
  /** The enclosing `with`, and how many environments up from this one's own it is. */
  outer?: { readonly with: WithExpr; readonly up: number };
}
export interface IfExpr {
  readonly kind: 'if';
  readonly pos: Pos;
  readonly condition: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}
export interface AssertExpr {
  readonly kind: 'assert';
  readonly pos: Pos;
  readonly condition: Expr;
  readonly body: Expr;
}
export interface NotExpr {
  readonly kind: 'not';
  /** Where its operand stands. */
  readonly pos: Pos;
  readonly operand: Expr;
}
export type BinaryOperator = '==' | '!=' | '&&' | '||' | '->' | '//' | '++';
export interface BinaryExpr {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly pos: Pos;
  readonly left: Expr;
  readonly right: Expr;
}
/** `a + b`, and strings with interpolations (`string` is true) and paths with them. */
export interface ConcatExpr {
  readonly kind: 'concat';
  readonly pos: Pos;
  readonly string: boolean;
  readonly parts: { readonly pos: Pos; readonly expr: Expr }[];
}
export interface CurrentPosExpr {
  readonly kind: 'current-pos';
  readonly pos: Pos;
}

/** Where an expression stands, for those kinds that know. */
export function positionOf(expr: Expr): Pos {
  return 'pos' in expr ? expr.pos : 0;
}
