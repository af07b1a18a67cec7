// What a name in a text is: a builtin with its documentation, or what binds it and the comment above that.
//
// A text that does not parse is looked at by its tokens alone: then only builtins are known, and only by their names.
import type { ByteString } from '../engine/base/index.ts';
import {
  EvalError,
  publicName,
  tokenAt,
  tokensOf,
  type BuiltinDescriptor,
  type Expr,
  type Token,
} from '../engine/lang/index.ts';
import { bindingOf, findInScope, type Binding } from './scope.ts';

export interface Description {
  /** Byte offsets of the name. */
  readonly from: number;
  readonly to: number;
  /** `builtins.map f list`, or the name. */
  readonly title: ByteString;
  /** What kind of thing it is, in a few words. */
  readonly kind: ByteString;
  /** Plain text with `code` and *emphasis*; may be empty. */
  readonly text: ByteString;
}

/** A parsed text: where it begins among the sources, and its tree; undefined when it does not parse. */
export interface Parsed {
  readonly start: number;
  readonly expr: Expr;
}

export interface Documented {
  /** The builtins by their names in the global scope. */
  readonly builtins: ReadonlyMap<ByteString, BuiltinDescriptor>;
  /** Parses the text. Throws an EvalError. */
  read(text: ByteString): Parsed;
}

export function describe(text: ByteString, offset: number, about: Documented): Description | undefined {
  const tokens = tokensOf(text);
  const token = nameAt(tokens, offset);
  if (token === undefined) return undefined;
  const at = tokens.indexOf(token);
  const name = text.slice(token.start, token.end);
  const described = (title: ByteString, kind: ByteString, doc: ByteString): Description => ({
    from: token.start,
    to: token.end,
    title,
    kind,
    text: doc,
  });
  const builtin = (global: ByteString): Description | undefined => {
    const descriptor = about.builtins.get(global);
    return descriptor === undefined
      ? undefined
      : described(titleOf(descriptor), kindOf(descriptor), descriptor.doc);
  };
  const parsed = readable(text, about);

  if (tokens[at - 1]?.kind === "'.'") {
    const root = tokens[at - 2];
    if (root === undefined || text.slice(root.start, root.end) !== 'builtins') return undefined;
    if (tokens[at - 3]?.kind === "'.'" || isBound(parsed, 'builtins', root)) return undefined;
    return builtin(`__${name}`) ?? builtin(name) ?? special(name, described);
  }
  const binding = bindingAt(parsed, name, token, about);
  if (binding === undefined || binding === 'global') {
    const isDefinition = ["'='", "':'", "'@'"].includes(tokens[at + 1]?.kind ?? '');
    if (binding === undefined && (parsed !== undefined || isDefinition))
      return definition(text, tokens, at, described);
    return builtin(name) ?? special(name, described);
  }
  return described(name, ...whatBinds(text, tokens, parsed?.start ?? 0, name, binding));
}

/** The name at an offset, or the one that ends there. */
function nameAt(tokens: readonly Token[], offset: number): Token | undefined {
  return [tokenAt(tokens, offset), tokenAt(tokens, offset - 1)].find((token) => token?.kind === 'ID');
}

