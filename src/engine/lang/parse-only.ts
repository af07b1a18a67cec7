// Parsing without evaluating: for `--parse`, for the editor, for tests.
import type { ByteString } from '../base/index.ts';
import { allBuiltins } from './builtins/all.ts';
import type { EvalError } from './errors/eval-error.ts';
import { resolve } from './resolve/resolve.ts';
import type { Expr } from './syntax/ast.ts';
import { NO_LINTS, type Lints } from './syntax/lints.ts';
import { parseText } from './syntax/parse.ts';
import { Sources, type Origin } from './syntax/source.ts';

export interface ParseFailure {
  readonly error: EvalError;
  readonly sources: Sources;
}

/**
 * Parses a text and checks its names, as `nix-instantiate --parse` does. Relative paths start from `base`. Throws an
 * EvalError; `sources` can read its positions.
 */
export function parse(
  text: ByteString,
  origin: Origin,
  options: {
    readonly base: ByteString;
    readonly home?: ByteString;
    readonly features?: ReadonlySet<ByteString>;
    readonly sources?: Sources;
    readonly lints?: Partial<Lints>;
    /** Takes warnings. */
    readonly warn?: (line: ByteString) => void;
    /** Takes the errors of undefined variables, all of them; without it the first one is thrown. */
    readonly undefined?: (error: EvalError) => void;
  },
): Expr {
  const ages = new Map<ByteString, number>();
  const order = (name: ByteString): number => {
    const age = ages.get(name) ?? ages.size;
    ages.set(name, age);
    return age;
  };
  const globals = new Set(['builtins', 'derivation', ...allBuiltins().map((d) => d.name)]);
  const expr = parseText(text, origin, options.sources ?? new Sources(), order, {
    base: options.base,
    home: options.home,
    pure: false,
    pipeOperators: options.features?.has('pipe-operators') === true,
    lints: { ...NO_LINTS, ...options.lints },
    warn: options.warn ?? (() => undefined),
  });
  resolve(expr, {
    isBuiltin: (name) => globals.has(name),
    order,
    ...(options.undefined === undefined ? {} : { undefined: options.undefined }),
  });
  return expr;
}
