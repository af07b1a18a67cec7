// Names that could stand at the cursor: those in scope, and the attributes of what stands before a dot.
//
// Invariant: a value is looked up by evaluating it with the machine's own evaluator, on the text as it is on the screen,
// and only the path before the dot is forced, with little fuel. What cannot be known (an argument of a function without
// a default, a text that fails) gives no candidates and no error.
import type { ByteString } from '../engine/base/index.ts';
import {
  Attrs,
  EvalError,
  resolve,
  type AttrDef,
  type AttrsExpr,
  type BuiltinDescriptor,
  type Evaluator,
  type Expr,
} from '../engine/lang/index.ts';
import { argumentsOf } from './describe.ts';
import { PLACEHOLDER, repair } from './repair.ts';
import { findInScope, parametersOf, type Level } from './scope.ts';

export interface Candidate {
  readonly label: ByteString;
  readonly kind: 'let' | 'rec' | 'argument' | 'with' | 'attribute' | 'builtin' | 'keyword';
  /** A few words: the arguments of a builtin, where a name is bound. */
  readonly detail: ByteString;
  /** Documentation, or nothing. */
  readonly info: ByteString;
}

export interface CodeCompletions {
  /** Byte offset where the word at the cursor begins. */
  readonly start: number;
  readonly candidates: readonly Candidate[];
}

export interface Completing {
  readonly evaluator: Evaluator;
  readonly builtins: ReadonlyMap<ByteString, BuiltinDescriptor>;
  /** Parses, without resolving names. Throws an EvalError. */
  read(text: ByteString): { readonly expr: Expr; readonly start: number };
}

/** Calls that a look at a value may take: some milliseconds. */
const FUEL = 50_000;
const KEYWORDS = ['let', 'in', 'if', 'then', 'else', 'with', 'rec', 'inherit', 'assert', 'or'];
const VALUES = ['true', 'false', 'null'];

export function completeCode(
  text: ByteString,
  cursor: number,
  machine: Completing,
): CodeCompletions | undefined {
  const repaired = repair(text, cursor);
  if (repaired === undefined) return undefined;
  for (const attempt of repaired.texts) {
    const parsed = readable(attempt, machine);
    if (parsed === undefined) continue;
    const place = findInScope(parsed.expr, atPlaceholder);
    if (place === undefined) continue;
    const candidates =
      place.subject === undefined
        ? namesInScope(place.level, attempt, parsed.start, machine)
        : attributes(place.subject, place.level, machine);
    return { start: repaired.start, candidates };
  }
  return undefined;
}

