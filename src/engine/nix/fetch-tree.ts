// `fetchTree`, `fetchGit` and `fetchMercurial`: trees by the attributes or the URL of an input.
//
// Source of the rules and messages: Nix's `fetchTree`; measured on Nix 2.36.
import { formatTime, NotSimulated, parseHash, toHex, type ByteString } from '../base/index.ts';
import {
  coerceToString,
  EvalError,
  force,
  forceAttrs,
  forceStringNoContext,
  hint,
  isInt,
  isString,
  makeAttrs,
  PathValue,
  requireFeature,
  showType,
  task,
  type Attrs,
  type Builder,
  type BuiltinDescriptor,
  type Slot,
  type Task,
  type Value,
} from '../lang/index.ts';
import { checkUri } from './check-uri.ts';
import {
  fetching,
  gitUrl,
  SCHEMES,
  revisionOf,
  showUrl,
  withNarHash,
  type Fetched,
  type Fetching,
  type Input,
  type InputAttributes,
  type InputValue,
} from './fetchers/index.ts';
import { lookUpFlake } from './flake-registry.ts';
import type { StoreHost } from './store-host.ts';
import { storeString } from './store-string.ts';

type Fetcher = 'fetchTree' | 'fetchGit';

export function fetchTreeBuiltins(host: StoreHost): BuiltinDescriptor[] {
  return [
    task(
      'fetchTree',
      'input',
      'Fetches a tree or file and answers its store path with what is known of it.',
      (builder, [slot]) => fetchTree('fetchTree', builder, host, slot),
      { feature: 'fetch-tree' },
    ),
    task('fetchGit', 'args', 'Fetches a tree from a Git repository.', (builder, [slot]) =>
      fetchTree('fetchGit', builder, host, slot),
    ),
    task('fetchMercurial', 'args', 'Fetches a tree from a Mercurial repository.', (builder, [slot]) =>
      fetchMercurial(builder, host, slot),
    ),
  ];
}

function* fetchTree(fetcher: Fetcher, builder: Builder, host: StoreHost, slot: Slot): Task {
  const f = fetching(builder, host);
  const value = yield* force(slot);
  const input = isAttrs(value)
    ? yield* inputFromSet(fetcher, yield* forceAttrs(value, ''), f)
    : yield* inputFromText(fetcher, value, f);
  if (!builder.pure && !input.isDirect && builder.features.has('flakes')) lookUpFlake(input, f);
  if (builder.pure && !input.isLocked(f))
    throw new EvalError(
      'eval',
      hint`in pure evaluation mode, '${fetcher}' doesn't fetch unlocked input '${input.toText(f)}'`,
    );
  checkUri(input.toText(f), f);
  if (input.isFinal)
    throw new EvalError(
      'eval',
      hint`input '${input.toText(f)}' is not allowed to use the '${'__final'}' attribute`,
    );
  const { storePath, attrs } = input.fetch(f);
  return treeAttributes({ storePath, attrs: mounted(input, { storePath, attrs }, f) }, f);
}

/** What is known of a tree that was fetched, its NAR hash among it; that has to be the one that was promised. */
function mounted(input: Input, fetched: Fetched, f: Fetching): InputAttributes {
  const attrs = withNarHash(fetched, f);
  const promised = input.narHash(f);
  const got = attrs.get('narHash') as ByteString;
  // the two hashes change places in Nix's own message
  if (promised !== undefined && promised !== got)
    throw new EvalError(
      'eval',
      hint`NAR hash mismatch in input '${input.toText(f)}', expected '${got}' but got '${promised}'`,
    );
  return attrs;
}

const isAttrs = (value: Value): value is Attrs => showType(value) === 'a set';

function* inputFromSet(fetcher: Fetcher, set: Attrs, f: Fetching): Task<Input> {
  const { builder } = f;
  const isGit = fetcher === 'fetchGit';
  const attrs = new Map<ByteString, InputValue>();
  const type = set.get('type');
  if (type === undefined) {
    if (!isGit) throw new EvalError('eval', hint`argument 'type' is missing in call to '${fetcher}'`);
    attrs.set('type', 'git');
  } else {
    if (isGit) throw new EvalError('eval', "unexpected argument 'type'");
    const line = `while evaluating the \`type\` argument passed to '${fetcher}'`;
    attrs.set('type', yield* forceStringNoContext(type, line, set.positionOf('type')));
  }
  for (const i of set.shape.oldestFirst((name) => builder.order(name))) {
    const name = set.shape.names[i];
    if (name === 'type') continue;
    attrs.set(name, yield* attribute(fetcher, name, set.values[i], f));
  }
  if (isGit && !attrs.has('exportIgnore') && attrs.get('submodules') !== true)
    attrs.set('exportIgnore', true);
  if (!isGit && attrs.get('type') === 'git' && !attrs.has('shallow')) attrs.set('shallow', true);
  if (!isGit && attrs.has('name'))
    throw new EvalError('eval', hint`argument 'name' isn\xe2\x80\x99t supported in call to '${fetcher}'`);
  return SCHEMES.fromAttributes(attrs, f);
}

