// How bindings come together: nested attribute paths, merging of sets given twice, duplicate definitions, formals.
// Source of the rules: the Nix manual, "Attribute Set"; measured on Nix 2.36.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import type { AttrDef, AttrName, AttrsExpr, Expr, Formal, Formals } from './ast.ts';
import { documentFunctions } from './doc-comments.ts';
import { printName, showAttrPath } from './print.ts';
import type { Pos, Sources } from './source.ts';

export function emptyAttrs(pos: Pos): AttrsExpr {
  return { kind: 'attrs', pos, recursive: false, attrs: new Map(), dynamic: [], sources: [] };
}

/** Gives lambdas, and the lambdas they return, the name they are bound to. */
export function nameFunctions(expr: Expr, name: ByteString): void {
  for (let e = expr; e.kind === 'lambda'; e = e.body) e.name = name;
}

export class Bindings {
  constructor(
    readonly sources: Sources,
    /** Notes a name when it first appears: the order of some checks. */
    readonly intern: (name: ByteString) => number,
  ) {}

  duplicate(path: readonly AttrName[], pos: Pos, previous: Pos): never {
    throw new EvalError(
      'parse',
      hint`attribute '${showAttrPath(path)}' already defined at ${this.sources.describe(previous)}`,
      pos,
    );
  }

  /** `path = expr;` */
  add(attrs: AttrsExpr, path: readonly AttrName[], pos: Pos, expr: Expr): void {
    let set = attrs;
    for (let i = 0; i < path.length - 1; i++) {
      const step = path[i];
      if ('expr' in step) {
        const nested = emptyAttrs(0);
        set.dynamic.push({ name: step.expr, value: nested, pos });
        set = nested;
        continue;
      }
      const existing = set.attrs.get(step.name);
      if (existing === undefined) {
        const nested = emptyAttrs(0);
        set.attrs.set(step.name, { expr: nested, pos, kind: 'plain' });
        set = nested;
      } else if (existing.expr.kind === 'attrs') set = existing.expr;
      else this.duplicate(path.slice(0, i + 1), pos, existing.pos);
    }
    const last = path[path.length - 1];
    if ('expr' in last) set.dynamic.push({ name: last.expr, value: expr, pos });
    else this.#define(set, [...path], last.name, { expr, pos, kind: 'plain' });
    this.document(pos, expr);
  }

  /** The documentation comment at a position is about the functions that `expr` is, and that it returns, as well. */
  document(pos: Pos, expr: Expr): void {
    const { docs } = this.sources;
    const comment = docs.get(pos);
    if (comment !== undefined) documentFunctions(docs, expr, comment);
  }

  /** `path` names the definition in messages. */
  #define(attrs: AttrsExpr, path: AttrName[], name: ByteString, def: AttrDef): void {
    const work = [{ attrs, path, name, def }];
    for (let task = work.pop(); task; task = work.pop()) {
      const existing = task.attrs.attrs.get(task.name);
      if (existing === undefined) {
        task.attrs.attrs.set(task.name, task.def);
        nameFunctions(task.def.expr, task.name);
        continue;
      }
      const from = task.def.expr;
      const into = existing.expr;
      if (from.kind !== 'attrs' || into.kind !== 'attrs')
        this.duplicate(task.path, task.def.pos, existing.pos);
      const tasks = [...from.attrs].map(([name, def]) => {
        if (
          def.kind === 'inherited-from' &&
          def.expr.kind === 'select' &&
          def.expr.subject.kind === 'inherit-source'
        )
          def.expr.subject.index += into.sources.length;
        return { attrs: into, path: [...(task?.path ?? []), { name }], name, def };
      });
      work.push(...tasks.reverse());
      into.dynamic.push(...from.dynamic);
      into.sources.push(...from.sources);
    }
  }

  /** `inherit a b;` and `inherit (from) a b;` */
  inherit(attrs: AttrsExpr, name: ByteString, pos: Pos, source: Expr | undefined): void {
    const existing = attrs.attrs.get(name);
    if (existing !== undefined) this.duplicate([{ name }], pos, existing.pos);
    attrs.attrs.set(
      name,
      source === undefined
        ? { expr: { kind: 'variable', name, pos }, pos, kind: 'inherited' }
        : { expr: { kind: 'select', pos, subject: source, path: [{ name }] }, pos, kind: 'inherited-from' },
    );
  }

  /** Sorts formals by the age of their names and refuses duplicates. */
  formals(list: readonly Formal[], open: boolean, pos: Pos, whole: ByteString | undefined): Formals {
    const order = (name: ByteString) => this.intern(name);
    const sorted = [...list].sort((a, b) => order(a.name) - order(b.name) || a.pos - b.pos);
    let duplicate: Formal | undefined;
    for (let i = 0; i + 1 < sorted.length; i++)
      if (sorted[i].name === sorted[i + 1].name && duplicate === undefined) duplicate = sorted[i + 1];
    const refuse = (name: ByteString, at: Pos): never => {
      throw new EvalError('parse', hint`duplicate formal function argument '${printName(name)}'`, at);
    };
    if (duplicate !== undefined) refuse(duplicate.name, duplicate.pos);
    if (whole !== undefined && sorted.some((f) => f.name === whole)) refuse(whole, pos);
    return { list: sorted, open };
  }
}
