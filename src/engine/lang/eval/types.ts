// Types of values: their names in messages, and the error for a wrong one.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint, Verbatim } from '../errors/hint.ts';
import type { Pos } from '../syntax/source.ts';
import { Attrs } from '../value/attrs.ts';
import { showForError } from '../value/show.ts';
import { ContextString } from '../value/string-context.ts';
import {
  BuiltinValue,
  isBlackhole,
  Lambda,
  NixFloat,
  PartialBuiltin,
  PartialCall,
  PathValue,
  type Thunk,
  type Value,
} from '../value/value.ts';

export type TypeName = 'int' | 'float' | 'bool' | 'string' | 'path' | 'null' | 'set' | 'list' | 'lambda';

/** The type as `builtins.typeOf` names it. */
export function typeName(value: Value): TypeName {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Attrs) return 'set';
  if (value instanceof NixFloat) return 'float';
  if (value instanceof ContextString) return 'string';
  if (value instanceof PathValue) return 'path';
  return 'lambda';
}

/** The type with its article, as messages have it. */
export function showType(value: Value): ByteString {
  switch (typeName(value)) {
    case 'int':
      return 'an integer';
    case 'float':
      return 'a float';
    case 'bool':
      return 'a Boolean';
    case 'string':
      return value instanceof ContextString ? 'a string with context' : 'a string';
    case 'path':
      return 'a path';
    case 'null':
      return 'null';
    case 'set':
      return 'a set';
    case 'list':
      return 'a list';
    case 'lambda':
      if (value instanceof BuiltinValue) return `the built-in function '${value.primitive.name}'`;
      if (value instanceof PartialBuiltin)
        return `the partially applied built-in function '${value.primitive.name}'`;
      return 'a function';
  }
}

/** What a thunk is called where it is an error that nobody evaluated it. */
export function showThunk(thunk: Thunk): ByteString {
  if (isBlackhole(thunk)) return 'a black hole';
  return thunk.code !== null && 'callee' in thunk.code ? 'a function application' : 'a thunk';
}

/** "expected an integer but found a string: "x"". */
export function wrongType(expected: ByteString, value: Value, pos: Pos = 0): EvalError {
  const shown = new Verbatim(showForError(value));
  const message = `expected ${expected} but found ` + hint`${showType(value)}: ${shown}`;
  return new EvalError('type', message, pos);
}

export function isFunction(value: Value): boolean {
  if (value instanceof Lambda) {
    value.forced = true;
    return true;
  }
  return (
    value instanceof BuiltinValue ||
    value instanceof PartialCall ||
    value instanceof PartialBuiltin ||
    (value instanceof Attrs && value.has('__functor'))
  );
}
