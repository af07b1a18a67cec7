// What each grammar rule builds. The names are those of `grammar.ts`.
//
// Invariant: an action sees only the values of its rule's symbols, in order, and their places.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import {
  positionOf,
  type AttrName,
  type AttrsExpr,
  type BinaryOperator,
  type CallExpr,
  type ConcatExpr,
  type Expr,
  type Formal,
} from './ast.ts';
import type { Bindings } from './attributes.ts';
import { emptyAttrs } from './attributes.ts';
import { stripIndentation, type IndentedPart } from './indentation.ts';
import type { IndentedText } from './lexer.ts';
import type { Lints } from './lints.ts';
import type { Pos } from './source.ts';

/** What the text's surroundings give. */
export interface Surroundings {
  readonly bindings: Bindings;
  /** A relative or absolute path made absolute and canonical. */
  absolute(path: ByteString): ByteString;
  /** The home folder, for `~/`; throws when there is none to use. */
  home(literal: ByteString): ByteString;
  /** Has a lint look at a literal; throws when it is fatal. */
  lint(name: keyof Lints, pos: Pos, say: (fatal: boolean) => ByteString): void;
  warnCursedOr(call: CallExpr): void;
}

/** Positions: of the whole, of the n-th symbol, and of the end of the whole. */
export interface Places {
  readonly whole: Pos;
  readonly end: Pos;
  at(n: number): Pos;
}

type Action = (s: Surroundings, values: never, places: Places) => unknown;
type NamedPos = { name: ByteString; pos: Pos };
type Parts = ConcatExpr['parts'];
type FormalSet = { list: Formal[]; open: boolean };

const variable = (name: ByteString, pos: Pos = 0): Expr => ({ kind: 'variable', name, pos });
const literal = (value: ByteString): Expr => ({ kind: 'string', value });

/** `f x`, with the arguments of nested calls in one list. */
function call(pos: Pos, callee: Expr, argument: Expr): Expr {
  if (callee.kind === 'call') {
    callee.args.push(argument);
    return callee;
  }
  return { kind: 'call', pos, callee, args: [argument] };
}

function checkCursedOr(s: Surroundings, expr: Expr): void {
  if (expr.kind === 'call' && expr.cursedOr !== undefined) s.warnCursedOr(expr);
}

const binary =
  (operator: BinaryOperator): Action =>
  (_, [left, , right]: [Expr, unknown, Expr], p): Expr => ({
    kind: 'binary',
    operator,
    pos: p.at(1),
    left,
    right,
  });

const builtin =
  (name: ByteString, swap = false): Action =>
  (_, [left, , right]: [Expr, unknown, Expr], p): Expr => ({
    kind: 'call',
    pos: p.at(1),
    callee: variable(name),
    args: swap ? [right, left] : [left, right],
  });

const not = (operand: Expr): Expr => ({ kind: 'not', pos: positionOf(operand), operand });

const negated =
  (action: Action): Action =>
  (s, values, p) =>
    not(action(s, values, p) as Expr);

function lambdaSet(
  s: Surroundings,
  formals: FormalSet,
  parameter: ByteString | undefined,
  body: Expr,
  p: Places,
): Expr {
  if (parameter !== undefined) s.bindings.intern(parameter);
  s.bindings.document(p.whole, body);
  const checked = s.bindings.formals(formals.list, formals.open, p.whole, parameter);
  return {
    kind: 'lambda',
    pos: p.whole,
    ...(parameter === undefined ? {} : { parameter }),
    formals: checked,
    body,
  };
}

const nameOrExpr = (s: Surroundings, expr: Expr): AttrName => {
  if (expr.kind !== 'string') return { expr };
  s.bindings.intern(expr.value);
  return { name: expr.value };
};
const plainName = (s: Surroundings, name: ByteString): AttrName => {
  s.bindings.intern(name);
  return { name };
};

const notPortable = (kind: 'absolute' | 'home', literal: ByteString): ByteString =>
  `${kind} path literals are not portable. ` +
  hint`Consider replacing path literal '${literal}' by a string, relative path, or parameter`;