function readable(text: ByteString, about: Documented): Parsed | undefined {
  try {
    return about.read(text);
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** What binds the variable that is written at a token; undefined when there is none. */
function bindingAt(
  parsed: Parsed | undefined,
  name: ByteString,
  token: Token,
  about: Documented,
): Binding | 'global' | undefined {
  if (parsed === undefined) return about.builtins.has(name) || name in SPECIAL ? 'global' : undefined;
  const isBuiltin = about.builtins.has(name) || name in SPECIAL;
  return findInScope(parsed.expr, (expr, level) => {
    if (expr.kind !== 'variable' || expr.pos !== parsed.start + token.start || expr.name !== name)
      return undefined;
    return bindingOf(name, level, isBuiltin) ?? (isBuiltin ? 'global' : undefined);
  });
}

/** Whether a name that has a meaning of its own is bound anew where it is used. */
function isBound(parsed: Parsed | undefined, name: ByteString, token: Token): boolean {
  if (parsed === undefined) return false;
  const binding = findInScope(parsed.expr, (expr, level) =>
    expr.kind === 'variable' && expr.pos === parsed.start + token.start
      ? (bindingOf(name, level, true) ?? 'global')
      : undefined,
  );
  return binding !== 'global';
}

function whatBinds(
  text: ByteString,
  tokens: readonly Token[],
  start: number,
  name: ByteString,
  binding: Binding,
): [kind: ByteString, doc: ByteString] {
  switch (binding.kind) {
    case 'with':
      return ['looked up in an enclosing `with` when it is evaluated', ''];
    case 'lambda': {
      const { lambda } = binding;
      const formal = lambda.formals?.list.find((one) => one.name === name);
      const line = lineOf(text, (formal?.pos ?? lambda.pos) - start);
      return [`argument of a function, line ${line}`, ''];
    }
    case 'let':
    case 'rec': {
      const def = binding.attrs.attrs.get(name);
      const offset = (def?.pos ?? start) - start;
      const where = binding.kind === 'let' ? 'bound by `let`' : 'attribute of a `rec` set';
      return [`${where}, line ${lineOf(text, offset)}`, docComment(text, tokens, offset)];
    }
  }
}

/** A name where it is defined: worth a word only when a comment documents it. */
function definition(
  text: ByteString,
  tokens: readonly Token[],
  at: number,
  described: (title: ByteString, kind: ByteString, doc: ByteString) => Description,
): Description | undefined {
  const token = tokens[at];
  if (tokens[at + 1]?.kind !== "'='") return undefined;
  const doc = docComment(text, tokens, token.start);
  return doc === '' ? undefined : described(text.slice(token.start, token.end), 'defined here', doc);
}

/** The text of a documentation comment right before an offset, or the empty text. */
function docComment(text: ByteString, tokens: readonly Token[], offset: number): ByteString {
  const before = tokens.findLast(({ end }) => end <= offset);
  const between = text.slice(before?.end ?? 0, offset);
  const comment = /\/\*\*([^]*?)\*\/\s*$/.exec(between.slice(between.lastIndexOf('/**')));
  return (comment?.[1] ?? '').replace(/^[ \t]*\*? ?/gm, '').trim();
}

function lineOf(text: ByteString, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length;
}

function titleOf(descriptor: BuiltinDescriptor): ByteString {
  const name = descriptor.name.startsWith('__') ? `builtins.${publicName(descriptor.name)}` : descriptor.name;
  return [name, ...argumentsOf(descriptor)].join(' ');
}

export function argumentsOf(descriptor: BuiltinDescriptor): readonly ByteString[] {
  switch (descriptor.kind) {
    case 'leaf':
      return descriptor.args.map(({ name }) => name);
    case 'task':
    case 'missing':
      return descriptor.args;
    case 'operator':
      return ['e1', 'e2'];
    case 'constant':
      return [];
  }
}

function kindOf(descriptor: BuiltinDescriptor): ByteString {
  if (descriptor.kind === 'missing') return 'builtin, not simulated here';
  return descriptor.kind === 'constant' ? 'builtin constant' : 'builtin function';
}

/** Two names that have no descriptor: one is the set of all builtins, the other is written in Nix. */
const SPECIAL: Readonly<Record<ByteString, readonly [title: ByteString, kind: ByteString, doc: ByteString]>> =
  {
    builtins: [
      'builtins',
      'builtin constant',
      'The set of all builtins, those included that have no name of their own.',
    ],
    derivation: [
      'derivation attrs',
      'builtin function',
      'Describes one build. `name`, `system` and `builder` must be there; every other attribute becomes a variable of the builder. Nothing is built by it: the result is a set whose `drvPath` and `outPath` are computed when they are asked for.',
    ],
  };

function special(
  name: ByteString,
  described: (title: ByteString, kind: ByteString, doc: ByteString) => Description,
): Description | undefined {
  const known = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  return known === undefined ? undefined : described(...known);
}
