// Texts to syntax trees: the parser with the surroundings of a text.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { renderError } from '../errors/render.ts';
import { homeInPureMode } from './actions.ts';
import type { Expr } from './ast.ts';
import { Bindings } from './attributes.ts';
import { lint, type Lints } from './lints.ts';
import type { LexerOptions } from './lexer.ts';
import { parseSource, type Extents } from './parser.ts';
import { absolutePath } from './paths.ts';
import type { Origin, Sources } from './source.ts';

export interface ParseOptions extends Pick<LexerOptions, 'isBindings' | 'suffix'> {
  /** The folder that relative paths start from. */
  readonly base: ByteString;
  readonly home: ByteString | undefined;
  readonly pure: boolean;
  readonly pipeOperators: boolean;
  readonly lints: Lints;
  /** Takes where each expression stands. */
  readonly extents?: Extents;
  /** Takes a warning, one line or more. */
  warn(line: ByteString): void;
}

/** Parses a text and adds it to the sources. Throws an EvalError of kind `parse`. */
export function parseText(
  text: ByteString,
  origin: Origin,
  sources: Sources,
  intern: (name: ByteString) => number,
  options: ParseOptions,
): Expr {
  const source = sources.add(origin, text);
  return parseSource(
    source,
    {
      bindings: new Bindings(sources, intern),
      absolute: (path) => absolutePath(path, options.base),
      home: (literal) => {
        if (options.pure) throw new EvalError('eval', homeInPureMode(literal));
        return options.home ?? '/';
      },
      lint: (name, pos, say) => {
        lint(options.lints, name, pos, say, (warning) => {
          options.warn(renderError(warning, { level: 'warning', color: true, showTrace: false, sources }));
        });
      },
      warnCursedOr: (call) => {
        const start = call.pos - source.base;
        const end = (call.cursedOr ?? call.pos) - source.base;
        options.warn(
          `\x1b[35;1mwarning:\x1b[0m at ${sources.describe(call.pos)}: This expression uses \`or\` as an identifier in a way that will change in a future Nix release.\n` +
            `Wrap this entire expression in parentheses to preserve its current meaning:\n` +
            `    (${text.slice(start, end)})\n` +
            `Give feedback at https://github.com/NixOS/nix/pull/11121`,
        );
      },
    },
    { ...options, docs: sources.docs },
    options.extents,
  );
}