export const ACTIONS: Readonly<Record<string, Action>> = {
  lambda: (s, [parameter, , body]: [ByteString, unknown, Expr], p): Expr => {
    s.bindings.intern(parameter);
    s.bindings.document(p.whole, body);
    return { kind: 'lambda', pos: p.whole, parameter, body };
  },
  lambdaSet: (s, [formals, , body]: [FormalSet, unknown, Expr], p) =>
    lambdaSet(s, formals, undefined, body, p),
  lambdaSetAt: (s, [formals, , name, , body]: [FormalSet, unknown, ByteString, unknown, Expr], p) =>
    lambdaSet(s, formals, name, body, p),
  lambdaAtSet: (s, [name, , formals, , body]: [ByteString, unknown, FormalSet, unknown, Expr], p) =>
    lambdaSet(s, formals, name, body, p),
  assert: (_, [, condition, , body]: [unknown, Expr, unknown, Expr], p): Expr => ({
    kind: 'assert',
    pos: p.whole,
    condition,
    body,
  }),
  with: (_, [, subject, , body]: [unknown, Expr, unknown, Expr], p): Expr => ({
    kind: 'with',
    pos: p.whole,
    subject,
    body,
  }),
  let: (_, [, bindings, , body]: [unknown, AttrsExpr, unknown, Expr], p): Expr => {
    if (bindings.dynamic.length > 0)
      throw new EvalError('parse', 'dynamic attributes not allowed in let', p.whole);
    return { kind: 'let', bindings, body };
  },
  if: (_, [, condition, , then, , otherwise]: [unknown, Expr, unknown, Expr, unknown, Expr], p): Expr => ({
    kind: 'if',
    pos: p.whole,
    condition,
    then,
    otherwise,
  }),
  pipeFrom: (_, [f, , x]: [Expr, unknown, Expr], p) => call(p.at(1), f, x),
  pipeInto: (_, [x, , f]: [Expr, unknown, Expr], p) => call(p.at(1), f, x),
  not: (_, [, operand]: [unknown, Expr]) => not(operand),
  negate: (_, [, operand]: [unknown, Expr], p): Expr => ({
    kind: 'call',
    pos: p.whole,
    callee: variable('__sub'),
    args: [{ kind: 'int', value: 0 }, operand],
  }),
  equal: binary('=='),
  unequal: binary('!='),
  less: builtin('__lessThan'),
  lessOrEqual: negated(builtin('__lessThan', true)),
  greater: builtin('__lessThan', true),
  greaterOrEqual: negated(builtin('__lessThan')),
  and: binary('&&'),
  or: binary('||'),
  implies: binary('->'),
  update: binary('//'),
  hasAttr: (_, [subject, , path]: [Expr, unknown, AttrName[]]): Expr => ({
    kind: 'has-attr',
    pos: positionOf(subject),
    subject,
    path,
  }),
  plus: (_, [left, , right]: [Expr, unknown, Expr], p): Expr => ({
    kind: 'concat',
    pos: p.at(1),
    string: false,
    parts: [
      { pos: p.at(0), expr: left },
      { pos: p.at(2), expr: right },
    ],
  }),
  minus: builtin('__sub'),
  times: builtin('__mul'),
  divide: builtin('__div'),
  concat: binary('++'),
  call: (s, [callee, argument]: [Expr, Expr], p) => {
    const result = call(p.whole, callee, argument);
    checkCursedOr(s, argument);
    return result;
  },
  argument: (_, [expr]: [Expr]) => {
    if (expr.kind === 'call') delete expr.cursedOr;
    return expr;
  },
  select: (_, [subject, , path]: [Expr, unknown, AttrName[]], p): Expr => ({
    kind: 'select',
    pos: p.whole,
    subject,
    path,
  }),
  selectOr: (s, [subject, , path, , fallback]: [Expr, unknown, AttrName[], unknown, Expr], p): Expr => {
    checkCursedOr(s, fallback);
    return { kind: 'select', pos: p.whole, subject, path, fallback };
  },
  callOr: (_, [callee]: [Expr], p): Expr => ({
    kind: 'call',
    pos: p.whole,
    callee,
    args: [variable('or', p.whole)],
    cursedOr: p.end,
  }),
  variable: (s, [name]: [ByteString], p): Expr => {
    if (name === '__curPos') return { kind: 'current-pos', pos: p.whole };
    s.bindings.intern(name);
    return variable(name, p.whole);
  },
  int: (_, [value]: [number | bigint]): Expr => ({ kind: 'int', value }),
  float: (_, [value]: [number]): Expr => ({ kind: 'float', value }),
  indentedString: (_, [, parts]: [unknown, IndentedPart[]], p) => stripIndentation(p.whole, parts),
  path: (_, [first, parts]: [Expr, Parts], p): Expr => ({
    kind: 'concat',
    pos: p.whole,
    string: false,
    parts: [{ pos: p.at(0), expr: first }, ...parts],
  }),
  searchPath: (_, [text]: [ByteString], p): Expr => ({
    kind: 'call',
    pos: p.whole,
    callee: variable('__findFile'),
    args: [variable('__nixPath'), literal(text.slice(1, -1))],
  }),
  uri: (s, [text]: [ByteString], p) => {
    s.lint(
      'urlLiterals',
      p.whole,
      (fatal) =>
        hint`URL literals are ${fatal ? 'disallowed' : 'discouraged'}. Consider using a string literal "${text}" instead`,
    );
    return literal(text);
  },
  legacyLet: (s, [, , bindings]: [unknown, unknown, AttrsExpr], p): Expr => {
    bindings.recursive = true;
    bindings.pos = p.whole;
    s.bindings.intern('body');
    return { kind: 'select', pos: p.whole, subject: bindings, path: [{ name: 'body' }] };
  },
  recSet: (_, [, , bindings]: [unknown, unknown, AttrsExpr], p) => {
    bindings.recursive = true;
    bindings.pos = p.whole;
    return bindings;
  },
  set: (_, [, bindings]: [unknown, AttrsExpr], p) => {
    bindings.pos = p.whole;
    return bindings;
  },
  emptySet: (_, __, p) => emptyAttrs(p.whole),
  list: (_, [, items]: [unknown, Expr[]]): Expr => ({
    kind: 'list',
    pos: items.length === 0 ? 0 : positionOf(items[0]),
    items,
  }),
  stringPart: (_, [text]: [ByteString]) => literal(text),
  interpolation: (_, [parts]: [Parts], p): Expr => ({ kind: 'concat', pos: p.whole, string: true, parts }),
  emptyString: () => literal(''),
  appendString: (_, [parts, text]: [Parts, ByteString], p) => {
    parts.push({ pos: p.at(1), expr: literal(text) });
    return parts;
  },
  appendExpr: (_, [parts, , expr]: [Parts, unknown, Expr], p) => {
    parts.push({ pos: p.at(1), expr });
    return parts;
  },
  firstExpr: (_, [, expr]: [unknown, Expr], p): Parts => [{ pos: p.at(0), expr }],
  firstString: (_, [text, , expr]: [ByteString, unknown, Expr], p): Parts => [
    { pos: p.at(0), expr: literal(text) },
    { pos: p.at(1), expr },
  ],
  pathLiteral: (s, [text]: [ByteString], p): Expr => {
    if (text.startsWith('/')) s.lint('absolutePathLiterals', p.whole, () => notPortable('absolute', text));
    else if (!text.startsWith('.'))
      s.lint(
        'shortPathLiterals',
        p.whole,
        () => hint`relative path literal '${text}' should be prefixed with '.' for clarity: './${text}'`,
      );
    return { kind: 'path', value: s.absolute(text) + (text.endsWith('/') && text.length > 1 ? '/' : '') };
  },
  homePath: (s, [text]: [ByteString], p): Expr => {
    const home = s.home(text);
    s.lint('absolutePathLiterals', p.whole, () => notPortable('home', text));
    return { kind: 'path', value: home + text.slice(1) };
  },
  indString: (_, [parts, part]: [IndentedPart[], IndentedText], p) => {
    parts.push({ pos: p.at(1), part });
    return parts;
  },
  indExpr: (_, [parts, , part]: [IndentedPart[], unknown, Expr], p) => {
    parts.push({ pos: p.at(1), part });
    return parts;
  },
  noParts: (): IndentedPart[] => [],
  noBinds: () => emptyAttrs(0),
  bind: (s, [attrs, path, , expr]: [AttrsExpr, AttrName[], unknown, Expr], p) => {
    s.bindings.add(attrs, path, p.at(1), expr);
    return attrs;
  },
  firstBind: (s, [path, , expr]: [AttrName[], unknown, Expr], p) => {
    const attrs = emptyAttrs(0);
    s.bindings.add(attrs, path, p.at(0), expr);
    return attrs;
  },
  inherit: (s, [attrs, , names]: [AttrsExpr, unknown, NamedPos[]]) => {
    for (const { name, pos } of names) s.bindings.inherit(attrs, name, pos, undefined);
    return attrs;
  },
  inheritFrom: (
    s,
    [attrs, , , source, , names]: [AttrsExpr, unknown, unknown, Expr, unknown, NamedPos[]],
    p,
  ) => {
    attrs.sources.push(source);
    const index = attrs.sources.length - 1;
    for (const { name, pos } of names)
      s.bindings.inherit(attrs, name, pos, { kind: 'inherit-source', pos: p.at(3), index });
    return attrs;
  },
  attrsName: (s, [names, name]: [NamedPos[], ByteString], p) => {
    s.bindings.intern(name);
    names.push({ name, pos: p.at(1) });
    return names;
  },
  attrsString: (s, [names, expr]: [NamedPos[], Expr], p) => {
    if (expr.kind !== 'string')
      throw new EvalError('parse', 'dynamic attributes not allowed in inherit', p.at(1));
    s.bindings.intern(expr.value);
    names.push({ name: expr.value, pos: p.at(1) });
    return names;
  },
  noAttrs: (): NamedPos[] => [],
  pathName: (s, [path, , name]: [AttrName[], unknown, ByteString]) => {
    path.push(plainName(s, name));
    return path;
  },
  pathString: (s, [path, , expr]: [AttrName[], unknown, Expr]) => {
    path.push(nameOrExpr(s, expr));
    return path;
  },
  firstName: (s, [name]: [ByteString]): AttrName[] => [plainName(s, name)],
  firstStringName: (s, [expr]: [Expr]): AttrName[] => [nameOrExpr(s, expr)],
  orName: () => 'or',
  listItem: (s, [items, item]: [Expr[], Expr]) => {
    items.push(item);
    checkCursedOr(s, item);
    return items;
  },
  noItems: (): Expr[] => [],
  formalsOpen: (_, [, list]: [unknown, Formal[]]): FormalSet => ({ list, open: true }),
  noFormalsOpen: (): FormalSet => ({ list: [], open: true }),
  formalsClosed: (_, [, list]: [unknown, Formal[]]): FormalSet => ({ list, open: false }),
  noFormals: (): FormalSet => ({ list: [], open: false }),
  formalNext: (_, [list, , formal]: [Formal[], unknown, Formal]) => {
    list.push(formal);
    return list;
  },
  formalFirst: (_, [formal]: [Formal]): Formal[] => [formal],
  formal: (s, [name]: [ByteString], p): Formal => {
    s.bindings.intern(name);
    return { name, pos: p.whole };
  },
  formalDefault: (s, [name, , fallback]: [ByteString, unknown, Expr], p): Formal => {
    s.bindings.intern(name);
    return { name, pos: p.whole, fallback };
  },
};

/** The message for a path that needs a home folder in pure evaluation. */
export function homeInPureMode(text: ByteString): ByteString {
  return hint`the path '${text}' can not be resolved in pure mode`;
}
