// The options of a derivation (what it may refer to, which references it wants told, what it needs of the builder), as far
// as Nix checks them when it computes output paths: an option of the wrong form ends the evaluation.
//
// Source of the rules and messages: Nix's `derivationOptionsFromStructuredAttrs`; measured on Nix 2.36.
import type { ByteString } from '../base/index.ts';
import { EvalError, hint } from '../lang/index.ts';
import { isInStore, splitStorePath, type Derivation } from '../store/index.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Throws an EvalError for what is not as it must be. */
export function checkOptions({ env }: Derivation): void {
  const json = env.get('__json');
  if (json === undefined) checkGraphWords(env.get('exportReferencesGraph') ?? '');
  else checkMembers(JSON.parse(json) as { readonly [key: string]: Json });
}

/** `exportReferencesGraph = "name path name path"`. */
function checkGraphWords(text: ByteString): void {
  const words = text.split(/[ \t\n\r]+/).filter((word) => word !== '');
  if (words.length % 2 !== 0)
    throw new EvalError('eval', hint`odd number of tokens in 'exportReferencesGraph': '${text}'`);
  for (let i = 0; i < words.length; i += 2) {
    if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(words[i]))
      throw new EvalError('eval', hint`invalid file name '${words[i]}' in 'exportReferencesGraph'`);
    checkPath(words[i + 1]);
  }
}

function checkPath(path: ByteString): void {
  if (!isInStore(path)) throw new EvalError('eval', hint`path '${path}' is not in the Nix store`);
  splitStorePath(path);
}

function checkMembers(members: { readonly [key: string]: Json }): void {
  const inAttribute = (
    name: string,
    check: (value: Json) => void,
    line = `while parsing attribute "${name}"`,
  ) => {
    if (name in members) traced(line, () => check(members[name]));
  };
  if ('outputChecks' in members)
    for (const [output, checks] of Object.entries(object(members.outputChecks))) {
      const given = object(checks);
      for (const name of [
        'allowedReferences',
        'disallowedReferences',
        'allowedRequisites',
        'disallowedRequisites',
      ])
        if (name in given)
          traced(`while parsing attribute 'outputChecks."${output}".${name}'`, () => strings(given[name]));
    }
  const booleans = (value: Json) => Object.values(object(value)).forEach((item) => typed(item, 'boolean'));
  inAttribute('unsafeDiscardReferences', booleans, "while parsing attribute 'unsafeDiscardReferences'");
  const graph = members.exportReferencesGraph as Json | undefined;
  if (typeof graph === 'object' && graph !== null && !Array.isArray(graph))
    Object.values(graph).forEach(checkGraphPaths);
  inAttribute('__sandboxProfile', (value) => typed(value, 'string'));
  inAttribute('__noChroot', (value) => typed(value, 'boolean'));
  inAttribute('__impureHostDeps', strings);
  inAttribute('impureEnvVars', strings);
  inAttribute('__darwinAllowLocalNetworking', (value) => typed(value, 'boolean'));
  inAttribute('requiredSystemFeatures', strings);
  inAttribute('preferLocalBuild', (value) => typed(value, 'boolean'));
  inAttribute('allowSubstitutes', (value) => typed(value, 'boolean'));
}

function checkGraphPaths(value: Json): void {
  if (Array.isArray(value)) value.forEach(checkGraphPaths);
  else if (typeof value === 'string') checkPath(value);
  else throw new EvalError('eval', "'exportReferencesGraph' value is not an array or a string");
}

function traced(line: ByteString, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof EvalError) error.trace(0, line);
    throw error;
  }
}

const typeName = (value: Json) =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : (typeof value as 'boolean' | 'number' | 'string' | 'object');

function typed(value: Json, expected: ReturnType<typeof typeName>): void {
  if (typeName(value) !== expected)
    throw new EvalError(
      'eval',
      hint`Expected JSON value to be of type '${expected}' but it is of type '${typeName(value)}': ${JSON.stringify(value)}`,
    );
}

function object(value: Json): { readonly [key: string]: Json } {
  typed(value, 'object');
  return value as { readonly [key: string]: Json };
}

function strings(value: Json): void {
  typed(value, 'array');
  for (const item of value as readonly Json[]) typed(item, 'string');
}
