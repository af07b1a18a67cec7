// Expressions to closures.
//
// Invariant: a closure answers a value or UNWIND, never throws. Bodies of lambdas and of thunks are compiled when they
// are first run, and so is whatever lies too deep in the tree; so compiling is never deep, and unused code costs nothing.
import { printName } from '../syntax/print.ts';
import { Impossible, type ByteString } from '../../base/index.ts';
import type { Expr, VariableExpr, WithExpr } from '../syntax/ast.ts';
import type { Pos, Sources } from '../syntax/source.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { Attrs, Shape } from '../value/attrs.ts';
import {
  NixFloat,
  PathValue,
  isReplaceable,
  peek,
  Thunk,
  UNWIND,
  type Code,
  type Env,
  type Result,
  type Slot,
  type Value,
} from '../value/value.ts';
import { compileCall, compileLambda, delayLambda } from './compile-call.ts';
import {
  compileAnd,
  compileAssert,
  compileConcatLists,
  compileEquality,
  compileIf,
  compileImplies,
  compileNot,
  compileOr,
  compileUpdate,
} from './compile-operator.ts';
import { compileConcat } from './compile-concat.ts';
import { compileHasAttr, compileSelect } from './compile-select.ts';
import { compileAttrs, compileLet, compileList } from './compile-set.ts';
import type { Compiler, Delay } from './compiler.ts';
import type { CopyToStore } from './coerce.ts';
import { Step } from './frame.ts';
import type { Machine } from './machine.ts';
import { positionSet } from './position-set.ts';
import { wrongType } from './types.ts';

/** How many levels of one expression compile at once, and how much they weigh on the native stack. */
const CHUNK = 32;
const CHUNK_WEIGHT = 8;

export interface Environment {
  readonly machine: Machine;
  readonly sources: Sources;
  builtin(name: ByteString): Slot | undefined;
  order(name: ByteString): number;
  readonly copyToStore: CopyToStore;
  /** Is told of selections and of what thunks compute. */
  readonly watch?: { select(expr: Expr, pos: Pos): void; thunk(code: Code, expr: Expr): void };
}

export function makeCompiler(environment: Environment): Compiler {
  return new ClosureCompiler(environment);
}

class ClosureCompiler implements Compiler {
  readonly machine: Machine;
  readonly sources: Sources;
  readonly copyToStore: CopyToStore;
  readonly watched: boolean;
  readonly #environment: Environment;
  readonly #shapes = new Map<string, Shape>();
  #depth = 0;

  constructor(environment: Environment) {
    this.machine = environment.machine;
    this.sources = environment.sources;
    this.copyToStore = environment.copyToStore;
    this.#environment = environment;
    this.watched = environment.watch !== undefined;
  }

  builtin(name: ByteString): Slot | undefined {
    return this.#environment.builtin(name);
  }

  order(name: ByteString): number {
    return this.#environment.order(name);
  }

  shape(names: readonly ByteString[]): Shape {
    const key = names.join('\0');
    let shape = this.#shapes.get(key);
    if (shape === undefined || shape.size !== names.length) this.#shapes.set(key, (shape = new Shape(names)));
    return shape;
  }

  code(expr: Expr): Code {
    if (this.#depth >= CHUNK) return this.#later(expr);
    this.#depth++;
    try {
      const { watch } = this.#environment;
      const code = this.#compile(expr);
      if (watch === undefined || expr.kind !== 'select') return code;
      return (env) => {
        watch.select(expr, expr.pos);
        return code(env);
      };
    } finally {
      this.#depth--;
    }
  }

  #fresh(expr: Expr): Code {
    const depth = this.#depth;
    this.#depth = 0;
    try {
      return this.code(expr);
    } finally {
      this.#depth = depth;
    }
  }