function readable(text: ByteString, machine: Completing): ReturnType<Completing['read']> | undefined {
  try {
    return machine.read(text);
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

interface Place {
  /** What stands before the dot; undefined for a name by itself. */
  readonly subject: Expr | undefined;
  readonly level: Level | undefined;
}

function atPlaceholder(expr: Expr, level: Level | undefined): Place | undefined {
  switch (expr.kind) {
    case 'variable':
      return expr.name === PLACEHOLDER ? { subject: undefined, level } : undefined;
    case 'select':
    case 'has-attr': {
      const at = expr.path.findIndex((step) => 'name' in step && step.name === PLACEHOLDER);
      if (at < 0) return undefined;
      const subject: Expr =
        at === 0
          ? expr.subject
          : { kind: 'select', pos: 0, subject: expr.subject, path: expr.path.slice(0, at) };
      return subject.kind === 'inherit-source' ? undefined : { subject, level };
    }
    case 'attrs':
      return fromInherit(expr, expr.recursive ? { kind: 'rec', attrs: expr, up: level } : level);
    case 'let':
      return fromInherit(expr.bindings, { kind: 'let', attrs: expr.bindings, up: level });
    default:
      return undefined;
  }
}

/** `inherit (from) placeholder;` */
function fromInherit(attrs: AttrsExpr, level: Level | undefined): Place | undefined {
  const def = attrs.attrs.get(PLACEHOLDER);
  if (def?.kind !== 'inherited-from' || def.expr.kind !== 'select') return undefined;
  const source = def.expr.subject;
  return source.kind === 'inherit-source' ? { subject: attrs.sources[source.index], level } : undefined;
}

function namesInScope(
  level: Level | undefined,
  text: ByteString,
  start: number,
  machine: Completing,
): readonly Candidate[] {
  const found = new Map<ByteString, Candidate>();
  const add = (label: ByteString, kind: Candidate['kind'], detail: ByteString, info: ByteString = '') => {
    if (label !== PLACEHOLDER && !found.has(label)) found.set(label, { label, kind, detail, info });
  };
  const line = (pos: number) => `line ${text.slice(0, pos - start).split(/\r\n|\r|\n/).length}`;
  for (let at = level; at !== undefined; at = at.up) {
    if (at.kind === 'lambda') {
      const { lambda } = at;
      for (const name of parametersOf(lambda))
        add(name, 'argument', line(lambda.formals?.list.find((f) => f.name === name)?.pos ?? lambda.pos));
    } else if (at.kind !== 'with')
      for (const [name, def] of at.attrs.attrs) add(name, at.kind, line(def.pos));
  }
  for (const [name, descriptor] of machine.builtins)
    if (!name.startsWith('__') && descriptor.internal !== true)
      add(name, 'builtin', argumentsOf(descriptor).join(' '), descriptor.doc);
  for (const name of ['builtins', 'derivation', ...VALUES]) add(name, 'builtin', '');
  for (let at = level; at !== undefined; at = at.up)
    if (at.kind === 'with')
      for (const name of valueOf(at.expr.subject, at.up, machine)?.shape.names ?? [])
        add(name, 'with', 'from `with`');
  for (const word of KEYWORDS) add(word, 'keyword', '');
  return [...found.values()];
}

function attributes(subject: Expr, level: Level | undefined, machine: Completing): readonly Candidate[] {
  const value = valueOf(subject, level, machine);
  if (value === undefined) return [];
  const isBuiltins =
    subject.kind === 'variable' && subject.name === 'builtins' && subject.address?.kind === 'builtin';
  return value.shape.names
    .filter((name) => name !== PLACEHOLDER)
    .map((label): Candidate => {
      const descriptor = isBuiltins
        ? (machine.builtins.get(`__${label}`) ?? machine.builtins.get(label))
        : undefined;
      return descriptor === undefined
        ? { label, kind: 'attribute', detail: '', info: '' }
        : {
            label,
            kind: 'builtin',
            detail: argumentsOf(descriptor).join(' '),
            info: descriptor.doc,
          };
    });
}

/** The set that an expression evaluates to where it stands; undefined when that cannot be known in time. */
function valueOf(expr: Expr, level: Level | undefined, { evaluator }: Completing): Attrs | undefined {
  const whole = enclosed(expr, level);
  resolve(whole, { ...evaluator.names, undefined: () => undefined });
  const thunk = evaluator.thunk(whole);
  const run = evaluator.start(function* () {
    return thunk;
  });
  if (run.resume(FUEL) === 'done') return run.value instanceof Attrs ? run.value : undefined;
  run.abandon();
  return undefined;
}

/**
 * The expression with the scopes around it as expressions of their own: a `let` for a `let` and for a recursive set, a
 * `with` for a `with`. Arguments of functions have their defaults, as when Nix calls a file's function without any; the
 * others are not bound, so that what needs them cannot be evaluated.
 */
function enclosed(expr: Expr, level: Level | undefined): Expr {
  let whole = expr;
  for (let at = level; at !== undefined; at = at.up)
    if (at.kind === 'with') whole = { kind: 'with', pos: 0, subject: at.expr.subject, body: whole };
    else {
      const bindings = at.kind === 'lambda' ? defaults(at) : { ...at.attrs, recursive: false, dynamic: [] };
      whole = { kind: 'let', bindings, body: whole };
    }
  return whole;
}

function defaults({ lambda }: Extract<Level, { kind: 'lambda' }>): AttrsExpr {
  const attrs = new Map<ByteString, AttrDef>();
  // whatever evaluates it fails: a string is no Boolean
  const unknown: Expr = { kind: 'not', pos: 0, operand: { kind: 'string', value: '' } };
  for (const name of parametersOf(lambda)) {
    const fallback = lambda.formals?.list.find((formal) => formal.name === name)?.fallback;
    attrs.set(name, { expr: fallback ?? unknown, pos: 0, kind: 'plain' });
  }
  return { kind: 'attrs', pos: 0, recursive: false, attrs, dynamic: [], sources: [] };
}
