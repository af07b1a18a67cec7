// Doc comments (`/** … */`): which of them stands before a function or an attribute, and its text. Found again in the
// source when somebody asks, so that nothing is kept for what nobody asks about.
// Source of the rules: RFC 145, and Nix's own reading of it; measured on Nix 2.36 with `:doc`.
import type { ByteString } from '../../base/index.ts';
import type { AttrsExpr, Expr } from './ast.ts';
import { Bindings } from './attributes.ts';
import { Lexer } from './lexer.ts';
import { parseSource } from './parser.ts';
import { NO_POS, type Pos, type Source, type Sources } from './source.ts';

/** The comment right before the token at a position, other comments aside. */
type Comments = ReadonlyMap<Pos, ByteString>;

function commentsOf(source: Source): Comments {
  const comments = new Map<Pos, ByteString>();
  const lexer = new Lexer(source, { pipeOperators: true });
  for (let token = lexer.next(); token !== 0; token = lexer.next()) {
    if (lexer.doc !== undefined) comments.set(source.base + lexer.start, lexer.doc);
    lexer.doc = undefined;
  }
  return comments;
}

function parseAgain(source: Source, sources: Sources): Expr {
  return parseSource(
    source,
    {
      bindings: new Bindings(sources, () => 0),
      absolute: (path) => path,
      home: () => '',
      lint: () => undefined,
      warnCursedOr: () => undefined,
    },
    { pipeOperators: true },
  );
}

/** The doc comment of the lambda at a position: its own, that of the lambda it is the body of, or its definition's. */
export function docOfLambda(sources: Sources, pos: Pos): ByteString | undefined {
  const source = sources.sourceOf(pos);
  if (source === undefined) return undefined;
  const comments = commentsOf(source);
  const work: [Expr, ByteString | undefined][] = [[parseAgain(source, sources), undefined]];
  for (let task = work.pop(); task !== undefined; task = work.pop()) {
    const [expr, inherited] = task;
    if (expr.kind === 'lambda') {
      const comment = comments.get(expr.pos) ?? inherited;
      if (expr.pos === pos) return comment === undefined ? undefined : innerText(comment);
      work.push([expr.body, comment]);
      for (const { fallback } of expr.formals?.list ?? [])
        if (fallback !== undefined) work.push([fallback, undefined]);
    } else if (expr.kind === 'attrs' || expr.kind === 'let') {
      const attrs = expr.kind === 'let' ? expr.bindings : expr;
      work.push(...definitionsOf(attrs, comments));
      if (expr.kind === 'let') work.push([expr.body, undefined]);
    } else for (const part of partsOf(expr)) work.push([part, undefined]);
  }
  return undefined;
}

/** The doc comment of the attribute defined at a position. */
export function docOfAttribute(sources: Sources, pos: Pos): ByteString | undefined {
  const source = pos === NO_POS ? undefined : sources.sourceOf(pos);
  const comment = source === undefined ? undefined : commentsOf(source).get(pos);
  return comment === undefined ? undefined : innerText(comment);
}

function definitionsOf(attrs: AttrsExpr, comments: Comments): [Expr, ByteString | undefined][] {
  return [
    ...attrs.sources.map((e): [Expr, undefined] => [e, undefined]),
    ...[...attrs.attrs.values()].map(({ expr, pos, kind }): [Expr, ByteString | undefined] => [
      expr,
      kind === 'plain' ? comments.get(pos) : undefined,
    ]),
    ...attrs.dynamic.flatMap(({ name, value, pos }): [Expr, ByteString | undefined][] => [
      [name, undefined],
      [value, comments.get(pos)],
    ]),
  ];
}

/** The parts of an expression that binds nothing. */
function partsOf(expr: Exclude<Expr, { kind: 'lambda' | 'attrs' | 'let' }>): Expr[] {
  const computed = (path: readonly ({ name: ByteString } | { expr: Expr })[]) =>
    path.flatMap((step) => ('expr' in step ? [step.expr] : []));
  switch (expr.kind) {
    case 'int':
    case 'float':
    case 'string':
    case 'path':
    case 'current-pos':
    case 'variable':
    case 'inherit-source':
      return [];
    case 'select':
      return [expr.subject, ...computed(expr.path), ...(expr.fallback === undefined ? [] : [expr.fallback])];
    case 'has-attr':
      return [expr.subject, ...computed(expr.path)];
    case 'list':
      return expr.items;
    case 'call':
      return [expr.callee, ...expr.args];
    case 'with':
      return [expr.subject, expr.body];
    case 'if':
      return [expr.condition, expr.then, expr.otherwise];
    case 'assert':
      return [expr.condition, expr.body];
    case 'not':
      return [expr.operand];
    case 'binary':
      return [expr.left, expr.right];
    case 'concat':
      return expr.parts.map((part) => part.expr);
  }
}

/** A comment without its delimiters and its indentation. */
function innerText(comment: ByteString): ByteString {
  const inner = comment.slice(3, -2).replace(/\r\n?/g, '\n');
  if (inner === '') return '';
  // the opening delimiter takes part in the indentation of its line
  const lines = `   ${inner}`.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  const filled = lines.filter((line) => /[^ ]/.test(line));
  const least = Math.min(10_000, ...filled.map((line) => line.search(/[^ ]/)));
  return lines.map((line) => `${line.slice(least)}\n`).join('');
}