  /** Code that compiles when it is first run; it counts as several calls, because it is deep. */
  #later(expr: Expr): Code {
    const m = this.machine;
    let code: Code | undefined;
    const go: Code = (env) => {
      if (m.depth >= m.limit) return m.suspend(() => go(env));
      m.depth += CHUNK_WEIGHT;
      code ??= this.#fresh(expr);
      const value = code(env);
      if (value !== UNWIND) m.depth -= CHUNK_WEIGHT;
      return value;
    };
    return go;
  }

  argument(expr: Expr): Code {
    return expr.kind === 'variable' && expr.address?.kind === 'slot'
      ? this.#variable(expr, 0)
      : this.code(expr);
  }

  #compile(expr: Expr): Code {
    switch (expr.kind) {
      case 'int':
      case 'float':
      case 'string':
      case 'path': {
        const value = constant(expr);
        return () => value;
      }
      case 'variable':
        return this.#variable(expr, expr.pos);
      case 'inherit-source': {
        const slot = expr.index + 1;
        const m = this.machine;
        return (env) => m.force(env[slot] as Slot, expr.pos);
      }
      case 'select':
        return compileSelect(this, expr);
      case 'has-attr':
        return compileHasAttr(this, expr);
      case 'attrs':
        return compileAttrs(this, expr);
      case 'list':
        return compileList(this, expr);
      case 'lambda':
        return compileLambda(this, expr);
      case 'call':
        return compileCall(this, expr);
      case 'let':
        return compileLet(this, expr);
      case 'with': {
        const subject = this.delay(expr.subject);
        const body = this.code(expr.body);
        return (env) => body([env, subject(env)]);
      }
      case 'if':
        return compileIf(this, expr);
      case 'assert':
        return compileAssert(this, expr);
      case 'not':
        return compileNot(this, expr);
      case 'concat':
        return compileConcat(this, expr);
      case 'current-pos': {
        const { sources } = this;
        return () => positionSet(sources, expr.pos);
      }
      case 'binary':
        switch (expr.operator) {
          case '==':
            return compileEquality(this, expr, false);
          case '!=':
            return compileEquality(this, expr, true);
          case '&&':
            return compileAnd(this, expr);
          case '||':
            return compileOr(this, expr);
          case '->':
            return compileImplies(this, expr);
          case '//':
            return compileUpdate(this, expr);
          case '++':
            return compileConcatLists(this, expr);
        }
    }
  }

  delay(expr: Expr): Delay {
    switch (expr.kind) {
      case 'int':
      case 'float':
      case 'string':
      case 'path': {
        const value = constant(expr);
        return () => value;
      }
      case 'list':
        if (expr.items.length === 0) {
          const empty: Slot[] = [];
          return () => empty;
        }
        return this.thunk(expr);
      case 'lambda':
        return delayLambda(this, expr);
      case 'variable': {
        const { address } = expr;
        if (address?.kind === 'slot') return this.#slot(expr, address.up, address.slot);
        if (address?.kind === 'builtin') {
          const value = this.builtin(address.name);
          if (value !== undefined && !(value instanceof Thunk)) return () => value;
        }
        return this.thunk(expr);
      }
      default:
        return this.thunk(expr);
    }
  }

  delayCheaply(expr: Expr): Delay {
    const eager = this.#cheap(expr);
    return eager ?? this.delay(expr);
  }

  #cheap(expr: Expr): Delay | undefined {
    if (this.watched) return undefined;
    switch (expr.kind) {
      case 'concat':
      case 'call':
        return this.#cheapArithmetic(expr);
      case 'select':
        return this.#cheapSelect(expr);
      default:
        return undefined;
    }
  }

  /** `a + b` and `a - b` of two variables or constants: computed when both are small integers already. */
  #cheapArithmetic(expr: Expr): Delay | undefined {
    let minus: boolean;
    let operands: readonly Expr[];
    if (expr.kind === 'concat' && !expr.string && expr.parts.length === 2) {
      minus = false;
      operands = expr.parts.map((part) => part.expr);
    } else if (expr.kind === 'call' && expr.args.length === 2 && isGlobal(expr.callee, '__sub')) {
      minus = true;
      operands = expr.args;
    } else return undefined;
    if (!operands.every((e) => e.kind === 'int' || (e.kind === 'variable' && e.address?.kind === 'slot')))
      return undefined;
    if (operands.every((e) => e.kind === 'int')) return undefined;
    const m = this.machine;
    const [left, right] = operands.map((e) => this.delay(e));
    const thunk = this.thunk(expr);
    return (env) => {
      let a = left(env);
      let b = right(env);
      if (a instanceof Thunk && a.code === null) a = a.data as Value;
      if (b instanceof Thunk && b.code === null) b = b.data as Value;
      // a subtraction is a call, and near the limit of calls it has to fail where Nix would
      if (typeof a === 'number' && typeof b === 'number' && m.callDepth + 2 < m.maxCallDepth) {
        const sum = minus ? a - b : a + b;
        if (sum >= Number.MIN_SAFE_INTEGER && sum <= Number.MAX_SAFE_INTEGER) return sum;
      }
      return thunk(env);
    };
  }

  /** `x.a` of a variable: the attribute's value when the set and it are evaluated already. */
  #cheapSelect(expr: Expr & { kind: 'select' }): Delay | undefined {
    if (expr.path.length !== 1 || !('name' in expr.path[0]) || expr.fallback !== undefined) return undefined;
    if (expr.subject.kind !== 'variable' || expr.subject.address?.kind !== 'slot') return undefined;
    const subject = this.delay(expr.subject);
    const { name } = expr.path[0];
    const thunk = this.thunk(expr);
    return (env) => {
      let set = subject(env);
      if (set instanceof Thunk && set.code === null) set = set.data as Value;
      if (set instanceof Attrs) {
        const at = set.shape.find(name);
        if (at >= 0) {
          const value = set.values[at];
          const known = peek(value);
          if (!(known instanceof Thunk) && isReplaceable(known)) return known;
        }
      }
      return thunk(env);
    };
  }

  thunk(expr: Expr): Delay {
    const { watch } = this.#environment;
    let code: Code = (env) => {
      code = this.#fresh(expr);
      watch?.thunk(code, expr);
      return code(env);
    };
    watch?.thunk(code, expr);
    return (env) => new Thunk(code, env);
  }

  #slot(expr: VariableExpr, up: number, slot: number): Delay {
    // a slot of an environment that is being filled may be empty yet
    const thunk = this.thunk(expr);
    const at = (env: Env, value: Slot | Env | undefined): Slot => {
      if (value === undefined) return thunk(env);
      if (!(value instanceof Thunk && value.code === null)) return value as Slot;
      return isReplaceable(value.data as Value) ? (value.data as Value) : value;
    };
    switch (up) {
      case 0:
        return (env) => at(env, env[slot]);
      case 1:
        return (env) => at(env, (env[0] as Env)[slot]);
      case 2:
        return (env) => at(env, ((env[0] as Env)[0] as Env)[slot]);
      default:
        return (env) => at(env, outer(env, up)[slot]);
    }
  }

  #variable(expr: VariableExpr, pos: Pos): Code {
    const { address } = expr;
    if (address === undefined) throw new Impossible(`the variable ${expr.name} was not resolved`);
    const m = this.machine;
    switch (address.kind) {
      case 'builtin': {
        const value = this.builtin(address.name);
        if (value === undefined) throw new Impossible(`the builtin ${address.name} is gone`);
        return () => m.force(value, pos);
      }
      case 'with':
        return this.#fromWith(expr, address.up, address.with);
      case 'slot': {
        const { up, slot } = address;
        const read = (env: Env): Result => {
          const value = env[slot];
          if (!(value instanceof Thunk)) return value as Value;
          if (value.code === null) {
            const known = value.data as Value;
            if (isReplaceable(known)) env[slot] = known;
            return known;
          }
          const result = m.forceThunk(value, pos);
          if (result !== UNWIND && isReplaceable(result as Value)) env[slot] = result as Value;
          return result;
        };
        switch (up) {
          case 0:
            return read;
          case 1:
            return (env) => read(env[0] as Env);
          case 2:
            return (env) => read((env[0] as Env)[0] as Env);
          case 3:
            return (env) => read(((env[0] as Env)[0] as Env)[0] as Env);
          default:
            return (env) => read(outer(env, up));
        }
      }
    }
  }

  #fromWith(expr: VariableExpr, up: number, nearest: WithExpr): Code {
    const m = this.machine;
    const { name, pos } = expr;
    const look = (env: Env, scope: WithExpr): Result => {
      const set = m.force(env[1] as Slot, scope.pos);
      return set === UNWIND ? m.capture(new Step(env, found, scope)) : found(env, set as Value, scope);
    };
    const found = (env: Env, set: Value, scope: WithExpr): Result => {
      if (!(set instanceof Attrs))
        return m.fail(
          wrongType('a set', set).trace(
            scope.pos,
            'while evaluating the first subexpression of a with expression',
          ),
        );
      const slot = set.get(name);
      if (slot !== undefined) return m.force(slot, pos);
      if (scope.outer === undefined)
        return m.fail(
          new EvalError('undefined-variable', hint`undefined variable '${printName(name)}'`, pos),
        );
      return look(outer(env, scope.outer.up), scope.outer.with);
    };
    return (env) => look(outer(env, up), nearest);
  }
}

function outer(env: Env, up: number): Env {
  let at = env;
  for (let i = 0; i < up; i++) at = at[0] as Env;
  return at;
}

export function isGlobal(expr: Expr, name: ByteString): boolean {
  return expr.kind === 'variable' && expr.address?.kind === 'builtin' && expr.address.name === name;
}

function constant(expr: Expr & { kind: 'int' | 'float' | 'string' | 'path' }): Value {
  switch (expr.kind) {
    case 'float':
      return new NixFloat(expr.value);
    case 'path':
      return new PathValue(expr.value);
    default:
      return expr.value;
  }
}
