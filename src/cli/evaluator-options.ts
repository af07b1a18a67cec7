// What the settings say about evaluation, as the evaluator takes it: for commands, and for the page's questions.
import type { ByteString } from '../engine/base/index.ts';
import type { EvaluatorOptions, LintLevel } from '../engine/lang/index.ts';
import type { Settings } from '../engine/nix/index.ts';
import { STATE_DIR } from '../engine/store/index.ts';
import type { Configured } from './configuration.ts';

/** `searchPath` comes before what the settings say. */
export function evaluatorOptions(
  settings: Settings,
  configured: Configured,
  searchPath: readonly ByteString[] = [],
): EvaluatorOptions {
  return {
    pure: settings.boolean('pure-eval'),
    restricted: settings.boolean('restrict-eval'),
    allowedUris: settings.words('allowed-uris'),
    maxCallDepth: settings.number('max-call-depth'),
    showTrace: settings.boolean('show-trace'),
    traceVerbose: settings.boolean('trace-verbose'),
    abortOnWarn:
      settings.boolean('abort-on-warn') ||
      /^(1|yes|true)$/.test(configured.environment.get('NIX_ABORT_ON_WARN') ?? ''),
    lints: {
      absolutePathLiterals: settings.text('lint-absolute-path-literals') as LintLevel,
      shortPathLiterals: settings.text('lint-short-path-literals') as LintLevel,
      urlLiterals: settings.text('lint-url-literals') as LintLevel,
    },
    features: new Set(settings.words('experimental-features')),
    searchPath: searchPathOf(settings, configured, searchPath).map(parseSearchPath),
  };
}

/** Entries of the search path, the most important first. Pure evaluation has none. */
function searchPathOf(
  settings: Settings,
  { home, files }: Configured,
  first: readonly ByteString[],
): readonly ByteString[] {
  if (settings.boolean('pure-eval')) return [];
  const given = [...first, ...settings.words('nix-path')];
  if (settings.boolean('restrict-eval')) return given;
  const channels = `${STATE_DIR}/profiles/per-user/root/channels`;
  const usual: readonly (readonly [path: ByteString, prefix: ByteString])[] = [
    [`${home}/.nix-defexpr/channels`, ''],
    [`${channels}/nixpkgs`, 'nixpkgs='],
    [channels, ''],
  ];
  const there = usual.filter(([path]) => files.exists(path));
  return [...given, ...there.map(([path, prefix]) => `${prefix}${path}`)];
}

/** `nixpkgs=/path` or `/path`. */
function parseSearchPath(entry: ByteString): { prefix: ByteString; path: ByteString } {
  const equals = entry.indexOf('=');
  return equals < 0
    ? { prefix: '', path: entry }
    : { prefix: entry.slice(0, equals), path: entry.slice(equals + 1) };
}
