// Names to addresses: every variable learns, before evaluation, in which environment and slot its value will be.
//
// Invariant: lexical names come before `with`, the built-in names are outermost, and an undefined name is an error here
// (in the order in which Nix finds it), unless some `with` encloses it. Nothing recurses: the tree may be of any depth.
//
// An environment is an array: its parent first, then one slot a name. Parameters of lambdas that return lambdas at
// once (`x: y: …`) share one environment.
import { printName } from '../syntax/print.ts';
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import type { AttrsExpr, Expr, LambdaExpr, VariableExpr, WithExpr } from '../syntax/ast.ts';

export type Scope =
  | {
      readonly kind: 'names';
      readonly slots: ReadonlyMap<ByteString, number>;
      readonly up: Scope | undefined;
    }
  | { readonly kind: 'with'; readonly with: WithExpr; readonly up: Scope | undefined };

export interface ResolveOptions {
  /** Whether a name is one of the global built-in ones. */
  isBuiltin(name: ByteString): boolean;
  /** The age of a name, which decides the order in which a set's bindings are looked at. */
  order(name: ByteString): number;
  /** A scope around the whole text (`scopedImport`, the read-eval-print loop). */
  readonly outer?: Scope;
  /** Takes the error of a name that is nowhere and lets the others be looked at; without it the error is thrown. */
  undefined?(error: EvalError): void;
}

const NO_NAMES: ReadonlyMap<ByteString, number> = new Map();

export function resolve(root: Expr, options: ResolveOptions): void {
  const work: [Expr, Scope | undefined][] = [[root, options.outer]];
  const visit = (tasks: readonly [Expr, Scope | undefined][]) => {
    for (let i = tasks.length - 1; i >= 0; i--) work.push(tasks[i]);
  };
  for (let task = work.pop(); task; task = work.pop()) {
    const [expr, scope] = task;
    const here = (e: Expr): [Expr, Scope | undefined] => [e, scope];
    const dynamic = (path: readonly ({ name: ByteString } | { expr: Expr })[]) =>
      path.flatMap((step) => ('expr' in step ? [here(step.expr)] : []));
    switch (expr.kind) {
      case 'int':
      case 'float':
      case 'string':
      case 'path':
      case 'current-pos':
      case 'inherit-source':
        break;
      case 'variable':
        resolveVariable(expr, scope, options);
        break;
      case 'select':
        visit([
          here(expr.subject),
          ...(expr.fallback === undefined ? [] : [here(expr.fallback)]),
          ...dynamic(expr.path),
        ]);
        break;
      case 'has-attr':
        visit([here(expr.subject), ...dynamic(expr.path)]);
        break;
      case 'attrs':
        visit(bindings(expr, scope, expr.recursive ? namesOf(expr, scope, options) : scope, options));
        break;
      case 'let': {
        const inner = namesOf(expr.bindings, scope, options);
        visit([...bindings(expr.bindings, scope, inner, options), [expr.body, inner]]);
        break;
      }
      case 'list':
        visit(expr.items.map(here));
        break;
      case 'lambda':
        visit(lambda(expr, scope));
        break;
      case 'call':
        visit([here(expr.callee), ...expr.args.map(here)]);
        break;
      case 'with': {
        const outer = enclosingWith(scope);
        if (outer !== undefined) expr.outer = { with: outer.with, up: outer.up + 1 };
        visit([here(expr.subject), [expr.body, { kind: 'with', with: expr, up: scope }]]);
        break;
      }
      case 'if':
        visit([here(expr.condition), here(expr.then), here(expr.otherwise)]);
        break;
      case 'assert':
        visit([here(expr.condition), here(expr.body)]);
        break;
      case 'not':
        visit([here(expr.operand)]);
        break;
      case 'binary':
        visit([here(expr.left), here(expr.right)]);
        break;
      case 'concat':
        visit(expr.parts.map((part) => here(part.expr)));
        break;
    }
  }
}

function enclosingWith(scope: Scope | undefined): { with: WithExpr; up: number } | undefined {
  let up = 0;
  for (let s = scope; s !== undefined; s = s.up, up++) if (s.kind === 'with') return { with: s.with, up };
  return undefined;
}

function resolveVariable(expr: VariableExpr, scope: Scope | undefined, options: ResolveOptions): void {
  let up = 0;
  for (let s = scope; s !== undefined; s = s.up, up++) {
    const slot = s.kind === 'names' ? s.slots.get(expr.name) : undefined;
    if (slot !== undefined) {
      expr.address = { kind: 'slot', up, slot };
      return;
    }
  }
  if (options.isBuiltin(expr.name)) {
    expr.address = { kind: 'builtin', name: expr.name };
    return;
  }
  const nearest = enclosingWith(scope);
  if (nearest === undefined) {
    const error = new EvalError(
      'undefined-variable',
      hint`undefined variable '${printName(expr.name)}'`,
      expr.pos,
    );
    if (options.undefined === undefined) throw error;
    options.undefined(error);
    return;
  }
  expr.address = { kind: 'with', up: nearest.up, with: nearest.with };
}

/** A set's definitions in the order of their names' ages. */
export function ordered(attrs: AttrsExpr, order: (name: ByteString) => number) {
  return [...attrs.attrs].sort(([a], [b]) => order(a) - order(b));
}

function namesOf(attrs: AttrsExpr, up: Scope | undefined, options: ResolveOptions): Scope {
  const slots = new Map<ByteString, number>();
  for (const [name] of ordered(attrs, options.order)) slots.set(name, slots.size + 1);
  return { kind: 'names', slots, up };
}

function bindings(
  attrs: AttrsExpr,
  outer: Scope | undefined,
  inner: Scope | undefined,
  options: ResolveOptions,
): [Expr, Scope | undefined][] {
  const sources: Scope = { kind: 'names', slots: NO_NAMES, up: inner };
  return [
    ...attrs.sources.map((e): [Expr, Scope | undefined] => [e, inner]),
    ...ordered(attrs, options.order).map(([, def]): [Expr, Scope | undefined] => [
      def.expr,
      def.kind === 'plain' ? inner : def.kind === 'inherited' ? outer : sources,
    ]),
    ...attrs.dynamic.flatMap((d): [Expr, Scope | undefined][] => [
      [d.name, inner],
      [d.value, inner],
    ]),
  ];
}

const MAX_WIDTH = 6;

function lambda(expr: LambdaExpr, up: Scope | undefined): [Expr, Scope | undefined][] {
  const slots = new Map<ByteString, number>();
  const inner: Scope = { kind: 'names', slots, up };
  if (expr.parameter !== undefined) slots.set(expr.parameter, 1);
  if (expr.formals === undefined) {
    let width = 1;
    let body = expr.body;
    while (body.kind === 'lambda' && body.formals === undefined && width < MAX_WIDTH) {
      width++;
      slots.set(body.parameter as ByteString, width);
      body = body.body;
    }
    expr.width = width;
    return [[body, inner]];
  }
  const first = expr.parameter === undefined ? 1 : 2;
  expr.formals.list.forEach((formal, i) => slots.set(formal.name, first + i));
  return [
    ...expr.formals.list.flatMap((f): [Expr, Scope | undefined][] =>
      f.fallback === undefined ? [] : [[f.fallback, inner]],
    ),
    [expr.body, inner],
  ];
}
