// Where an expression stands among the scopes of its text: the names it may use, and who binds them.
//
// Invariant: works on a tree as it was parsed (names need not be resolved), changes nothing in it and recurses nowhere.
import type { ByteString } from '../engine/base/index.ts';
import type { AttrsExpr, Expr, LambdaExpr } from '../engine/lang/index.ts';

export type WithExpr = Extract<Expr, { kind: 'with' }>;

/** One scope and those around it, innermost first. */
export type Level = { readonly up: Level | undefined } & (
  | { readonly kind: 'let' | 'rec'; readonly attrs: AttrsExpr }
  | { readonly kind: 'lambda'; readonly lambda: LambdaExpr }
  | { readonly kind: 'with'; readonly expr: WithExpr }
);

/** The first expression that `test` has an answer for, with the scope it stands in. */
export function findInScope<T>(
  root: Expr,
  test: (expr: Expr, level: Level | undefined) => T | undefined,
): T | undefined {
  const work: [Expr, Level | undefined][] = [[root, undefined]];
  for (let task = work.pop(); task !== undefined; task = work.pop()) {
    const [expr, level] = task;
    const found = test(expr, level);
    if (found !== undefined) return found;
    work.push(...parts(expr, level));
  }
  return undefined;
}

function parts(expr: Expr, level: Level | undefined): [Expr, Level | undefined][] {
  const here = (e: Expr): [Expr, Level | undefined] => [e, level];
  switch (expr.kind) {
    case 'int':
    case 'float':
    case 'string':
    case 'path':
    case 'variable':
    case 'current-pos':
    case 'inherit-source':
      return [];
    case 'select':
      return [
        here(expr.subject),
        ...(expr.fallback === undefined ? [] : [here(expr.fallback)]),
        ...expr.path.flatMap((step) => ('expr' in step ? [here(step.expr)] : [])),
      ];
    case 'has-attr':
      return [here(expr.subject), ...expr.path.flatMap((step) => ('expr' in step ? [here(step.expr)] : []))];
    case 'attrs':
      return bindings(expr, level, expr.recursive ? { kind: 'rec', attrs: expr, up: level } : level);
    case 'let': {
      const inner: Level = { kind: 'let', attrs: expr.bindings, up: level };
      return [...bindings(expr.bindings, level, inner), [expr.body, inner]];
    }
    case 'list':
      return expr.items.map(here);
    case 'lambda': {
      const inner: Level = { kind: 'lambda', lambda: expr, up: level };
      const fallbacks = (expr.formals?.list ?? []).flatMap(({ fallback }): [Expr, Level][] =>
        fallback === undefined ? [] : [[fallback, inner]],
      );
      return [...fallbacks, [expr.body, inner]];
    }
    case 'call':
      return [here(expr.callee), ...expr.args.map(here)];
    case 'with':
      return [here(expr.subject), [expr.body, { kind: 'with', expr, up: level }]];
    case 'if':
      return [here(expr.condition), here(expr.then), here(expr.otherwise)];
    case 'assert':
      return [here(expr.condition), here(expr.body)];
    case 'not':
      return [here(expr.operand)];
    case 'binary':
      return [here(expr.left), here(expr.right)];
    case 'concat':
      return expr.parts.map((part) => here(part.expr));
  }
}

function bindings(
  attrs: AttrsExpr,
  outer: Level | undefined,
  inner: Level | undefined,
): [Expr, Level | undefined][] {
  return [
    ...attrs.sources.map((e): [Expr, Level | undefined] => [e, inner]),
    ...[...attrs.attrs.values()].map((def): [Expr, Level | undefined] => [
      def.expr,
      def.kind === 'inherited' ? outer : inner,
    ]),
    ...attrs.dynamic.flatMap((d): [Expr, Level | undefined][] => [
      [d.name, inner],
      [d.value, inner],
    ]),
  ];
}

/** What binds a name. `with` only says that some `with` may. */
export type Binding =
  | { readonly kind: 'let' | 'rec'; readonly attrs: AttrsExpr }
  | { readonly kind: 'lambda'; readonly lambda: LambdaExpr }
  | { readonly kind: 'with' };

/** What binds a name that is used at a level: lexical scopes first, then `with` unless the name is a builtin's. */
export function bindingOf(
  name: ByteString,
  level: Level | undefined,
  isBuiltin: boolean,
): Binding | undefined {
  for (let at = level; at !== undefined; at = at.up) {
    if ((at.kind === 'let' || at.kind === 'rec') && at.attrs.attrs.has(name)) return at;
    if (at.kind === 'lambda' && parametersOf(at.lambda).includes(name)) return at;
  }
  if (isBuiltin) return undefined;
  for (let at = level; at !== undefined; at = at.up) if (at.kind === 'with') return { kind: 'with' };
  return undefined;
}

/** The names that a lambda binds. */
export function parametersOf(lambda: LambdaExpr): readonly ByteString[] {
  const names = (lambda.formals?.list ?? []).map(({ name }) => name);
  return lambda.parameter === undefined ? names : [lambda.parameter, ...names];
}
