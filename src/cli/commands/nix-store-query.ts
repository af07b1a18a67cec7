// `nix-store --query`: what the database knows of paths and how they hang together.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import {
  closure,
  dependenciesFirst,
  findRoots,
  isDerivationPath,
  baseName,
  namePart,
  narHash32,
  type Store,
} from '../../engine/store/index.ts';
import { tellStale } from '../collect.ts';
import type { NixContext } from '../nix-context.ts';
import { realise } from '../realise.ts';
import { storeArgument } from '../store-argument.ts';
import { CommandError, UsageError } from '../usage-error.ts';

/** The kinds of query, by flag. */
const KINDS: Readonly<Record<string, Kind>> = {
  '--outputs': 'outputs',
  '--requisites': 'requisites',
  '-R': 'requisites',
  '--references': 'references',
  '--referrers': 'referrers',
  '--referrers-closure': 'referrers-closure',
  '--deriver': 'deriver',
  '-d': 'deriver',
  '--valid-derivers': 'valid-derivers',
  '--binding': 'binding',
  '-b': 'binding',
  '--hash': 'hash',
  '--size': 'size',
  '--tree': 'tree',
  '--graph': 'graph',
  '--roots': 'roots',
};

/** Queries that Nix answers and Nixarium does not. */
const OTHERS = ['--graphml', '--resolve'];

type Kind =
  | 'outputs'
  | 'requisites'
  | 'references'
  | 'referrers'
  | 'referrers-closure'
  | 'deriver'
  | 'valid-derivers'
  | 'binding'
  | 'hash'
  | 'size'
  | 'tree'
  | 'graph'
  | 'roots';

/** Runs a query; `flags` are those that followed `-q`, `operands` the paths (and a binding's name). */
export function* query(
  context: NixContext,
  flags: readonly ByteString[],
  operands: readonly ByteString[],
): Task<number> {
  let kind: Kind | undefined;
  let useOutput = false;
  let forceRealise = false;
  let includeOutputs = false;
  for (const flag of flags) {
    if (OTHERS.includes(flag)) throw new NotSimulated(`nix-store --query ${flag}`);
    const named = KINDS[flag] as Kind | undefined;
    if (named !== undefined) {
      if (kind !== undefined && kind !== named)
        throw new UsageError(`query type '${flag}' conflicts with earlier flag`);
      kind = named;
    } else if (flag === '--use-output' || flag === '-u') useOutput = true;
    else if (flag === '--force-realise' || flag === '--force-realize' || flag === '-f') forceRealise = true;
    else if (flag === '--include-outputs') includeOutputs = true;
    else throw new UsageError(`unknown flag '${flag}'`);
  }
  const paths = [...operands];
  const binding = kind === 'binding' ? paths.shift() : undefined;
  if (kind === 'binding' && binding === undefined) throw new UsageError('expected binding name');
  if (forceRealise)
    yield* realise(context, paths.map((path) => storeArgument(context, path)).filter(isDerivationPath));
  const { store } = context;
  const resolve = (argument: ByteString): ByteString[] => {
    const path = storeArgument(context, argument);
    return (useOutput || forceRealise) && isDerivationPath(path) ? outputsOf(store, path) : [path];
  };
  for (const line of answer(context, kind ?? 'outputs', paths, resolve, binding, includeOutputs))
    yield* context.print(line);
  if (kind === 'roots') yield* roots(context, paths.flatMap(resolve));
  return 0;
}