function* attribute(fetcher: Fetcher, name: ByteString, slot: Slot, f: Fetching): Task<InputValue> {
  const value = yield* force(slot);
  if (value instanceof PathValue || isString(value)) {
    const { text } = yield* coerceToString(value, { line: '' });
    return fetcher === 'fetchGit' && name === 'url' ? showUrl(gitUrl(text, f)) : text;
  }
  if (typeof value === 'boolean') return value;
  if (isInt(value)) {
    if (value >= 0) return value;
    throw new EvalError('eval', hint`negative value given for '${fetcher}' argument '${name}': ${value}`);
  }
  if (name === 'publicKeys') {
    requireFeature(f.builder.features, 'verified-fetches');
    throw new NotSimulated('the attribute publicKeys of Git inputs');
  }
  throw new EvalError(
    'type',
    hint`argument '${name}' to '${fetcher}' is ${showType(value)} while a string, Boolean or integer is expected`,
  );
}

function* inputFromText(fetcher: Fetcher, value: Value, f: Fetching): Task<Input> {
  const line = `while evaluating the first argument passed to '${fetcher}'`;
  const { text } = yield* coerceToString(value, { line });
  if (fetcher === 'fetchGit')
    return SCHEMES.fromAttributes(
      new Map<ByteString, InputValue>([
        ['type', 'git'],
        ['url', showUrl(gitUrl(text, f))],
        ['exportIgnore', true],
      ]),
      f,
    );
  if (!f.builder.features.has('flakes'))
    throw new EvalError(
      'eval',
      hint`passing a string argument to '${fetcher}' requires the 'flakes' experimental feature`,
    );
  return SCHEMES.fromText(text, f);
}

/** What is told of a tree that was fetched. */
function treeAttributes({ storePath, attrs }: Fetched, f: Fetching): Value {
  f.builder.access.allow(storePath);
  const entries: [ByteString, Slot][] = [['outPath', storeString(storePath)]];
  const narHash = attrs.get('narHash');
  if (typeof narHash === 'string') entries.push(['narHash', narHash]);
  const rev = revisionOf(f.builder, attrs);
  if (rev !== undefined) entries.push(['rev', rev], ['shortRev', rev.slice(0, 7)]);
  const revCount = attrs.get('revCount');
  if (revCount !== undefined) entries.push(['revCount', revCount]);
  const lastModified = attrs.get('lastModified');
  if (typeof lastModified === 'number' || typeof lastModified === 'bigint')
    entries.push(
      ['lastModified', lastModified],
      ['lastModifiedDate', formatTime('%Y%m%d%H%M%S', Number(lastModified))],
    );
  return makeAttrs(entries);
}

function* fetchMercurial(builder: Builder, host: StoreHost, slot: Slot): Task {
  const f = fetching(builder, host);
  const value = yield* force(slot);
  const attrs = new Map<ByteString, InputValue>([
    ['type', 'hg'],
    ['name', 'source'],
  ]);
  let url: ByteString;
  if (isAttrs(value)) {
    url = yield* readMercurialSet(value, attrs, builder);
    if (url === '') throw new EvalError('eval', "'url' argument required");
  } else {
    const line = 'while evaluating the first argument passed to builtins.fetchMercurial';
    url = (yield* coerceToString(value, { line })).text;
  }
  checkUri(url, f);
  if (builder.pure && !attrs.has('rev'))
    throw new EvalError('eval', "in pure evaluation mode, 'fetchMercurial' requires a Mercurial revision");
  attrs.set('url', url.includes('://') ? url : `file://${url}`);
  return treeAttributes(SCHEMES.fromAttributes(attrs, f).fetch(f), f);
}

/** Reads the attributes into `attrs`, and answers the URL (empty when there is none). */
function* readMercurialSet(
  set: Attrs,
  attrs: Map<ByteString, InputValue>,
  builder: Builder,
): Task<ByteString> {
  let url = '';
  for (const i of set.shape.oldestFirst((name) => builder.order(name))) {
    const name = set.shape.names[i];
    const pos = set.positionOf(name);
    const line = `while evaluating the \`${name}\` attribute passed to builtins.fetchMercurial`;
    if (name === 'url') url = (yield* coerceToString(set.values[i], { line, pos })).text;
    else if (name === 'name') attrs.set(name, yield* forceStringNoContext(set.values[i], line, pos));
    else if (name === 'rev') {
      const text = yield* forceStringNoContext(set.values[i], line, pos);
      if (/^[0-9a-fA-F]{40}$/.test(text)) attrs.set('rev', toHex(parseHash(text, 'sha1').hash));
      else attrs.set('ref', text);
    } else throw new EvalError('eval', hint`unsupported argument '${name}' to 'fetchMercurial'`, pos);
  }
  return url;
}