/** The lines that answer a query. */
function answer(
  context: NixContext,
  kind: Kind,
  operands: readonly ByteString[],
  resolve: (argument: ByteString) => ByteString[],
  binding: ByteString | undefined,
  includeOutputs: boolean,
): ByteString[] {
  const { store } = context;
  const references = (path: ByteString) => store.query(path).references;
  const inOrder = (paths: Iterable<ByteString>) => dependenciesFirst(paths, references);
  switch (kind) {
    case 'outputs':
      return operands.flatMap((argument) => outputsOf(store, storeArgument(context, argument)));
    case 'references':
      return inOrder(operands.flatMap(resolve).flatMap(references));
    case 'requisites': {
      const neighbours = includeOutputs
        ? (path: ByteString) => [...references(path), ...validOutputs(store, path)]
        : references;
      return inOrder(closure(operands.flatMap(resolve), neighbours));
    }
    case 'referrers':
      return inOrder(operands.flatMap(resolve).flatMap((path) => store.database.referrers(path)));
    case 'referrers-closure':
      return inOrder(closure(operands.flatMap(resolve), (path) => store.database.referrers(path)));
    case 'deriver':
      return operands.map(
        (argument) => store.query(storeArgument(context, argument)).deriver ?? 'unknown-deriver',
      );
    case 'valid-derivers':
      return operands.flatMap((argument) => {
        const { deriver } = store.query(storeArgument(context, argument));
        return deriver !== undefined && store.isValid(deriver) ? [deriver] : [];
      });
    case 'binding':
      return operands.map((argument) => {
        const path = storeArgument(context, argument);
        const value = store.derivation(path).env.get(binding ?? '');
        if (value === undefined)
          throw new CommandError(`derivation '${path}' has no environment binding named '${binding ?? ''}'`);
        return value;
      });
    case 'hash':
      return operands.flatMap(resolve).map((path) => narHash32(store.query(path)));
    case 'size':
      return operands.flatMap(resolve).map((path) => String(store.query(path).narSize));
    case 'tree': {
      const done = new Set<ByteString>();
      return operands.flatMap(resolve).flatMap((path) => tree(store, path, '', '', done));
    }
    case 'graph':
      return graph(store, operands.flatMap(resolve));
    case 'roots':
      return [];
  }
}

function outputsOf(store: Store, path: ByteString): ByteString[] {
  return [...store.derivation(path).outputs.values()].map((output) => output.path);
}

function validOutputs(store: Store, path: ByteString): ByteString[] {
  return isDerivationPath(path) ? outputsOf(store, path).filter((output) => store.isValid(output)) : [];
}

/** `--tree`: dependencies first among siblings; what was shown before is not opened again. */
function tree(
  store: Store,
  path: ByteString,
  first: ByteString,
  rest: ByteString,
  done: Set<ByteString>,
): ByteString[] {
  if (done.has(path)) return [`${first}${path} [...]`];
  done.add(path);
  const children = dependenciesFirst(store.query(path).references, (child) => store.query(child).references);
  return [
    `${first}${path}`,
    ...children.flatMap((child, i) =>
      i === children.length - 1
        ? tree(store, child, `${rest}${LAST}`, `${rest}    `, done)
        : tree(store, child, `${rest}${FORK}`, `${rest}${BAR}   `, done),
    ),
  ];
}

/** ├───, └─── and │ in UTF-8. */
const FORK = '\xe2\x94\x9c\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80';
const LAST = '\xe2\x94\x94\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80';
const BAR = '\xe2\x94\x82';

const COLOURS = ['black', 'red', 'green', 'blue', 'magenta', 'burlywood'];

/** `--graph`: the closure in the language of Graphviz. */
function graph(store: Store, starts: readonly ByteString[]): ByteString[] {
  const lines = ['digraph G {'];
  const pending = new Set(starts);
  const done = new Set<ByteString>();
  let colour = 0;
  while (pending.size > 0) {
    const path = [...pending].sort()[0];
    pending.delete(path);
    if (done.has(path)) continue;
    done.add(path);
    lines.push(
      `"${baseName(path)}" [label = "${namePart(path)}", shape = box, style = filled, fillcolor = "#ff0000"];`,
    );
    for (const reference of store.query(path).references) {
      if (reference === path) continue;
      pending.add(reference);
      lines.push(`"${baseName(reference)}" -> "${baseName(path)}" [color = "${COLOURS[colour]}"];`);
      colour = (colour + 1) % COLOURS.length;
    }
  }
  return [...lines, '}'];
}

/** `--roots`: which roots keep the paths. */
function* roots(context: NixContext, paths: readonly ByteString[]): Task<void> {
  const { store } = context;
  const keepers = new Set(closure(paths, (path) => store.database.referrers(path)));
  const found = findRoots(store.files, (path) => store.isValid(path));
  yield* tellStale(context, found);
  for (const { link, target } of found.roots)
    if (keepers.has(target)) yield* context.print(`${link} -> ${target}`);
}
